"""Conditions about what a policy denies, asked with the principal's own credentials.

The question is a call that only reads and needs no parameters, so asking changes nothing. `with` a token
the call is made in a session that was got with its code. Where no access key of the principal works,
the account's administrator asks IAM's policy simulator about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ClientError

from mfa_binder.book.conditions import Condition
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_outcomes import UnanswerableError
from mfa_binder.rehearsal.simulator_clients import SimulatorClients

if TYPE_CHECKING:
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

    from mfa_binder.simulator.simulated_aws import SimulatedAws

EXPLICIT_DENY_WORDS = "with an explicit deny in"
"""What AWS says where a policy denies ("Troubleshoot access denied error messages", IAM User Guide)."""

_UNKNOWN_KEY = "InvalidClientTokenId"
_DENIALS = ("AccessDenied", "AccessDeniedException")
_READING_VERBS = ("Describe", "Get", "List")
_SERVICES = ("iam", "organizations", "sts")


class PermissionConditionChecks:
    """`judges` say whether a condition holds, by the word that begins it."""

    def __init__(self, clients: SimulatorClients, organization: Organization, simulator: SimulatedAws) -> None:
        self._clients = clients
        self._organization = organization
        self._simulator = simulator
        self.judges: Mapping[str, Callable[[Condition], bool]] = {
            "denied": lambda c: self._denied(str(c["denied"]), str(c["to"]), _device_of_condition(c)),
            "allowed": lambda c: not self._denied(str(c["allowed"]), str(c["to"]), _device_of_condition(c)),
            "refused": lambda c: self._refused(str(c["refused"])),
        }

    def _denied(self, action: str, principal: str, device: str | None) -> bool:
        """Whether a policy denies an action. Any other refusal is raised: it says nothing about policies."""
        service, operation = _reading_operation(action)
        try:
            session = None if device is None else self._session(principal, device)
            self._ask(self._clients.of(service, principal, session), operation)
        except ClientError as refused:
            error = refused.response["Error"]
            if error.get("Code") == _UNKNOWN_KEY and device is None:
                return self._would_be_denied(action, principal)
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

    def _would_be_denied(self, action: str, principal: str) -> bool:
        account, _, _ = principal.partition("/")
        iam = self._clients.iam(account)
        arn = iam.get_user(UserName=principal.rpartition("/")[2])["User"]["Arn"]
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


def _device_of_condition(condition: Condition) -> str | None:
    return str(condition["with"]) if "with" in condition else None


def _reading_operation(action: str) -> tuple[str, str]:
    service, _, operation = action.partition(":")
    if service not in _SERVICES or not operation.startswith(_READING_VERBS):
        raise ValueError(f"{action} cannot be asked: only what reads, in {', '.join(_SERVICES)}")
    return service, operation
