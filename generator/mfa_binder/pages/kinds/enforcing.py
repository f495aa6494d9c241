"""What the sheet that enforces MFA in a whole AWS organization needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.mfa_readiness import (
    EnforcedUser,
    MfaReadiness,
    active_accounts_of,
    enforced_users,
    rollout_order,
)
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition, partition
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part

TITLE = "Enforcing MFA"


@dataclass(frozen=True)
class Enforcing(MfaReadiness):
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
    def trial_member(self) -> Account | None:
        """The member account on which the service control policy is tried: one that has no root to lose."""
        without = (account for account in self.members if account not in self.kept)
        return next(without, None)


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each AWS organization in which somebody can be bound by a policy."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, title = f"organization:{aws.key}", f"{TITLE}: {aws.name}"
        view = enforcing(organization, aws)
        if not view.users and not view.members:
            yield Absence("enforcing", TITLE, subject, "no active account has an IAM user or a root user to bind")
            continue
        path = f"organizations/{names[aws.key]}/enforcing.md"
        yield Page(document_id("EF", aws.key), "enforcing", title, subject, path, Part.ENFORCING, view)


def enforcing(organization: Organization, aws: AwsOrganization) -> Enforcing:
    """Everything that the sheet prints of an AWS organization."""
    active = active_accounts_of(organization, aws)
    accounts = rollout_order(organization, [account for account in active if account.users])
    rooted = partition(aws.partition).root_user
    members = tuple(account for account in active if rooted and not organization.is_management(account))
    return Enforcing(
        aws,
        partition(aws.partition),
        organization.accounts[aws.management_account],
        accounts,
        tuple(user for account in accounts for user in enforced_users(organization, account)),
        members,
        tuple(account for account in members if organization.keeps_root(account)),
    )
