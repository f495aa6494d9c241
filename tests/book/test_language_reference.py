"""The user's guide names every form that a template can declare, as it is today."""

from __future__ import annotations

from pathlib import Path

from mfa_binder.book.block_failures import FailureCause
from mfa_binder.book.conditions import CONDITIONS
from mfa_binder.book.language_reference import language_tables, with_tables
from mfa_binder.book.policy_verdicts import VERDICTS
from mfa_binder.book.typed_answers import ANSWERS


def test_the_users_guide_has_the_tables_of_today(checkout: Path) -> None:
    document = (checkout / "docs" / "templates.md").read_text(encoding="utf-8")
    assert with_tables(document) == document


def test_every_form_and_every_cause_has_a_row() -> None:
    first_words = {
        line.split("`")[1].split(" ")[0] for line in language_tables().splitlines() if line.startswith("| `")
    }
    assert first_words == {*CONDITIONS, *VERDICTS, *ANSWERS, *FailureCause}


def test_a_row_says_how_a_form_is_written_when_it_is_asked_and_whether_it_is_made_to_hold() -> None:
    rows = {
        line.split("`")[1]: [cell.strip() for cell in line.split(" | ")]
        for line in language_tables().splitlines()
        if "`" in line
    }
    assert rows["registered DEVICE to PRINCIPAL"][2:] == ["before and after", "yes |"]
    assert rows["denied ACTION to ACTOR [with DEVICE]"][2:] == ["before and after", "no |"]
    assert rows["prints LINE"][2:] == ["only after a block", "no |"]
    assert "password none\\|present of PRINCIPAL" in rows
    assert "denies ACTION [on RESOURCE] [with mfa] [without mfa] [KEY:KEY VALUE …]" in rows
    assert rows["no_file"][2:] == ["the file |"]
