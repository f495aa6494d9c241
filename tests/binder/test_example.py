"""The example's binder is complete: every page of the plan is in it, in its contents, and legible."""

import re
from pathlib import Path

from generator.organization.organization import Organization
from generator.pages.catalogue import catalogue
from generator.snippets.extract import snippets


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


def test_every_command_of_every_page_is_printed_whole(printed_example, checkout: Path) -> None:
    """Character for character, spaces apart: how lines are folded is tested beside `paper_code`."""
    commands = 0
    for section in printed_example.sidecar.sections:
        printed = re.sub(r"[\s↩␣]", "", printed_example.text(section.id))
        markdown = (checkout / "runbooks" / section.path).read_text(encoding="utf-8")
        for snippet in snippets(markdown, section.path):
            commands += 1
            code = re.sub(r"\s", "", snippet.text)
            assert f"{snippet.id}" in printed
            assert code in printed, snippet.id
    assert commands > 100


def test_nothing_of_the_example_is_cut_off(printed_example) -> None:
    assert printed_example.outside() == []
