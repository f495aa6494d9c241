"""The day on which a password that lies sealed stops working: told before, and never where nobody can know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from mfa_binder.checks.registry import compare_with_aws
from mfa_binder.findings import Severity, UnplacedFinding
from mfa_binder.organization.organization import Organization
from tests.checks.test_aws_rules import management
from tests.observations import MANAGEMENT, account, observation, seen, unseen, users

DAY = date(2026, 11, 24)
SPOT = ("accounts", MANAGEMENT, "users", "break-glass")
"""The example says of its password: rotated on 2026-06-03."""
ADMINISTRATOR, SIGN_IN = "only an administrator can set", "AWS asks for a new one at sign-in"


def policy(days: int | None = None, hard: bool = False, known: bool = True) -> dict[str, object]:
    """A password policy that was read; or, if not `known`, that could never be."""
    return seen({"max_age_days": days, "hard_expiry": hard}) if known else unseen()


def row(
    password: bool | None = True,
    changed: str | None = "2026-06-03",
    expires: str | None = None,
    user: str = "break-glass",
) -> dict[str, object]:
    """A row of the credential report; days as they are written, at ten o'clock."""
    days = {"password_changed_at": changed, "password_expires_at": expires}
    return {"user": user, "password": password} | {
        name: f"{day}T10:00:00Z" for name, day in days.items() if day is not None
    }


def report(*rows: dict[str, object], made: str | None = "2026-11-24T07:00:00Z") -> dict[str, object]:
    return seen({"generated_at": made, "rows": list(rows)})


def told(organization: Organization, day: date = DAY, **parts: object) -> list[UnplacedFinding]:
    compared = compare_with_aws(organization, observation(management(**parts)), day)
    return [one for one in (*compared.declared, *compared.observed) if one.id == "password-expires"]


CASES: list[tuple[str, dict[str, object], Severity | None, str]] = [
    # the report's own day
    ("past", {"password_policy": policy(90, hard=True), "report": report(row(expires="2026-09-01"))}, Severity.ERROR, "expired on 2026-09-01"),
    ("today", {"password_policy": policy(174), "report": report(row(expires="2026-11-24"))}, Severity.ERROR, "expires on 2026-11-24"),
    ("tomorrow", {"password_policy": policy(175), "report": report(row(expires="2026-11-25"))}, Severity.WARNING, "expires on 2026-11-25"),
    ("in thirty days", {"password_policy": policy(204), "report": report(row(expires="2026-12-24"))}, Severity.WARNING, "expires on 2026-12-24"),
    ("in thirty-one days", {"password_policy": policy(205), "report": report(row(expires="2026-12-25"))}, Severity.INFO, "expires on 2026-12-25"),
    # the policy alone: counted from the day of the password
    ("no day in the report", {"password_policy": policy(90), "report": report(row())}, Severity.ERROR, "expired on 2026-09-01"),
    ("no report", {"password_policy": policy(180), "report": unseen()}, Severity.WARNING, "expires on 2026-11-30"),
    ("a report without that user", {"password_policy": policy(180), "report": report()}, Severity.WARNING, "expires on 2026-11-30"),
    ("a password of unknown age", {"password_policy": policy(180), "report": report(row(changed=None))}, Severity.WARNING, "expires on 2026-11-30"),
    ("a policy shorter than the report's", {"password_policy": policy(30), "report": report(row(expires="2026-12-25"))}, Severity.ERROR, "expired on 2026-07-03"),
    # the report alone
    ("no policy could be read", {"password_policy": policy(known=False), "report": report(row(expires="2026-09-01"))}, Severity.ERROR, "expired on 2026-09-01"),
    # the report says the password is older than the inventory does: AWS knows better
    ("older than on paper", {"password_policy": policy(200), "report": report(row(changed="2026-05-01"))}, Severity.ERROR, "expired on 2026-11-17"),
    # silent
    ("nothing expires", {"password_policy": policy(), "report": report(row())}, None, ""),
    ("no console password", {"password_policy": policy(90), "report": report(row(password=False, changed=None))}, None, ""),
    ("no console password in a report of unknown age", {"password_policy": policy(90), "report": report(row(password=False, changed=None), made=None)}, None, ""),
    ("nothing could be read", {"password_policy": policy(known=False), "report": unseen()}, None, ""),
    ("the root user's", {"password_policy": policy(), "report": report(row(user="<root_account>", expires="2026-09-01"))}, None, ""),
    ("a user who signs in every day", {"password_policy": policy(), "report": report(row(user="billing-carol", expires="2026-09-01"))}, None, ""),
    ("a user whom AWS does not have", {"password_policy": policy(90), "identities": seen(users("billing-carol"))}, None, ""),
    ("a suspended account", {"password_policy": policy(90), "status": "SUSPENDED"}, None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "severity", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_day_is_told_as_urgently_as_it_is(
    example: Organization, parts: dict[str, object], severity: Severity | None, words: str
) -> None:
    found = told(example, **parts)
    assert [(one.path, one.severity) for one in found] == ([(SPOT, severity)] if severity else [])
    assert all(words in one.message and one.hint for one in found)


@pytest.mark.parametrize(
    ("read", "then", "hint"),
    [
        (policy(90, hard=True), ADMINISTRATOR, "have an administrator set a new password now"),
        (policy(90), SIGN_IN, "set a new password now"),
    ],
)
def test_what_is_left_of_an_expired_password_is_said(
    example: Organization, read: dict[str, object], then: str, hint: str
) -> None:
    (one,) = told(example, password_policy=read, report=report(row()))
    assert then in one.message
    assert one.hint.startswith(hint)


def test_where_the_policy_is_unread_nothing_is_said_of_what_is_left(example: Organization) -> None:
    (one,) = told(example, password_policy=unseen(), report=report(row(expires="2026-09-01")))
    assert ADMINISTRATOR not in one.message and SIGN_IN not in one.message


def test_the_age_of_the_report_is_said(example: Organization) -> None:
    (one,) = told(example, password_policy=policy(90), report=report(row()))
    assert one.message.endswith("(by the credential report of 2026-11-24T07:00:00Z)")
    (one,) = told(example, password_policy=policy(90), report=report(row(), made=None))
    assert one.message.endswith("(by a credential report of unknown age)")


def test_a_password_that_was_changed_after_the_report_counts_from_the_inventory(example: Organization) -> None:
    old = report(row(changed="2026-01-01", expires="2026-04-01"), made="2026-06-03T06:00:00Z")
    (one,) = told(example, password_policy=policy(180), report=old)
    assert "expires on 2026-11-30" in one.message
    assert "rotated_on 2026-06-03 and 180 days" in one.message


def test_a_user_who_is_younger_than_the_report_is_not_the_one_in_it(example: Organization) -> None:
    made_again = users(break_glass=["administrator"], billing_carol=["billing"])
    made_again["users"][0]["created_at"] = "2026-11-24T08:00:00Z"  # type: ignore[index]  # a list of users
    found = told(example, identities=seen(made_again), report=report(row(expires="2026-09-01")))
    assert found == []


def test_an_age_without_a_day_is_told(variant: Callable[..., Organization]) -> None:
    organization = variant(("bag: TEB-000422, rotated_on: 2026-06-03}", "bag: TEB-000422}"))
    (one,) = told(organization, password_policy=policy(90), report=unseen())
    assert (one.severity, "nobody knows that day" in one.message) == (Severity.WARNING, True)
    assert "rotated_on" in one.hint


def test_every_user_whose_password_lies_somewhere_is_looked_at(variant: Callable[..., Organization]) -> None:
    """Not the break-glass user alone."""
    kept = ("person: carol\n        access: [billing]", "access: [billing]\n        password: break-glass")
    organization = variant(kept)
    found = told(organization, password_policy=policy(90), report=unseen())
    assert [one.path[-1] for one in found] == ["break-glass", "billing-carol"]


def test_of_an_account_that_nobody_declared_nothing_is_told(example: Organization) -> None:
    shadow = account("9" * 12, "shadow", password_policy=policy(90), report=report(row()))
    compared = compare_with_aws(example, observation(shadow), DAY)
    assert "password-expires" not in {one.id for one in (*compared.declared, *compared.observed)}
