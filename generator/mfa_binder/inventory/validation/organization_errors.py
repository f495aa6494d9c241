"""Organizations, linked accounts and roles: which organization is meant, what GovCloud links, whom a role trusts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.message_words import quote_word
from mfa_binder.inventory.raw_inventory import RawInventory, RawMap
from mfa_binder.inventory.validation.problem_ids import inventory_error
from mfa_binder.inventory.yaml_nodes import KeyPath
from mfa_binder.organization.aws_accounts import IdentitySource
from mfa_binder.organization.identifiers import ORGANIZATION_ID, PRINCIPAL_PATTERN, account_in_arn
from mfa_binder.organization.partitions import Partition, PartitionName

_ID_FORM = "o- and 10 to 32 small letters and digits"
_NO_PROVIDER = (IdentitySource.IDENTITY_CENTER, IdentitySource.NONE)


def check_organizations(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Entries that leave open which organization is meant; directory users without a directory."""
    declared = raw.ids("organizations")
    if not declared and isinstance(raw.top.data.get("organizations"), dict):
        hint = "declare at least one, with its name and management_account"
        yield inventory_error("which-organization", ("organizations",), "no organization is declared", hint)
    yield from _check_organization_ids(raw)
    sections = ("accounts", "identity_center_users")
    for entry in (part for section in sections for part in raw.top.parts(section)):
        if len(declared) > 1 and not entry.has("organization"):
            message = f"{len(declared)} organizations are declared, and this does not say which it belongs to"
            yield inventory_error(
                "which-organization", entry.path, message, "add organization: " + " or ".join(declared)
            )
    yield from _check_directory(raw)
    yield from _check_emergency_access(raw)


def _check_organization_ids(raw: RawInventory) -> Iterator[UnplacedFinding]:
    for organization in raw.top.parts("organizations"):
        written = organization.text("id")
        if written and not ORGANIZATION_ID.fullmatch(written):
            corrected = written.strip().casefold()
            hint = (
                f"did you mean {corrected}?"
                if ORGANIZATION_ID.fullmatch(corrected)
                else f"write it as AWS does: {_ID_FORM}"
            )
            message = f"{quote_word(written)} is not the id of an organization"
            yield inventory_error("impossible-organization-id", (*organization.path, "id"), message, hint)


def _check_directory(raw: RawInventory) -> Iterator[UnplacedFinding]:
    by_key = {part.key: part for part in raw.top.parts("organizations")}
    for user in raw.top.parts("identity_center_users"):
        organization_id = user.text("organization")
        organization = by_key.get(organization_id) if organization_id is not None else _only_one(by_key)
        if organization is not None and _identity_source(organization) != IdentitySource.IDENTITY_CENTER:
            message = "the organization does not use the directory of IAM Identity Center"
            hint = "set identity.source: identity-center there, or remove the user"
            yield inventory_error("identity-center-source", user.path, message, hint)


def _check_emergency_access(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Direct federation signs people in past Identity Center, so they must live in a provider outside it."""
    for organization in raw.top.parts("organizations"):
        identity = organization.part("identity")
        if identity is not None and identity.has("emergency_access") and _identity_source(organization) in _NO_PROVIDER:
            message = "there is no identity provider that could sign people in past IAM Identity Center"
            hint = "remove it, or set identity.source to external or active-directory"
            yield inventory_error("emergency-access-source", (*identity.path, "emergency_access"), message, hint)


def _only_one(by_key: dict[str, RawMap]) -> RawMap | None:
    return next(iter(by_key.values())) if len(by_key) == 1 else None


def _identity_source(organization: RawMap) -> str | None:
    identity = organization.part("identity")
    return identity.text("source") if identity is not None else None


def check_linked_accounts(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Links from elsewhere than GovCloud, to elsewhere than the commercial partition, or two to one account.

    Each GovCloud account is linked to one commercial account (AWS GovCloud User Guide, "Signing up").
    """
    accounts = {account.key: account for account in raw.top.parts("accounts")}
    linked_by: dict[str, str] = {}
    for account in accounts.values():
        linked = account.text("linked_account")
        if linked is None or linked not in accounts:
            continue
        path = (*account.path, "linked_account")
        wrong = _reason_against_link(raw, account, accounts[linked])
        if wrong:
            yield inventory_error(
                "linked-account", path, wrong, "name the commercial account of a GovCloud account, or nothing"
            )
        elif linked_by.setdefault(linked, account.key) != account.key:
            message = f"{linked} is linked to {linked_by[linked]} already"
            yield inventory_error(
                "linked-account", path, message, "a commercial account is linked to one GovCloud account"
            )


def _reason_against_link(raw: RawInventory, account: RawMap, linked: RawMap) -> str:
    partition, linked_partition = raw.partition_of(account), raw.partition_of(linked)
    if partition is not None and partition.name is not PartitionName.GOVCLOUD:
        return "only an account in GovCloud is linked to a commercial account"
    if linked_partition is not None and linked_partition.name is not PartitionName.AWS:
        return "the account is not in the commercial partition"
    return ""


def check_roles(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Each contradiction in a role."""
    for account in raw.top.parts("accounts"):
        partition = raw.partition_of(account)
        for role in account.parts("roles"):
            yield from _check_mfa_age(role)
            for path, arn in role.texts("trusted_principals"):
                if re.fullmatch(PRINCIPAL_PATTERN, arn):
                    yield from _check_trusted_principal(role, partition, path, arn)


def _check_mfa_age(role: RawMap) -> Iterator[UnplacedFinding]:
    if role.has("max_mfa_age_seconds") and role.data.get("requires_mfa", False) is False:
        message = "a code must be fresh for this role, and by requires_mfa it asks for none"
        path = (*role.path, "max_mfa_age_seconds")
        yield inventory_error("mfa-age", path, message, "write requires_mfa: true, or remove this")


def _check_trusted_principal(
    role: RawMap, partition: Partition | None, path: KeyPath, arn: str
) -> Iterator[UnplacedFinding]:
    account = account_in_arn(arn)
    if account not in [trusted for _, trusted in role.texts("trusts")]:
        message = f"this is of account {account}, which the role does not trust"
        yield inventory_error("trusted-principal", path, message, f'add "{account}" to trusts, or remove this')
    if partition is not None and arn.split(":")[1] != partition.name:
        hint = f"the partition here is {partition.name}; copy the ARN again"
        yield inventory_error(
            "trusted-principal", path, "this is of another partition, whose principals cannot come", hint
        )
