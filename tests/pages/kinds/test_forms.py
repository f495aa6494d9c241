"""Forms are printed from what lies where, who carries what, and what is of no use any more."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue, make_catalogue
from mfa_binder.pages.catalogue_entries import BinderTab
from tests.one_page import page_about

CLOSED_PROD = ("    ou: Root/Workloads/Prod\n", "    status: closed\n    closed_on: 2026-11-01\n")
HOSTILE = "a | b `c` <script>"


def text(organization: Organization, kind: str, subject: str) -> str:
    """The Markdown of one form."""
    return page_about(organization, kind, subject)


def row(form: str, first: str) -> list[str]:
    """The cells of the only row that begins so."""
    (found,) = [line for line in form.split("\n") if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def reason(pages: Catalogue, kind: str, subject: str) -> str:
    assert pages.find(kind, subject) is None
    return pages.why_none(kind, subject)


def test_forms_are_a_tab_between_the_drills_and_buying(example: Organization) -> None:
    tabs = [part for part, _ in make_catalogue(example).parts]
    assert tabs[tabs.index(BinderTab.DRILLS) :][:3] == [BinderTab.DRILLS, BinderTab.FORMS, BinderTab.PLANNING]


@pytest.mark.parametrize("kind", ["transfer", "seal-check"])
def test_every_bag_of_the_place_and_no_other_is_printed(example: Organization, kind: str) -> None:
    form = text(example, kind, "location:bank-box")
    assert "| TEB-000418 |" in form
    assert "| TEB-000422 |" in form
    assert "TEB-000417" not in form


def test_a_transfer_has_bag_and_serial_and_empty_boxes(example: Organization) -> None:
    form = text(example, "transfer", "location:hq-safe")
    assert row(form, "TEB-000417") == ["TEB-000417", "YK-001", "`20481337`", "", "", ""]
    assert row(form, "loose") == ["loose", "envelope pin-YK-002", "none", "", "", ""]


def test_a_check_of_seals_says_when_each_was_set_and_is_due(example: Organization) -> None:
    """180 days after 2026-06-01."""
    form = text(example, "seal-check", "location:hq-safe")
    assert row(form, "TEB-000417") == ["TEB-000417", "2026-06-01", "2026-11-28", "", "", ""]


def test_the_custodians_and_a_witness_sign(example: Organization) -> None:
    for kind in ("transfer", "seal-check"):
        form = text(example, kind, "location:bank-box")
        assert "| Custodian (1 of 2) | Carol Jensen | | |" in form
        assert "| Custodian (1 of 2) | Alice Nguyen | | |" in form
        assert "| Witness, no custodian | | | |" in form


def test_the_log_is_a_form_and_the_storage_sheet_leads_to_it(example: Organization) -> None:
    storage = text(example, "storage", "location:hq-safe")
    assert "## Custody log" not in storage
    assert "[CL-hq-safe](custody-log.md)" in storage
    assert "| Date, time (UTC) | What, serial |" in text(example, "custody-log", "location:hq-safe")


def test_where_nothing_lies_there_is_no_check_of_seals(variant: Callable[..., Organization]) -> None:
    empty = variant(
        ("location: berlin-safe, status: spare", "holder: dan, status: spare"),
        ("TEB-000421: {location: berlin-safe,", "TEB-000421: {location: hq-safe,"),
    )
    pages = make_catalogue(empty)
    assert reason(pages, "seal-check", "location:berlin-safe") == "by the inventory nothing lies there"
    assert pages.find("transfer", "location:berlin-safe") is not None


def test_a_person_signs_for_what_they_carry_and_not_for_what_is_lost(example: Organization) -> None:
    form = text(example, "acceptance", "person:carol")
    assert row(form, "HT-003") == ["HT-003", "Gemalto TOTP token, `GAHT12345680`", "", "", ""]
    assert "HT-004" not in form  # lost


def test_nobody_is_told_to_call_themselves(example: Organization) -> None:
    promise = next(line for line in text(example, "acceptance", "person:bob").split("\n") if "I call at once" in line)
    assert "Bob Okafor" not in promise
    assert "Dan Müller (+49 30 555 0104)" in promise


def test_who_has_left_has_a_form_only_to_give_something_back(variant: Callable[..., Organization]) -> None:
    left = ("ends: 2026-12-31", "ends: 2026-11-23")
    assert reason(make_catalogue(variant(left)), "acceptance", "person:frank") == "Frank Li left on 2026-11-23"
    carries = variant(left, ('serial: "20481344", holder: alice', 'serial: "20481344", holder: frank'))
    assert make_catalogue(carries).find("acceptance", "person:frank") is not None


@pytest.mark.parametrize("status", ["damaged", "retired"])
def test_what_is_of_no_use_any_more_is_destroyed(variant: Callable[..., Organization], status: str) -> None:
    spoiled = variant(
        ("location: berlin-safe, status: spare", f"holder: dan, status: {status}, status_since: 2026-11-02")
    )
    cells = row(text(spoiled, "destruction", "organization"), "YK-007")
    assert cells == [
        "YK-007",
        "YubiKey 5C, `20481343`",
        f"{status} since 2026-11-02",
        "nothing, by the inventory",
        "",
        "",
    ]


@pytest.mark.parametrize("status", ["lost", "stolen"])
def test_what_is_not_in_the_hand_is_not_destroyed(variant: Callable[..., Organization], status: str) -> None:
    gone = variant(("location: berlin-safe, status: spare", f"holder: dan, status: {status}, status_since: 2026-11-02"))
    assert "YK-007" not in text(gone, "destruction", "organization")


def test_what_still_opens_something_is_taken_away_there_first(variant: Callable[..., Organization]) -> None:
    spoiled = variant(("serial: GAHT12345679, ", "serial: GAHT12345679, status: damaged, "))
    cells = row(text(spoiled, "destruction", "organization"), "HT-002")
    assert cells[3] == "**1: [LD-HT-002](../devices/ht-002/lost.md) first**"


def test_devices_of_a_closed_account_are_destroyed_when_it_is_gone(variant: Callable[..., Organization]) -> None:
    """90 days after 2026-11-01 the account can be reopened no more."""
    form = text(variant(CLOSED_PROD), "destruction", "organization")
    assert row(form, "YK-004")[2:4] == ["opens only 4444 5555 6666, closed", "not before the day after 2027-01-30"]
    assert "[DS-1]" in text(variant(CLOSED_PROD), "account-closes", "organization:main")


def test_values_are_data_on_forms(variant: Callable[..., Organization]) -> None:
    hostile = variant(("name: HQ fireproof safe", f'name: "{HOSTILE}"'), ("name: Alice Nguyen", f'name: "{HOSTILE}"'))
    for kind, subject in (
        ("transfer", "location:hq-safe"),
        ("custody-log", "location:hq-safe"),
        ("acceptance", "person:alice"),
    ):
        form = text(hostile, kind, subject)
        assert "<script>" not in form
        lines = form.split("\n")
        tables = [(above, line) for above, line in pairwise(lines) if above.startswith("|") and line.startswith("|")]
        assert tables
        assert all(above.count("|") == line.count("|") for above, line in tables), kind


def test_forms_of_a_place_are_in_its_binder_and_that_of_a_person_in_theirs(examples) -> None:
    plans = {plan.id: plan for plan in examples["example"].rendered.sidecar.binders}
    assert {"CL-hq-safe", "DW-hq-safe", "SC-hq-safe", "EX-main"} <= set(plans["location-hq-safe"].sections)
    assert "AF-bob" in plans["person-bob"].sections
    assert "EX-main" in plans["account-444455556666"].sections
    assert "EX-main" not in plans["person-bob"].sections
