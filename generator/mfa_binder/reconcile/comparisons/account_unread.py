"""What could not be read: of that nothing is claimed, neither good nor bad."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.reading import Reason, written
from mfa_binder.observation.telling import because, next_step, unread
from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference

_NO_ORGANIZATION = "AWSOrganizationsNotInUseException"
"""What Organizations answers an account that is in none (botocore): that is no failure."""

_WHOLE = (
    ("organization", "the organization with its list of accounts", None),
    ("central_root", "central root access", Severity.INFO),
    ("identity_center", "IAM Identity Center", Severity.INFO),
)
"""What is read once: who is in no organization, or not its manager, is refused some of it."""


def _check(both: Both) -> Iterator[Difference]:
    for part, what, severity in _WHOLE:
        failure = getattr(both.observation, part).failure
        if failure is not None and failure.reason is not Reason.NOT_ASKED and failure.code != _NO_ORGANIZATION:
            message = f"{what} could not be read at {written(failure.at)}: {because(failure)}"
            yield Difference(Spot((part,), observed=True), message, next_step(failure), severity)
    for pair in both.pairs:
        for gap in unread(pair.observed):
            failure = gap.failure
            not_active = failure.reason is Reason.NOT_ACTIVE
            if not_active and pair.declared is not None and pair.declared.status is not AccountStatus.ACTIVE:
                continue  # as it stands on paper
            severity = Severity.INFO if not_active else None
            since = f"last known at {written(gap.last_known)}" if gap.last_known is not None else "never known"
            message = (
                f"{gap.names} of {pair.name} could not be read at {written(failure.at)}: {because(failure)}; {since}"
            )
            yield Difference(pair.spot, message, next_step(failure), severity)


COMPARISON = Comparison(
    "account-unread",
    Severity.WARNING,
    "Something could not be read (information where an account is not active).",
    _check,
)
