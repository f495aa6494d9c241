"""An account of the organization that nobody declared: it has no sheets."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.reconcile.both import Both
from generator.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        if pair.declared is None:
            yield Difference(
                pair.spot,
                f"nobody declared the account {pair.name}, {pair.observed.status} in AWS",
                "declare it under accounts, so that it has sheets",
            )


COMPARISON = Comparison("account-undeclared", Severity.WARNING, "AWS lists an account that nobody declared.", _check)
