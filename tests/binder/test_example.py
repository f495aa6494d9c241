"""The example's binder is complete: every page of the plan is in it, in its contents, and legible."""

import re
from pathlib import Path

from generator.organization.organization import Organization
from generator.pages.catalogue import catalogue


def test_every_page_of_the_plan_is_in_the_binder_and_in_its_contents(printed_example, example: Organization) -> None:
    planned = catalogue(example).pages
    assert len(planned) > 30
    contents = "\n".join(text for text in printed_example.pages[:12] if text.startswith("Contents"))
    for page in planned:
        sheets = printed_example.sheets(page.id)
        assert sheets, f"{page.id} is not in the binder"
        line = re.search(rf"^{re.escape(page.id)} +{re.escape(page.title)}[ .]*?(\d+)$", contents, re.MULTILINE)
        assert line, f"{page.id} is not in the contents"
        assert int(line[1]) == sheets[0] + 1


def test_every_command_of_every_page_is_printed(printed_example, checkout: Path) -> None:
    commands = 0
    for section in printed_example.sidecar.sections:
        printed = " ".join(printed_example.text(section.id).replace("↩\n", "").split())
        for block in section.blocks:
            if block.language != "console":
                commands += 1
                assert f"{block.id}" in printed, block.id
    assert commands > 100


def test_nothing_of_the_example_is_cut_off(printed_example) -> None:
    assert printed_example.outside() == []
