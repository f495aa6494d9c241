"""Whose credentials a call is made with, and the boto3 clients that one account after another borrows.

A client takes longer to make than a dozen calls with it, and a walk needs one in every account. So a
client is made for as many accounts as are read at the same time, and signs for each with that account's keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.session import Session

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
class SessionKeys:
    """Credentials to sign with; never written anywhere."""

    access_key: str
    secret_key: str
    token: str | None


@dataclass(frozen=True, slots=True)
class AssumeRoleSettings:
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


def assume_role(calls: AwsCalls, sts: Any, partition: str, account: str, way: AssumeRoleSettings) -> SessionKeys:
    """Assume the role in an account. Raises UnansweredError."""
    asked: dict[str, Any] = {} if way.external_id is None else {"ExternalId": way.external_id}
    arn = role_arn(partition, account, way.name, way.path)
    return _session_keys(
        calls.ask(sts, "AssumeRole", RoleArn=arn, RoleSessionName=_SESSION_NAME, DurationSeconds=_ROLE_SECONDS, **asked)
    )


def assume_root(calls: AwsCalls, sts: Any, partition: str, account: str) -> SessionKeys:
    """A session of a member's root user that may only audit. Raises UnansweredError."""
    task = {"arn": f"arn:{partition}:iam::aws:policy/root-task/{AUDIT_TASK}"}
    return _session_keys(
        calls.ask(sts, "AssumeRoot", TargetPrincipal=account, TaskPolicyArn=task, DurationSeconds=_ROOT_SECONDS)
    )


def start_code_session(calls: AwsCalls, sts: Any, serial: str, code: str) -> SessionKeys:
    """A session of the calling user with MFA in it, which roles then see. Raises UnansweredError."""
    return _session_keys(calls.ask(sts, "GetSessionToken", SerialNumber=serial, TokenCode=code))


def _session_keys(answer: Any) -> SessionKeys:
    given = answer["Credentials"]
    return SessionKeys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


_CALL_ATTEMPTS = 8
"""How often a call is tried, with growing pauses: some minutes of throttling, then it is given up."""


def client_config(at_once: int, attempts: int = _CALL_ATTEMPTS, patience: float = 20.0) -> Config:
    """Adaptive retries, and a connection for each call at the same time; `patience` in seconds."""
    return Config(
        retries={"mode": "adaptive", "total_max_attempts": attempts},
        connect_timeout=min(patience, 10.0),
        read_timeout=patience,
        max_pool_connections=max(at_once, 10),
    )


@dataclass(frozen=True, slots=True)
class _BorrowedClient:
    client: Any
    credentials: Credentials


class AccountClients:
    """Clients of one Region, and the caller's in others where one is named. Every thread may use it."""

    def __init__(self, own: boto3.Session, region: str, settings: Config) -> None:
        self._own = own
        self._region = region
        self._settings = settings
        self._lock = Lock()
        self._of_caller: dict[tuple[str, str], Any] = {}
        self._spare: dict[str, list[_BorrowedClient]] = {}
        self._core = Session()
        self._maker = boto3.Session(botocore_session=self._core)

    def own(self, service: str, region: str = "") -> Any:
        """A service as the caller sees it; in another Region than one's own if one is named."""
        kind = service, region or self._region
        with self._lock:
            if kind not in self._of_caller:
                self._of_caller[kind] = self._own.client(  # type: ignore[call-overload]  # any service
                    service, region_name=kind[1], config=self._settings
                )
            return self._of_caller[kind]

    @contextmanager
    def lent(self, service: str, keys: SessionKeys) -> Iterator[Any]:
        """A service as the owner of `keys` sees it, while the context lasts."""
        taken = self._taken(service)
        taken.credentials.access_key, taken.credentials.secret_key = keys.access_key, keys.secret_key
        taken.credentials.token = keys.token
        try:
            yield taken.client
        finally:
            with self._lock:
                self._spare.setdefault(service, []).append(taken)

    def _taken(self, service: str) -> _BorrowedClient:
        with self._lock:
            spare = self._spare.get(service)
            return spare.pop() if spare else self._made(service)

    def _made(self, service: str) -> _BorrowedClient:
        self._core.set_credentials("", "")
        own = self._core.get_credentials()
        assert own is not None, "they were set just now"
        client = self._maker.client(  # type: ignore[call-overload]  # any service
            service, region_name=self._region, config=self._settings
        )
        return _BorrowedClient(client, own)
