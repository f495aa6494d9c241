"""The operations of AWS Organizations on policies, trusted services and delegated administrators.

Codes and messages are those of the botocore model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from moto.organizations.models import FakeAccount, FakeOrganizationalUnit, FakePolicy

from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.policies.policy_text import parse_statements
from mfa_binder.simulator.aws_errors import AwsError, not_simulated
from mfa_binder.simulator.services.organizations.organizations_service import (
    NOTHING,
    OrganizationsService,
    json_answer,
    not_found,
)
from mfa_binder.simulator.state.organization_tree import SCP

_LONGEST_SCP = 10_240
_MOST = 10
"""Characters of an SCP and SCPs per target ("Quotas for AWS Organizations")."""


class PolicyOperations(OrganizationsService):
    """CreatePolicy and its neighbours, for service control policies only."""

    def create_policy(self) -> str:
        """A new policy, attached to nothing."""
        kind, name, content = self.text("Type"), self.text("Name"), self.text("Content")
        self._demand_scp(kind)
        if any(policy.name == name for policy in self.tree.policies):
            raise AwsError("DuplicatePolicyException", "A policy with the same name already exists.")
        _demand_policy(content)
        return json_answer(self.tree.policy(name, self.text("Description"), content).describe())

    def update_policy(self) -> str:
        """Another name, description or content."""
        policy = self._policy()
        self._demand_own(policy)
        if self.optional("Content") is not None:
            _demand_policy(self.text("Content"))
        policy.name = self.optional("Name") or policy.name
        policy.description = self.optional("Description") or policy.description
        policy.content = self.optional("Content") or policy.content
        return json_answer(policy.describe())

    def describe_policy(self) -> str:
        """A policy and its text."""
        return json_answer(self._policy().describe())

    def delete_policy(self) -> str:
        """Delete a policy that is attached to nothing."""
        policy = self._policy()
        self._demand_own(policy)
        if policy.attachments:
            raise AwsError("PolicyInUseException", "The policy is attached to one or more entities.")
        self.tree.policies.remove(policy)
        return NOTHING

    def attach_policy(self) -> str:
        """Attach a policy to a root, unit or account."""
        policy, target = self._policy(), self._target()
        if not any(kind["Type"] == policy.type for kind in self.tree.root.policy_types):
            raise AwsError(
                "PolicyTypeNotEnabledException", "The specified policy type isn't currently enabled in this root."
            )
        if policy in target.attached_policies:
            raise AwsError(
                "DuplicatePolicyAttachmentException", "The selected policy is already attached to the specified target."
            )
        if len(target.attached_policies) >= _MOST:
            raise AwsError("ConstraintViolationException", f"You can attach at most {_MOST} policies of this type.")
        self.tree.attach(policy, target)
        return NOTHING

    def detach_policy(self) -> str:
        """Detach a policy; one must stay."""
        policy, target = self._policy(), self._target()
        if policy not in target.attached_policies:
            raise AwsError("PolicyNotAttachedException", "The policy isn't attached to the specified target.")
        if len(target.attached_policies) == 1:
            raise AwsError("ConstraintViolationException", "You cannot remove the last policy attached to the target.")
        self.tree.detach(policy, target)
        return NOTHING

    def list_policies(self) -> str:
        """The policies of one type."""
        self._demand_scp(self.text("Filter"))
        return self._summaries(self.tree.policies)

    def list_policies_for_target(self) -> str:
        """The policies attached right to a root, unit or account."""
        self._demand_scp(self.text("Filter"))
        return self._summaries(self._target().attached_policies)

    def list_targets_for_policy(self) -> str:
        """What a policy is attached to."""
        policy = self._policy()
        attached = self.tree.attachments(policy)
        targets = [{"TargetId": one.id, "Arn": one.arn, "Name": one.name, "Type": one.type} for one in attached]
        return self.in_parts("Targets", targets)

    def enable_policy_type(self) -> str:
        """Let policies of a type be attached."""
        self._demand_scp(self.text("PolicyType"))
        return json_answer(self.tree.backend.enable_policy_type(**self.request_params))

    def _summaries(self, policies: list[FakePolicy]) -> str:
        return self.in_parts("Policies", [policy.describe()["Policy"]["PolicySummary"] for policy in policies])

    def _policy(self) -> FakePolicy:
        wanted = self.text("PolicyId")
        policy = next((policy for policy in self.tree.policies if policy.id == wanted), None)
        if policy is None:
            raise not_found("Policy", "We can't find a policy with the PolicyId that you specified.")
        return policy

    def _target(self) -> FakeOrganizationalUnit | FakeAccount:
        target = self.tree.target(self.text("TargetId"))
        if target is None:
            raise not_found("Target", "We can't find a root, OU, account, or policy with the TargetId.")
        return target

    def _demand_own(self, policy: FakePolicy) -> None:
        if policy.aws_managed:
            raise AwsError("AccessDeniedException", "You don't have permissions to access this resource.")

    def _demand_scp(self, kind: str) -> None:
        if kind != SCP:
            raise not_simulated(f"organizations with policies of the type {kind}")


def _demand_policy(content: str) -> None:
    try:
        parse_statements(content)
    except ValueError:
        wrong = True
    else:
        wrong = len(content) > _LONGEST_SCP
    if wrong:
        raise AwsError(
            "MalformedPolicyDocumentException", "The provided policy document doesn't meet the requirements."
        )


class TrustOperations(OrganizationsService):
    """EnableAWSServiceAccess and its neighbours. Which services AWS would take is not checked."""

    def enable_aws_service_access(self) -> str:
        """Trust a service; without effect if it is trusted."""
        self.organization.trusted.setdefault(self.text("ServicePrincipal"), self.simulation.clock.now)
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
        services[service] = self.simulation.clock.now
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
        account = self.simulation.organization.accounts[key]
        if self.organization.manages(account) or account.status is not AccountStatus.ACTIVE:
            raise AwsError("ConstraintViolationException", "Only an active member account can administer a service.")


def _services(found: Mapping[str, datetime], date: str) -> list[dict[str, Any]]:
    return [{"ServicePrincipal": name, date: since.timestamp()} for name, since in sorted(found.items())]
