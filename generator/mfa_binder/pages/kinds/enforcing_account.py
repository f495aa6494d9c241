"""What the sheet that enforces MFA in one account needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.hardware_requirements import not_worked_in_because
from mfa_binder.access.mfa_readiness import EnforcedUser, MfaReadiness, enforced_users
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition
from mfa_binder.organization.users_and_roles import Registration
from mfa_binder.pages.page import Absence, Entry, Page, Part

TITLE = "Enforcing MFA in the account"


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
    def ready(self) -> tuple[EnforcedUser, ...]:
        """The users whom the policy may bind, the harmless first."""
        return tuple(user for user in self.users if user.ready)

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


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each active account that has IAM users; why there is none for another."""
    for account in organization.accounts.values():
        subject, reason = f"account:{account.key}", _none_because(account)
        if reason is not None:
            yield Absence("enforcing-account", TITLE, subject, reason)
            continue
        path, title = f"accounts/{account.key}/enforcing.md", f"{TITLE} {account.name}"
        view = enforcing_account(organization, account)
        yield Page(f"EA-{account.key}", "enforcing-account", title, subject, path, Part.ENFORCING, view)


def enforcing_account(organization: Organization, account: Account) -> EnforcingAccount:
    """Everything that the sheet prints of an account."""
    users = enforced_users(organization, account)
    return EnforcingAccount(
        account,
        organization.aws_organization(account),
        organization.partition(account),
        organization.is_management(account),
        users,
        _key_models(organization, users),
    )


def _none_because(account: Account) -> str | None:
    return not_worked_in_because(account) or (None if account.users else "it has no IAM users")


def _key_models(organization: Organization, users: tuple[EnforcedUser, ...]) -> tuple[KeyModel, ...]:
    found: dict[str, KeyModel] = {}
    for registration in (
        r for user in users for r in user.principal.mfa if r.aws_serial is not None and r.virtual is None
    ):
        model = organization.models[organization.devices[registration.device].model]
        if model.kind is DeviceKind.FIDO2:
            found.setdefault(model.key, KeyModel(model.name, registration))
    return tuple(found.values())
