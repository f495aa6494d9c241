"""The site in a real browser, without a network: from a file:// address and from a web server."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser

HOME, REGISTER = "index.html", "devices/index.html"
LOST, ENROLLMENT = "devices/yk-001/lost.html", "accounts/444455556666/enrollment.html"
RARE = "zanzibar"  # stands only on the enrollment page, which the home page does not link


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(site: Path) -> Iterator[str]:
    """The site behind a web server on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def search_and_follow(page: Page, word: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(word)
    result = page.locator(".md-search-result__link").first
    expect(result).to_contain_text("Root key enrollment")
    result.click()
    page.wait_for_url(f"**/{ENROLLMENT}?*")


def test_no_page_from_a_file_asks_for_anything_beyond_the_site(visit: Visit, site: Path) -> None:
    visit.context.set_offline(True)
    page = visit.context.new_page()
    for path in sorted(site.rglob("*.html")):
        if path.name != "404.html":
            page.goto(path.as_uri())
            page.wait_for_load_state("networkidle")
    assert len(visit.requests) > 40
    assert [each for each in visit.requests if not each.startswith(site.as_uri())] == []
    assert visit.complaints == []


def test_search_from_a_file_finds_what_the_home_page_does_not_link(visit: Visit, site: Path) -> None:
    assert ENROLLMENT not in (site / HOME).read_text(encoding="utf-8")
    visit.context.set_offline(True)
    page = visit.context.new_page()
    page.goto((site / HOME).as_uri())
    search_and_follow(page, RARE)
    expect(page.locator("h1")).to_contain_text("Root key enrollment")
    assert visit.complaints == []


def test_search_from_a_file_says_when_nothing_is_found(visit: Visit, site: Path) -> None:
    page = visit.context.new_page()
    page.goto((site / LOST).as_uri())
    page.keyboard.press("/")
    page.keyboard.type("nonexistentword")
    expect(page.locator(".md-search-result__meta")).to_have_text("No matching documents")


def test_served_pages_ask_only_their_own_server_and_search_works(visit: Visit, server: str) -> None:
    page = visit.context.new_page()
    page.goto(f"{server}/{HOME}")
    search_and_follow(page, RARE)
    page.goto(f"{server}/{LOST}")
    page.wait_for_load_state("networkidle")
    assert any("search_index.json" in each for each in visit.requests)
    assert [each for each in visit.requests if not each.startswith(server)] == []
    assert visit.complaints == []


def test_whoever_uses_the_keyboard_sees_where_they_are(visit: Visit, site: Path) -> None:
    page = visit.context.new_page()
    page.goto((site / LOST).as_uri())
    unseen, names = [], []
    for _ in range(15):
        page.keyboard.press("Tab")
        name, width, style = page.evaluate(
            "() => { const e = document.activeElement, l = e.type == 'radio' ? e.nextElementSibling : e,"
            "s = getComputedStyle(l); return [e.outerHTML.slice(0, 80), parseFloat(s.outlineWidth), s.outlineStyle] }"
        )
        names.append(name)
        if "md-search__input" not in name and (width == 0 or style == "none"):
            unseen.append(name)
    assert unseen == []
    assert len(set(names)) > 8


def barriers(browser: Browser, address: str, scheme: str, width: int) -> list[tuple[str, list[str]]]:
    """What axe calls serious or critical: rule, and the elements that break it."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address)
    shown = page.locator("body").get_attribute("data-md-color-scheme")
    assert shown == {"light": "default", "dark": "slate"}[scheme]
    found = Axe().run(page, options={"preload": False}).response
    context.close()
    assert len(found["passes"]) > 10, "axe has looked at nothing"
    serious = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious]


WIDE = [(name, scheme, 1280) for name in (HOME, REGISTER, LOST, ENROLLMENT) for scheme in ("light", "dark")]
NARROW = [(name, "light", 390) for name in (REGISTER, LOST)]


@pytest.mark.parametrize(("name", "scheme", "width"), [*WIDE, *NARROW])
def test_no_serious_barrier(browser: Browser, site: Path, name: str, scheme: str, width: int) -> None:
    assert barriers(browser, (site / name).as_uri(), scheme, width) == []


REPORT = ("rehearsal/index.html", "rehearsal/device-lost.html")


@pytest.mark.parametrize("name", [HOME, REGISTER, "devices/ht-001/lost.html", "organization/cost.html", *REPORT])
def test_no_serious_barrier_in_the_example(browser: Browser, example_site: Path, name: str) -> None:
    assert barriers(browser, (example_site / name).as_uri(), "light", 1280) == []


def test_no_command_hides_behind_a_scroll_bar(visit: Visit, site: Path) -> None:
    page = visit.context.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((site / LOST).as_uri())
    wider = "e => e.filter(x => x.scrollWidth > x.clientWidth).length"
    assert page.locator("pre > code").count() == 3
    assert page.locator("pre > code").evaluate_all(wider) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_printing_from_the_browser_leaves_the_page_alone(visit: Visit, site: Path) -> None:
    page = visit.context.new_page()
    page.goto((site / LOST).as_uri())
    paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
    assert "Device lost: YK-001" in text
    assert "aws iam deactivate-mfa-device" in text
    assert "LD-YK-001.1" in text
    for chrome in ("Search", "Table of contents", "Locations", "¶"):
        assert chrome not in text
    assert len(paper) == 1
