"""A password that lies sealed, or is kept for an emergency, and stops working on a day of AWS's password policy.

A root user's password never expires: password policies hold for IAM users (IAM User Guide, "Set an account
password policy for IAM users"), and for every one of an account alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mfa_binder.checks.aws_comparison import AccountPair, AwsComparison
from mfa_binder.checks.rule import CasePlace, RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import CredentialReportRow, PasswordPolicy, report_age_note
from mfa_binder.observation.aws_reading import staleness_note
from mfa_binder.organization.users_and_roles import Access, User

_AHEAD_DAYS = 30
"""So long before the day it becomes a warning: a bag is fetched, opened and sealed again in that time."""


@dataclass(frozen=True, slots=True)
class _ExpiryDay:
    """When a password expires."""

    day: date
    """The day from which it is refused."""
    source: str
    """What that rests on, as the end of a sentence."""


@rule(
    "password-expires",
    Severity.WARNING,
    f"A password kept for an emergency expires within {_AHEAD_DAYS} days (error if it has, information if later).",
)
def password_expires(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A password that lies sealed, or is kept for an emergency, and stops working on a day of AWS's password policy."""
    for pair in comparison.pairs:
        if pair.declared is None or not pair.observed.active:
            continue
        for name, user in pair.declared.users.items():
            if _is_kept_for_later(user) and not _is_not_in_aws(pair, name):
                place = ("accounts", pair.declared.key, "users", name)
                rotated_on = comparison.organization.secrets[user.password].rotated_on if user.password else None
                yield from _cases_of_user(pair, name, rotated_on, comparison.as_of, place)


def _is_kept_for_later(user: User) -> bool:
    return user.password is not None or Access.BREAK_GLASS in user.access


def _is_not_in_aws(pair: AccountPair, name: str) -> bool:
    """Whether AWS has no such user, which is another finding."""
    identities = pair.observed.identities.value
    return identities is not None and name not in {user.name for user in identities.users}


def _cases_of_user(
    pair: AccountPair, name: str, rotated_on: date | None, as_of: date, place: CasePlace
) -> Iterator[RuleCase]:
    row, policy = pair.observed.report_row(name), pair.observed.password_policy.value
    is_newer = _is_newer_than_report(pair, row, rotated_on)
    if row is not None and row.password is False and not is_newer:
        return
    who, then = f"the password of user {name} of {pair.name}", _after_expiry_clause(policy)
    expiry = _earliest_expiry(pair, row, rotated_on if is_newer else None)
    if expiry is not None:
        verb = "expired" if expiry.day < as_of else "expires"
        message = f"{who} {verb} on {expiry.day.isoformat()}{then}{expiry.source}"
        yield RuleCase(place, message, _renewal_hint(policy, verb), _expiry_severity(expiry.day, as_of))
    elif policy is not None and policy.max_age_days is not None:
        since = staleness_note(pair.observed.password_policy)
        message = f"{who} expires {policy.max_age_days} days after it was set{then}, and nobody knows that day{since}"
        yield RuleCase(place, message, "write rotated_on of its secret, or collect again")


def _is_newer_than_report(pair: AccountPair, row: CredentialReportRow | None, rotated_on: date | None) -> bool:
    """Whether the inventory knows of a later password than the report, or the report says nothing of it."""
    if rotated_on is None:
        return False
    if row is None or (row.password is not False and row.password_changed_at is None):
        return True
    report, changed_at = pair.observed.report.value, row.password_changed_at
    made = report.generated_at if report is not None else None
    is_after_report = made is not None and rotated_on >= made.date()
    return is_after_report and (changed_at is None or rotated_on > changed_at.date())


def _earliest_expiry(pair: AccountPair, row: CredentialReportRow | None, rotated_on: date | None) -> _ExpiryDay | None:
    """The earliest day that the report or the password policy leads to; `rotated_on` takes the report's place."""
    found = []
    by_report = report_age_note(pair.observed.report)
    if row is not None and rotated_on is None and row.password_expires_at is not None:
        found.append(_ExpiryDay(row.password_expires_at.date(), by_report))
    policy = pair.observed.password_policy.value
    if policy is not None and policy.max_age_days is not None:
        since = staleness_note(pair.observed.password_policy)
        if rotated_on is not None:
            source = f" (by rotated_on {rotated_on.isoformat()} and {policy.max_age_days} days){since}"
            found.append(_ExpiryDay(_add_days(rotated_on, policy.max_age_days), source))
        elif row is not None and row.password_changed_at is not None:
            day = _add_days(row.password_changed_at.date(), policy.max_age_days)
            found.append(_ExpiryDay(day, f"{by_report}{since}"))
    return min(found, key=lambda expiry: expiry.day, default=None)


def _add_days(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _after_expiry_clause(policy: PasswordPolicy | None) -> str:
    if policy is None:
        return ""
    if policy.hard_expiry:
        return ", and then only an administrator can set a new one"
    return ", and then AWS asks for a new one at sign-in"


def _renewal_hint(policy: PasswordPolicy | None, verb: str) -> str:
    if verb == "expires":
        return "set a new password before that day, seal it, and write its rotated_on"
    if policy is not None and policy.hard_expiry:
        return "have an administrator set a new password now, seal it, and write its rotated_on"
    return "set a new password now, seal it, and write its rotated_on"


def _expiry_severity(day: date, as_of: date) -> Severity:
    days = (day - as_of).days
    if days <= 0:
        return Severity.ERROR
    return Severity.WARNING if days <= _AHEAD_DAYS else Severity.INFO
