"""Conditions about an AWS organization, asked with boto3 as the management account's administrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from mfa_binder.book.conditions import Condition
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.simulator_clients import SimulatorClients

if TYPE_CHECKING:
    from mypy_boto3_organizations import OrganizationsClient

_ROOT = "Root"
_SCP: Final = "SERVICE_CONTROL_POLICY"


class OrganizationConditionChecks:
    """`judges` say whether a condition holds, by the word that begins it."""

    def __init__(self, clients: SimulatorClients, organization: Organization) -> None:
        self._clients = clients
        self._organization = organization
        self.judges: Mapping[str, Callable[[Condition], bool]] = {
            "scp": lambda c: str(c["scp"]) in self._policies(str(c["in"])),
            "no_scp": lambda c: str(c["no_scp"]) not in self._policies(str(c["in"])),
            "attached": lambda c: str(c["attached"]) in self._attached(str(c["to"]), str(c["in"])),
            "detached": lambda c: str(c["detached"]) not in self._attached(str(c["from"]), str(c["in"])),
            "unit": lambda c: self._parent(str(c["of"])) == self._unit(str(c["unit"]), str(c["of"])),
            "outside": lambda c: str(c["outside"]) not in self._members(str(c["outside"])),
            "account_state": lambda c: self._state(str(c["of"])) == c["account_state"],
            "root_feature": lambda c: str(c["root_feature"]) in self._features(str(c["in"])),
            "no_root_feature": lambda c: str(c["no_root_feature"]) not in self._features(str(c["in"])),
            "trusted": lambda c: str(c["trusted"]) in self._trusted(str(c["in"])),
            "not_trusted": lambda c: str(c["not_trusted"]) not in self._trusted(str(c["in"])),
        }

    def _policies(self, account: str) -> frozenset[str]:
        pages = self._asked(account).get_paginator("list_policies").paginate(Filter=_SCP)
        return frozenset(policy.get("Name", "") for page in pages for policy in page["Policies"])

    def _attached(self, target: str, account: str) -> frozenset[str]:
        found = self._unit(target, account) if target.split("/")[0] == _ROOT else target
        pages = self._asked(account).get_paginator("list_policies_for_target").paginate(TargetId=found, Filter=_SCP)
        return frozenset(policy.get("Name", "") for page in pages for policy in page["Policies"])

    def _parent(self, account: str) -> str:
        (parent,) = self._asked(account).list_parents(ChildId=account)["Parents"]
        return parent.get("Id", "")

    def _members(self, account: str) -> frozenset[str]:
        pages = self._asked(account).get_paginator("list_accounts").paginate()
        return frozenset(member.get("Id", "") for page in pages for member in page["Accounts"])

    def _state(self, account: str) -> str:
        return self._asked(account).describe_account(AccountId=account)["Account"].get("State", "")

    def _features(self, account: str) -> frozenset[str]:
        iam = self._clients.iam(self._management(account))
        if "iam.amazonaws.com" not in self._trusted(account):
            return frozenset()
        return frozenset(iam.list_organizations_features()["EnabledFeatures"])

    def _trusted(self, account: str) -> frozenset[str]:
        pages = self._asked(account).get_paginator("list_aws_service_access_for_organization").paginate()
        services = (service for page in pages for service in page["EnabledServicePrincipals"])
        return frozenset(service.get("ServicePrincipal", "") for service in services)

    def _unit(self, path: str, account: str) -> str:
        """The id of the unit at a path from Root. Raises ValueError if there is none."""
        asked = self._asked(account)
        found = asked.list_roots()["Roots"][0].get("Id", "")
        for name in path.split("/")[1:]:
            found = next((unit for child, unit in _children(asked, found) if child == name), "")
            if not found:
                raise ValueError(f"there is no unit {path}")
        return found

    def _asked(self, account: str) -> OrganizationsClient:
        return self._clients.organizations(self._management(account))

    def _management(self, account: str) -> str:
        if account not in self._organization.accounts:
            raise ValueError(f"there is no account {account} in the inventory")
        return self._organization.aws_organization(self._organization.accounts[account]).management_account


def _children(asked: OrganizationsClient, parent: str) -> Iterator[tuple[str, str]]:
    pages = asked.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
    return ((unit.get("Name", ""), unit.get("Id", "")) for page in pages for unit in page["OrganizationalUnits"])
