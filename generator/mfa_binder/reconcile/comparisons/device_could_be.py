"""An ARN that AWS lists for a principal, one of whose keys on paper has no ARN yet."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.reconcile.both import Both
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for listing in both.listings:
        for _, device in listing.unowned:
            keys = [entry.device.key for entry in listing.candidates(device)]
            if keys:
                yield Difference(
                    listing.spot,
                    f"{device.serial} of {listing.who} could be {' or '.join(keys)}{listing.age}",
                    "run mfa-binder link: it proposes which, and writes down what you confirm",
                )


COMPARISON = Comparison(
    "device-could-be",
    Severity.INFO,
    "A key that AWS lists could be one of ours whose ARN nobody wrote down.",
    _check,
)
