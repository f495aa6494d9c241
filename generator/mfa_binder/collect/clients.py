"""boto3 clients: those of the caller, and those that one account after another borrows.

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

from mfa_binder.collect.access import Keys

_ATTEMPTS = 8
"""How often a call is tried, with growing pauses: some minutes of throttling, then it is given up."""


def config(at_once: int, attempts: int = _ATTEMPTS, patience: float = 20.0) -> Config:
    """Adaptive retries, and a connection for each call at the same time; `patience` in seconds."""
    return Config(
        retries={"mode": "adaptive", "total_max_attempts": attempts},
        connect_timeout=min(patience, 10.0),
        read_timeout=patience,
        max_pool_connections=max(at_once, 10),
    )


@dataclass(frozen=True, slots=True)
class _Lent:
    client: Any
    credentials: Credentials


class Clients:
    """Clients of one Region, and the caller's in others where one is named. Every thread may use it."""

    def __init__(self, own: boto3.Session, region: str, settings: Config) -> None:
        self._own = own
        self._region = region
        self._settings = settings
        self._lock = Lock()
        self._of_caller: dict[tuple[str, str], Any] = {}
        self._spare: dict[str, list[_Lent]] = {}
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
    def lent(self, service: str, keys: Keys) -> Iterator[Any]:
        """A service as the owner of `keys` sees it, while the context lasts."""
        taken = self._taken(service)
        taken.credentials.access_key, taken.credentials.secret_key = keys.access_key, keys.secret_key
        taken.credentials.token = keys.token
        try:
            yield taken.client
        finally:
            with self._lock:
                self._spare.setdefault(service, []).append(taken)

    def _taken(self, service: str) -> _Lent:
        with self._lock:
            spare = self._spare.get(service)
            return spare.pop() if spare else self._made(service)

    def _made(self, service: str) -> _Lent:
        self._core.set_credentials("", "")
        own = self._core.get_credentials()
        assert own is not None, "they were set just now"
        client = self._maker.client(  # type: ignore[call-overload]  # any service
            service, region_name=self._region, config=self._settings
        )
        return _Lent(client, own)
