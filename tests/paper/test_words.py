"""All that a page says is printed, in its order, and nothing else but what paper adds: for every page of the example."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from mfa_binder.organization.binder_settings import Paper, PrintForm
from tests.expected_text import expected, squashed
from tests.printing import Printed
from tests.reading import Spoken, spoken


@cache
def heard(path: Path) -> list[Spoken]:
    return spoken(path)


def said(printed: Printed, document: str) -> str:
    """The tagged text of a section, all its leaf sets."""
    sheets = (
        page for page in heard(printed.binder.path) if page.furniture.startswith((f"{document} ", f"{document}/"))
    )
    return squashed("".join(page.text for page in sheets))


def differs(printed: Printed, document: str, page: str) -> bool:
    return expected(page, document).fullmatch(said(printed, document)) is None


def outside(printed: Printed, document: str) -> list[str]:
    """What is cut off on the sheets of a section: where, and which character."""
    pages = {str(index + 1) for index in printed.sheets(document)}
    return [found for found in printed.outside() if found.partition(":")[0] in pages]


def test_every_page_of_the_example_is_printed_word_for_word(printed_example) -> None:
    compared, wrong = 0, []
    for volume in printed_example:
        for name in dict.fromkeys(name.partition("/")[0] for name in volume.binder.set_pages):
            section = next(section for section in volume.sidecar.sections if section.id == name)
            page = (volume.runbooks / section.path).read_text(encoding="utf-8")
            compared += 1
            wrong += [section.path] if differs(volume, name, page) else []
    assert wrong == []
    assert compared == len(printed_example[0].sidecar.binders[0].sections) > 60


def _pages_of_the_example(checkout: Path, kinds: set[str]) -> list[str]:
    return [
        path.read_text(encoding="utf-8") for path in sorted(checkout.glob("runbooks/**/*.md")) if path.stem in kinds
    ]


BAD = {
    "a paragraph of 10,000 characters": "# T\n\n" + "word " * 2000 + "\n",
    "a word of 3,000 characters": "# T\n\n" + "x" * 3000 + "\n",
    "a long title": "# " + "Long name " * 40 + "\n\n## " + "Heading " * 60 + "\n\nText\n",
    "names of other scripts": "# 中文名字\n\n## שלום עולם\n\n| السلام | ひらがな |\n|---|---|\n| 한국어 🔑👩‍👩‍👧 | नमस्ते ไทย |\n\n1.  Ελληνικά Кириллица `中文`\n",
    "a table of 500 rows": "# T\n\n| A | B | C |\n|---|---|---|\n" + "".join(f"| row {n} | b{n} | c |\n" for n in range(500)),
    "deep lists": "# T\n\n" + "".join(f"{'    ' * n}1.  Level {n}\n\n" for n in range(9)),
    "deep lists with code": "# T\n\n"
    + "".join(f"{'    ' * n}-   Level {n}\n\n" for n in range(8))
    + f'{"    " * 8}```bash title="X-1.1"\n{"    " * 8}aws iam list-users --query Users --output text --max-items 100\n{"    " * 8}```\n',
    "boxes in boxes": '# T\n\n!!! danger "One"\n    Text\n\n    !!! note "Two"\n        Text\n\n        1.  Step\n\n            !!! warning "Three"\n                Text\n',
}  # fmt: skip


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_printed_word_for_word_inside_the_page(
    bind: Callable[..., Printed], name: str, large: bool
) -> None:
    paper = bind({"X-1": BAD[name]}, PrintForm(paper=Paper.LETTER if large else Paper.A4, large_print=large))
    assert not differs(paper, "X-1", BAD[name])
    assert large or outside(paper, "X-1") == []


@pytest.mark.parametrize("ceremony", [False, True])
def test_pages_whose_steps_are_initialled_are_printed_word_for_word(
    bind: Callable[..., Printed], checkout: Path, ceremony: bool
) -> None:
    for page in _pages_of_the_example(checkout, {"enrollment", "lost"})[:4]:
        alone = _without_links_to_other_pages(page)
        assert not differs(bind({"X-1": alone}, changed=range(1, 999, 3), ceremony=ceremony), "X-1", alone)


def _without_links_to_other_pages(page: str) -> str:
    """The page as the only one of a binder, under another id: its revision line would not be its own."""
    alone = page[: page.rindex("\n---\n")]
    return re.sub(r"\[([^\]]*)\]\((?!http)[^)]*\)", r"\1", alone)


@pytest.mark.parametrize(
    ("page", "printed"),
    [
        ("# A\n\nkept lost\n", "# A\n\nkept\n"),
        ("# A\n\none two\n", "# A\n\ntwo one\n"),
        ("# A\n\none\n", "# A\n\none more\n"),
        ("# A\n\n1.  one\n2.  two\n", "# A\n\n2.  one\n3.  two\n"),
        ('# A\n\n```bash title="X-1.1"\npwd\n```\n', '# A\n\n```bash title="X-1.1"\npwdx\n```\n'),
        ("# A\n\n| a | b |\n|---|---|\n| c | d |\n", "# A\n\n| a | b |\n|---|---|\n| d | c |\n"),
    ],
)
def test_the_comparison_notices_what_is_lost_added_or_moved(
    bind: Callable[..., Printed], page: str, printed: str
) -> None:
    paper = bind({"X-1": printed})
    assert differs(paper, "X-1", page)
    assert not differs(paper, "X-1", printed)


def test_the_head_of_a_long_table_stands_on_every_page_and_no_row_is_torn(bind: Callable[..., Printed]) -> None:
    rows = "".join(f"| first{n} | {'word ' * 30}last{n} |\n" for n in range(200))
    paper = bind({"X-1": f"# T\n\n| Column one | Column two |\n|---|---|\n{rows}"})
    sheets = [paper.pages[index] for index in paper.sheets("X-1")]
    assert len(sheets) > 5
    assert all("Column one" in sheet for sheet in sheets)
    for number in range(200):
        assert [f"first{number} " in sheet for sheet in sheets] == [
            f"last{number}\n" in f"{sheet}\n" for sheet in sheets
        ]


def test_a_name_of_200_characters_fits_everywhere(bind: Callable[..., Printed]) -> None:
    for name in ("W" * 200, ("an account name " * 12).strip(), "中" * 25):
        page = f"# {name}\n\n## {name}\n\n| {name} | b |\n|---|---|\n| {name} | `{name}` |\n\n1.  {name}\n"
        paper = bind({"X-1": page})
        assert not differs(paper, "X-1", page)
        assert outside(paper, "X-1") == []
