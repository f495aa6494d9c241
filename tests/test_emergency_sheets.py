"""What the sheets for the night on which nobody can sign in promise, in the order in which it is needed."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.book.sections import BashBlock
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rendering.book_renderer import RenderedBook, render_book

BARE = """
schema: 1
document: {dated: 2026-11-24}
organizations:
  main: {name: Bare, management_account: "111122223333", identity: {source: external}}
accounts:
  "111122223333":
    name: "a|b $(reboot) <b>"
    root: {intended: kept, email: r@example.com}
    users: {last: {access: [break-glass]}}
"""


def built(organization: Organization) -> RenderedBook:
    return render_book(organization, make_catalogue(organization), date(2026, 11, 24))


@pytest.fixture(scope="module")
def files(example: Organization) -> dict[str, str]:
    return built(example).files


def in_order(text: str, *phrases: str) -> bool:
    """Whether the text has each phrase after the one before."""
    place = 0
    for phrase in phrases:
        place = text.find(phrase, place) + 1
        if not place:
            return False
    return True


def test_break_glass_goes_from_declaring_to_the_review(files: dict[str, str]) -> None:
    assert in_order(
        files["accounts/111122223333/break-glass.md"],
        "## Do this first", "## Ways in", "Declare it", "Security on-call, +1 206 555 0150",
        "Send the people now", "A clean computer", "Way 1: the IAM user `break-glass`", "aws login", "aws sts get-caller-identity",
        "Way 2: the root user", ": Act", ": End it", "Make safe what way 1 used", "Seal the devices", ": Review",
        "Event history", "aws cloudtrail lookup-events", "## How to verify", "## Log",
    )  # fmt: skip


def test_break_glass_begins_with_whom_to_call_and_whom_to_send(files: dict[str, str]) -> None:
    """The sheet is long: the first thing to do stands before every table but its head."""
    first = files["accounts/111122223333/break-glass.md"].split("## Do this first")[1].split("## ")[0]
    assert "Call now: Alice Nguyen (+1 206 555 0101)" in first
    assert "send Carol Jensen (+1 503 555 0103) for the password" in first
    assert "Alice Nguyen (+1 206 555 0101) and Bob Okafor (+1 206 555 0102) together for YK-001" in first


def test_a_password_that_was_only_taken_out_is_made_safe_too(files: dict[str, str]) -> None:
    """Nobody is signed in then: each part says so before it uses the console."""
    text = files["accounts/111122223333/break-glass.md"]
    for way in ("1", "2"):
        part = text.split(f"Make safe what way {way} used")[1].split("### ")[0]
        assert in_order(part, "or its password was taken out", "still signed in", f'as in the part "Way {way}"',
                        "**Security credentials**")  # fmt: skip


def test_a_pin_is_on_paper_before_it_is_set(files: dict[str, str]) -> None:
    text = files["accounts/111122223333/break-glass.md"]
    assert in_order(
        text, "writes a new PIN on paper, then sets it", "paper with that PIN sealed", "Take each device back"
    )


def test_a_pin_in_the_bag_of_the_password_comes_with_it(files: dict[str, str]) -> None:
    """Alice may open that bag too, but she fetches the key somewhere else."""
    text = files["accounts/111122223333/break-glass.md"]
    assert re.search(
        r"PIN of YK-001 brought apart from the key, from bag TEB-000422 .*by whoever brings the password", text
    )


def test_a_leader_who_must_fetch_something_names_another(files: dict[str, str]) -> None:
    assert "they name another leader" in files["accounts/111122223333/break-glass.md"]


def test_a_declared_emergency_is_not_stopped_at_the_safe(files: dict[str, str]) -> None:
    """Break-glass lets the leader decide about a broken seal; the sheet of the safe must not say otherwise."""
    text = files["locations/hq-safe/storage.md"].split("### Part 1")[1].split("### Part 2")[0]
    assert text.count("In a declared emergency") == 2


def test_a_provider_in_an_attackers_hands_is_not_taken_for_one_that_works(files: dict[str, str]) -> None:
    text = files["organizations/main/provider-down.md"]
    assert in_order(text, "### Part 1", "In an attacker's hands, and you know it: leave this part out", "stop here")


def test_no_row_of_the_first_table_leads_nowhere(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("      source: external\n", "      source: none\n"), ("      emergency_access: {", "      # {")
    )
    text = built(organization).files["organizations/main/emergency.md"]
    assert "none:" not in text
    assert "| Nobody can sign in to one account |" in text


def test_the_alarm_is_told_before_anybody_signs_in(files: dict[str, str]) -> None:
    for path, text in files.items():
        if path.endswith("break-glass.md"):
            assert in_order(text, "Before anybody signs in, tell Security on-call", "signin.aws.amazon.com") or (
                in_order(text, "Before anybody signs in, tell Security on-call", "https://console.aws.amazon.com")
            ), path


def test_no_command_is_run_as_root(example: Organization) -> None:
    for section in built(example).sidecar.sections:
        if section.kind == "break-glass":
            blocks = [block for block in section.blocks if isinstance(block, BashBlock)]
            assert blocks
            assert not [block.id for block in blocks if str(block.runs_as).endswith("/root")]


def test_a_way_says_when_its_place_is_closed_and_what_then(files: dict[str, str]) -> None:
    text = files["accounts/111122223333/break-glass.md"]
    assert "Closed: First Bank box 114 is open Mon-Fri, 09:00 to 17:00 (America/Los_Angeles)." in text
    assert "No way is sure to be open at every hour" in text
    assert "No way is sure" not in files["accounts/444455556666/break-glass.md"]


def test_the_root_of_a_member_is_exempted_from_what_denies_it(files: dict[str, str]) -> None:
    assert "move the account to OU Root/Exempt" in files["accounts/444455556666/break-glass.md"]
    assert "exempt" not in files["accounts/111122223333/break-glass.md"]  # no such policy binds management


def test_a_dead_provider_leads_past_what_it_shuts(files: dict[str, str]) -> None:
    text = files["organizations/main/provider-down.md"]
    assert "Shut as long as Okta is down" in text
    assert re.search(r"Shut as long.*BG-444455556666", text)
    assert 'take the first sheet of the table "What stays open": [break-glass access, management]' in text
    assert "nobody: the root mailbox, which could set a new one, is down too" in text
    assert "Nobody changes the identity source" in text


def test_identity_center_alone_leads_to_what_was_prepared_or_says_that_nothing_was(
    files: dict[str, str], variant: Callable[..., Organization]
) -> None:
    prepared = files["organizations/main/identity-center-down.md"]
    assert in_order(prepared, "switch on the application AWS emergency access", "into the group aws-emergency",
                    "## How to undo", "switch off the application", "out of the group aws-emergency")  # fmt: skip
    without = built(variant(("      emergency_access: {", "      # {"))).files
    assert "Nothing, by the inventory." in without["organizations/main/identity-center-down.md"]
    assert "switch on the application" not in without["organizations/main/identity-center-down.md"]


def test_the_start_page_and_the_loss_of_a_providers_key_lead_here(files: dict[str, str]) -> None:
    assert in_order(files["index.md"], "Nobody can sign in", "EM-main", "The identity provider is down", "PD-main")
    assert "organizations/main/provider-down.md" in files["devices/yk-003/lost.md"]


def test_an_inventory_that_says_next_to_nothing_gets_sheets_that_say_so(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text(BARE, encoding="utf-8")
    files = built(load_inventory(path).organization).files
    sheet = files["accounts/111122223333/break-glass.md"]
    assert sheet.count("the inventory does not say where") >= 2
    assert "not known: the inventory lacks one half" in sheet
    assert "$(reboot)" not in re.sub(r"`[^`]*`", "", sheet)
    assert "Nothing stays open, by the inventory" in files["organizations/main/provider-down.md"]
    assert "The inventory names nobody" in files["organizations/main/escalation.md"]
