"""What the sheet of a role that people assume needs to know: who can, with what, and what its trust policy says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import UserDevices, registered_devices
from mfa_binder.access.hardware_requirements import not_worked_in_because
from mfa_binder.book.document_names import distinct_slugs, document_id, profile_name
from mfa_binder.book.policy_verdicts import PolicyVerdict, parse_verdict
from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.identifiers import resource_in_arn, role_arn
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage
from mfa_binder.policies.trust_terms import trust_policy

_MOST_CALLERS = 12
"""More users of one trusted account than this are counted, not listed."""


@dataclass(frozen=True)
class RoleCaller:
    """An IAM user of a trusted account. Whether its own policies let it call AssumeRole is not in the inventory."""

    principal: Principal
    person: Person | None
    devices: UserDevices


@dataclass(frozen=True)
class TrustedPrincipal:
    """An account that the role trusts."""

    key: str
    account: Account | None
    """None where the inventory does not have it."""
    unusable: str | None
    """Why nobody comes from there; None if somebody may."""
    callers: tuple[RoleCaller, ...]
    named: tuple[str, ...] = ()
    """What the trust policy names of the account besides users of the inventory: `role/ops/Bridge`."""

    @property
    def listed(self) -> tuple[RoleCaller, ...]:
        """The callers that are printed: those with a device that works, then the others."""
        return tuple(sorted(self.callers, key=lambda caller: not caller.devices.usable))[:_MOST_CALLERS]


@dataclass(frozen=True)
class RoleSheet:
    """The view of a role's sheet."""

    account: Account
    role: Role
    arn: str
    trusted: tuple[TrustedPrincipal, ...]
    trust_policy: Mapping[str, object]
    """The policy that the inventory describes, with MFA: to compare with the one in AWS, or to replace it."""
    profile: str
    region: str
    console: str

    @property
    def verdicts(self) -> tuple[PolicyVerdict, ...]:
        """What the policy decides about everybody who can be asked: the administrators of the accounts it trusts."""
        usable = [trusted for trusted in self.trusted if trusted.unusable is None]
        entering = [verdict for trusted in usable for verdict in self._of(trusted)]
        stranger = [] if self.account.key in self.role.trusts else [{"keeps_out": self.account.key, "with": "mfa"}]
        return tuple(map(parse_verdict, (*entering, *stranger)))

    def _of(self, trusted: TrustedPrincipal) -> Iterator[Mapping[str, str]]:
        """A user that the policy names may enter, and the account's administrator may not; else the latter may."""
        who = trusted.key
        if self.role.named_in(trusted.key):
            yield {"keeps_out": trusted.key, "with": "mfa", **self.asked}
            if not trusted.callers:
                return
            who = trusted.callers[0].principal.ref
        yield {"lets_in": who, "with": "mfa", **self.asked}
        yield {"keeps_out": who, "without": "mfa", **self.asked}
        if self.asked:
            yield {"keeps_out": who, "with": "mfa"}

    @property
    def asked(self) -> Mapping[str, str]:
        """The options of `assume-role` by which the role gets what it asks for besides a code."""
        return {} if self.role.external_id is None else {"external_id": self.role.external_id}

    @property
    def not_simulated(self) -> str:
        """Why entering the role cannot be rehearsed; empty if it can."""
        return "" if self.role.is_told_whole else "what else the role asks for is not in the inventory"

    @property
    def callers(self) -> tuple[RoleCaller, ...]:
        """Everybody who may come from a trusted account that can be worked in."""
        return tuple(caller for trusted in self.trusted if trusted.unusable is None for caller in trusted.callers)

    @property
    def with_token(self) -> tuple[RoleCaller, ...]:
        """Those who can give a code."""
        return tuple(caller for caller in self.callers if caller.devices.tokens)

    @property
    def only_keys(self) -> tuple[RoleCaller, ...]:
        """Those who have a FIDO2 key and no token: no command takes a code from them."""
        return tuple(caller for caller in self.callers if caller.devices.keys and not caller.devices.tokens)

    @property
    def can_ask_for_mfa(self) -> bool:
        """Whether the sheet can say how the role is made to ask for MFA, and somebody could then enter."""
        is_open = self.role.is_told_whole and not self.role.requires_mfa
        return is_open and (self.role.external_id is None or bool(self.with_token))

    @property
    def session_prefix(self) -> str:
        """What stands before the user's name in the name of a session: AWS wants two characters (botocore 1.44.5)."""
        return "my-" if any(len(caller.principal.name) == 1 for caller in self.with_token) else ""

    @property
    def tester(self) -> RoleCaller | None:
        """Who tries the role: somebody with a token if there is one."""
        return next(iter(self.with_token or self.callers), None)


def role_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each role of an active account; why there is none for another."""
    for account in organization.accounts.values():
        names = distinct_slugs(account.roles)
        for role in account.roles.values():
            title, subject = f"Role: {role.key} in {account.name}", f"{account.key}/role/{role.key}"
            reason = no_role_sheet_because(account, role)
            if reason is not None:
                yield PageAbsence("role", title, subject, reason)
                continue
            path, id_ = (
                f"accounts/{account.key}/roles/{names[role.key]}.md",
                document_id("CR", f"{account.key}-{role.key}"),
            )
            yield RunbookPage(
                id_, "role", title, subject, path, BinderTab.USERS, role_sheet(organization, account, role)
            )


def no_role_sheet_because(account: Account, role: Role) -> str | None:
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
        role_arn(partition.name.value, account.key, role.key, role.path),
        tuple(_trusted_principal(organization, account, role, key) for key in role.trusts),
        trust_policy(partition.name.value, role.model_copy(update={"requires_mfa": True})),
        profile_name(account.name, role.key),
        organization.aws_organization(account).region,
        partition.console,
    )


def _trusted_principal(organization: Organization, account: Account, role: Role, key: str) -> TrustedPrincipal:
    there = organization.accounts.get(key)
    if there is None:
        return TrustedPrincipal(
            key, None, "it is not in this inventory, so who can come from there is not known here", ()
        )
    unusable = not_worked_in_because(there)
    if organization.partition(there).name is not organization.partition(account).name:
        unusable = "it is in another partition, and roles reach accounts of their own partition only"
    users = [user for user in organization.principals_of(there)[1:] if role.is_open_to(key, organization.arn(user))]
    known = {organization.arn(user) for user in users}
    named = tuple(resource_in_arn(arn) for arn in role.named_in(key) if arn not in known)
    return TrustedPrincipal(key, there, unusable, tuple(_role_caller(organization, user) for user in users), named)


def _role_caller(organization: Organization, principal: Principal) -> RoleCaller:
    person = organization.people[principal.person] if principal.person is not None else None
    return RoleCaller(principal, person, registered_devices(organization, principal))
