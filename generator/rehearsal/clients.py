"""boto3 clients that see the simulator as an administrator or a user does, and retry nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


class Clients:
    """Clients of one running simulator, made on first use."""

    def __init__(self, simulator: SimulatedAws, organization: Organization) -> None:
        self._simulator = simulator
        self._organization = organization
        self._iam: dict[str, IAMClient] = {}
        self._sts: dict[str, STSClient] = {}
        self._organizations: dict[str, OrganizationsClient] = {}

    def iam(self, runs_as: str) -> IAMClient:
        """IAM as an account's administrator (`ACCOUNT`) or a user (`ACCOUNT/user/NAME`)."""
        if runs_as not in self._iam:
            self._iam[runs_as] = self._session(runs_as).client(
                "iam", endpoint_url=self._simulator.endpoint, config=_CONFIG
            )
        return self._iam[runs_as]

    def sts(self, runs_as: str) -> STSClient:
        """STS as an account's administrator or a user."""
        if runs_as not in self._sts:
            self._sts[runs_as] = self._session(runs_as).client(
                "sts", endpoint_url=self._simulator.endpoint, config=_CONFIG
            )
        return self._sts[runs_as]

    def organizations(self, management: str) -> OrganizationsClient:
        """AWS Organizations as the administrator of a management account."""
        if management not in self._organizations:
            self._organizations[management] = self._session(management).client(
                "organizations", endpoint_url=self._simulator.endpoint, config=_CONFIG
            )
        return self._organizations[management]

    def of(self, service: str, runs_as: str, session: CredentialsTypeDef | None = None) -> Any:
        """A service as a principal sees it, with its long-term key or in a session of it."""
        if session is None:
            known: Mapping[str, Callable[[str], Any]] = {
                "iam": self.iam,
                "sts": self.sts,
                "organizations": self.organizations,
            }
            return known[service](runs_as)
        return boto3.Session(
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
            region_name=region(self._organization, runs_as),
        ).client(service, endpoint_url=self._simulator.endpoint, config=_CONFIG)  # type: ignore[call-overload]  # any service

    def _session(self, runs_as: str) -> boto3.Session:
        credentials = self._simulator.credentials(runs_as)
        return boto3.Session(
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token,
            region_name=region(self._organization, runs_as),
        )


def region(organization: Organization, runs_as: str) -> str:
    """The region that an account's organization works in. Raises ValueError for an unknown account."""
    account = organization.accounts.get(runs_as.split("/")[0])
    if account is None:
        raise ValueError(f"there is no account {runs_as} in the inventory")
    return organization.aws_organization(account).region
