"""STS AssumeRoot: a privileged session as the root user of a member account.

Who may, for whom and for how long is AWS's word (STS API reference, IAM User Guide "Centrally manage
root access"). AWS's messages for its refusals were not found: these are ours. Partly simulated: AWS
takes the call only at a regional endpoint, and the signature of the global one names us-east-1 too,
so the two cannot be told apart here.
"""

from __future__ import annotations

import re

from moto.core.responses import ActionResult

from mfa_binder.organization.aws_accounts import Account, AccountStatus
from mfa_binder.organization.identifiers import root_arn
from mfa_binder.simulator.callers import Caller
from mfa_binder.simulator.organizations.state import CREDENTIALS, IAM_SERVICE, SESSIONS, OrganizationState
from mfa_binder.simulator.refusals import AwsError, access_denied, not_simulated, validation_error
from mfa_binder.simulator.root_tasks import task_of
from mfa_binder.simulator.sts.base import StsService

_TARGET = re.compile(r"(?P<account>\d{12})|arn:[\w-]+:iam::(?P<owner>\d{12}):root")
_LONGEST_SECONDS = 900


class RootSessions(StsService):
    """AssumeRoot. The method name is moto's way of finding an operation."""

    def assume_root(self) -> ActionResult:
        """Credentials of a member's root user, good for one task."""
        task = task_of(str(self.optional("TaskPolicyArn")["arn"]))
        if task is None:
            raise validation_error("TaskPolicyArn is not one of the AWS managed root-task policies.")
        account = self._member(self.text("TargetPrincipal"))
        partition = self.world.organization.partition(account)
        if not partition.root_user:
            raise not_simulated(f"sts AssumeRoot in {partition.name.value}, which has no root user,")
        arn = root_arn(partition.name.value, account.key)
        holder = Caller(account=account.key, arn=arn, user_id=account.key, root_task=task)
        return ActionResult({"Credentials": self._credentials(holder, self._duration(_LONGEST_SECONDS), None)})

    def _member(self, target: str) -> Account:
        """The member account that the caller may enter, or AccessDenied."""
        match = _TARGET.fullmatch(target)
        if match is None:
            raise validation_error(f"{target} is neither an account nor its root user")
        account = self.world.organization.accounts.get(match["account"] or match["owner"])
        organization = self.world.organization_of(self.state.account)
        if not organization.administers(self.state.account, IAM_SERVICE):
            raise self._may_not(target, "the caller is neither in the management account nor a delegated administrator")
        if account is None or self.world.organization_of(account) is not organization:
            raise self._may_not(target, "it is no account of the organization")
        if organization.manages(account) or account.status is not AccountStatus.ACTIVE:
            raise self._may_not(target, "it is no active member account")
        self._demand_features(organization, target)
        return account

    def _demand_features(self, organization: OrganizationState, target: str) -> None:
        """AWS documents that central root access must be on, not which half of it a task needs."""
        if not organization.features:
            raise self._may_not(target, "centralized root access is not enabled")
        if organization.features != {CREDENTIALS, SESSIONS}:
            raise not_simulated("sts AssumeRoot with only one feature of centralized root access")

    def _may_not(self, target: str, reason: str) -> AwsError:
        return access_denied(
            f"User: {self.caller.arn} is not authorized to perform: sts:AssumeRoot on resource: {target}: {reason}"
        )
