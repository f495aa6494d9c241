"""Roles whose keys contradict each other: who is named and not trusted, the age of a code that is not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.inventory.positions import Path
from mfa_binder.organization.identifiers import PRINCIPAL_PATTERN, account_in_arn
from mfa_binder.organization.partitions import Partition


def roles(draft: Draft) -> Iterator[Unplaced]:
    """Each contradiction in a role."""
    for account in draft.top.parts("accounts"):
        where = draft.partition_of(account)
        for role in account.parts("roles"):
            yield from _age_without_mfa(role)
            for path, arn in role.texts("trusted_principals"):
                if re.fullmatch(PRINCIPAL_PATTERN, arn):
                    yield from _misplaced(role, where, path, arn)


def _age_without_mfa(role: Part) -> Iterator[Unplaced]:
    if role.has("max_mfa_age_seconds") and role.data.get("requires_mfa", False) is False:
        message = "a code must be fresh for this role, and by requires_mfa it asks for none"
        path = (*role.path, "max_mfa_age_seconds")
        yield problem("mfa-age", path, message, "write requires_mfa: true, or remove this")


def _misplaced(role: Part, where: Partition | None, path: Path, arn: str) -> Iterator[Unplaced]:
    account = account_in_arn(arn)
    if account not in [trusted for _, trusted in role.texts("trusts")]:
        message = f"this is of account {account}, which the role does not trust"
        yield problem("trusted-principal", path, message, f'add "{account}" to trusts, or remove this')
    if where is not None and arn.split(":")[1] != where.name:
        hint = f"the partition here is {where.name}; copy the ARN again"
        yield problem("trusted-principal", path, "this is of another partition, whose principals cannot come", hint)
