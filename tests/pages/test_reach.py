"""Every page is found from the start page by its links: on the site by clicks, on paper by ids."""

import posixpath
import re

from tests.conftest import Example

CLICKS = 3
LINK = re.compile(r"\]\(([^)#]+\.md)(?:#[^)]*)?\)")


def clicks_from_start(files: dict[str, str]) -> dict[str, int]:
    """How many links lead from index.md to each page that can be reached."""
    found, last = {"index.md": 0}, ["index.md"]
    while last:
        following = []
        for path in last:
            for target in LINK.findall(files[path]):
                page = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                if page not in found:
                    found[page] = found[path] + 1
                    following.append(page)
        last = following
    return found


def test_every_page_is_at_most_three_clicks_from_the_start_page(each_example: Example) -> None:
    files = each_example.rendered.files
    clicks = clicks_from_start(files)
    assert {path for path in files if path.endswith(".md")} - clicks.keys() == set()
    assert {path: number for path, number in clicks.items() if number > CLICKS} == {}


def test_the_sheets_of_every_organization_are_one_click_away(each_example: Example) -> None:
    clicks = clicks_from_start(each_example.rendered.files)
    about = {page.path for page in each_example.catalogue.pages if page.subject.startswith("organization")}
    assert len(about) > len(each_example.organization.organizations)
    assert {clicks[path] for path in about} == {1}
