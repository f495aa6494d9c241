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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyotp
from botocore.exceptions import ClientError

from mfa_binder.book.policy_verdicts import Verdict
from mfa_binder.pages.promise_forms import VERDICTS
from mfa_binder.rehearsal.block_outcomes import FaultyPageError
from mfa_binder.rehearsal.simulator_clients import SimulatorClients
from mfa_binder.simulator.simulated_aws import SimulatedAws

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_iam.literals import ContextKeyTypeEnumType
    from mypy_boto3_iam.type_defs import ContextEntryTypeDef
    from mypy_boto3_sts.type_defs import CredentialsTypeDef


VERDICT_FORMS = tuple(VERDICTS)
"""The words that begin a verdict; see `mfa_binder.book.policy_verdicts.Verdict`."""
TRUST_VERDICT_FORMS = ("lets_in", "keeps_out")

MFA_PRESENT_KEY = "aws:MultiFactorAuthPresent"
_ALLOW_ALL = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
"""What somebody may do besides: without it, nobody could tell a policy that denies from one that is silent."""
_EXPECTED_DECISIONS = {"denies": "explicitDeny", "passes": "allowed", "allows": "allowed"}


@dataclass(frozen=True, slots=True)
class MfaContext:
    """One of the ways in which a request speaks of MFA."""

    name: str
    """In words that go on from "it does not hold"."""
    present: str | None
    """The value of the key `aws:MultiFactorAuthPresent`; None where the request has no such key."""


BY_KEY, WITHOUT_CODE, WITH_CODE = (
    MfaContext("with a long-term key", None),
    MfaContext("in a session without a code", "false"),
    MfaContext("in a session with a code", "true"),
)


def verdict_form(verdict: Verdict) -> str:
    """The word that begins a verdict. The keys may come in any order, as JSON's do."""
    forms = [key for key in verdict if key in VERDICT_FORMS]
    parts = (
        *VERDICT_FORMS,
        "with",
        "without",
        *(("external_id",) if set(forms) & set(TRUST_VERDICT_FORMS) else ("on",)),
    )
    unknown = [key for key in verdict if key not in parts and ":" not in key]
    if len(forms) != 1 or unknown:
        raise FaultyPageError(f"{dict(verdict)} is not a verdict")
    return forms[0]


def describe_verdict(verdict: Verdict) -> str:
    """The verdict as one reads it: `denies iam:CreateUser without mfa`."""
    first = verdict_form(verdict)
    others = (f"{key} {value}" for key, value in verdict.items() if key != first)
    return " ".join([f"{first} {verdict[first]}", *others])


def mfa_contexts(verdict: Verdict) -> tuple[MfaContext, ...]:
    """The ways in which a verdict must hold."""
    match verdict.get("with"), verdict.get("without"):
        case None, None:
            return BY_KEY, WITHOUT_CODE, WITH_CODE
        case "mfa", None:
            return (WITH_CODE,)
        case None, "mfa":
            return BY_KEY, WITHOUT_CODE
    raise FaultyPageError(f"{dict(verdict)} is not a verdict: only mfa can be with or without")


@dataclass(frozen=True, slots=True)
class HeldVerdicts:
    """Verdicts that held: the same text decides alike on every page, so whoever keeps this asks once."""

    policies: set[tuple[str, ...]] = field(default_factory=set)
    """The text of a policy with all its verdicts, which are asked together."""
    trust_policies: set[tuple[str, str]] = field(default_factory=set)
    """The text of a trust policy with one verdict."""


def verdict_fault(text: str, verdicts: Sequence[Verdict], iam: IAMClient, held: HeldVerdicts) -> str:
    """Why a policy does not decide as its verdicts say; empty if it does."""
    policy = (text, *map(describe_verdict, verdicts))
    reason = "" if policy in held.policies else _ask_verdicts(text, verdicts, iam)
    if not reason:
        held.policies.add(policy)
    return reason


def _ask_verdicts(text: str, verdicts: Sequence[Verdict], iam: IAMClient) -> str:
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
    """What a request says besides its action."""

    alone: bool
    """Whether no other policy allows anything."""
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


def _verdict_cases(verdict: Verdict) -> Iterator[_VerdictCase]:
    word = verdict_form(verdict)
    if word in TRUST_VERDICT_FORMS:
        raise FaultyPageError(f"{describe_verdict(verdict)}: only a trust policy lets anybody in")
    given = {key: value for key, value in verdict.items() if ":" in key}
    for way in mfa_contexts(verdict):
        context = given if way.present is None else {**given, MFA_PRESENT_KEY: way.present}
        request = _PolicyQuestion(word == "allows", verdict.get("on", "*"), tuple(context.items()))
        yield _VerdictCase(describe_verdict(verdict), way, request, verdict[word], _EXPECTED_DECISIONS[word])


def _context_entry(key: str, value: str) -> ContextEntryTypeDef:
    kind: ContextKeyTypeEnumType = "boolean" if value in ("true", "false") else "string"
    return {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": kind}


_TRIAL_ROLE = "mfa-binder-rehearsal"
_STEP_SECONDS = 30


def trust_verdict_fault(
    text: str,
    verdicts: Sequence[Verdict],
    account: str,
    clients: SimulatorClients,
    simulator: SimulatedAws,
    held: HeldVerdicts,
) -> str:
    """Why a trust policy of a role in `account` does not decide as its verdicts say; empty if it does."""
    iam = clients.iam(account)
    role = iam.create_role(RoleName=_TRIAL_ROLE, AssumeRolePolicyDocument=text)["Role"]["Arn"]
    try:
        for verdict in verdicts:
            decision = (text, describe_verdict(verdict))
            if decision in held.trust_policies:
                continue
            reason = _ask_trust_verdict(verdict, role, clients, simulator)
            if reason:
                return reason
            held.trust_policies.add(decision)
    finally:
        iam.delete_role(RoleName=_TRIAL_ROLE)
    return ""


def _ask_trust_verdict(verdict: Verdict, role: str, clients: SimulatorClients, simulator: SimulatedAws) -> str:
    word = verdict_form(verdict)
    if word not in TRUST_VERDICT_FORMS:
        raise FaultyPageError(f"{describe_verdict(verdict)}: a trust policy only lets in or keeps out")
    principal = verdict[word]
    for way in mfa_contexts(verdict):
        with _session_of_principal(way, principal, clients, simulator) as session:
            enters = _can_assume(role, clients.of("sts", principal, session), verdict.get("external_id"))
        if enters != (word == "lets_in"):
            return f"it does not hold, {way.name}: {describe_verdict(verdict)}"
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
def _session_of_principal(
    way: MfaContext, principal: str, clients: SimulatorClients, simulator: SimulatedAws
) -> Iterator[CredentialsTypeDef | None]:
    """Credentials of a principal that speak of MFA in the given way; None stands for its long-term key."""
    if way is BY_KEY:
        yield None
    elif way is WITH_CODE:
        with _virtual_device(principal, clients, simulator) as code:
            yield clients.sts(principal).get_session_token(**code)["Credentials"]
    else:
        yield clients.sts(principal).get_session_token()["Credentials"]


@contextmanager
def _virtual_device(principal: str, clients: SimulatorClients, simulator: SimulatedAws) -> Iterator[Mapping[str, Any]]:
    """A virtual device of the principal, while the context lasts; gives what GetSessionToken wants of it."""
    iam = clients.iam(principal)
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
