"""Users and roles that a role's trust policy names: each of an account that the role trusts, in its partition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.findings import Unplaced
from generator.inventory.checks.problem import problem
from generator.inventory.draft import Draft, Part
from generator.inventory.positions import Path
from generator.organization.identifiers import PRINCIPAL_PATTERN, account_in_arn
from generator.organization.partitions import Partition


def trusted_principals(draft: Draft) -> Iterator[Unplaced]:
    """Each name of somebody whose account is not trusted, or that is of another partition."""
    for account in draft.top.parts("accounts"):
        where = draft.partition_of(account)
        for role in account.parts("roles"):
            for path, arn in role.texts("trusted_principals"):
                if re.fullmatch(PRINCIPAL_PATTERN, arn):
                    yield from _misplaced(role, where, path, arn)


def _misplaced(role: Part, where: Partition | None, path: Path, arn: str) -> Iterator[Unplaced]:
    account = account_in_arn(arn)
    if account not in [trusted for _, trusted in role.texts("trusts")]:
        message = f"this is of account {account}, which the role does not trust"
        yield problem("trusted-principal", path, message, f'add "{account}" to trusts, or remove this')
    if where is not None and arn.split(":")[1] != where.name:
        hint = f"the partition here is {where.name}; copy the ARN again"
        yield problem("trusted-principal", path, "this is of another partition, whose principals cannot come", hint)
