"""The operations of AWS Organizations on accounts and units, and the invitations by which an account joins.

Codes and messages are those of the botocore model. Status, retired on 2026-09-09 (botocore, Account),
is not answered: State is what a page must read.

Codes are those of the botocore model. An invitation holds for 15 days ("Quotas for AWS Organizations").
An account that joins stands in the root. Only accounts of the inventory can be invited here: of another
one, nobody could accept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from moto.organizations.models import FakeAccount, FakeOrganizationalUnit

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.simulator.aws_errors import AwsError, not_simulated
from mfa_binder.simulator.services.organizations.organizations_service import (
    NOTHING,
    OrganizationsService,
    json_answer,
    not_found,
)
from mfa_binder.simulator.state.organization_tree import Handshake, MemberAccount

_CLOSING = timedelta(minutes=5)
"""How long an account is in the state PENDING_CLOSURE: a few minutes, says AWS; five are ours."""


class AccountOperations(OrganizationsService):
    """DescribeAccount and its neighbours. The method names are moto's way of finding an operation."""

    def list_accounts(self) -> str:
        """Every account, in the inventory's order."""
        return self._accounts(list(self.tree.backend.accounts))

    def list_accounts_for_parent(self) -> str:
        """The accounts that stand right in a unit."""
        parent = self._parent("ParentId", "Parent")
        return self._accounts([one for one in self.tree.backend.accounts if one.parent_id == parent.id])

    def list_roots(self) -> str:
        """The one root."""
        return json_answer(self.tree.bare.list_roots())

    def describe_organization(self) -> str:
        """The organization itself."""
        return json_answer(self.tree.bare.describe_organization())

    def describe_account(self) -> str:
        """One account."""
        return json_answer({"Account": self._described(self._account())})

    def move_account(self) -> str:
        """Put an account into another unit."""
        account = self._account()
        source = self._parent("SourceParentId", "SourceParent")
        destination = self._parent("DestinationParentId", "DestinationParent")
        if account.parent_id == destination.id:
            raise AwsError("DuplicateAccountException", "That account is already present in the specified destination.")
        if account.parent_id != source.id:
            raise not_found("SourceParent", "The account is not in the source parent that you specified.")
        account.parent_id = destination.id
        return NOTHING

    def close_account(self) -> str:
        """Begin to close a member account."""
        account = self._account()
        if account.id == self.tree.organization.master_account_id:
            raise AwsError("ConstraintViolationException", "You can't close the management account.")
        if account.state != "ACTIVE" or account.closing_since is not None:
            raise AwsError("AccountAlreadyClosedException", "The account is already closed.")
        account.closing_since = self.simulation.clock.now
        return NOTHING

    def remove_account_from_organization(self) -> str:
        """Let a member go. That it has what it needs to stand alone, such as a payment method, is taken for granted."""
        return self._left(self._account())

    def leave_organization(self) -> str:
        """Go, as a member."""
        account = self.tree.member(self.caller.account)
        assert account is not None, "who is no member was refused"
        return self._left(account)

    def _left(self, account: MemberAccount) -> str:
        if account.id == self.tree.organization.master_account_id:
            raise AwsError("MasterCannotLeaveOrganizationException", "You can't remove the management account.")
        if self.organization.delegated.get(account.id):
            raise AwsError(
                "ConstraintViolationException", "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG: deregister it first."
            )
        self.tree.leave(account.id)
        return NOTHING

    def create_account(self) -> str:
        """A new account would be one that the inventory lacks."""
        raise not_simulated("organizations CreateAccount")

    def create_organization(self) -> str:
        """Every account has one."""
        raise AwsError("AlreadyInOrganizationException", "This account is already a member of an organization.")

    def delete_organization(self) -> str:
        """Nothing that a runbook does."""
        raise not_simulated("organizations DeleteOrganization")

    def list_parents(self) -> str:
        """The unit that an account or unit stands in."""
        child = self.tree.target(self.text("ChildId"))
        if child is None:
            raise not_found("Child", "We can't find an organizational unit (OU) or account with the ChildId.")
        parent = self.tree.parent_of(child)
        parents = [] if parent is None else [{"Id": parent.id, "Type": parent.type}]
        return self.in_parts("Parents", parents)

    def list_organizational_units_for_parent(self) -> str:
        """The units right in a unit."""
        parent = self._parent("ParentId", "Parent")
        units = [unit for unit in self.tree.units if unit.parent_id == parent.id]
        return self.in_parts("OrganizationalUnits", [unit.describe()["OrganizationalUnit"] for unit in units])

    def create_organizational_unit(self) -> str:
        """A new unit."""
        parent, name = self._parent("ParentId", "Parent"), self.text("Name")
        if any(unit.parent_id == parent.id and unit.name == name for unit in self.tree.units):
            raise AwsError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")
        return json_answer(self.tree.add_unit(parent.id, name).describe())

    def delete_organizational_unit(self) -> str:
        """Delete a unit that holds nothing."""
        unit = self.tree.parent(self.text("OrganizationalUnitId"))
        if unit is None or unit is self.tree.root:
            raise not_found("OrganizationalUnit", "We can't find an OU with the OrganizationalUnitId.")
        parents = [one.parent_id for one in self.tree.backend.accounts] + [
            one.parent_id for one in self.tree.backend.ou
        ]
        if unit.id in parents:
            raise AwsError("OrganizationalUnitNotEmptyException", "The specified OU is not empty.")
        for policy in list(unit.attached_policies):
            self.tree.detach(policy, unit)
        self.tree.backend.ou.remove(unit)
        return NOTHING

    def _accounts(self, accounts: list[FakeAccount]) -> str:
        return self.in_parts("Accounts", [self._described(one) for one in accounts if isinstance(one, MemberAccount)])

    def _described(self, account: MemberAccount) -> dict[str, Any]:
        return {
            "Id": account.id,
            "Arn": account.arn,
            "Email": account.email,
            "Name": account.name,
            "State": self._state(account),
            "JoinedTimestamp": account.create_time.timestamp(),
        }

    def _state(self, account: MemberAccount) -> str:
        if account.closing_since is None:
            return account.state
        over = self.simulation.clock.now - account.closing_since >= _CLOSING
        return "CLOSED" if over else "PENDING_CLOSURE"

    def _account(self) -> MemberAccount:
        account = self.tree.member(self.text("AccountId"))
        if account is None:
            raise not_found("Account", "We can't find an AWS account with the AccountId that you specified.")
        return account

    def _parent(self, parameter: str, code: str) -> FakeOrganizationalUnit:
        parent = self.tree.parent(self.text(parameter))
        if parent is None:
            raise not_found(code, f"We can't find a root or OU with the {parameter} that you specified.")
        return parent


_HOLDS = timedelta(days=15)


class HandshakeOperations(OrganizationsService):
    """InviteAccountToOrganization and its neighbours. The method names are moto's way of finding an operation."""

    def invite_account_to_organization(self) -> str:
        """Ask an account to join."""
        account = self._invited()
        if self.tree.member(account.key) is not None:
            raise AwsError(
                "HandshakeConstraintViolationException",
                "ALREADY_IN_AN_ORGANIZATION: the account is already a member of an organization.",
            )
        if any(one.account == account.key and self._now(one) == "OPEN" for one in self.tree.handshakes.values()):
            raise AwsError("DuplicateHandshakeException", "A handshake with the same action and target already exists.")
        return self._told(self.tree.invite(account.key, self.simulation.clock.now))

    def accept_handshake(self) -> str:
        """Join the organization that invited the caller."""
        handshake = self._open(received=True)
        self.tree.join(self.state.account, self.simulation.clock.now)
        return self._told(self._ended(handshake, "ACCEPTED"))

    def decline_handshake(self) -> str:
        """Say no."""
        return self._told(self._ended(self._open(received=True), "DECLINED"))

    def cancel_handshake(self) -> str:
        """Take an invitation back."""
        return self._told(self._ended(self._open(received=False), "CANCELED"))

    def describe_handshake(self) -> str:
        """One invitation, sent or received."""
        return self._told(self._handshake())

    def list_handshakes_for_account(self) -> str:
        """What the caller was asked."""
        mine = [one for one in self.tree.handshakes.values() if one.account == self.caller.account]
        return self.in_parts("Handshakes", [self._shown(one) for one in mine])

    def list_handshakes_for_organization(self) -> str:
        """What the organization has asked."""
        return self.in_parts("Handshakes", [self._shown(one) for one in self.tree.handshakes.values()])

    def _invited(self) -> Account:
        target = self.optional("Target")
        wanted, accounts = str(target["Id"]), self.simulation.organization.accounts
        if target["Type"] == "EMAIL":
            found = next((one for one in accounts.values() if one.root.email == wanted), None)
        else:
            found = accounts.get(wanted)
        if found is None:
            raise not_simulated("organizations InviteAccountToOrganization of an account that the inventory lacks")
        return found

    def _handshake(self) -> Handshake:
        found = self.tree.handshakes.get(self.text("HandshakeId"))
        mine = self.organization.manages(self.state.account)
        if found is None or not (mine or found.account == self.caller.account):
            raise not_found("Handshake", "We can't find a handshake with the HandshakeId that you specified.")
        return found

    def _open(self, *, received: bool) -> Handshake:
        """An invitation that is still open, of whoever may answer it (`received`) or take it back."""
        found = self._handshake()
        asked = found.account == self.caller.account
        if not (asked if received else self.organization.manages(self.state.account)):
            raise AwsError("AccessDeniedException", "You don't have permissions to access this resource.")
        if self._now(found) != "OPEN":
            raise AwsError("HandshakeAlreadyInStateException", "The handshake is no longer open.")
        return found

    def _ended(self, handshake: Handshake, state: str) -> Handshake:
        self.tree.handshakes[handshake.id] = replace(handshake, state=state)
        return self.tree.handshakes[handshake.id]

    def _now(self, handshake: Handshake) -> str:
        over = handshake.state == "OPEN" and self.simulation.clock.now >= handshake.asked + _HOLDS
        return "EXPIRED" if over else handshake.state

    def _told(self, handshake: Handshake) -> str:
        return json_answer({"Handshake": self._shown(handshake)})

    def _shown(self, handshake: Handshake) -> dict[str, Any]:
        organization = self.organization
        management = organization.organization.management_account
        place = f"{management}:handshake/{organization.id}/invite/{handshake.id}"
        return {
            "Id": handshake.id,
            "Arn": f"arn:{organization.organization.partition.value}:organizations::{place}",
            "Parties": [
                {"Id": organization.id.removeprefix("o-"), "Type": "ORGANIZATION"},
                {"Id": handshake.account, "Type": "ACCOUNT"},
            ],
            "State": self._now(handshake),
            "RequestedTimestamp": _seconds(handshake.asked),
            "ExpirationTimestamp": _seconds(handshake.asked + _HOLDS),
            "Action": "INVITE",
            "Resources": [
                {"Type": "ORGANIZATION", "Value": organization.id},
                {"Type": "ACCOUNT", "Value": handshake.account},
            ],
        }


def _seconds(moment: datetime) -> float:
    return moment.timestamp()
