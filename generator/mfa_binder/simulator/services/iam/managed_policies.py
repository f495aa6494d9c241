"""IAM's operations on managed policies: AWS's own are there when a request names one.

moto can hold all of them from the start, which costs time and memory for every account; so one is
put into an account when it is first named. A list of them all is therefore not simulated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy

from mfa_binder.simulator.aws_errors import access_denied, not_simulated
from mfa_binder.simulator.services.iam.iam_service import IamService
from mfa_binder.simulator.state.deterministic_ids import stable_id


class ManagedPolicyOperations(IamService):
    """What needs AWS's managed policies. The method names are moto's way of finding an operation."""

    def _check(self, action: str) -> None:
        super()._check(action)
        for parameter in ("PolicyArn", "PermissionsBoundary"):
            arn = str(self.optional(parameter))
            if arn.startswith(self._aws_prefix) and arn not in self.state.iam.managed_policies:
                self._load(arn)

    def list_policies(self) -> ActionResult:
        """The account's own policies, and those that are attached."""
        if self.optional("Scope") != "Local" and not self.optional("OnlyAttached"):
            raise not_simulated("iam ListPolicies of all of AWS's own policies")
        return super().list_policies()

    def delete_policy(self) -> ActionResult:
        """Delete a policy of the account's own."""
        arn = self.text("PolicyArn")
        if arn.startswith(self._aws_prefix):
            raise access_denied(f"{arn} is AWS's own and cannot be deleted.")
        return super().delete_policy()

    @property
    def _aws_prefix(self) -> str:
        return f"arn:{self.state.partition.name.value}:iam::aws:policy/"

    def _load(self, arn: str) -> None:
        name = arn.rpartition("/")[2]
        record = _aws_policies().get(name)
        if record is None:
            return
        iam = self.state.iam
        policy = AWSManagedPolicy.from_data(name, iam.account_id, self.state.partition.name.value, dict(record))
        policy.id = stable_id("ANPA", arn)
        if policy.arn == arn:
            iam.managed_policies[arn] = policy


@cache
def _aws_policies() -> Mapping[str, Mapping[str, Any]]:
    policies: Mapping[str, Mapping[str, Any]] = json.loads(aws_managed_policies_data)
    return policies
