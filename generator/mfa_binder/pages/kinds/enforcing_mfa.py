"""Enforcing MFA: in an AWS organization, and in one account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.hardware_requirements import not_worked_in_because
from mfa_binder.access.mfa_readiness import (
    EnforcedUser,
    MfaReadiness,
    enforced_users,
    rollout_order,
)
from mfa_binder.book.conditions import Condition, parse_condition
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition, partition
from mfa_binder.organization.users_and_roles import Registration
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage
from mfa_binder.pages.mfa_policies import MfaPolicies

ENFORCING_TITLE = "Enforcing MFA"


@dataclass(frozen=True)
class EnforcingSheet(MfaReadiness):
    """The view of the sheet."""

    aws_organization: AwsOrganization
    partition: Partition
    management: Account
    accounts: tuple[Account, ...]
    """The active accounts that have IAM users, in the order of the roll-out."""
    users: tuple[EnforcedUser, ...]
    members: tuple[Account, ...]
    """The active member accounts that have a root user to deny; empty in a partition without one."""
    kept: tuple[Account, ...]
    """Those of `members` that keep their root credentials."""

    @property
    def policies(self) -> MfaPolicies:
        """The policies that the sheet prints."""
        return MfaPolicies(self.partition.name)

    @property
    def units(self) -> tuple[str, ...]:
        """The units right below Root to which the service control policy is attached: all but the one of exemptions."""
        paths = (account.ou.split("/") for account in self.members if account.ou and "/" in account.ou)
        return tuple(unit for unit in dict.fromkeys("/".join(path[:2]) for path in paths) if unit != "Root/Exempt")

    @property
    def attached(self) -> tuple[Condition, ...]:
        """What holds when the service control policy is attached to each of `units`."""
        return tuple(
            parse_condition({"attached": self._scp, "to": unit, "in": self.management.key}) for unit in self.units
        )

    @property
    def detached(self) -> tuple[Condition, ...]:
        """What holds when it is made, and attached to nothing."""
        made = {"scp": self._scp, "in": self.management.key}
        gone = ({"detached": self._scp, "from": account.key, "in": self.management.key} for account in self.members)
        return tuple(map(parse_condition, (made, *gone)))

    @property
    def _scp(self) -> str:
        return self.policies.deny_root_in_members.name

    @property
    def trial_member(self) -> Account | None:
        """The member account on which the service control policy is tried: one that has no root to lose."""
        without = (account for account in self.members if account not in self.kept)
        return next(without, None)


def enforcing_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each AWS organization in which somebody can be bound by a policy."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, title = f"organization:{aws.key}", f"{ENFORCING_TITLE}: {aws.name}"
        view = enforcing(organization, aws)
        if not view.users and not view.members:
            yield PageAbsence(
                "enforcing", ENFORCING_TITLE, subject, "no active account has an IAM user or a root user to bind"
            )
            continue
        path = f"organizations/{names[aws.key]}/enforcing.md"
        yield RunbookPage(document_id("EF", aws.key), "enforcing", title, subject, path, BinderTab.ENFORCING, view)


def enforcing(organization: Organization, aws: AwsOrganization) -> EnforcingSheet:
    """Everything that the sheet prints of an AWS organization."""
    active = organization.active_accounts_of(aws)
    accounts = rollout_order(organization, [account for account in active if account.users])
    rooted = partition(aws.partition).root_user
    members = tuple(account for account in active if rooted and not organization.is_management(account))
    return EnforcingSheet(
        aws,
        partition(aws.partition),
        organization.accounts[aws.management_account],
        accounts,
        tuple(user for account in accounts for user in enforced_users(organization, account)),
        members,
        tuple(account for account in members if organization.keeps_root(account)),
    )


ENFORCING_ACCOUNT_TITLE = "Enforcing MFA in the account"


@dataclass(frozen=True)
class KeyModel:
    """A model of security key, with one registration from which AWS can be asked for its certification."""

    name: str
    registration: Registration


@dataclass(frozen=True)
class EnforcingAccount(MfaReadiness):
    """The view of the sheet."""

    account: Account
    aws_organization: AwsOrganization
    partition: Partition
    management: bool
    users: tuple[EnforcedUser, ...]
    key_models: tuple[KeyModel, ...]
    """The models of FIDO2 keys whose ARN the inventory knows in this account."""

    @property
    def policies(self) -> MfaPolicies:
        """The policies that the sheet prints."""
        return MfaPolicies(self.partition.name)

    @property
    def ready(self) -> tuple[EnforcedUser, ...]:
        """The users whom the policy may bind, the harmless first."""
        return tuple(user for user in self.users if user.ready)

    @property
    def freed(self) -> tuple[Condition, ...]:
        """What holds when the policy binds none of them."""
        return tuple(
            parse_condition({"allowed": "iam:GetAccountSummary", "to": user.principal.ref}) for user in self.ready
        )

    @property
    def names_printed(self) -> tuple[Condition, ...]:
        """What a command prints that lists them all."""
        return tuple(parse_condition({"prints": user.principal.name}) for user in self.ready)

    @property
    def testers(self) -> tuple[EnforcedUser, ...]:
        """Who tries it first: one with a token and one with a key alone, since their sessions differ."""
        found = {user.shows_codes: user for user in reversed(self.ready)}
        return tuple(user for user in self.ready if user in found.values())

    @property
    def others(self) -> tuple[EnforcedUser, ...]:
        """Whom the policy binds after them."""
        return tuple(user for user in self.ready if user not in self.testers)

    @property
    def with_tokens(self) -> tuple[EnforcedUser, ...]:
        """The users to whom TOTP tokens are registered."""
        return tuple(user for user in self.users if user.tokens)


def enforcing_account_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each active account that has IAM users; why there is none for another."""
    for account in organization.accounts.values():
        subject, reason = f"account:{account.key}", _no_enforcing_because(account)
        if reason is not None:
            yield PageAbsence("enforcing-account", ENFORCING_ACCOUNT_TITLE, subject, reason)
            continue
        path, title = f"accounts/{account.key}/enforcing.md", f"{ENFORCING_ACCOUNT_TITLE} {account.name}"
        view = enforcing_account(organization, account)
        yield RunbookPage(f"EA-{account.key}", "enforcing-account", title, subject, path, BinderTab.ENFORCING, view)


def enforcing_account(organization: Organization, account: Account) -> EnforcingAccount:
    """Everything that the sheet prints of an account."""
    users = enforced_users(organization, account)
    return EnforcingAccount(
        account,
        organization.aws_organization(account),
        organization.partition(account),
        organization.is_management(account),
        users,
        _models_of_keys(organization, users),
    )


def _no_enforcing_because(account: Account) -> str | None:
    return not_worked_in_because(account) or (None if account.users else "it has no IAM users")


def _models_of_keys(organization: Organization, users: tuple[EnforcedUser, ...]) -> tuple[KeyModel, ...]:
    found: dict[str, KeyModel] = {}
    for registration in (
        r for user in users for r in user.principal.mfa if r.aws_serial is not None and r.virtual is None
    ):
        model = organization.models[organization.device_of(registration).model]
        if model.kind is DeviceKind.FIDO2:
            found.setdefault(model.key, KeyModel(model.name, registration))
    return tuple(found.values())
