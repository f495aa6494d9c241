"""A declared IAM user that AWS does not have."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.telling import age
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        identities = pair.observed.identities
        if pair.declared is None or identities.value is None:
            continue
        seen = {user.name for user in identities.value.users}
        for name in pair.declared.users:
            if name not in seen:
                yield Difference(
                    Spot(("accounts", pair.declared.key, "users", name)),
                    f"{pair.name} has no user {name} in AWS{age(identities)}",
                    "remove it here, or make the user with its enrollment sheet",
                )


COMPARISON = Comparison("user-gone", Severity.WARNING, "A declared IAM user does not exist in AWS.", _check)
