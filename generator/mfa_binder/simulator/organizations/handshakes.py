"""The operations of AWS Organizations by which an account joins: invitations, and what becomes of them.

Codes are those of the botocore model. An invitation holds for 15 days ("Quotas for AWS Organizations").
An account that joins stands in the root. Only accounts of the inventory can be invited here: of another
one, nobody could accept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.simulator.organizations.base import OrganizationsService, answered, not_found
from mfa_binder.simulator.organizations.tree import Handshake
from mfa_binder.simulator.refusals import AwsError, not_simulated

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
        return self._told(self.tree.invite(account.key, self.world.clock.now))

    def accept_handshake(self) -> str:
        """Join the organization that invited the caller."""
        handshake = self._open(received=True)
        self.tree.join(self.state.account, self.world.clock.now)
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
        wanted, accounts = str(target["Id"]), self.world.organization.accounts
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
        over = handshake.state == "OPEN" and self.world.clock.now >= handshake.asked + _HOLDS
        return "EXPIRED" if over else handshake.state

    def _told(self, handshake: Handshake) -> str:
        return answered({"Handshake": self._shown(handshake)})

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
