"""What a clerk reads in a pack is true of the copy in front of them: its record, its leaves, its cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from mfa_binder.book.binder_plans import BinderCopyPlan
from mfa_binder.book.sidecar import Sidecar, read_heads
from mfa_binder.workflows.issuing import CurrentBuild, IssueRequest, find_changes, issue_changes
from mfa_binder.workflows.working_folder import WorkingFolder
from tests.issue_helpers import DAY, Paperwork, copies

_CLOSED = {"account:444455556666": {"name": "prod", "status": "closed", "closed_on": DAY.isoformat()}}
_PAGES = {"A-1": "one", "A-2": "two", "AC-4": "prod"}
_FIRST = Paperwork(
    _PAGES,
    {"complete": ["A-1", "A-2", "AC-4"], "account-4": ["A-1", "AC-4"], "cards": ["A-2"]},
    copies={"complete": copies("person:ann", "location:safe")},
    subjects={"AC-4": "account:444455556666"},
)


def pages(path: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def as_cards(sidecar: Sidecar) -> Sidecar:
    """Those of A-2 are on small paper and in no other binder."""
    sections = [one.model_copy(update={"paper": "a5"} if one.id == "A-2" else {}) for one in sidecar.sections]
    plans = [
        plan.model_copy(update={"sections": tuple(key for key in plan.sections if plan.id == "cards" or key != "A-2")})
        for plan in sidecar.binders
    ]
    return sidecar.model_copy(update={"sections": tuple(sections), "binders": tuple(plans)})


class Desk:
    """Issues paperwork for real, and reads what was printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def issue(self, paperwork: Paperwork, *, complete: bool = False) -> None:
        paperwork.write(self.folder)
        sidecar = as_cards(read_heads(self.folder / "runbooks.json"))
        folder = WorkingFolder(self.folder)
        changes = find_changes(folder, CurrentBuild(sidecar, DAY), IssueRequest(complete=complete))
        self.pack = issue_changes(folder, changes).place

    def read(self, name: str) -> list[str]:
        return pages(self.pack / f"{name}.pdf")

    def sheet(self, name: str) -> str:
        return " ".join(text for text in self.read(name) if text.startswith("Filing sheet"))

    def record(self, name: str) -> str:
        return next(text for text in self.read(name) if text.startswith("Revision record"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.issue(_FIRST)
    return desk


def with_copies(*given: BinderCopyPlan, **others: object) -> Paperwork:
    return replace(_FIRST, copies={"complete": given, **others})


def moved(plans: Sequence[BinderCopyPlan]) -> tuple[BinderCopyPlan, ...]:
    return tuple(plan.model_copy(update={"holders": ("Zoe",)}) for plan in plans)


def test_a_new_copy_of_which_no_sheet_is_new_records_the_revision_that_its_next_filing_sheet_asks_for(desk) -> None:
    grown = copies("person:ann", "location:safe", "location:bank")
    desk.issue(with_copies(*grown))
    assert "2 as printed" in desk.record("complete-copy-3-binder")
    assert "Printed with revision 2" in desk.read("complete-copy-3-binder")[0]
    desk.issue(replace(with_copies(*grown), pages={**_PAGES, "A-1": "other"}))
    assert "Verify that revision 2 is the last one" in desk.sheet("complete-copy-3-changes")


def test_a_complete_revision_that_changes_no_sheet_records_its_own_number(desk) -> None:
    desk.issue(_FIRST, complete=True)
    assert "2 as printed" in desk.record("complete-copy-1-binder")
    assert "2 as printed" in desk.record("cards-copy-1-binder")


def test_a_copy_that_is_taken_back_while_others_stay_is_counted_whole(desk) -> None:
    desk.issue(with_copies(*copies("person:ann", "location:safe", withdrawn=[2])))
    assert "and 2 leaves of sheets" in desk.sheet("complete-copy-2-withdrawal")


def test_who_takes_over_a_copy_with_changes_gets_a_cover_on_a_sheet_of_its_own(desk) -> None:
    paperwork = with_copies(*moved(copies("person:ann", "location:safe")))
    more = {"A-3": "three", "A-4": "four", "A-5": "five"}
    wide = {**_FIRST.binders, "complete": ["A-1", "AC-4", *more]}
    desk.issue(replace(_FIRST, pages={**_PAGES, **more}, binders=wide))
    desk.issue(replace(paperwork, pages={**_PAGES, **more, "A-3": "other"}, binders=wide))
    read = desk.read("complete-copy-1-changes")
    cover = next(index for index, text in enumerate(read) if "Held by Zoe" in text and "Review by" in text)
    assert cover % 2 == 0, "not on the back of the receipt, which is sent away"
    assert "Pages" not in read[cover]
    assert "Exchange the cover and the spine label." in desk.sheet("complete-copy-1-changes")


def test_another_owner_alone_exchanges_covers_and_no_list(desk) -> None:
    desk.issue(replace(_FIRST, owner="Zoe"))
    sheet = desk.sheet("account-4-copy-1-changes")
    assert "Exchange the cover and the spine label." in sheet
    assert "Destroy the old cover and spine label, in front of the witness." in sheet
    assert "LEP" not in sheet
    assert "For each line" not in sheet
    assert not (desk.pack / "cards-copy-1-changes.pdf").exists(), "cards have no cover"


def test_cards_are_told_of_nothing_that_they_do_not_have(desk) -> None:
    assert "Bring the cards to their place." in desk.sheet("cards-copy-1-filing")
    desk.issue(replace(_FIRST, copies={**_FIRST.copies, "cards": moved(copies("location:safe"))}))
    sheet = desk.sheet("cards-copy-1-note")
    assert "cover" not in sheet
    assert "Bring the cards to Place location:safe, and hand them to Zoe." in sheet
    assert not any("Review by" in text for text in desk.read("cards-copy-1-note"))


def without_account() -> dict[str, object]:
    return {
        "pages": {"A-1": "one", "A-2": "two"},
        "facts": _CLOSED,
        "subjects": {},
    }


def test_sheets_of_a_closed_account_are_kept_by_a_copy_that_is_replaced_as_a_whole(desk) -> None:
    desk.issue(replace(_FIRST, binders={"complete": ["A-1"], "cards": ["A-2"]}, **without_account()), complete=True)
    sheet = desk.sheet("complete-copy-1-filing")
    assert 'Put AC-4 into an envelope, write "destroy after 2027-02-22" on it, and keep it with the binder.' in sheet
    assert "Destroy the rest" in sheet
    gone = desk.sheet("account-4-copy-1-withdrawal")
    assert "Destroy all of it and the spine label, in front of the witness." in gone
    assert "the complete binder keeps a copy until 2027-02-22" in gone


def test_they_go_to_the_owner_where_no_complete_binder_keeps_them(desk) -> None:
    desk.issue(replace(_FIRST, binders={"cards": ["A-2"]}, copies={}, **without_account()))
    for name in ("complete-copy-2-withdrawal", "account-4-copy-1-withdrawal"):
        sheet = desk.sheet(name)
        assert 'Put AC-4 into an envelope, write "destroy after 2027-02-22" on it, and send it to the owner.' in sheet
        assert "keeps a copy" not in sheet
