"""boto3 clients that see the simulator as an administrator or a user does, and retry nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from generator.organization.organization import Organization

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_organizations import OrganizationsClient
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

    from generator.simulator.aws import SimulatedAws

_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)


@cache
def _shared() -> boto3.Session:
    """The one session of this process: what it has loaded of the services' models serves every client."""
    return boto3.Session()


class Clients:
    """Clients of one running simulator, made on first use."""

    def __init__(self, simulator: SimulatedAws, organization: Organization) -> None:
        self._simulator = simulator
        self._organization = organization
        self._known: dict[tuple[str, str], Any] = {}

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
            return self._made(
                service, runs_as, session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"]
            )
        if (service, runs_as) not in self._known:
            own = self._simulator.credentials(runs_as)
            self._known[service, runs_as] = self._made(
                service, runs_as, own.access_key_id, own.secret_access_key, own.session_token
            )
        return self._known[service, runs_as]

    def _made(self, service: str, runs_as: str, key: str, secret: str, token: str | None) -> Any:
        return _shared().client(  # type: ignore[call-overload]  # any service
            service,
            region_name=region(self._organization, runs_as),
            endpoint_url=self._simulator.endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=_CONFIG,
        )


def region(organization: Organization, runs_as: str) -> str:
    """The region that an account's organization works in. Raises ValueError for an unknown account."""
    account = organization.accounts.get(runs_as.split("/")[0])
    if account is None:
        raise ValueError(f"there is no account {runs_as} in the inventory")
    return organization.aws_organization(account).region
