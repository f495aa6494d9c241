"""Conditions about what a policy denies, asked with the principal's own credentials.

The question is a call that only reads and needs no parameters, so asking changes nothing. `with` a token
the call is made in a session that was got with its code. Where no access key of the principal works,
the account's administrator asks IAM's policy simulator about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from botocore import xform_name
from botocore.exceptions import ClientError

from mfa_binder.book.conditions import AccessKeyRefused, ActionAllowed, ActionDenied, PermissionObservation
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.references import ActorReference, UserReference
from mfa_binder.rehearsal.block_outcomes import UnanswerableError
from mfa_binder.rehearsal.simulator_clients import SimulatorClients

if TYPE_CHECKING:
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

    from mfa_binder.simulator.simulated_aws import SimulatedAws

EXPLICIT_DENY_WORDS = "with an explicit deny in"
"""What AWS says where a policy denies ("Troubleshoot access denied error messages", IAM User Guide)."""

_UNKNOWN_KEY = "InvalidClientTokenId"
_DENIALS = ("AccessDenied", "AccessDeniedException")


class PermissionConditionChecks:
    """Whether a condition about what somebody may do is so."""

    def __init__(self, clients: SimulatorClients, organization: Organization, simulator: SimulatedAws) -> None:
        self._clients = clients
        self._organization = organization
        self._simulator = simulator

    def is_so(self, condition: PermissionObservation) -> bool:
        """Whether it is denied or refused, whichever of two opposites the condition says."""
        match condition:
            case ActionDenied() | ActionAllowed():
                return self._denied(condition.action, condition.actor, condition.device)
            case AccessKeyRefused():
                return self._refused(str(condition.actor))
        assert_never(condition)

    def _denied(self, action: str, actor: ActorReference, device: str | None) -> bool:
        """Whether a policy denies an action. Any other refusal is raised: it says nothing about policies."""
        service, _, operation = action.partition(":")
        try:
            session = None if device is None else self._session(str(actor), device)
            self._ask(self._clients.of(service, str(actor), session), operation)
        except ClientError as refused:
            error = refused.response["Error"]
            if error.get("Code") == _UNKNOWN_KEY and device is None and isinstance(actor, UserReference):
                return self._would_be_denied(action, actor)
            if error.get("Code") not in _DENIALS or EXPLICIT_DENY_WORDS not in error.get("Message", ""):
                raise
            return True
        return False

    def _ask(self, client: Any, operation: str) -> None:
        model = client.meta.service_model.operation_model(operation)
        if model.input_shape is not None and model.input_shape.required_members:
            raise ValueError(f"{operation} needs parameters, so it is no question")
        getattr(client, xform_name(operation))()

    def _session(self, principal: str, device: str) -> CredentialsTypeDef:
        known = self._organization.devices.get(device)
        if known is not None and self._organization.kind(known) is DeviceKind.FIDO2:
            raise UnanswerableError("a FIDO2 key signs in only in a browser")
        serial, code = self._simulator.serial_number(device, principal), self._simulator.codes(device)[0]
        got = self._clients.sts(principal).get_session_token(SerialNumber=serial, TokenCode=code, DurationSeconds=900)
        return got["Credentials"]

    def _would_be_denied(self, action: str, user: UserReference) -> bool:
        iam = self._clients.iam(user.account)
        arn = iam.get_user(UserName=user.name)["User"]["Arn"]
        results = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=[action])["EvaluationResults"]
        return any(result.get("EvalDecision") == "explicitDeny" for result in results)

    def _refused(self, principal: str) -> bool:
        """Whether AWS knows the principal's long-term key no more."""
        try:
            self._clients.sts(principal).get_caller_identity()
        except ClientError as refused:
            if refused.response["Error"].get("Code") != _UNKNOWN_KEY:
                raise
            return True
        return False
