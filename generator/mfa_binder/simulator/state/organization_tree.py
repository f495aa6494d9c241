"""moto's AWS Organizations, planted from the inventory: root, organizational units, accounts.

An account's `ou` is its path from the root, whose name is Root; an account without one stands in the
root. Service control policies are enabled where the inventory says that one denies root. What that one
says and where it is attached the inventory does not tell, so there is only AWS's FullAWSAccess.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from moto.organizations.models import (
    FakeAccount,
    FakeOrganization,
    FakeOrganizationalUnit,
    FakePolicy,
    FakeRoot,
    OrganizationsBackend,
)
from moto.organizations.utils import DEFAULT_SCP_POLICY_ID

from mfa_binder.organization.aws_accounts import Account, AccountStatus, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.state.deterministic_ids import stable_id
from mfa_binder.simulator.state.inventory_reads import MEMBERS, UNITS, InventoryReads

SCP = "SERVICE_CONTROL_POLICY"
ROOT = "Root"
"""The name of the root, and the first part of an account's path."""

_STATES = {AccountStatus.ACTIVE: "ACTIVE", AccountStatus.SUSPENDED: "SUSPENDED", AccountStatus.CLOSED: "CLOSED"}
_FULL_ACCESS = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


class MemberAccount(FakeAccount):
    """An account of the inventory; moto's own would invent an id and a role for it."""

    def __init__(self, organization: FakeOrganization, account: Account, parent_id: str, joined: datetime) -> None:
        self.type = "ACCOUNT"
        self.region = organization.region
        self.organization_id = organization.id
        self.master_account_id = organization.master_account_id
        self.id = account.key
        self.name = account.name
        self.email = account.root.email or ""
        self.create_time = joined
        self.state = _STATES[account.status]
        self.parent_id = parent_id
        self.attached_policies: list[FakePolicy] = []
        self.tags: dict[str, str] = {}
        self.closing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handshake:
    """An invitation of an account."""

    id: str
    account: str
    asked: datetime
    """When it was sent."""
    state: str = "OPEN"
    """One of AWS's states, as it was left."""


class OrganizationTree:
    """One organization; ids are the same in every run.

    It is planted with every account, but what is asked of one account or unit is noted as just that:
    only who goes through `backend` is taken to have read all of them.
    """

    def __init__(
        self, organization: AwsOrganization, organization_id: str, inventory: Organization, readings: InventoryReads
    ) -> None:
        self.bare = OrganizationsBackend(organization.partition.value, organization.management_account)
        """Where moto keeps it, for what tells of no account and no unit."""
        self._key = organization.key
        self.handshakes: dict[str, Handshake] = {}
        """The invitations that were sent, by their ids."""
        self._readings = readings
        readings.note("accounts", organization.management_account)
        self.organization = FakeOrganization(organization.management_account, organization.region, "ALL")
        self.organization.id = organization_id
        self.organization.root_id = f"r-{self._id('root', length=4)}"
        management = inventory.accounts.get(organization.management_account)
        self.organization.master_account_email = (management and management.root.email) or ""
        self.bare.org = self.organization
        self.root = FakeRoot(self.organization)
        self.bare.ou.append(self.root)
        if organization.root_scp is not None and organization.root_scp.binds_root:
            self.root.add_policy_type(SCP)
        self.full_access = self.policy("FullAWSAccess", "Allows access to every operation", _FULL_ACCESS)
        self.full_access.id, self.full_access.aws_managed = DEFAULT_SCP_POLICY_ID, True
        self.attach(self.full_access, self.root)

    @property
    def backend(self) -> OrganizationsBackend:
        """Where moto keeps it: every account, every unit, and what each policy is attached to."""
        self._readings.note(MEMBERS, self._key)
        self._readings.note(UNITS, self._key)
        return self.bare

    @property
    def policies(self) -> list[FakePolicy]:
        """Every policy. Only the page makes some, so they tell nothing of the inventory."""
        return self.bare.policies

    @property
    def units(self) -> list[FakeOrganizationalUnit]:
        """The root and every unit."""
        self._readings.note(UNITS, self._key)
        return self.bare.ou

    def plant(self, account: Account, joined: datetime) -> None:
        """Add an account where its path says, with the units on the way."""
        member = MemberAccount(self.organization, account, self.unit(account.ou or ROOT).id, joined)
        self.bare.accounts.append(member)
        self.attach(self.full_access, member)

    def join(self, account: Account, joined: datetime) -> None:
        """Add an account right to the root, as one that accepts an invitation is."""
        member = MemberAccount(self.organization, account, self.root.id, joined)
        self.backend.accounts.append(member)
        self.attach(self.full_access, member)

    def leave(self, account_id: str) -> None:
        """Let an account be a member no more; without effect if it is none."""
        member = self.member(account_id)
        if member is not None:
            for policy in list(member.attached_policies):
                self.detach(policy, member)
            self.backend.accounts.remove(member)

    def invite(self, account_id: str, asked: datetime) -> Handshake:
        """A new invitation, with an id that is the same in every run."""
        unique = self._id("handshake", account_id, str(len(self.handshakes)), length=12)
        made = Handshake(f"h-{unique}", account_id, asked)
        self.handshakes[made.id] = made
        return made

    def unit_id(self, path: str) -> str:
        """The id of the unit at a path from Root. Raises ValueError if there is none."""
        found: FakeOrganizationalUnit = self.root
        for name in path.split("/")[1:]:
            child = self._child(found, name)
            if child is None:
                raise ValueError(f"there is no unit {path}")
            found = child
        return str(found.id)

    def unit(self, path: str) -> FakeOrganizationalUnit:
        """The unit at a path; made where it is missing."""
        found: FakeOrganizationalUnit = self.root
        names = [name for name in path.split("/") if name]
        for name in names[1:] if names[:1] == [ROOT] else names:
            found = self._child(found, name) or self.add_unit(found.id, name)
        return found

    def add_unit(self, parent_id: str, name: str) -> FakeOrganizationalUnit:
        """A new unit."""
        unit = FakeOrganizationalUnit(self.organization, Name=name, ParentId=parent_id)
        unit.id = f"ou-{self.organization.root_id.removeprefix('r-')}-{self._id('ou', parent_id, name, length=8)}"
        self.bare.ou.append(unit)
        self.attach(self.full_access, unit)
        return unit

    def policy(self, name: str, description: str, content: str, kind: str = SCP) -> FakePolicy:
        """A new policy, attached to nothing."""
        policy = FakePolicy(self.organization, Name=name, Description=description, Content=content, Type=kind)
        policy.id = f"p-{self._id('policy', kind, name, length=8)}"
        self.bare.policies.append(policy)
        return policy

    def attach(self, policy: FakePolicy, target: FakeOrganizationalUnit | FakeAccount) -> None:
        """Attach a policy; without effect where it is attached."""
        if policy not in target.attached_policies:
            target.attached_policies.append(policy)
            policy.attachments.append(target)

    def detach(self, policy: FakePolicy, target: FakeOrganizationalUnit | FakeAccount) -> None:
        """Detach a policy; without effect where it is not attached."""
        if policy in target.attached_policies:
            target.attached_policies.remove(policy)
            policy.attachments.remove(target)

    def attachments(self, policy: FakePolicy) -> list[FakeOrganizationalUnit | FakeAccount]:
        """What a policy is attached to; AWS's own to everything."""
        if policy is self.full_access:
            self._readings.note(MEMBERS, self._key)
            self._readings.note(UNITS, self._key)
        return list(policy.attachments)

    def member(self, account_id: str) -> MemberAccount | None:
        """The account with that id."""
        self._readings.note("accounts", account_id)
        return next((m for m in self.bare.accounts if isinstance(m, MemberAccount) and m.id == account_id), None)

    def target(self, target_id: str) -> FakeOrganizationalUnit | FakeAccount | None:
        """The root, unit or account with that id."""
        return self.parent(target_id) or self.member(target_id)

    def parent(self, parent_id: str) -> FakeOrganizationalUnit | None:
        """The root or unit with that id."""
        if parent_id.startswith("ou-"):
            self._readings.note(UNITS, self._key)
        return self._unit(parent_id)

    def parent_of(self, child: FakeOrganizationalUnit | FakeAccount) -> FakeOrganizationalUnit | None:
        """What a unit or account stands in, which tells of no other one; None for the root."""
        return self._unit(str(child.parent_id))

    def _unit(self, unit_id: str) -> FakeOrganizationalUnit | None:
        return next((unit for unit in self.bare.ou if unit.id == unit_id), None)

    def service_control_policies(self, account_id: str) -> tuple[str, ...]:
        """What binds an account: the policies on it, its units and the root, but AWS's own, if the type is enabled."""
        if all(policy.aws_managed for policy in self.policies) or not self.root.policy_types:
            return ()
        found: list[FakePolicy] = []
        place: FakeOrganizationalUnit | FakeAccount | None = self.member(account_id)
        while place is not None:
            found += [policy for policy in place.attached_policies if not policy.aws_managed]
            place = self.parent_of(place) if place is not self.root else None
        return tuple(str(policy.content) for policy in reversed(found) if policy.type == SCP)

    def _child(self, parent: FakeOrganizationalUnit, name: str) -> FakeOrganizationalUnit | None:
        return next((u for u in self.bare.ou if u.parent_id == parent.id and u.name == name), None)

    def _id(self, *parts: str, length: int) -> str:
        return stable_id("", self._key, *parts, length=length).lower()


def plant_organization(
    organization: AwsOrganization,
    organization_id: str,
    inventory: Organization,
    begins: datetime,
    readings: InventoryReads,
) -> OrganizationTree:
    """The organization as the inventory knows it, all accounts of it joined at `begins`."""
    tree = OrganizationTree(organization, organization_id, inventory, readings)
    for account in inventory.accounts.values():
        if inventory.aws_organization(account).key == organization.key:
            tree.plant(account, begins)
    return tree
