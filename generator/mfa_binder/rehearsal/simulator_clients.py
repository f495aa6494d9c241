"""boto3 clients that see the simulator as an administrator or a user does, and retry nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import boto3
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.session import Session

from mfa_binder.organization.organization import Organization
from mfa_binder.organization.references import account_of

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_organizations import OrganizationsClient
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

    from mfa_binder.simulator.simulated_aws import SimulatedAws

_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)


@cache
def _shared_session() -> tuple[Session, boto3.Session]:
    """The one session of this process: what it has loaded of the services' models serves every client."""
    core = Session()
    return core, boto3.Session(botocore_session=core)


_ClientKind = tuple[str, str]
"""A service and a region: all that two clients differ in, credentials apart."""
_AccessKeys = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class _LentClient:
    """A client, and the credentials that it signs with, which may be exchanged."""

    client: Any
    credentials: Credentials


_spare_clients: WeakKeyDictionary[SimulatedAws, dict[_ClientKind, list[_LentClient]]] = WeakKeyDictionary()
"""Clients that nobody uses; to make one costs more than a dozen of its calls."""


class SimulatorClients:
    """Clients of one running simulator, made on first use."""

    def __init__(self, simulator: SimulatedAws, organization: Organization) -> None:
        self._simulator = simulator
        self._organization = organization
        self._known: dict[tuple[str, str], Any] = {}
        self._in_use: list[tuple[_ClientKind, _LentClient]] = []
        self._spare = _spare_clients.setdefault(simulator, {})

    def iam(self, runs_as: str) -> IAMClient:
        """IAM as an account's administrator (`ACCOUNT`) or a user (`ACCOUNT/user/NAME`)."""
        client: IAMClient = self.of("iam", runs_as)
        return client

    def sts(self, runs_as: str) -> STSClient:
        """STS as an account's administrator or a user."""
        client: STSClient = self.of("sts", runs_as)
        return client

    def organizations(self, management: str) -> OrganizationsClient:
        """AWS Organizations as the administrator of a management account."""
        client: OrganizationsClient = self.of("organizations", management)
        return client

    def of(self, service: str, runs_as: str, session: CredentialsTypeDef | None = None) -> Any:
        """A service as a principal sees it, with its long-term key or in a session of it."""
        if session is not None:
            keys = session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"]
            return self._taken(service, runs_as, keys)
        if (service, runs_as) not in self._known:
            own = self._simulator.credentials(runs_as)
            keys_ = own.access_key_id, own.secret_access_key, own.session_token
            self._known[service, runs_as] = self._taken(service, runs_as, keys_)
        return self._known[service, runs_as]

    def give_back(self) -> None:
        """Let others of this process have the clients, which are not used here any more."""
        self._known.clear()
        for kind, client in self._in_use:
            self._spare.setdefault(kind, []).append(client)
        self._in_use.clear()

    def _taken(self, service: str, runs_as: str, keys: _AccessKeys) -> Any:
        kind = service, region_of_account(self._organization, runs_as)
        spare = self._spare.get(kind)
        made = spare.pop() if spare else self._made(*kind)
        made.credentials.access_key, made.credentials.secret_key, made.credentials.token = keys
        self._in_use.append((kind, made))
        return made.client

    def _made(self, service: str, region_name: str) -> _LentClient:
        core, session = _shared_session()
        core.set_credentials("", "")
        own = core.get_credentials()
        assert own is not None, "they were set just now"
        client = session.client(  # type: ignore[call-overload]  # any service
            service, region_name, endpoint_url=self._simulator.endpoint, config=_CONFIG
        )
        self._simulator.reach_directly(client)
        return _LentClient(client, own)


def region_of_account(organization: Organization, runs_as: str) -> str:
    """The region that an account's organization works in. Raises ValueError for an unknown account."""
    account = organization.accounts.get(account_of(runs_as))
    if account is None:
        raise ValueError(f"there is no account {runs_as} in the inventory")
    return organization.aws_organization(account).region
