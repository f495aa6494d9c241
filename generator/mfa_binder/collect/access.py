"""Whose credentials a call is made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mfa_binder.collect.calls import Calls
from mfa_binder.organization.identifiers import role_arn

DEFAULT_ROLE = "OrganizationAccountAccessRole"
"""The role that AWS Organizations makes in an account that it creates (AWS Organizations User Guide)."""

AUDIT_TASK = "IAMAuditRootUserCredentials"
"""The root task that only looks (sts API reference, AssumeRoot)."""

_SESSION_NAME = "mfa-binder-collect"
_SECONDS = 3600
"""What a role that was chained to may last at most."""
_ROOT_SECONDS = 900
"""The longest session of AssumeRoot (botocore)."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Credentials to sign with; never written anywhere."""

    access_key: str
    secret_key: str
    token: str | None


@dataclass(frozen=True, slots=True)
class Way:
    """How other accounts are entered: the role, with a path as in `ops/Reader`, and what its trust policy asks for."""

    role: str = DEFAULT_ROLE
    external_id: str | None = None

    @property
    def name(self) -> str:
        """The name of the role, without its path."""
        return self.role.rpartition("/")[2]

    @property
    def path(self) -> str:
        """The path of the role, `/` where it has none."""
        inner = self.role.rpartition("/")[0].strip("/")
        return f"/{inner}/" if inner else "/"


def role_session(calls: Calls, sts: Any, partition: str, account: str, way: Way) -> Keys:
    """Assume the role in an account. Raises UnansweredError."""
    asked: dict[str, Any] = {} if way.external_id is None else {"ExternalId": way.external_id}
    arn = role_arn(partition, account, way.name, way.path)
    return _keys(
        calls.ask(sts, "AssumeRole", RoleArn=arn, RoleSessionName=_SESSION_NAME, DurationSeconds=_SECONDS, **asked)
    )


def root_session(calls: Calls, sts: Any, partition: str, account: str) -> Keys:
    """A session of a member's root user that may only audit. Raises UnansweredError."""
    task = {"arn": f"arn:{partition}:iam::aws:policy/root-task/{AUDIT_TASK}"}
    return _keys(
        calls.ask(sts, "AssumeRoot", TargetPrincipal=account, TaskPolicyArn=task, DurationSeconds=_ROOT_SECONDS)
    )


def code_session(calls: Calls, sts: Any, serial: str, code: str) -> Keys:
    """A session of the calling user with MFA in it, which roles then see. Raises UnansweredError."""
    return _keys(calls.ask(sts, "GetSessionToken", SerialNumber=serial, TokenCode=code))


def _keys(answer: Any) -> Keys:
    given = answer["Credentials"]
    return Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
