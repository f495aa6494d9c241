"""A user or role whose path in AWS is another one: its ARN on paper leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.telling import age
from mfa_binder.organization.identifiers import path_in_arn
from mfa_binder.reconcile.both import Both, Pair, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        since = age(pair.observed.identities)
        for kind, name, declared, arn in _declared(pair):
            found = path_in_arn(arn, name)
            if found is not None and found != declared:
                yield Difference(
                    Spot(("accounts", pair.observed.id, f"{kind}s", name)),
                    f"{kind} {name} of {pair.name} has the path {found} in AWS, and {declared} here{since}",
                    f'write path: "{found}", or the ARN on paper is of nobody',
                )


def _declared(pair: Pair) -> Iterator[tuple[str, str, str, str]]:
    """What stands on both sides: `user` or `role`, its name, its path on paper, its ARN in AWS."""
    identities, account = pair.observed.identities.value, pair.declared
    if account is None or identities is None:
        return
    for user in identities.users:
        if user.name in account.users:
            yield "user", user.name, account.users[user.name].path, user.arn
    for role in identities.roles:
        if role.name in account.roles:
            yield "role", role.name, account.roles[role.name].path, role.arn


COMPARISON = Comparison("path-differs", Severity.ERROR, "A user or role has another path in AWS.", _check)
