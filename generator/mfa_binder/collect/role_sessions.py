"""Whose credentials a call is made with, and the boto3 clients that sign with them.

The caller's own clients are kept for the whole walk. Those of other accounts are lent to one account after another, so
there are as many of them as accounts are read at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config

from mfa_binder.client_pool import ClientKind, ClientPool, LendingSession, SigningKeys
from mfa_binder.collect.aws_calls import AwsCalls
from mfa_binder.organization.identifiers import role_arn

DEFAULT_ROLE = "OrganizationAccountAccessRole"
"""The role that AWS Organizations makes in an account that it creates (AWS Organizations User Guide)."""

AUDIT_TASK = "IAMAuditRootUserCredentials"
"""The root task that only looks (sts API reference, AssumeRoot)."""

_SESSION_NAME = "mfa-binder-collect"
_ROLE_SECONDS = 3600
"""What a role that was chained to may last at most."""
_ROOT_SECONDS = 900
"""The longest session of AssumeRoot (botocore)."""


@dataclass(frozen=True, slots=True)
class AssumeRoleSettings:
    """How other accounts are entered: by a role that all of them have."""

    role: str = DEFAULT_ROLE
    """Its name, with its path if it has one: `ops/Reader`."""
    external_id: str | None = None
    """What its trust policy asks for; None: nothing."""

    @property
    def name(self) -> str:
        """The name of the role, without its path."""
        return self.role.rpartition("/")[2]

    @property
    def path(self) -> str:
        """The path of the role, `/` where it has none."""
        inner = self.role.rpartition("/")[0].strip("/")
        return f"/{inner}/" if inner else "/"


def assume_role(calls: AwsCalls, sts: Any, partition: str, account: str, settings: AssumeRoleSettings) -> SigningKeys:
    """Assume the role in an account. Raises UnansweredCallError."""
    external_id: dict[str, Any] = {} if settings.external_id is None else {"ExternalId": settings.external_id}
    answer = calls.ask(
        sts,
        "AssumeRole",
        RoleArn=role_arn(partition, account, settings.name, settings.path),
        RoleSessionName=_SESSION_NAME,
        DurationSeconds=_ROLE_SECONDS,
        **external_id,
    )
    return _signing_keys(answer)


def assume_root(calls: AwsCalls, sts: Any, partition: str, account: str) -> SigningKeys:
    """A session of a member's root user that may only audit. Raises UnansweredCallError."""
    task = {"arn": f"arn:{partition}:iam::aws:policy/root-task/{AUDIT_TASK}"}
    return _signing_keys(
        calls.ask(sts, "AssumeRoot", TargetPrincipal=account, TaskPolicyArn=task, DurationSeconds=_ROOT_SECONDS)
    )


def start_code_session(calls: AwsCalls, sts: Any, serial: str, code: str) -> SigningKeys:
    """A session of the calling user with MFA in it, which roles then see. Raises UnansweredCallError."""
    return _signing_keys(calls.ask(sts, "GetSessionToken", SerialNumber=serial, TokenCode=code))


def _signing_keys(answer: Any) -> SigningKeys:
    credentials = answer["Credentials"]
    return SigningKeys(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])


_CALL_ATTEMPTS = 8
"""How often a call is tried, with growing pauses: some minutes of throttling, then it is given up."""


def client_config(at_once: int, attempts: int = _CALL_ATTEMPTS, read_timeout: float = 20.0) -> Config:
    """Adaptive retries, and a connection for each call at the same time; `read_timeout` in seconds."""
    return Config(
        retries={"mode": "adaptive", "total_max_attempts": attempts},
        connect_timeout=min(read_timeout, 10.0),
        read_timeout=read_timeout,
        max_pool_connections=max(at_once, 10),
    )


class AccountClients:
    """Clients of one Region, and the caller's in others where one is named. Every thread may use it."""

    def __init__(self, own: boto3.Session, region: str, settings: Config) -> None:
        self._own = own
        self._region = region
        self._settings = settings
        self._lock = Lock()
        self._of_caller: dict[ClientKind, Any] = {}
        self._pool = ClientPool(LendingSession())

    def caller_client(self, service: str, region: str = "") -> Any:
        """A service as the caller sees it; in another Region than one's own if one is named."""
        kind = service, region or self._region
        with self._lock:
            if kind not in self._of_caller:
                self._of_caller[kind] = self._make_client(self._own, kind)
            return self._of_caller[kind]

    @contextmanager
    def borrowed_client(self, service: str, keys: SigningKeys) -> Iterator[Any]:
        """A service as the owner of `keys` sees it, while the context lasts."""
        kind = service, self._region
        borrowed = self._pool.borrow(kind, keys, lambda session: self._make_client(session, kind))
        try:
            yield borrowed.client
        finally:
            self._pool.give_back(borrowed)

    def _make_client(self, session: boto3.Session, kind: ClientKind) -> Any:
        service, region = kind
        return session.client(service, region_name=region, config=self._settings)  # type: ignore[call-overload]  # stubs: literals only
