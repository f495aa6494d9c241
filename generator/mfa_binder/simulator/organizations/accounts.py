"""The operations of AWS Organizations on accounts and units.

Codes and messages are those of the botocore model. Status, retired on 2026-09-09 (botocore, Account),
is not answered: State is what a page must read.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from moto.organizations.models import FakeAccount, FakeOrganizationalUnit

from mfa_binder.simulator.organizations.base import NOTHING, OrganizationsService, answered, not_found
from mfa_binder.simulator.organizations.tree import Member
from mfa_binder.simulator.refusals import AwsError, not_simulated

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
        return answered(self.tree.bare.list_roots())

    def describe_organization(self) -> str:
        """The organization itself."""
        return answered(self.tree.bare.describe_organization())

    def describe_account(self) -> str:
        """One account."""
        return answered({"Account": self._described(self._account())})

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
        account.closing_since = self.world.clock.now
        return NOTHING

    def remove_account_from_organization(self) -> str:
        """Let a member go. That it has what it needs to stand alone, such as a payment method, is taken for granted."""
        return self._left(self._account())

    def leave_organization(self) -> str:
        """Go, as a member."""
        account = self.tree.member(self.caller.account)
        assert account is not None, "who is no member was refused"
        return self._left(account)

    def _left(self, account: Member) -> str:
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
        return answered(self.tree.add_unit(parent.id, name).describe())

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
        return self.in_parts("Accounts", [self._described(one) for one in accounts if isinstance(one, Member)])

    def _described(self, account: Member) -> dict[str, Any]:
        return {
            "Id": account.id,
            "Arn": account.arn,
            "Email": account.email,
            "Name": account.name,
            "State": self._state(account),
            "JoinedTimestamp": account.create_time.timestamp(),
        }

    def _state(self, account: Member) -> str:
        if account.closing_since is None:
            return account.state
        over = self.world.clock.now - account.closing_since >= _CLOSING
        return "CLOSED" if over else "PENDING_CLOSURE"

    def _account(self) -> Member:
        account = self.tree.member(self.text("AccountId"))
        if account is None:
            raise not_found("Account", "We can't find an AWS account with the AccountId that you specified.")
        return account

    def _parent(self, parameter: str, code: str) -> FakeOrganizationalUnit:
        parent = self.tree.parent(self.text(parameter))
        if parent is None:
            raise not_found(code, f"We can't find a root or OU with the {parameter} that you specified.")
        return parent
