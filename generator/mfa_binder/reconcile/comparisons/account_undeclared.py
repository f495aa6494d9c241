"""An account of the organization that nobody declared: it has no sheets."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.reconcile.both import Both
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        if pair.declared is None:
            yield Difference(
                pair.spot,
                f"nobody declared the account {pair.name}, {pair.observed.status} in AWS",
                "declare it under accounts, so that it has sheets",
            )


COMPARISON = Comparison("account-undeclared", Severity.WARNING, "AWS lists an account that nobody declared.", _check)
