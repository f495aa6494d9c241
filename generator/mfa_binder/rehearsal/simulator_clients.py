"""boto3 clients that see the simulator as an administrator or a user does, and retry nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

import boto3
from botocore.config import Config

from mfa_binder.client_pool import BorrowedClient, ClientPool, LendingSession, SigningKeys
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
def _shared_session() -> LendingSession:
    """The one session of this process."""
    return LendingSession()


NO_CREDENTIALS: Mapping[str, str | None] = {
    "AWS_ACCESS_KEY_ID": None,
    "AWS_SECRET_ACCESS_KEY": None,
    "AWS_SESSION_TOKEN": None,
}
"""The variables that the AWS CLI finds credentials in, all unset."""


class InventedCredentials(Protocol):
    """Credentials that the simulator accepts: a long-term key, or one of a session."""

    @property
    def access_key_id(self) -> str:
        """Begins with `AKIA` or `ASIA`."""

    @property
    def secret_access_key(self) -> str:
        """What requests are signed with."""

    @property
    def session_token(self) -> str | None:
        """None for a long-term key."""


def credential_variables(credentials: InventedCredentials) -> Mapping[str, str | None]:
    """The variables that the AWS CLI finds credentials in; None for one that must not be set."""
    values = (credentials.access_key_id, credentials.secret_access_key, credentials.session_token)
    return dict(zip(NO_CREDENTIALS, values, strict=True))


_pools: WeakKeyDictionary[SimulatedAws, ClientPool] = WeakKeyDictionary()
"""The clients of each running simulator that nobody uses."""


class SimulatorClients:
    """Clients of one running simulator, made on first use."""

    def __init__(self, simulator: SimulatedAws, organization: Organization) -> None:
        self._simulator = simulator
        self._organization = organization
        self._known: dict[tuple[str, str], Any] = {}
        self._in_use: list[BorrowedClient] = []
        self._pool = _pools.setdefault(simulator, ClientPool(_shared_session()))

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
            keys = SigningKeys(session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
            return self._borrow_client(service, runs_as, keys)
        if (service, runs_as) not in self._known:
            long_term = self._simulator.credentials(runs_as)
            keys = SigningKeys(long_term.access_key_id, long_term.secret_access_key, long_term.session_token)
            self._known[service, runs_as] = self._borrow_client(service, runs_as, keys)
        return self._known[service, runs_as]

    def give_back(self) -> None:
        """Let others of this process have the clients, which are not used here any more."""
        self._known.clear()
        for borrowed in self._in_use:
            self._pool.give_back(borrowed)
        self._in_use.clear()

    def _borrow_client(self, service: str, runs_as: str, keys: SigningKeys) -> Any:
        region_name = region_of_account(self._organization, runs_as)

        def make_client(session: boto3.Session) -> Any:
            client = session.client(  # type: ignore[call-overload]  # the stubs know services by literal names only, this one is a variable
                service, region_name, endpoint_url=self._simulator.endpoint, config=_CONFIG
            )
            self._simulator.reach_directly(client)
            return client

        borrowed = self._pool.borrow((service, region_name), keys, make_client)
        self._in_use.append(borrowed)
        return borrowed.client


def region_of_account(organization: Organization, runs_as: str) -> str:
    """The region that an account's organization works in. Raises ValueError for an unknown account."""
    account = organization.accounts.get(account_of(runs_as))
    if account is None:
        raise ValueError(f"there is no account {runs_as} in the inventory")
    return organization.aws_organization(account).region
