"""The example organization, issued, changed as organizations change, and issued again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rendering.book_renderer import RenderedBook, render_book
from mfa_binder.revision.changes import RevisionChanges
from mfa_binder.revision.ledger_file import append_revision, read_ledger
from mfa_binder.revision.paper_drift import copy_drifts
from mfa_binder.revision.reprinted_leaf_sets import compare_with_ledger
from tests.conftest import DATED, Example
from tests.issue_helpers import leaves
from tests.revision.clerk import Clerk

_MOVED = ('serial: "20481343", location: berlin-safe', 'serial: "20481343", location: hq-safe')
_PHONE = ("+1 503 555 0103", "+1 503 555 0199")
_CLOSED = ("    name: prod\n", "    name: prod\n    status: closed\n    closed_on: 2026-11-20\n")
Variant = Callable[..., Organization]


class Office:
    """A ledger and a clerk."""

    def __init__(self, folder: Path) -> None:
        self.ledger, self.clerk = folder / "ledger.jsonl", Clerk()

    def pending(self, rendered: RenderedBook, day: date = DATED) -> RevisionChanges:
        return compare_with_ledger(read_ledger(self.ledger), rendered.sidecar, rendered.files.__getitem__, day)

    def issue(self, rendered: RenderedBook, day: date = DATED) -> RevisionChanges:
        changes = self.pending(rendered, day)
        append_revision(self.ledger, changes, leaves(changes))
        self.clerk.files(changes)
        return changes


@pytest.fixture
def office(tmp_path: Path, examples: dict[str, Example]) -> Office:
    """That has issued the example."""
    made = Office(tmp_path)
    made.issue(examples["example"].rendered)
    return made


def rendered(organization: Organization) -> RenderedBook:
    return render_book(organization, make_catalogue(organization), DATED)


def test_every_example_is_issued_and_filed_whole(each_example: Example, tmp_path: Path) -> None:
    office = Office(tmp_path)
    changes = office.issue(each_example.rendered)
    assert changes.revision.number == 1
    assert all(binder.complete_because == "first issue" for binder in changes.binders)
    held = {place: set(shelf.sets) for place, shelf in office.clerk.shelves.items()}
    sections = {section.id: section for section in each_example.rendered.sidecar.sections}
    assert held == {
        (plan.id, copy.number): {one.id for key in plan.sections for one in sections[key].leaf_sets}
        for plan in each_example.rendered.sidecar.binders
        for copy in plan.copies
        if copy.withdrawn is None
    }
    assert office.pending(each_example.rendered).is_empty


def test_another_day_alone_is_no_reason_to_issue(office: Office, example: Organization) -> None:
    later = render_book(example, make_catalogue(example), DATED + timedelta(days=1))
    assert later.sidecar.front.dated != DATED
    assert office.pending(later).is_empty


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_MOVED, "YK-007 moved"),
        (_PHONE, "Carol Jensen has another phone number"),
        (("name: Bob Okafor", "name: Bobby Okafor"), "Bob Okafor is now called Bobby Okafor"),
        (("custodians: [alice, bob]", "custodians: [alice, dan]"), "HQ fireproof safe has other custodians"),
    ],
)
def test_one_change_is_the_reason_of_every_sheet_that_it_changes(
    office: Office, variant: Variant, change: tuple[str, str], reason: str
) -> None:
    changes = office.issue(rendered(variant(change)))
    assert len(changes.reasons) > 3
    assert {sentence for reasons in changes.reasons.values() for sentence in reasons} == {reason}
    assert all(sheet.revision == 1 or sheet.reason == reason for one in changes.binders for sheet in one.insert)


def test_a_device_that_moved_is_exchanged_between_two_places(office: Office, variant: Variant) -> None:
    after = rendered(variant(_MOVED))
    told = {(one.binder, one.copy): one.sentence for one in copy_drifts(office.pending(after))}
    assert "LD-YK-007" in told["location-berlin-safe", 1]
    assert told["location-berlin-safe", 1].endswith("are out of date because YK-007 moved")
    assert "leaf set LD-YK-007 is missing because YK-007 moved" in told["location-hq-safe", 1]
    office.issue(after)
    assert "LD-YK-007" not in office.clerk.shelves["location-berlin-safe", 1].sets
    assert office.clerk.shelves["location-hq-safe", 1].sets["LD-YK-007"].revision == 2
    assert copy_drifts(office.pending(after)) == ()


def test_the_sheets_of_a_closed_account_are_kept_for_ninety_days(office: Office, variant: Variant) -> None:
    changes = office.issue(rendered(variant(_CLOSED)))
    kept = {one.id: one for one in changes.ended if one.keep_until is not None}
    assert {"RE-444455556666", "UE-444455556666-admin-user"} <= set(kept)
    assert {one.keep_until for one in kept.values()} == {date(2027, 2, 18)}
    assert {one.why for one in kept.values()} == {"account prod was closed"}
    told = {one.id: one.keep_until for binder in changes.binders for one in binder.remove if one.id in kept}
    assert told == {key: date(2027, 2, 18) for key in kept}


def test_changes_one_after_the_other_come_to_what_they_come_to_at_once(
    office: Office, variant: Variant, tmp_path_factory: pytest.TempPathFactory, examples: dict[str, Example]
) -> None:
    both = rendered(variant(_MOVED, _PHONE))
    office.issue(rendered(variant(_MOVED)))
    office.issue(both)
    at_once = Office(tmp_path_factory.mktemp("once"))
    at_once.issue(examples["example"].rendered)
    at_once.issue(both)
    assert _words(office) == _words(at_once)
    assert read_ledger(office.ledger).revision == 3


def _words(office: Office) -> dict[tuple[str, int], dict[str, str]]:
    return {
        place: {key: one.digest for key, one in shelf.sets.items()} for place, shelf in office.clerk.shelves.items()
    }
