"""The users and roles of an account, and what their policies show: administrators, who sees bills, who must use MFA.

Only what is plain is said; a policy that amounts to the same in a roundabout way is not seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mfa_binder.collect.aws_calls import AwsCalls
from mfa_binder.observation.account_parts import AccountIdentities, ObservedRole, ObservedUser
from mfa_binder.organization.users_and_roles import Access
from mfa_binder.policies.policy_decision import conditions_hold
from mfa_binder.policies.request_context import PolicyNotUnderstoodError, RequestContext
from mfa_binder.policies.trust_decision import MFA_AGE, MFA_PRESENT, mfa_entries, policy_statements
from mfa_binder.policies.trust_terms import read_trust

_ACCESS_BY_POLICY_NAME = {"AdministratorAccess": Access.ADMINISTRATOR, "Billing": Access.BILLING}
"""Policies of AWS, by name (IAM User Guide, AWS managed policies for job functions)."""

_BILLING_ACTIONS = ("billing:*", "aws-portal:*")
_MFA_KEYS = (MFA_PRESENT, MFA_AGE)
_WITHOUT_CODE = RequestContext.of({}, _MFA_KEYS)
_WITH_A_CODE = RequestContext.of({key: (text,) for key, text in mfa_entries(True, 0).items()}, _MFA_KEYS)


def granted_access(name: str, document: Mapping[str, Any]) -> Iterator[Access]:
    """What a policy of that name gives; `document` is empty where it was not read."""
    if name in _ACCESS_BY_POLICY_NAME:
        yield _ACCESS_BY_POLICY_NAME[name]
    for statement in statements_with_effect(document, "Allow"):
        actions = [str(action).lower() for action in as_list(statement.get("Action"))]
        if "*" in actions or "*:*" in actions:
            if "*" in as_list(statement.get("Resource")):
                yield Access.ADMINISTRATOR
        elif any(action in _BILLING_ACTIONS for action in actions):
            yield Access.BILLING


def enforces_mfa(document: Mapping[str, Any]) -> bool:
    """Whether it denies much to whoever has not used MFA, with a long-term key too."""
    denying = (dict(statement) for statement in statements_with_effect(document, "Deny"))
    return any(_is_broad(statement) and _turns_on_mfa(statement) for statement in denying)


def _is_broad(statement: Mapping[str, Any]) -> bool:
    return bool(as_list(statement.get("NotAction"))) or "*" in as_list(statement.get("Action"))


def _turns_on_mfa(statement: Mapping[str, Any]) -> bool:
    """Whether its conditions hold for a long-term key and not for a session with a fresh code."""
    (parsed,) = policy_statements({"Statement": statement})
    try:
        return conditions_hold(parsed, _WITHOUT_CODE) and not conditions_hold(parsed, _WITH_A_CODE)
    except PolicyNotUnderstoodError:
        return False


def statements_with_effect(document: Mapping[str, Any], effect: str) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy that allow, or that deny."""
    for statement in as_list(document.get("Statement")):
        if isinstance(statement, dict) and statement.get("Effect") == effect:
            yield statement


def as_list(value: Any) -> list[Any]:
    """Where a policy may have one thing or a list of them: the list."""
    return value if isinstance(value, list) else [] if value is None else [value]


IDENTITY_CALLS = ("iam:GetAccountAuthorizationDetails",)

_OPERATION = "GetAccountAuthorizationDetails"
_ENTITY_KINDS = ("User", "Role", "Group", "LocalManagedPolicy")
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_SERVICE_ROLES = "/aws-service-role/"

PolicyMapping = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _NamedPolicy:
    """A policy that holds for a user."""

    name: str
    document: PolicyMapping = field(default_factory=dict)
    """Empty for AWS's own policies, which are known by their name."""


def ask_identities(calls: AwsCalls, iam: Any) -> AccountIdentities:
    """Users and roles, by name. Raises UnansweredCallError."""
    entries: dict[str, list[dict[str, Any]]] = {name: [] for name in _LISTS}
    for page in calls.pages(iam, _OPERATION, Filter=list(_ENTITY_KINDS)):
        for name in _LISTS:
            entries[name] += page.get(name, [])
    managed = {policy["Arn"]: _default_version(policy) for policy in entries["Policies"]}
    groups = {
        group["GroupName"]: list(_policies_of_entity(group, "GroupPolicyList", managed))
        for group in entries["GroupDetailList"]
    }
    users = sorted(entries["UserDetailList"], key=lambda user: user["UserName"])
    roles = sorted(entries["RoleDetailList"], key=lambda role: role["RoleName"])
    return AccountIdentities(
        users=tuple(_observed_user(user, groups, managed) for user in users),
        roles=tuple(role for entry in roles if (role := _observed_role(entry)) is not None),
    )


def _observed_user(
    entry: dict[str, Any], groups: Mapping[str, list[_NamedPolicy]], managed: Mapping[str, PolicyMapping]
) -> ObservedUser:
    names = sorted(entry.get("GroupList", []))
    policies = [
        *_policies_of_entity(entry, "UserPolicyList", managed),
        *(p for name in names for p in groups.get(name, [])),
    ]
    return ObservedUser(
        name=entry["UserName"],
        arn=entry["Arn"],
        created_at=entry.get("CreateDate"),
        groups=tuple(names),
        policies=tuple(sorted({policy.name for policy in policies})),
        access=_access_of_policies(policies),
        mfa_enforced=any(enforces_mfa(policy.document) for policy in policies),
    )


def _access_of_policies(policies: Iterable[_NamedPolicy]) -> tuple[Access, ...]:
    granted = {access for policy in policies for access in granted_access(policy.name, policy.document)}
    return tuple(access for access in Access if access in granted)


def _policies_of_entity(
    entry: dict[str, Any], inline: str, managed: Mapping[str, PolicyMapping]
) -> Iterator[_NamedPolicy]:
    for policy in entry.get(inline, []):
        yield _NamedPolicy(policy["PolicyName"], _read_document(policy["PolicyDocument"]))
    for policy in entry.get("AttachedManagedPolicies", []):
        yield _NamedPolicy(policy["PolicyName"], managed.get(policy["PolicyArn"], {}))


def _default_version(policy: dict[str, Any]) -> PolicyMapping:
    versions = policy.get("PolicyVersionList", [])
    return next((_read_document(version["Document"]) for version in versions if version.get("IsDefaultVersion")), {})


def _observed_role(entry: dict[str, Any]) -> ObservedRole | None:
    """A role that accounts are trusted with; None for one of services or identity providers only."""
    terms = read_trust(_read_document(entry["AssumeRolePolicyDocument"]))
    if not terms.is_open_to_accounts or entry.get("Path", "/").startswith(_SERVICE_ROLES):
        return None
    return ObservedRole(
        name=entry["RoleName"],
        arn=entry["Arn"],
        trusts=terms.trusts,
        trusted_principals=terms.trusted_principals,
        requires_mfa=terms.requires_mfa,
        max_mfa_age_seconds=terms.max_mfa_age_seconds,
        external_id=terms.external_id,
        further_trust=terms.further,
        max_session_seconds=entry.get("MaxSessionDuration", 3600),
    )


def _read_document(document: Any) -> PolicyMapping:
    """boto3 hands over documents read or as text, by the operation."""
    read = json.loads(document) if isinstance(document, str) else document
    return read if isinstance(read, dict) else {}
