"""What AWS did not say, of which nothing is claimed, and an observation too old to rest on."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import ObservedPath, RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.observation.aws_reading import FailureReason, next_step, reason_text, utc_text
from mfa_binder.observation.observation import NO_ORGANIZATION, unread_parts
from mfa_binder.organization.aws_accounts import AccountStatus

_READ_ONCE = (
    ("organization", "the organization with its list of accounts", None),
    ("central_root", "central root access", Severity.INFO),
    ("identity_center", "IAM Identity Center", Severity.INFO),
)
"""What is read once: who is in no organization, or not its manager, is refused some of it."""


@rule("account-unread", Severity.WARNING, "Something could not be read (information where an account is not active).")
def account_unread(comparison: AwsComparison) -> Iterator[RuleCase]:
    """What could not be read: of that nothing is claimed, neither good nor bad."""
    for part, what, severity in _READ_ONCE:
        failure = getattr(comparison.observation, part).failure
        if failure is not None and failure.reason is not FailureReason.NOT_ASKED and failure.code != NO_ORGANIZATION:
            message = f"{what} could not be read at {utc_text(failure.at)}: {reason_text(failure)}"
            yield RuleCase(ObservedPath((part,)), message, next_step(failure), severity)
    for pair in comparison.pairs:
        for gap in unread_parts(pair.observed):
            failure = gap.failure
            not_active = failure.reason is FailureReason.NOT_ACTIVE
            if not_active and pair.declared is not None and pair.declared.status is not AccountStatus.ACTIVE:
                continue  # as it stands on paper
            severity = Severity.INFO if not_active else None
            since = f"last known at {utc_text(gap.last_known)}" if gap.last_known is not None else "never known"
            reading = f"could not be read at {utc_text(failure.at)}: {reason_text(failure)}"
            message = f"{gap.names} of {pair.name} {reading}; {since}"
            yield RuleCase(pair.place, message, next_step(failure), severity)


@rule("observation-stale", Severity.WARNING, "AWS was not read for longer than our standard.")
def observation_stale(comparison: AwsComparison) -> Iterator[RuleCase]:
    """An observation that is too old to rest on."""
    observed_on, limit = (
        comparison.observation.ended_at.date(),
        comparison.organization.standards.observation_max_age_days,
    )
    days = (comparison.as_of - observed_on).days
    if days > limit:
        yield RuleCase(
            ObservedPath(("ended_at",)),
            f"AWS was last read on {observed_on.isoformat()}, {days} days before {comparison.as_of.isoformat()}",
            f"run mfa-binder collect; our standard is every {limit} days",
        )
