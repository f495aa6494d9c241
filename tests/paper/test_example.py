"""The example's binder is complete: every page of the plan is in it, in its contents, and legible."""

import re
from pathlib import Path

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.paper.volumes import estimate_pages


def test_every_page_of_the_plan_is_in_the_binder_and_in_its_contents(printed_example, example: Organization) -> None:
    planned = make_catalogue(example).pages
    assert len(planned) > 30
    contents = "\n".join(text for volume in printed_example for text in volume.pages if text.startswith("LEP "))
    for page in (page for page in planned if not page.paper):
        assert sum(bool(volume.sheets(page.id)) for volume in printed_example) == 1, f"{page.id} is not in the binder"
        line = re.search(rf"^{re.escape(page.id)} +{re.escape(page.title)}$", contents, re.MULTILINE)
        assert line, f"{page.id} is not in the contents"


def test_every_command_of_every_page_is_printed_whole(printed_example, checkout: Path) -> None:
    """Character for character, spaces and backslashes apart: how lines are folded is tested in `test_code_folding`."""
    commands = 0
    for section in printed_example[0].sidecar.sections:
        sets = [entry.id for entry in section.leaf_sets]
        found = "".join(volume.text(name) for volume in printed_example for name in sets)
        printed = re.sub(r"[\s\\↩␣]", "", found)
        markdown = (checkout / "runbooks" / section.path).read_text(encoding="utf-8")
        for snippet in fenced_blocks(markdown, section.path):
            commands += 1
            code = re.sub(r"[\s\\]", "", snippet.text)
            assert f"{snippet.id}" in printed
            assert code in printed, snippet.id
    assert commands > 100


def test_nothing_of_the_example_is_cut_off(printed_example) -> None:
    assert [volume.outside() for volume in printed_example] == [[]] * len(printed_example)


def test_more_pages_are_expected_than_come_but_not_by_half(printed_example) -> None:
    """Blank backs among them: so volumes fit into their ring binders, and leaf sets are not divided without need."""
    printed = sum(count + count % 2 for volume in printed_example for count in volume.binder.set_pages.values())
    expected = sum(estimate_pages(section) for section in printed_example[0].sidecar.sections if not section.paper)
    assert printed <= expected <= 1.5 * printed
