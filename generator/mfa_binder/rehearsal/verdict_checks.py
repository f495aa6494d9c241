"""Whether a policy decides as its verdicts say, asked with boto3.

A request says of MFA one of three things: a long-term key nothing at all, a session got without a code
`false`, one with a code `true`. A verdict holds `with` MFA, `without` it (the first two, which `Bool` and
`BoolIfExists` tell apart), or, if it says neither, all three ways.

IAM's policy simulator takes no trust policy, so the way is the real one: a role is made, and AssumeRole
called with a long-term key, in a session without a code, and in one with the code of a virtual device that
is made for it. Role and device are gone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

import pyotp
from botocore.exceptions import ClientError

from mfa_binder.book.policy_verdicts import (
    AllowsAction,
    DeniesAction,
    KeepsActorOut,
    LetsActorIn,
    PassesAction,
    PolicyVerdict,
)
from mfa_binder.rehearsal.simulator_clients import SimulatorClients
from mfa_binder.simulator.simulated_aws import SimulatedAws

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_iam.literals import ContextKeyTypeEnumType
    from mypy_boto3_iam.type_defs import ContextEntryTypeDef
    from mypy_boto3_sts.type_defs import CredentialsTypeDef


MFA_PRESENT_KEY = "aws:MultiFactorAuthPresent"
_ALLOW_ALL = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
"""What somebody may do besides: without it, nobody could tell a policy that denies from one that is silent."""
HeldVerdicts = set[tuple[str, ...]]
"""Policies with sentences of verdicts that held: the same text decides alike on every page, so each is asked once."""


@dataclass(frozen=True, slots=True)
class MfaContext:
    """One of the ways in which a request speaks of MFA; `present` is None where it says nothing."""

    name: str
    present: str | None


BY_KEY, WITHOUT_CODE, WITH_CODE = (
    MfaContext("with a long-term key", None),
    MfaContext("in a session without a code", "false"),
    MfaContext("in a session with a code", "true"),
)


def mfa_contexts(verdict: PolicyVerdict) -> tuple[MfaContext, ...]:
    """The ways in which a verdict must hold."""
    if verdict.with_mfa:
        return (WITH_CODE,)
    return (BY_KEY, WITHOUT_CODE) if verdict.without_mfa else (BY_KEY, WITHOUT_CODE, WITH_CODE)


def verdict_fault(text: str, verdicts: Sequence[PolicyVerdict], iam: IAMClient, held: HeldVerdicts) -> str:
    """Why a policy does not decide as its verdicts say; empty if it does. Raises ValueError for one about trust."""
    known = (text, *(verdict.sentence for verdict in verdicts))
    reason = "" if known in held else _ask_verdicts(text, verdicts, iam)
    if not reason:
        held.add(known)
    return reason


def _ask_verdicts(text: str, verdicts: Sequence[PolicyVerdict], iam: IAMClient) -> str:
    asked: dict[_PolicyQuestion, list[_VerdictCase]] = {}
    for verdict in verdicts:
        for case in _verdict_cases(verdict):
            asked.setdefault(case.request, []).append(case)
    for request, cases in asked.items():
        decisions = request.decisions(text, [case.action for case in cases], iam)
        for case in cases:
            if decisions[case.action] != case.wanted:
                return f"it does not hold, {case.way.name}: {case.verdict}; the decision is {decisions[case.action]}"
    return ""


@dataclass(frozen=True, slots=True)
class _PolicyQuestion:
    """What a request says besides its action. `alone`: no other policy allows anything."""

    alone: bool
    resource: str
    context: tuple[tuple[str, str], ...]

    def decisions(self, text: str, actions: Sequence[str], iam: IAMClient) -> Mapping[str, str]:
        results = iam.simulate_custom_policy(
            PolicyInputList=[text] if self.alone else [_ALLOW_ALL, text],
            ActionNames=list(dict.fromkeys(actions)),
            ResourceArns=[self.resource],
            ContextEntries=[_context_entry(key, value) for key, value in self.context],
        )["EvaluationResults"]
        return {result["EvalActionName"]: result["EvalDecision"] for result in results}


@dataclass(frozen=True, slots=True)
class _VerdictCase:
    """A verdict in one of its ways."""

    verdict: str
    way: MfaContext
    request: _PolicyQuestion
    action: str
    wanted: str


def _verdict_cases(verdict: PolicyVerdict) -> Iterator[_VerdictCase]:
    match verdict:
        case LetsActorIn() | KeepsActorOut():
            raise ValueError(f"{verdict.sentence}: only a trust policy lets anybody in")
        case DeniesAction():
            wanted, alone = "explicitDeny", False
        case PassesAction():
            wanted, alone = "allowed", False
        case AllowsAction():
            wanted, alone = "allowed", True
        case _:
            assert_never(verdict)
    for way in mfa_contexts(verdict):
        context = verdict.context if way.present is None else {**verdict.context, MFA_PRESENT_KEY: way.present}
        request = _PolicyQuestion(alone, verdict.resource or "*", tuple(context.items()))
        yield _VerdictCase(verdict.sentence, way, request, verdict.action, wanted)


def _context_entry(key: str, value: str) -> ContextEntryTypeDef:
    kind: ContextKeyTypeEnumType = "boolean" if value in ("true", "false") else "string"
    return {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": kind}


_TRIAL_ROLE = "mfa-binder-rehearsal"
_STEP_SECONDS = 30


def trust_verdict_fault(
    text: str,
    verdicts: Sequence[PolicyVerdict],
    account: str,
    clients: SimulatorClients,
    simulator: SimulatedAws,
    held: HeldVerdicts,
) -> str:
    """Why a trust policy of a role in `account` does not decide as its verdicts say; empty if it does.

    Raises ValueError for a verdict about an action.
    """
    iam = clients.iam(account)
    role = iam.create_role(RoleName=_TRIAL_ROLE, AssumeRolePolicyDocument=text)["Role"]["Arn"]
    try:
        for verdict in verdicts:
            known = (text, verdict.sentence)
            reason = "" if known in held else _ask_trust_verdict(verdict, role, clients, simulator)
            if reason:
                return reason
            held.add(known)
    finally:
        iam.delete_role(RoleName=_TRIAL_ROLE)
    return ""


def _ask_trust_verdict(verdict: PolicyVerdict, role: str, clients: SimulatorClients, simulator: SimulatedAws) -> str:
    match verdict:
        case DeniesAction() | PassesAction() | AllowsAction():
            raise ValueError(f"{verdict.sentence}: a trust policy only lets in or keeps out")
        case LetsActorIn():
            wanted = True
        case KeepsActorOut():
            wanted = False
        case _:
            assert_never(verdict)
    actor = str(verdict.actor)
    for way in mfa_contexts(verdict):
        with _session_of_actor(way, actor, clients, simulator) as session:
            enters = _can_assume(role, clients.of("sts", actor, session), verdict.external_id)
        if enters is not wanted:
            return f"it does not hold, {way.name}: {verdict.sentence}"
    return ""


def _can_assume(role: str, sts: Any, external_id: str | None) -> bool:
    asked = {} if external_id is None else {"ExternalId": external_id}
    try:
        sts.assume_role(RoleArn=role, RoleSessionName=_TRIAL_ROLE, **asked)
    except ClientError as refused:
        if refused.response["Error"].get("Code") != "AccessDenied":
            raise
        return False
    return True


@contextmanager
def _session_of_actor(
    way: MfaContext, actor: str, clients: SimulatorClients, simulator: SimulatedAws
) -> Iterator[CredentialsTypeDef | None]:
    """Credentials of somebody that speak of MFA in the given way; None stands for their long-term key."""
    if way is BY_KEY:
        yield None
    elif way is WITH_CODE:
        with _virtual_device(actor, clients, simulator) as code:
            yield clients.sts(actor).get_session_token(**code)["Credentials"]
    else:
        yield clients.sts(actor).get_session_token()["Credentials"]


@contextmanager
def _virtual_device(actor: str, clients: SimulatorClients, simulator: SimulatedAws) -> Iterator[Mapping[str, Any]]:
    """A virtual device of somebody, while the context lasts; gives what GetSessionToken wants of it."""
    iam = clients.iam(actor)
    user = iam.get_user()["User"]["UserName"]
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=_TRIAL_ROLE)["VirtualMFADevice"]
    serial, token = made["SerialNumber"], pyotp.TOTP(made["Base32StringSeed"].decode())
    step = int(simulator.now.timestamp()) // _STEP_SECONDS
    first, second, third = (token.generate_otp(step + later) for later in range(3))
    iam.enable_mfa_device(UserName=user, SerialNumber=serial, AuthenticationCode1=first, AuthenticationCode2=second)
    try:
        yield {"SerialNumber": serial, "TokenCode": third}
    finally:
        iam.deactivate_mfa_device(UserName=user, SerialNumber=serial)
        iam.delete_virtual_mfa_device(SerialNumber=serial)
