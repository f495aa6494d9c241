"""A role in every account by which the management account enters, as AWS Organizations makes one in new accounts."""

from __future__ import annotations

import json
from dataclasses import dataclass

from moto.iam.models import IAMBackend

from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.identifiers import root_arn
from mfa_binder.organization.partitions import PartitionName
from mfa_binder.simulator.state.deterministic_ids import stable_id

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class AccessRole:
    """The role's name, and what its trust policy asks for besides the management account."""

    role: str = "OrganizationAccountAccessRole"
    external_id: str | None = None
    requires_mfa: bool = False

    def open(self, iam: IAMBackend, account: Account, organization: AwsOrganization, partition: PartitionName) -> None:
        """Make the role in an account, unless it is the management account itself or has a role of that name."""
        names = {role.name for role in iam.roles.values()}
        if account.key == organization.management_account or self.role in names:
            return
        created = iam.create_role(
            role_name=self.role,
            assume_role_policy_document=self._trust(root_arn(partition.value, organization.management_account)),
            path="/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration=str(_HOUR),
        )
        del iam.roles[created.id]
        created.id = stable_id("AROA", account.key, self.role)
        iam.roles[created.id] = created

    def _trust(self, management: str) -> str:
        condition: dict[str, dict[str, str]] = {}
        if self.external_id is not None:
            condition["StringEquals"] = {"sts:ExternalId": self.external_id}
        if self.requires_mfa:
            condition["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
        statement = {"Effect": "Allow", "Principal": {"AWS": management}, "Action": "sts:AssumeRole"}
        whole = {**statement, "Condition": condition} if condition else statement
        return json.dumps({"Version": "2012-10-17", "Statement": [whole]})
