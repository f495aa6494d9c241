"""Takes the pictures of the README from a fresh build of the example: `make pictures`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
SCREEN = {
    "site-home.png": "index.html",
    "site-lost-device.png": "devices/ht-001/lost.html#steps",
    "site-binders.png": "binders/index.html",
}


@dataclass(frozen=True)
class Sheet:
    """A sheet to be pictured: the PDFs to look in, and words that its text has, the first at its beginning."""

    picture: str
    pdfs: str
    words: tuple[str, ...]


SHEETS = (
    Sheet("sheet-lost-device.png", "complete-copy-1-volume-*.pdf", ("LD-HT-001 ", "page 3 of")),
    Sheet("sheet-cover.png", "location-hq-safe-copy-1.pdf", ("Example Corp", "Copy number")),
    Sheet("sheet-spine.png", "location-hq-safe-copy-1.pdf", ("Spine ",)),
    Sheet("sheet-how-to-read.png", "location-hq-safe-copy-1.pdf", ("Read first",)),
    Sheet("sheet-effective-pages.png", "location-hq-safe-copy-1.pdf", ("LEP ",)),
    Sheet("sheet-divider.png", "location-hq-safe-copy-1.pdf", ("Device lost\n", "RESTRICTED")),
    Sheet("sheet-ceremony.png", "account-444455556666-copy-1.pdf", ("BG-444455556666", "Initials", "sts get-caller")),
    Sheet("sheet-custody-log.png", "location-hq-safe-copy-1.pdf", ("CL-hq-safe ", "page 1 of")),
    Sheet("sheet-seal-check.png", "location-hq-safe-copy-1.pdf", ("SC-hq-safe ", "page 1 of")),
    Sheet("sheet-acceptance.png", "person-alice-copy-1.pdf", ("AF-alice ", "page 1 of")),
    Sheet("sheet-exceptions.png", "location-hq-safe-copy-1.pdf", ("EX-main ", "page 1 of")),
    Sheet("card-device-lost.png", "cards-copy-1.pdf", ("TD-main ",)),
    Sheet("sheet-filing.png", "revision-002/location-hq-safe-copy-1-changes.pdf", ("Filing sheet",)),
    Sheet("sheet-receipt.png", "revision-002/location-hq-safe-copy-1-changes.pdf", ("Receipt",)),
    Sheet("sheet-change-bars.png", "revision-002/location-hq-safe-copy-1-changes.pdf", ("ST-hq-safe ", "page 1 of")),
    Sheet("labels.png", "labels.pdf", ("",)),
)
LARGE = Sheet(
    "sheet-large-letter.png", "account-444455556666-copy-1*.pdf", ("BG-444455556666", "Initials", "sts get-c")
)
"""The same in large print, on Letter."""
SCALE = 80 / 72
"""Pixels per point: 80 dots per inch."""


def main() -> None:
    """Walk the way of docs/filing.md with the example, and write all pictures anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        site = walked(Path(work)) / "site"
        photograph_pages(site)
        for sheet in SHEETS:
            photograph(sheet, site / "binders")
        photograph(LARGE, large_letter(Path(work)) / "site" / "binders")


def walked(folder: Path) -> Path:
    """The working folder at the end of the documented walk, with a sheet of labels."""
    shutil.copy(ROOT / "inventory.yaml", folder)
    walk = "".join(
        re.findall(r"```bash\n(.*?)```", (ROOT / "docs" / "filing.md").read_text(encoding="utf-8"), re.DOTALL)
    )
    bash(folder, walk + "mfa-binder labels --outline\n")
    return folder / "walk"


def large_letter(folder: Path) -> Path:
    """The example, printed large on US Letter."""
    large = folder / "large"
    large.mkdir()
    text = (ROOT / "inventory.yaml").read_text(encoding="utf-8")
    (large / "inventory.yaml").write_text(text + "\nbinders: {paper: letter, large_print: true}\n", encoding="utf-8")
    bash(large, "mfa-binder build\n")
    return large


def bash(folder: Path, script: str) -> None:
    """Run a script in a folder, with our own command first on the way."""
    environment = {"HOME": str(folder), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"}
    command = ["bash", "-euo", "pipefail", "-c", script]
    subprocess.run(command, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)


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


def photograph(sheet: Sheet, binders: Path) -> None:
    """The first page that has the words of a sheet."""
    first, *others = sheet.words
    for path in sorted(binders.glob(sheet.pdfs)):
        for page in pypdfium2.PdfDocument(path):
            text = page.get_textpage().get_text_range().replace("\r\n", "\n")
            if text.startswith(first) and all(word in text for word in others):
                page.render(scale=SCALE).to_pil().convert("L").quantize(16).save(
                    PICTURES / sheet.picture, optimize=True
                )
                return
    raise SystemExit(f"error: no page of {sheet.pdfs} has the words {sheet.words}")


if __name__ == "__main__":
    main()
