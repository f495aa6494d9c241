"""AWS Account Management as simulated: the root user's address, the account's name, the alternate contacts.

Whose account may be asked about is the botocore model's word: one's own without an AccountId, a
member's from the management account or a delegated administrator, where the organization trusts the
service. The primary contact is not simulated: the inventory has no postal address of it. There are no
alternate contacts until somebody puts one.
"""

from __future__ import annotations

from moto.account.models import account_backends
from moto.account.responses import AccountResponse
from moto.core.request import Request
from moto.core.responses import ActionResult

from generator.organization.accounts import Account, AccountStatus
from generator.simulator.refusals import AwsError, not_simulated
from generator.simulator.service import Answer, SimulatedService

ACCOUNT_SERVICE = "account.amazonaws.com"
_STATES = {AccountStatus.ACTIVE: "ACTIVE", AccountStatus.SUSPENDED: "SUSPENDED", AccountStatus.CLOSED: "CLOSED"}


class SimulatedAccount(SimulatedService, AccountResponse):
    """GetPrimaryEmail, GetAccountInformation, alternate contacts. The names are moto's way of finding an operation."""

    def __init__(self) -> None:
        super().__init__()
        self.automated_parameter_parsing = True

    def _action(self, request: Request) -> str:
        name = request.path.strip("/")
        return name[:1].upper() + name[1:]

    def _refused(self, error: AwsError) -> Answer:
        headers = {"Content-Type": "application/json", "X-Amzn-ErrorType": error.code}
        return error.status, headers, error.as_json()

    def _denied(self, message: str) -> AwsError:
        return AwsError("AccessDeniedException", message, 403)

    def _check(self, action: str) -> None:
        if self.caller.root_task is not None:
            raise _access_denied("The task policy denies it.")
        try:
            super()._check(action)
        except AwsError as error:
            if error.code == "ValidationError":
                raise AwsError("ValidationException", error.message, 400) from None
            raise
        self._account()

    def get_primary_email(self) -> ActionResult:
        """The address of a member's root user."""
        account = self._account()
        if account is self.state.account:
            raise _access_denied("GetPrimaryEmail is for the accounts of an organization's members.")
        return ActionResult({"PrimaryEmail": account.root.email})

    def get_account_information(self) -> ActionResult:
        """An account's name and state."""
        account = self._account()
        information = {"AccountId": account.key, "AccountName": account.name, "AccountState": _STATES[account.status]}
        return ActionResult({**information, "AccountCreatedDate": self.world.begins})

    def get_contact_information(self) -> ActionResult:
        """Not simulated: see above."""
        raise not_simulated("account GetContactInformation")

    def get_alternate_contact(self) -> ActionResult:
        """A contact that somebody put."""
        account, partition = self._account(), self.state.partition.name.value
        found = account_backends[account.key][partition]._alternate_contacts.get(self.text("AlternateContactType"))
        if found is None:
            raise AwsError("ResourceNotFoundException", "No contact of the inputted alternate contact type found.", 404)
        return ActionResult({"AlternateContact": found})

    def _account(self) -> Account:
        """The account that a request is about, or AccessDeniedException."""
        wanted = self.optional("AccountId")
        if wanted is None:
            return self.state.account
        organization = self.world.organization_of(self.state.account)
        account = self.world.organization.accounts.get(str(wanted))
        trusted = ACCOUNT_SERVICE in organization.trusted
        if not trusted or not organization.administers(self.state.account, ACCOUNT_SERVICE):
            raise _access_denied("Only an administrator of the organization may, once it trusts the service.")
        if account is None or self.world.organization_of(account) is not organization or organization.manages(account):
            raise _access_denied("It is no member account of the organization.")
        return account


def _access_denied(reason: str) -> AwsError:
    return AwsError("AccessDeniedException", f"You are not authorized to perform this operation. {reason}", 403)
