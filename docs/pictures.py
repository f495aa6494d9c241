"""Takes the pictures of the README from a fresh build of the example: `make pictures`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
SCREEN = {"site-home.png": "index.html", "site-lost-device.png": "devices/ht-001/lost.html#steps"}
SHEET = "sheet-lost-device.png"
SHEET_HEAD = ("LD-HT-001 ", "page 3 of")
"""What the running head of the pictured sheet begins with and contains."""
SCALE = 110 / 72
"""Pixels per point: 110 dots per inch."""


def main() -> None:
    """Build the example beside the repository, and write all pictures anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        site = build_example(Path(work))
        photograph_pages(site)
        photograph_sheet(site / "binders" / "binder.pdf")


def build_example(folder: Path) -> Path:
    """The site of the repository's inventory, built in `folder`."""
    shutil.copy(ROOT / "inventory.yaml", folder)
    command = [Path(sys.executable).with_name("mfa-binder"), "-C", folder, "--quiet", "build"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "site"


def photograph_pages(site: Path) -> None:
    """What a browser shows of the pages in SCREEN, 1280 x 800 pixels."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("error: no chromium on this machine; the pictures were not taken")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        for picture, address in SCREEN.items():
            page.goto(f"{site.as_uri()}/{address}")
            page.wait_for_timeout(1000)  # the title slides into the bar
            page.screenshot(path=PICTURES / picture)
        browser.close()


def photograph_sheet(binder: Path) -> None:
    """The sheet whose running head is SHEET_HEAD, found by its text."""
    begins, contains = SHEET_HEAD
    for sheet in pypdfium2.PdfDocument(binder):
        head = sheet.get_textpage().get_text_range().splitlines()[0]
        if head.startswith(begins) and contains in head:
            sheet.render(scale=SCALE).to_pil().quantize(64).save(PICTURES / SHEET, optimize=True)
            return
    raise SystemExit(f"error: no sheet in the binder begins with {begins}")


if __name__ == "__main__":
    main()
