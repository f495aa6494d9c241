"""The index of the binders: every copy with its place, holders, paper and PDFs; values are text."""

from __future__ import annotations

from datetime import date
from html import unescape

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.organization.binder_settings import Paper, PrintForm
from mfa_binder.site.binder_index import BINDER_INDEX, BinderIndexCopy, BinderIndexEntry, binder_index_pages

HOSTILE = "<b>Safe</b> | [x](y) {{ 7 }}"


def page(
    *copies: BinderIndexCopy,
    title: str = "Binder of the safe",
    form: PrintForm = PrintForm(),  # noqa: B008 - frozen
    paper: str = "a4",
) -> str:
    plan = BinderPlan(id="location-safe", title=title, form=form, copies=(), sections=("X-1",))
    return binder_index_pages([BinderIndexEntry(plan, paper, copies)])[BINDER_INDEX]


def copy(number: int = 1, withdrawn: date | None = None, revision: int = 0, place: str = "The safe") -> BinderIndexCopy:
    return BinderIndexCopy(number, place, ("Alice", "Bob"), ("a b.pdf", "c.pdf"), revision, withdrawn)


def row(text: str) -> list[str]:
    (line,) = (line for line in text.splitlines() if line.startswith("| Binder of"))
    return [unescape(cell.strip()) for cell in line.strip("|").split("|")]


def test_a_copy_has_its_place_holders_paper_revision_and_files() -> None:
    form = PrintForm(paper=Paper.LETTER, large_print=True, qr=False)
    cells = row(page(copy(2, revision=7), form=form, paper="letter"))
    assert cells[1:6] == ["2", "The safe", "Alice, Bob", "US Letter, large print, without QR codes", "7"]
    assert 'href="a%20b.pdf">volume 1</a>' in cells[6]
    assert 'href="c.pdf">volume 2</a>' in cells[6]


def test_what_was_never_issued_and_what_was_taken_back_say_so() -> None:
    assert row(page(copy()))[5] == "not issued"
    assert row(page(copy(withdrawn=date(2026, 10, 1))))[6] == "withdrawn on 2026-10-01"


def test_cards_are_printed_on_their_own_paper() -> None:
    assert row(page(copy(), paper="a5"))[4] == "A5"


def test_a_name_is_text() -> None:
    text = page(copy(place=HOSTILE))
    assert "<b>" not in text
    assert "](y)" not in text
    assert len(row(text)) == 7
