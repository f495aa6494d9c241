"""What the sheet of a role that people assume needs to know: who can, with what, and what its trust policy says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.organization.accounts import Account
from generator.organization.identifiers import role_arn, root_arn
from generator.organization.organization import Organization, Principal
from generator.organization.people import Person
from generator.organization.principals import Role
from generator.pages.addresses import document_id, slugs
from generator.pages.applicability import not_worked_in_because
from generator.pages.page import Absence, Entry, Page, Part
from generator.pages.sidecar import Verdict
from generator.pages.user_devices import UserDevices, devices_of, profile_name

_PRINTED = 12
"""More users of one trusted account than this are counted, not listed."""


@dataclass(frozen=True)
class Caller:
    """An IAM user of a trusted account. Whether its own policies let it call AssumeRole is not in the inventory."""

    principal: Principal
    person: Person | None
    devices: UserDevices


@dataclass(frozen=True)
class Trusted:
    """An account that the role trusts. `unusable` says why nobody comes from there; None if somebody may.

    `account` is None where the inventory does not have it.
    """

    key: str
    account: Account | None
    unusable: str | None
    callers: tuple[Caller, ...]

    @property
    def listed(self) -> tuple[Caller, ...]:
        """The callers that are printed: those with a device that works, then the others."""
        return tuple(sorted(self.callers, key=lambda caller: not caller.devices.usable))[:_PRINTED]


@dataclass(frozen=True)
class RoleSheet:
    """The view of a role's sheet."""

    account: Account
    role: Role
    arn: str
    trusted: tuple[Trusted, ...]
    trust_policy: Mapping[str, object]
    """The policy that the inventory describes, to compare with the one in AWS."""
    profile: str
    region: str
    console: str

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the policy decides about everybody who can be asked: the administrators of the accounts it trusts."""
        usable = [trusted.key for trusted in self.trusted if trusted.unusable is None]
        entering = [verdict for key in usable for verdict in _both_ways(key)]
        stranger: list[Verdict] = (
            [] if self.account.key in self.role.trusts else [{"keeps_out": self.account.key, "with": "mfa"}]
        )
        return (*entering, *stranger)

    @property
    def callers(self) -> tuple[Caller, ...]:
        """Everybody who may come from a trusted account that can be worked in."""
        return tuple(caller for trusted in self.trusted if trusted.unusable is None for caller in trusted.callers)

    @property
    def with_token(self) -> tuple[Caller, ...]:
        """Those who can give a code."""
        return tuple(caller for caller in self.callers if caller.devices.tokens)

    @property
    def only_keys(self) -> tuple[Caller, ...]:
        """Those who have a FIDO2 key and no token: no command takes a code from them."""
        return tuple(caller for caller in self.callers if caller.devices.keys and not caller.devices.tokens)

    @property
    def session_prefix(self) -> str:
        """What stands before the user's name in the name of a session: AWS wants two characters (botocore 1.44.5)."""
        return "my-" if any(len(caller.principal.name) == 1 for caller in self.with_token) else ""

    @property
    def tester(self) -> Caller | None:
        """Who tries the role: somebody with a token if there is one."""
        return next(iter(self.with_token or self.callers), None)


def _both_ways(account: str) -> tuple[Verdict, Verdict]:
    return {"lets_in": account, "with": "mfa"}, {"keeps_out": account, "without": "mfa"}


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each role of an active account; why there is none for another."""
    for account in organization.accounts.values():
        names = slugs(account.roles)
        for role in account.roles.values():
            title, subject = f"Role: {role.key} in {account.name}", f"{account.key}/role/{role.key}"
            reason = why_none(account, role)
            if reason is not None:
                yield Absence("role", title, subject, reason)
                continue
            path, id_ = (
                f"accounts/{account.key}/roles/{names[role.key]}.md",
                document_id("CR", f"{account.key}-{role.key}"),
            )
            yield Page(id_, "role", title, subject, path, Part.USERS, role_sheet(organization, account, role))


def why_none(account: Account, role: Role) -> str | None:
    """Why a role has no sheet; None if it has one."""
    inactive = not_worked_in_because(account)
    if inactive is not None:
        return inactive
    return None if role.trusts else "the inventory names no account that the role trusts"


def role_sheet(organization: Organization, account: Account, role: Role) -> RoleSheet:
    """Everything that the sheet of a role prints."""
    partition = organization.partition(account)
    return RoleSheet(
        account,
        role,
        role_arn(partition.name.value, account.key, role.key),
        tuple(_trusted(organization, account, key) for key in role.trusts),
        _trust_policy(partition.name.value, role),
        profile_name(account.name, role.key),
        organization.aws_organization(account).region,
        partition.console,
    )


def _trusted(organization: Organization, account: Account, key: str) -> Trusted:
    there = organization.accounts.get(key)
    if there is None:
        return Trusted(key, None, "it is not in this inventory, so who can come from there is not known here", ())
    unusable = not_worked_in_because(there)
    if organization.partition(there).name is not organization.partition(account).name:
        unusable = "it is in another partition, and roles reach accounts of their own partition only"
    users = organization.principals_of(there)[1:]
    return Trusted(key, there, unusable, tuple(_caller(organization, user) for user in users))


def _caller(organization: Organization, principal: Principal) -> Caller:
    person = organization.people[principal.person] if principal.person is not None else None
    return Caller(principal, person, devices_of(organization, principal))


def _trust_policy(partition: str, role: Role) -> Mapping[str, object]:
    """Bool, not BoolIfExists: a request without the key, as long-term keys make it, must not pass an Allow."""
    statement: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"AWS": [root_arn(partition, account) for account in role.trusts]},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
