"""The users and roles of an account, with as much of their policies as tells what they may do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mfa_binder.collect.calls import Calls
from mfa_binder.collect.statements import accesses, enforces_mfa
from mfa_binder.observation.parts import Identities, ObservedRole, ObservedUser
from mfa_binder.organization.users_and_roles import Access
from mfa_binder.policies.trust_terms import read_trust

CALLS = ("iam:GetAccountAuthorizationDetails",)

_OPERATION = "GetAccountAuthorizationDetails"
_KINDS = ("User", "Role", "Group", "LocalManagedPolicy")
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_SERVICE_ROLES = "/aws-service-role/"

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Policy:
    """A policy by name; AWS's own have no `document` here, and are known by their name."""

    name: str
    document: Document = field(default_factory=dict)


def identities(calls: Calls, iam: Any) -> Identities:
    """Users and roles, by name. Raises UnansweredError."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in _LISTS}
    for page in calls.pages(iam, _OPERATION, Filter=list(_KINDS)):
        for name in _LISTS:
            found[name] += page.get(name, [])
    managed = {policy["Arn"]: _default_version(policy) for policy in found["Policies"]}
    groups = {
        group["GroupName"]: list(_policies(group, "GroupPolicyList", managed)) for group in found["GroupDetailList"]
    }
    users = sorted(found["UserDetailList"], key=lambda user: user["UserName"])
    roles = sorted(found["RoleDetailList"], key=lambda role: role["RoleName"])
    return Identities(
        users=tuple(_user(user, groups, managed) for user in users),
        roles=tuple(role for entry in roles if (role := _role(entry)) is not None),
    )


def _user(entry: dict[str, Any], groups: Mapping[str, list[_Policy]], managed: Mapping[str, Document]) -> ObservedUser:
    names = sorted(entry.get("GroupList", []))
    policies = [*_policies(entry, "UserPolicyList", managed), *(p for name in names for p in groups.get(name, []))]
    return ObservedUser(
        name=entry["UserName"],
        arn=entry["Arn"],
        created_at=entry.get("CreateDate"),
        groups=tuple(names),
        policies=tuple(sorted({policy.name for policy in policies})),
        access=_access(policies),
        mfa_enforced=any(enforces_mfa(policy.document) for policy in policies),
    )


def _access(policies: Iterable[_Policy]) -> tuple[Access, ...]:
    found = {access for policy in policies for access in accesses(policy.name, policy.document)}
    return tuple(access for access in Access if access in found)


def _policies(entry: dict[str, Any], inline: str, managed: Mapping[str, Document]) -> Iterator[_Policy]:
    for policy in entry.get(inline, []):
        yield _Policy(policy["PolicyName"], _document(policy["PolicyDocument"]))
    for policy in entry.get("AttachedManagedPolicies", []):
        yield _Policy(policy["PolicyName"], managed.get(policy["PolicyArn"], {}))


def _default_version(policy: dict[str, Any]) -> Document:
    versions = policy.get("PolicyVersionList", [])
    return next((_document(one["Document"]) for one in versions if one.get("IsDefaultVersion")), {})


def _role(entry: dict[str, Any]) -> ObservedRole | None:
    """A role that accounts are trusted with; None for one of services or identity providers only."""
    terms = read_trust(_document(entry["AssumeRolePolicyDocument"]))
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


def _document(document: Any) -> Document:
    """boto3 hands over documents read or as text, by the operation."""
    read = json.loads(document) if isinstance(document, str) else document
    return read if isinstance(read, dict) else {}
