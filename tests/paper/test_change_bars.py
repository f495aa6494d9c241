"""A bar stands in the margin beside what changed, as high as that, and beside nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest

from mfa_binder.paper.sheet_measures import A4_MEASURES, MILLIMETRE
from tests.printing import Printed

PAGE = """# Name of the page

First paragraph, which is so long that it takes several lines of the sheet, word after word after word after word
after word after word after word after word after word after word after word.

Second paragraph.

-   Item one
-   Item two

    -   Inner item

1.  Step one.

    ```bash title="X-1.1"
    command-one
    ```

    *You should see:* Outcome.

!!! warning "Box title"
    Box text.

| Column | Other |
|---|---|
| Row one | short |
| Row two | a cell that is so long that it takes two lines of the sheet, for the bar is as high as the row is, not as one word of it |
| Row three | |

## Heading
"""
NAMES = ("Name of", "First", "Second", "Item one", "Item two", "Inner", "Step one", "command-one", "Outcome", "Box title", "Box text", "Column", "Row one", "Row two", "Row three", "Heading")  # fmt: skip


def line_of(word: str) -> int:
    return next(number for number, line in enumerate(PAGE.split("\n"), start=1) if word in line)


def bars(paper: Printed) -> list[tuple[float, float, float]]:
    """Top, bottom and place of each upright stroke in the left margin, from above."""
    margin = A4_MEASURES.inner_margin
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        page = document[paper.sheets("X-1")[0]]
        found = []
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = item.get_bounds()
            if right < margin and right - left < 4:
                found.append((top, bottom, (left + right) / 2))
    return sorted(found, reverse=True)


def beside(paper: Printed) -> set[str]:
    """The names of `PAGE` whose first line has a bar beside it."""
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        text = document[paper.sheets("X-1")[0]].get_textpage()
        places = {}
        for name in NAMES:
            index, _ = text.search(name, match_case=True).get_next()
            _, bottom, _, top = text.get_charbox(index)
            places[name] = (top + bottom) / 2
    return {name for name, middle in places.items() for top, bottom, _ in bars(paper) if bottom <= middle <= top}


@pytest.mark.parametrize("ceremony", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_what_changed_has_a_bar_and_nothing_else_has(bind: Callable[..., Printed], name: str, ceremony: bool) -> None:
    paper = bind({"X-1": PAGE}, changed={line_of(name)}, ceremony=ceremony)
    assert beside(paper) == {name}
    ((top, bottom, place),) = bars(paper)
    assert 3 < (A4_MEASURES.inner_margin - place) / MILLIMETRE < 4
    assert top - bottom > 4


def test_without_changes_there_is_no_bar(bind: Callable[..., Printed]) -> None:
    assert bars(bind({"X-1": PAGE})) == []
    assert bars(bind({"X-1": PAGE}, changed={2})) == []


def test_the_last_line_of_a_paragraph_marks_all_of_it(bind: Callable[..., Printed]) -> None:
    ((top, bottom, _),) = bars(bind({"X-1": PAGE}, changed={line_of("First") + 1}))
    assert top - bottom > 1.5 * A4_MEASURES.body_size


def test_the_bar_of_a_row_is_as_high_as_the_row(bind: Callable[..., Printed]) -> None:
    paper = bind({"X-1": PAGE}, changed={line_of("Row two")})
    ((top, bottom, _),) = bars(paper)
    assert edges(paper, "Row one")[0] > top > edges(paper, "Row two")[1]
    assert edges(paper, "not as one word of it")[0] > bottom > edges(paper, "Row three")[1]
    ((top, bottom, _),) = bars(bind({"X-1": PAGE}, changed={line_of("Row three")}))
    assert top - bottom >= A4_MEASURES.writing_height


def edges(paper: Printed, words: str) -> tuple[float, float]:
    """Below and above some words."""
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        text = document[paper.sheets("X-1")[0]].get_textpage()
        index, _ = text.search(words, match_case=True).get_next()
        _, bottom, _, top = text.get_charbox(index)
        return bottom, top


def test_a_bar_changes_nothing_else(bind: Callable[..., Printed]) -> None:
    without, with_bars = bind({"X-1": PAGE}), bind({"X-1": PAGE}, changed=range(1, 99))
    assert with_bars.text("X-1") == without.text("X-1")
    assert heights(with_bars) == pytest.approx(heights(without), abs=0.1)


def heights(paper: Printed) -> list[float]:
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        text = document[paper.sheets("X-1")[0]].get_textpage()
        indexes = (text.search(name, match_case=True).get_next()[0] for name in NAMES)
        return [text.get_charbox(index)[1] for index in indexes]


def test_a_changed_row_that_is_higher_than_a_page_is_printed_to_its_end(bind: Callable[..., Printed]) -> None:
    cell = " ".join(f"word{number}" for number in range(1500))
    paper = bind({"X-1": f"# T\n\n| A | B |\n|---|---|\n| {cell} | short |\n"}, changed={5})
    assert "word1499" in paper.text("X-1")
    assert paper.outside() == []
