"""A root user that what AWS said proves to be badly protected, other than by a virtual device."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.verdict import State, root_verdict
from mfa_binder.reconcile.both import Both
from mfa_binder.reconcile.comparison import Comparison, Difference
from mfa_binder.reconcile.comparisons.root_virtual_mfa import virtual_device


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        verdict = root_verdict(pair.observed, both.observation.partition)
        virtual = virtual_device(pair.observed)
        told = virtual is not None and verdict.why.endswith(virtual[0])  # root-virtual-mfa says it
        if verdict.state is State.NON_COMPLIANT and not told:
            yield Difference(
                pair.spot,
                f"root user of {pair.name}: {verdict.why}",
                "delete access keys, register hardware keys with the root key sheet, or remove the root credentials",
            )


COMPARISON = Comparison(
    "root-non-compliant", Severity.ERROR, "A root user has an access key, or credentials and no MFA.", _check
)
