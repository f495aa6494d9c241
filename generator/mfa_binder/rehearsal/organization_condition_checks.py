"""Conditions about an AWS organization, asked with boto3 as the management account's administrator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, assert_never

from mfa_binder.book.conditions import (
    AccountInUnit,
    AccountOutside,
    NoServiceControlPolicy,
    OrganizationState,
    ReportedAccountState,
    RootFeatureDisabled,
    RootFeatureEnabled,
    ServiceControlPolicy,
    ServiceControlPolicyAttached,
    ServiceControlPolicyDetached,
    ServiceControlPolicyState,
    ServiceNotTrusted,
    ServiceTrusted,
)
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.simulator_clients import SimulatorClients

if TYPE_CHECKING:
    from mypy_boto3_organizations import OrganizationsClient

_ROOT = "Root"
_SCP: Final = "SERVICE_CONTROL_POLICY"


class OrganizationConditionChecks:
    """Whether a condition about an organization is so."""

    def __init__(self, clients: SimulatorClients, organization: Organization) -> None:
        self._clients = clients
        self._organization = organization

    def is_so(self, condition: ServiceControlPolicyState | OrganizationState | ReportedAccountState) -> bool:
        """Whether what it names is there, whichever of two opposites the condition says."""
        account = condition.account
        match condition:
            case ServiceControlPolicy() | NoServiceControlPolicy():
                return condition.name in self._policies(account)
            case ServiceControlPolicyAttached() | ServiceControlPolicyDetached():
                return condition.name in self._attached(condition.target, account)
            case AccountInUnit():
                return self._parent(account) == self._unit(condition.path, account)
            case AccountOutside():
                return account not in self._members(account)
            case ReportedAccountState():
                return self._state(account) == condition.state
            case RootFeatureEnabled() | RootFeatureDisabled():
                return condition.feature in self._features(account)
            case ServiceTrusted() | ServiceNotTrusted():
                return condition.service in self._trusted(account)
        assert_never(condition)

    def _policies(self, account: str) -> frozenset[str]:
        pages = self._client(account).get_paginator("list_policies").paginate(Filter=_SCP)
        return frozenset(policy.get("Name", "") for page in pages for policy in page["Policies"])

    def _attached(self, target: str, account: str) -> frozenset[str]:
        target_id = self._unit(target, account) if target.split("/")[0] == _ROOT else target
        pages = (
            self._client(account).get_paginator("list_policies_for_target").paginate(TargetId=target_id, Filter=_SCP)
        )
        return frozenset(policy.get("Name", "") for page in pages for policy in page["Policies"])

    def _parent(self, account: str) -> str:
        (parent,) = self._client(account).list_parents(ChildId=account)["Parents"]
        return parent.get("Id", "")

    def _members(self, account: str) -> frozenset[str]:
        pages = self._client(account).get_paginator("list_accounts").paginate()
        return frozenset(member.get("Id", "") for page in pages for member in page["Accounts"])

    def _state(self, account: str) -> str:
        return self._client(account).describe_account(AccountId=account)["Account"].get("State", "")

    def _features(self, account: str) -> frozenset[str]:
        iam = self._clients.iam(self._management(account))
        if "iam.amazonaws.com" not in self._trusted(account):
            return frozenset()
        return frozenset(iam.list_organizations_features()["EnabledFeatures"])

    def _trusted(self, account: str) -> frozenset[str]:
        pages = self._client(account).get_paginator("list_aws_service_access_for_organization").paginate()
        services = (service for page in pages for service in page["EnabledServicePrincipals"])
        return frozenset(service.get("ServicePrincipal", "") for service in services)

    def _unit(self, path: str, account: str) -> str:
        """The id of the unit at a path from Root. Raises ValueError if there is none."""
        client = self._client(account)
        unit_id = client.list_roots()["Roots"][0].get("Id", "")
        for name in path.split("/")[1:]:
            unit_id = next((unit for child, unit in _children(client, unit_id) if child == name), "")
            if not unit_id:
                raise ValueError(f"there is no unit {path}")
        return unit_id

    def _client(self, account: str) -> OrganizationsClient:
        return self._clients.organizations(self._management(account))

    def _management(self, account: str) -> str:
        if account not in self._organization.accounts:
            raise ValueError(f"there is no account {account} in the inventory")
        return self._organization.aws_organization(self._organization.accounts[account]).management_account


def _children(client: OrganizationsClient, parent: str) -> Iterator[tuple[str, str]]:
    pages = client.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
    return ((unit.get("Name", ""), unit.get("Id", "")) for page in pages for unit in page["OrganizationalUnits"])
