"""Whether a policy denies a call: what is attached to the caller and its organization, asked at every request.

Only explicit denies are honoured. What is merely not allowed is not refused, since the inventory does
not say what people may do: the simulator cannot prove that an administrator's permissions suffice.
Honoured are inline and managed policies of a user and its groups or of a role, permissions
boundaries, the policies of a session, and service control policies of a member account's root, units
and account ("Policy evaluation logic", IAM User Guide; they never bind the management account,
"SCP evaluation", AWS Organizations User Guide). A call of somebody without any deny costs a few look-ups.

Never denied: GetCallerIdentity and GetSessionToken ("no permissions are required", and a policy has no
effect on the latter: STS API reference, and "Permissions for GetSessionToken", IAM User Guide).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from moto.iam.models import Group, ManagedPolicy, Role, User

from mfa_binder.policies.policy_decision import EXPLICIT_DENY, PolicyQuestion, decide_request
from mfa_binder.policies.policy_text import PolicyStatement, parse_statements
from mfa_binder.policies.request_context import RequestContext
from mfa_binder.policies.trust_decision import mfa_entries
from mfa_binder.simulator.policy.resource_arns import NONE
from mfa_binder.simulator.state.request_signers import RequestSigner
from mfa_binder.simulator.state.simulation_state import AccountState, SimulationState

IDENTITY, BOUNDARY, SESSION, SERVICE_CONTROL = (
    "an identity-based policy",
    "a permissions boundary",
    "a session policy",
    "a service control policy",
)
"""How AWS names the type of the policy that denies ("Troubleshoot access denied error messages", IAM User Guide)."""

_NEVER_DENIED = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})

_ABSENT = (
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:FederatedProvider",
    "aws:PrincipalServiceName",
    "aws:SourceAccount",
    "aws:SourceArn",
    "iam:FIDO-certification",
    "iam:FIDO-FIPS-140-2-certification",
    "iam:FIDO-FIPS-140-3-certification",
    "iam:RegisterSecurityKey",
)
"""Keys that no call of this simulator carries: nobody is federated, no service calls, no API registers a FIDO2 key."""


def find_denial(
    simulation: SimulationState,
    caller: RequestSigner,
    action: str,
    resource: Callable[[], str],
    parameters: Mapping[str, Any],
) -> str | None:
    """AWS's message if a policy explicitly denies `action`, such as iam:ListUsers; None if none does.

    `resource` finds the ARN that the call is about, as in `resources`.
    """
    if action in _NEVER_DENIED:
        return None
    asked: PolicyQuestion | None = None
    for kind, text in _attached(simulation, caller):
        denies = _denying(text)
        if not denies:
            continue
        if asked is None:
            asked = PolicyQuestion(action, resource(), request_context(simulation, caller, parameters))
        if decide_request(denies, asked).decision == EXPLICIT_DENY:
            about = "*" if asked.resource == NONE else asked.resource
            return (
                f"User: {caller.arn} is not authorized to perform: {action} on resource: {about} "
                f"with an explicit deny in {kind}"
            )
    return None


@lru_cache(maxsize=1024)
def _denying(text: str) -> tuple[PolicyStatement, ...]:
    """The statements that deny. A text that is no policy was refused when somebody attached it."""
    return tuple(statement for statement in parse_statements(text) if statement.effect == "Deny")


def _attached(simulation: SimulationState, caller: RequestSigner) -> Iterator[tuple[str, str]]:
    """Every policy that may deny something to a caller, with its type."""
    state = simulation.account(caller.account)
    yield from ((SERVICE_CONTROL, text) for text in simulation.service_control_policies(state.account))
    if caller.user is not None:
        user = state.iam.users.get(caller.user)
        if user is not None:
            yield from _of_entity(user)
            yield from _of_groups(state, user)
            yield from _of_boundary(state, simulation.boundaries.get(user.arn))
    elif caller.role_arn is not None:
        role = _role(state, caller.role_arn)
        if role is not None:
            yield from _of_entity(role)
            yield from _of_boundary(state, role.permissions_boundary_arn)
    yield from ((SESSION, text) for text in caller.session_policies)


def attached_to(state: AccountState, entity: User | Group | Role) -> Iterator[str]:
    """The identity-based policies of an entity, those of a user's groups among them."""
    yield from (text for _, text in _of_entity(entity))
    if isinstance(entity, User):
        yield from (text for _, text in _of_groups(state, entity))


def _of_groups(state: AccountState, user: User) -> Iterator[tuple[str, str]]:
    for group in state.iam.groups.values():
        if user in group.users:
            yield from _of_entity(group)


def _of_entity(entity: User | Group | Role) -> Iterator[tuple[str, str]]:
    yield from ((IDENTITY, text) for text in entity.policies.values())
    yield from ((IDENTITY, policy_json(policy)) for policy in entity.managed_policies.values())


def _of_boundary(state: AccountState, arn: str | None) -> Iterable[tuple[str, str]]:
    policy = state.iam.managed_policies.get(arn) if arn is not None else None
    return () if policy is None else ((BOUNDARY, policy_json(policy)),)


def policy_json(policy: ManagedPolicy) -> str:
    """The document of a managed policy's default version."""
    return next(str(version.document) for version in policy.versions if version.is_default)


def _role(state: AccountState, arn: str) -> Role | None:
    return next((role for role in state.iam.roles.values() if role.arn == arn), None)


def request_context(
    simulation: SimulationState,
    caller: RequestSigner,
    parameters: Mapping[str, Any],
    given: Mapping[str, str] = MappingProxyType({}),
) -> RequestContext:
    """What a request says of itself ("AWS global condition context keys", IAM User Guide).

    The two keys of MFA are there for temporary credentials only; AWS says so of all of them. `given` are entries
    that only the operation knows, such as those of a code that came with this very request.
    """
    now = simulation.clock.now
    entries = {
        "aws:CurrentTime": now.isoformat(),
        "aws:EpochTime": str(int(now.timestamp())),
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalArn": caller.role_arn or caller.arn,
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalOrgID": simulation.organization_of(simulation.account(caller.account).account).id,
        "aws:PrincipalType": _principal_type(caller),
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "aws:userid": caller.user_id,
    }
    if caller.user is not None:
        entries["aws:username"] = caller.user
    if caller.root_task is not None:
        entries["aws:AssumedRoot"] = "true"
    if caller.session is not None:
        entries |= {"aws:TokenIssueTime": caller.session.began.isoformat()}
        entries |= mfa_keys(simulation, caller)
    task = parameters.get("TaskPolicyArn")
    if task is not None:
        entries["sts:TaskPolicyArn"] = str(task["arn"])
    entries |= {key: str(parameters[name]) for key, name in _OF_STS.items() if parameters.get(name) is not None}
    entries |= given
    return RequestContext.of({key: (value,) for key, value in entries.items()}, known=(*entries, *_SOMETIMES, *_ABSENT))


def mfa_keys(simulation: SimulationState, caller: RequestSigner) -> dict[str, str]:
    """The MFA keys of a caller's temporary credentials; none for a long-term key."""
    if caller.session is None:
        return {}
    since = caller.session.mfa_at
    age = None if since is None else (simulation.clock.now - since).total_seconds()
    return mfa_entries(age is not None, age)


def _principal_type(caller: RequestSigner) -> str:
    if caller.user is not None:
        return "User"
    return "AssumedRole" if caller.role_arn is not None else "Account"


_OF_STS = {"sts:ExternalId": "ExternalId", "sts:RoleSessionName": "RoleSessionName"}
"""Keys that are parameters of AssumeRole."""

_SOMETIMES = (
    *_OF_STS,
    "aws:AssumedRoot",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:TokenIssueTime",
    "aws:username",
    "sts:TaskPolicyArn",
)
