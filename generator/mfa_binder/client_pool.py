"""boto3 clients that are lent: made once, and signing for one owner of keys after another.

A client takes longer to make than a dozen calls with it. So there are as many clients of a service as are in use at the
same time, and each signs with the keys of whoever has borrowed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import boto3
from botocore.credentials import Credentials
from botocore.session import Session


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Credentials to sign with; never written anywhere."""

    access_key: str
    secret_key: str
    token: str | None
    """Of a session; None for long-term keys."""


ClientKind = tuple[str, str]
"""A service and a Region: all that two clients of a pool differ in, credentials apart."""


@dataclass(frozen=True, slots=True)
class BorrowedClient:
    """A client in somebody's hands."""

    kind: ClientKind
    client: Any
    credentials: Credentials
    """What it signs with; botocore asks this very object before every call."""


class LendingSession:
    """A session without credentials of its own: what it has loaded of the services' models serves every client."""

    def __init__(self) -> None:
        self._core = Session()
        self._session = boto3.Session(botocore_session=self._core)

    def make_client(self, kind: ClientKind, make: Callable[[boto3.Session], Any]) -> BorrowedClient:
        """A client that `make` makes, with credentials that are no other client's."""
        # A client keeps the credentials that its session has at this moment.
        self._core.set_credentials("", "")
        credentials = self._core.get_credentials()
        assert credentials is not None, "they were set just now"
        return BorrowedClient(kind, make(self._session), credentials)


class ClientPool:
    """Clients that are not in use, by their kind. Every thread may use it."""

    def __init__(self, session: LendingSession) -> None:
        self._session = session
        self._lock = Lock()
        self._spare: dict[ClientKind, list[BorrowedClient]] = {}

    def borrow(self, kind: ClientKind, keys: SigningKeys, make: Callable[[boto3.Session], Any]) -> BorrowedClient:
        """A client that signs with `keys` until it is given back; `make` makes one if none is spare."""
        with self._lock:
            spare = self._spare.get(kind)
            borrowed = spare.pop() if spare else self._session.make_client(kind, make)
        borrowed.credentials.access_key, borrowed.credentials.secret_key = keys.access_key, keys.secret_key
        borrowed.credentials.token = keys.token
        return borrowed

    def give_back(self, borrowed: BorrowedClient) -> None:
        """Let others have a client. Whoever gives it back must not use it any more."""
        with self._lock:
            self._spare.setdefault(borrowed.kind, []).append(borrowed)
