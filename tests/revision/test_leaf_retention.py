"""What ended is destroyed at once, but for the leaves of an account that can still be reopened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mfa_binder.revision.changes import RemovalCause
from mfa_binder.revision.ledger_file import read_ledger
from tests.issue_helpers import ACCOUNT, DAY, Paperwork

_KEY = "account:444455556666"
_PAGES = {"RE-444455556666": "x", "UE-1": "user", "LD-YK-001": "y", "EM-main": "z"}
_SUBJECTS = {"RE-444455556666": _KEY, "UE-1": "444455556666/user/admin", "LD-YK-001": "device:YK-001"}


@pytest.mark.parametrize(
    ("facts", "until"),
    [
        ({_KEY: {"name": "prod", "status": "closed", "closed_on": "2026-11-20"}}, date(2027, 2, 18)),
        ({_KEY: {"name": "prod", "status": "closed"}}, date(2027, 2, 22)),
        ({"account:111122223333": {"name": "other"}}, date(2027, 2, 22)),
        ({_KEY: {"name": "prod", "status": "closed", "closed_on": "2026-01-01"}}, None),
        (ACCOUNT, None),
    ],
)
def test_the_leaves_of_a_closed_account_are_kept_for_ninety_days(
    tmp_path: Path, facts: dict[str, dict[str, str]], until: date | None
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    Paperwork(_PAGES, {"complete": list(_PAGES)}, subjects=_SUBJECTS).issue(ledger)
    changes = Paperwork({"EM-main": "z"}, {"complete": ["EM-main"]}, subjects=_SUBJECTS, facts=facts).issue(ledger)
    ended = {one.id: (one.why, one.keep_until) for one in changes.binders[0].remove if one.why is RemovalCause.ENDED}
    assert ended == {
        "RE-444455556666": (RemovalCause.ENDED, until),
        "UE-1": (RemovalCause.ENDED, until),
        "LD-YK-001": (RemovalCause.ENDED, None),
    }
    kept = read_ledger(ledger).kept
    assert {key: one.keep_until for key, one in kept.items()} == (
        {"RE-444455556666": until, "UE-1": until} if until else {}
    )


def test_what_was_kept_long_enough_is_told_no_more(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    closed = {_KEY: {"name": "prod", "status": "closed", "closed_on": "2026-11-20"}}
    Paperwork(_PAGES, {"complete": list(_PAGES)}, subjects=_SUBJECTS).issue(ledger, DAY)
    Paperwork({"EM-main": "z"}, {"complete": ["EM-main"]}, facts=closed).issue(ledger, DAY)
    Paperwork({"EM-main": "a"}, {"complete": ["EM-main"]}, facts=closed).issue(ledger, date(2027, 2, 18))
    assert set(read_ledger(ledger).kept) == {"RE-444455556666", "UE-1"}
    Paperwork({"EM-main": "b"}, {"complete": ["EM-main"]}, facts=closed).issue(ledger, date(2027, 2, 19))
    assert read_ledger(ledger).kept == {}
