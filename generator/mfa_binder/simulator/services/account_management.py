"""AWS Account Management as simulated: the root user's address, the account's name, the alternate contacts.

Whose account may be asked about is the botocore model's word: one's own without an AccountId, a
member's from the management account or a delegated administrator, where the organization trusts the
service. The inventory has no postal address, so the primary contact is not simulated until somebody puts
one, or one for every account is told; nor are there alternate contacts. What AWS answers a wrong code from
the mailbox was not found.
"""

from __future__ import annotations

from moto.account.models import account_backends
from moto.account.responses import AccountResponse
from moto.core.request import Request
from moto.core.responses import ActionResult, EmptyResult

from mfa_binder.organization.aws_accounts import Account, AccountStatus
from mfa_binder.simulator.aws_errors import AwsError, not_simulated
from mfa_binder.simulator.services.simulated_service import ServiceAnswer, SimulatedService
from mfa_binder.simulator.state.root_user import RootUser

ACCOUNT_SERVICE = "account.amazonaws.com"
_STATES = {AccountStatus.ACTIVE: "ACTIVE", AccountStatus.SUSPENDED: "SUSPENDED", AccountStatus.CLOSED: "CLOSED"}


class SimulatedAccount(SimulatedService, AccountResponse):
    """Root email, account information, contacts. The method names are moto's way of finding an operation."""

    def __init__(self) -> None:
        super().__init__()
        self.automated_parameter_parsing = True

    def _action(self, request: Request) -> str:
        name = request.path.strip("/")
        return name[:1].upper() + name[1:]

    def _refused(self, error: AwsError) -> ServiceAnswer:
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
        return ActionResult({"PrimaryEmail": self._member().email})

    def start_primary_email_update(self) -> ActionResult:
        """Have a code sent to the address that is to become a member's root user's."""
        root, address = self._member(), self.text("PrimaryEmail")
        taken = [account.root.email for account in self.simulation.organization.accounts.values()]
        if address in taken or address == root.email:
            raise AwsError("ConflictException", "The email address is in use by another account.", 409)
        root.new_email = address
        return ActionResult({"Status": "PENDING"})

    def accept_primary_email_update(self) -> ActionResult:
        """Make the new address the root user's, with the code from its mailbox."""
        root, address = self._member(), self.text("PrimaryEmail")
        if root.new_email != address:
            raise AwsError("ResourceNotFoundException", "No update to this email address is pending.", 404)
        if self.text("Otp") != root.mailed_code(address):
            raise AwsError("ValidationException", "The one-time passcode is not valid.", 400)
        root.email, root.new_email = address, None
        listed = self.simulation.tree(self.simulation.organization_of(self.state.account)).member(
            self.text("AccountId")
        )
        assert listed is not None, "a member stands in its organization's tree"
        listed.email = address
        return ActionResult({"Status": "ACCEPTED"})

    def get_account_information(self) -> ActionResult:
        """An account's name and state."""
        account = self._account()
        information = {"AccountId": account.key, "AccountName": account.name, "AccountState": _STATES[account.status]}
        return ActionResult({**information, "AccountCreatedDate": self.simulation.begins})

    def get_contact_information(self) -> ActionResult:
        """The primary contact that somebody put."""
        contact = self.simulation.account(self._account().key).root.contact or self.simulation.contact
        if contact is None:
            raise not_simulated("account GetContactInformation before PutContactInformation")
        return ActionResult({"ContactInformation": contact})

    def put_contact_information(self) -> ActionResult:
        """Another primary contact."""
        contact = dict(self.optional("ContactInformation"))
        if contact["CountryCode"] in _WITH_STATES and not contact.get("StateOrRegion"):
            raise AwsError("ValidationException", "StateOrRegion is required in this country.", 400)
        self.simulation.before_change(self._account().key)
        self.simulation.account(self._account().key).root.contact = contact
        return EmptyResult()

    def get_alternate_contact(self) -> ActionResult:
        """A contact that somebody put."""
        account, partition = self._account(), self.state.partition.name.value
        found = account_backends[account.key][partition]._alternate_contacts.get(self.text("AlternateContactType"))
        if found is None:
            raise AwsError("ResourceNotFoundException", "No contact of the inputted alternate contact type found.", 404)
        return ActionResult({"AlternateContact": found})

    def _member(self) -> RootUser:
        """The root user of a member, to whose address only the organization's administrators come."""
        account = self._account()
        if account is self.state.account:
            raise _access_denied("It is for the accounts of an organization's members.")
        self.simulation.before_change(account.key)
        return self.simulation.account(account.key).root

    def _account(self) -> Account:
        """The account that a request is about, or AccessDeniedException."""
        wanted = self.optional("AccountId")
        if wanted is None:
            return self.state.account
        organization = self.simulation.organization_of(self.state.account)
        account = self.simulation.organization.accounts.get(str(wanted))
        trusted = ACCOUNT_SERVICE in organization.trusted
        if not trusted or not organization.administers(self.state.account, ACCOUNT_SERVICE):
            raise _access_denied("Only an administrator of the organization may, once it trusts the service.")
        if (
            account is None
            or self.simulation.organization_of(account) is not organization
            or organization.manages(account)
        ):
            raise _access_denied("It is no member account of the organization.")
        return account


_WITH_STATES = ("US", "CA", "GB", "DE", "JP", "IN", "BR")
"""Where an address needs a state or region (botocore, ContactInformation)."""


def _access_denied(reason: str) -> AwsError:
    return AwsError("AccessDeniedException", f"You are not authorized to perform this operation. {reason}", 403)
