"""Whether a trust policy lets in whom its verdicts say: a role that has it is assumed, with boto3.

IAM's policy simulator takes no trust policy, so the way is the real one: a role is made, and AssumeRole
called with a long-term key, in a session without a code, and in one with the code of a virtual device that
is made for it. Role and device are gone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyotp
from botocore.exceptions import ClientError

from mfa_binder.book.policy_verdicts import Verdict
from mfa_binder.rehearsal.clients import Clients
from mfa_binder.rehearsal.verdicts import (
    BY_KEY,
    OF_TRUST,
    WITH_CODE,
    UnknownVerdictError,
    Way,
    described,
    form,
    ways,
)

if TYPE_CHECKING:
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

    from mfa_binder.simulator.aws import SimulatedAws

_NAME = "mfa-binder-rehearsal"
_STEP_SECONDS = 30
_HELD: set[tuple[str, str]] = set()
"""Verdicts that held, each with its policy: the same text lets in the same people everywhere, so each is tried once."""


def fault(text: str, verdicts: Sequence[Verdict], account: str, clients: Clients, simulator: SimulatedAws) -> str:
    """Why a trust policy of a role in `account` does not decide as its verdicts say; empty if it does."""
    iam = clients.iam(account)
    role = iam.create_role(RoleName=_NAME, AssumeRolePolicyDocument=text)["Role"]["Arn"]
    try:
        for verdict in verdicts:
            known = (text, described(verdict))
            reason = "" if known in _HELD else _fault(verdict, role, clients, simulator)
            if reason:
                return reason
            _HELD.add(known)
    finally:
        iam.delete_role(RoleName=_NAME)
    return ""


def _fault(verdict: Verdict, role: str, clients: Clients, simulator: SimulatedAws) -> str:
    word = form(verdict)
    if word not in OF_TRUST:
        raise UnknownVerdictError(f"{described(verdict)}: a trust policy only lets in or keeps out")
    principal = verdict[word]
    for way in ways(verdict):
        with _session(way, principal, clients, simulator) as session:
            enters = _enters(role, clients.of("sts", principal, session), verdict.get("external_id"))
        if enters != (word == "lets_in"):
            return f"it does not hold, {way.name}: {described(verdict)}"
    return ""


def _enters(role: str, sts: Any, external_id: str | None) -> bool:
    asked = {} if external_id is None else {"ExternalId": external_id}
    try:
        sts.assume_role(RoleArn=role, RoleSessionName=_NAME, **asked)
    except ClientError as refused:
        if refused.response["Error"].get("Code") != "AccessDenied":
            raise
        return False
    return True


@contextmanager
def _session(
    way: Way, principal: str, clients: Clients, simulator: SimulatedAws
) -> Iterator[CredentialsTypeDef | None]:
    """Credentials of a principal that speak of MFA in the given way; None stands for its long-term key."""
    if way is BY_KEY:
        yield None
    elif way is WITH_CODE:
        with _device(principal, clients, simulator) as code:
            yield clients.sts(principal).get_session_token(**code)["Credentials"]
    else:
        yield clients.sts(principal).get_session_token()["Credentials"]


@contextmanager
def _device(principal: str, clients: Clients, simulator: SimulatedAws) -> Iterator[Mapping[str, Any]]:
    """A virtual device of the principal, while the context lasts; gives what GetSessionToken wants of it."""
    iam = clients.iam(principal)
    user = iam.get_user()["User"]["UserName"]
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=_NAME)["VirtualMFADevice"]
    serial, token = made["SerialNumber"], pyotp.TOTP(made["Base32StringSeed"].decode())
    step = int(simulator.now.timestamp()) // _STEP_SECONDS
    first, second, third = (token.generate_otp(step + later) for later in range(3))
    iam.enable_mfa_device(UserName=user, SerialNumber=serial, AuthenticationCode1=first, AuthenticationCode2=second)
    try:
        yield {"SerialNumber": serial, "TokenCode": third}
    finally:
        iam.deactivate_mfa_device(UserName=user, SerialNumber=serial)
        iam.delete_virtual_mfa_device(SerialNumber=serial)
