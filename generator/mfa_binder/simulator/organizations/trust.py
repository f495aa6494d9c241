"""Trusted services and delegated administrators of an organization. Codes are those of the botocore model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.simulator.organizations.base import NOTHING, OrganizationsService, not_found
from mfa_binder.simulator.refusals import AwsError


class TrustOperations(OrganizationsService):
    """EnableAWSServiceAccess and its neighbours. Which services AWS would take is not checked."""

    def enable_aws_service_access(self) -> str:
        """Trust a service; without effect if it is trusted."""
        self.organization.trusted.setdefault(self.text("ServicePrincipal"), self.world.clock.now)
        return NOTHING

    def disable_aws_service_access(self) -> str:
        """Trust a service no more."""
        self.organization.trusted.pop(self.text("ServicePrincipal"), None)
        return NOTHING

    def list_aws_service_access_for_organization(self) -> str:
        """The trusted services."""
        return self.in_parts("EnabledServicePrincipals", _services(self.organization.trusted, "DateEnabled"))

    def register_delegated_administrator(self) -> str:
        """Let a member administer a service."""
        account, service = self.text("AccountId"), self.text("ServicePrincipal")
        self._demand_member(account)
        services = self.organization.delegated.setdefault(account, {})
        if service in services:
            raise AwsError(
                "AccountAlreadyRegisteredException", "The account is already a delegated administrator for the service."
            )
        services[service] = self.world.clock.now
        return NOTHING

    def deregister_delegated_administrator(self) -> str:
        """Let a member administer a service no more."""
        account, service = self.text("AccountId"), self.text("ServicePrincipal")
        self._demand_member(account)
        if service not in self.organization.delegated.get(account, {}):
            raise AwsError(
                "AccountNotRegisteredException", "The account is not a delegated administrator for the service."
            )
        del self.organization.delegated[account][service]
        return NOTHING

    def list_delegated_administrators(self) -> str:
        """The members that administer a service, or any."""
        return self.in_parts("DelegatedAdministrators", list(self._administrators(self.optional("ServicePrincipal"))))

    def list_delegated_services_for_account(self) -> str:
        """The services that a member administers."""
        account = self.text("AccountId")
        self._demand_member(account)
        services = self.organization.delegated.get(account)
        if not services:
            raise AwsError("AccountNotRegisteredException", "The account is not a delegated administrator.")
        return self.in_parts("DelegatedServices", _services(services, "DelegationEnabledDate"))

    def _administrators(self, wanted: str | None) -> Iterator[dict[str, Any]]:
        for key, services in self.organization.delegated.items():
            account = self.tree.member(key)
            since = min(services.values(), default=None) if wanted is None else services.get(wanted)
            if account is not None and since is not None:
                yield {
                    "Id": account.id,
                    "Arn": account.arn,
                    "Email": account.email,
                    "Name": account.name,
                    "State": account.state,
                    "JoinedTimestamp": account.create_time.timestamp(),
                    "DelegationEnabledDate": since.timestamp(),
                }

    def _demand_member(self, key: str) -> None:
        if self.tree.member(key) is None:
            raise not_found("Account", "We can't find an AWS account with the AccountId that you specified.")
        account = self.world.organization.accounts[key]
        if self.organization.manages(account) or account.status is not AccountStatus.ACTIVE:
            raise AwsError("ConstraintViolationException", "Only an active member account can administer a service.")


def _services(found: Mapping[str, datetime], date: str) -> list[dict[str, Any]]:
    return [{"ServicePrincipal": name, date: since.timestamp()} for name, since in sorted(found.items())]
