"""What the built pages point at: no other host is loaded from, and nothing is more than three clicks away."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

LOADING = {"src", "srcset", "data", "poster", "href", "xlink:href", "action", "formaction"}
OTHER_HOST = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?((?:[a-z]+:)?//[^"')\s]+)""", re.IGNORECASE)


class Page(HTMLParser):
    """What a browser loads with a page, and where a reader can go from it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.styles = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if tag == "a" and name == "href":
                self.links.append(value or "")
            elif name in LOADING:
                self.loads.append(value or "")
            elif name == "style":
                self.styles += f"{value}\n"

    def handle_data(self, data: str) -> None:
        if self.lasttag == "style":
            self.styles += data


@pytest.fixture(params=["site", "example_site"])
def each_site(request: pytest.FixtureRequest) -> Path:
    """The small site, and that of the repository's own runbooks."""
    return Path(request.getfixturevalue(request.param))


def html_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_nothing_is_loaded_from_another_host(each_site: Path) -> None:
    loaded = [(path.name, address) for path in html_files(each_site) for address in Page(path).loads]
    assert len(loaded) > 50
    assert [each for each in loaded if OTHER_HOST.match(each[1])] == []


def test_no_style_loads_from_another_host(each_site: Path) -> None:
    sheets = [path.read_text(encoding="utf-8") for path in each_site.rglob("*.css")]
    assert len(sheets) >= 3
    assert [found for text in sheets for found in IN_CSS.findall(text)] == []
    assert [found for path in html_files(each_site) for found in IN_CSS.findall(Page(path).styles)] == []


def test_our_own_scripts_know_no_address(site: Path) -> None:
    script = (site / "assets" / "iframe-worker.js").read_text(encoding="utf-8")
    assert re.findall(r"""["'`](?:https?:)?//""", script) == []


def neighbours(site: Path, path: Path) -> set[Path]:
    """The pages of the site that a reader reaches from `path` by one click."""
    here = [unquote(urlsplit(link).path) for link in Page(path).links if not urlsplit(link).scheme]
    targets = {(path.parent / link).resolve() for link in here if link.endswith(".html")}
    return {target for target in targets if target.is_relative_to(site)}


def clicks(site: Path) -> dict[Path, int]:
    """Fewest clicks from the home page to each page that can be reached."""
    reached = {site / "index.html": 0}
    frontier = [site / "index.html"]
    while frontier:
        path = frontier.pop(0)
        for target in neighbours(site, path) - reached.keys():
            reached[target] = reached[path] + 1
            frontier.append(target)
    return reached


def test_everything_is_within_three_clicks(each_site: Path) -> None:
    reached = clicks(each_site)
    pages = {path for path in html_files(each_site) if path.name != "404.html"}
    assert len(pages) >= 8
    assert pages - reached.keys() == set()
    assert max(reached.values()) <= 3


def test_every_link_leads_to_a_file(each_site: Path) -> None:
    for path in html_files(each_site):
        if path.name != "404.html":  # its links are relative to the root of a server
            assert [each for each in neighbours(each_site, path) if not each.is_file()] == []


def test_the_navigation_holds_registers_only(site: Path) -> None:
    page = site / "devices" / "yk-001" / "lost.html"
    html = page.read_text(encoding="utf-8")
    navigation = html[html.index('<nav class="md-nav md-nav--primary"') :].split("</nav>")[0]
    linked = {(page.parent / link).resolve() for link in re.findall(r'href="([^"]+)"', navigation)}
    registers = [f"{name}/index.html" for name in ("accounts", "devices", "people", "locations")]
    assert linked == {site / name for name in ("index.html", *registers, "organization/glossary.html")}


def test_every_page_is_in_the_search_index(site: Path, pages: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    found = {entry["location"].split("#")[0] for entry in index["docs"]}
    assert found == {str(page.relative_to(pages).with_suffix(".html")) for page in pages.rglob("*.md")}
