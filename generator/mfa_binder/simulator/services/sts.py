"""STS as simulated: sessions that differ, end, and know whether a code was given for them; AssumeRoot.

Who may, for whom and for how long is AWS's word (STS API reference, IAM User Guide "Centrally manage
root access"). AWS's messages for its refusals were not found: these are ours. Partly simulated: AWS
takes the call only at a regional endpoint, and the signature of the global one names us-east-1 too,
so the two cannot be told apart here.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from moto.core.responses import ActionResult
from moto.iam.models import Role
from moto.sts.responses import TokenResponse

from mfa_binder.organization.aws_accounts import Account, AccountStatus
from mfa_binder.organization.identifiers import root_arn
from mfa_binder.policies.policy_text import parse_statements
from mfa_binder.policies.trust_decision import TrustRequest, judge_trust, mfa_entries, policy_statements
from mfa_binder.simulator.aws_errors import AwsError, access_denied, not_simulated, validation_error
from mfa_binder.simulator.policy.authorization import policy_json, request_context
from mfa_binder.simulator.policy.root_tasks import root_task_of
from mfa_binder.simulator.services.simulated_service import SimulatedService
from mfa_binder.simulator.state.deterministic_ids import access_key_id, secret_access_key, session_token
from mfa_binder.simulator.state.device_registrations import DeviceRegistrations
from mfa_binder.simulator.state.organization_settings import CREDENTIALS, IAM_SERVICE, SESSIONS, OrganizationSettings
from mfa_binder.simulator.state.request_signers import RequestSigner, TemporarySession


class StsService(SimulatedService, TokenResponse):
    """Base of the STS operations."""

    def _duration(self, default: int) -> int:
        seconds = self.optional("DurationSeconds")
        return default if seconds is None else int(seconds)

    def _credentials(self, holder: RequestSigner, seconds: int, mfa_at: datetime | None) -> dict[str, str | datetime]:
        unique = (holder.arn, str(len(self.simulation.sessions)))
        session = TemporarySession(
            access_key_id=access_key_id(*unique, prefix="ASIA"),
            secret_access_key=secret_access_key(*unique),
            session_token=session_token(*unique),
            began=self.simulation.clock.now,
            expiration=self.simulation.clock.now + timedelta(seconds=seconds),
            holder=holder,
            mfa_at=mfa_at,
        )
        self.simulation.sessions[session.access_key_id] = session
        return {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "SessionToken": session.session_token,
            "Expiration": session.expiration,
        }


_TARGET = re.compile(r"(?P<account>\d{12})|arn:[\w-]+:iam::(?P<owner>\d{12}):root")
_LONGEST_SECONDS = 900


class RootSessions(StsService):
    """AssumeRoot. The method name is moto's way of finding an operation."""

    def assume_root(self) -> ActionResult:
        """Credentials of a member's root user, good for one task."""
        task = root_task_of(str(self.optional("TaskPolicyArn")["arn"]))
        if task is None:
            raise validation_error("TaskPolicyArn is not one of the AWS managed root-task policies.")
        account = self._member(self.text("TargetPrincipal"))
        partition = self.simulation.organization.partition(account)
        if not partition.root_user:
            raise not_simulated(f"sts AssumeRoot in {partition.name.value}, which has no root user,")
        arn = root_arn(partition.name.value, account.key)
        holder = RequestSigner(account=account.key, arn=arn, user_id=account.key, root_task=task)
        return ActionResult({"Credentials": self._credentials(holder, self._duration(_LONGEST_SECONDS), None)})

    def _member(self, target: str) -> Account:
        """The member account that the caller may enter, or AccessDenied."""
        match = _TARGET.fullmatch(target)
        if match is None:
            raise validation_error(f"{target} is neither an account nor its root user")
        account = self.simulation.organization.accounts.get(match["account"] or match["owner"])
        organization = self.simulation.organization_of(self.state.account)
        if not organization.administers(self.state.account, IAM_SERVICE):
            raise self._may_not(target, "the caller is neither in the management account nor a delegated administrator")
        if account is None or self.simulation.organization_of(account) is not organization:
            raise self._may_not(target, "it is no account of the organization")
        if organization.manages(account) or account.status is not AccountStatus.ACTIVE:
            raise self._may_not(target, "it is no active member account")
        self._demand_features(organization, target)
        return account

    def _demand_features(self, organization: OrganizationSettings, target: str) -> None:
        """AWS documents that central root access must be on, not which half of it a task needs."""
        if not organization.features:
            raise self._may_not(target, "centralized root access is not enabled")
        if organization.features != {CREDENTIALS, SESSIONS}:
            raise not_simulated("sts AssumeRoot with only one feature of centralized root access")

    def _may_not(self, target: str, reason: str) -> AwsError:
        return access_denied(
            f"User: {self.caller.arn} is not authorized to perform: sts:AssumeRoot on resource: {target}: {reason}"
        )


_ROLE_ARN = re.compile(r"arn:[\w-]+:iam::(?P<account>\d{12}):role/(?P<path>.+)")
_SIMULATED = ("AssumeRole", "AssumeRoot", "GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo")
_WITH_A_SESSION = ("AssumeRole", "GetCallerIdentity")
"""All that credentials of GetSessionToken may call of STS (botocore, GetSessionToken)."""
_AS_ROOT = ("GetCallerIdentity",)
"""Needs no permission, so no task policy denies it (STS API reference); root may not assume anything."""
_CHAINED_SECONDS = 3600
"""The longest session of a role that was assumed with the credentials of a role or of GetSessionToken.

For a role's it is AWS's word (STS API reference, AssumeRole); that STS counts GetSessionToken's among them, and the
message, is told in coinbase/assume-role#24, 99designs/aws-vault#263 and mmmorris1975/aws-runas#11.
"""


class SimulatedSts(RootSessions):
    """GetSessionToken, AssumeRole, AssumeRoot, GetCallerIdentity, GetAccessKeyInfo; no others are simulated."""

    def _check(self, action: str) -> None:
        super()._check(action)
        if action not in _SIMULATED:
            raise not_simulated(f"sts {action}")
        if self.caller.session is not None and action not in self._callable_with_a_session():
            raise access_denied(f"Cannot call {action} with session credentials")

    def _callable_with_a_session(self) -> tuple[str, ...]:
        if self.caller.root_task is not None:
            return _AS_ROOT
        return _WITH_A_SESSION if self.caller.role_arn is None else (*_WITH_A_SESSION, "AssumeRoot")

    def get_caller_identity(self) -> ActionResult:
        """Who signed the request."""
        caller = self.caller
        return ActionResult({"UserId": caller.user_id, "Account": caller.account, "Arn": caller.arn})

    def get_access_key_info(self) -> ActionResult:
        """Which account an access key belongs to."""
        key = self.text("AccessKeyId")
        session, owner = self.simulation.sessions.get(key), self.simulation.keys.get(key)
        found = session.holder.account if session is not None else owner.account if owner is not None else None
        if found is None:
            raise access_denied(f"Access key {key} belongs to no account.")
        return ActionResult({"Account": found})

    def get_session_token(self) -> ActionResult:
        """Credentials for the user who calls, with MFA if a code was given."""
        mfa_at = self.simulation.clock.now if self._code_given() else None
        return ActionResult({"Credentials": self._credentials(self.caller, self._duration(43_200), mfa_at)})

    def assume_role(self) -> ActionResult:
        """Credentials of a role whose trust policy lets the caller in."""
        arn = self.text("RoleArn")
        role, account = self._role(arn)
        code_given = self._code_given()
        self._demand_trust(role, code_given)
        seconds = self._role_duration(role)
        session_name = self.text("RoleSessionName")
        partition = self.simulation.account(account).partition.name.value
        holder = RequestSigner(
            account=account,
            arn=f"arn:{partition}:sts::{account}:assumed-role/{role.name}/{session_name}",
            user_id=f"{role.id}:{session_name}",
            role_arn=arn,
            session_policies=self._session_policies(account),
        )
        return ActionResult(
            {
                "Credentials": self._credentials(holder, seconds, None),
                "AssumedRoleUser": {"AssumedRoleId": holder.user_id, "Arn": holder.arn},
            }
        )

    def _code_given(self) -> bool:
        """Use up the code of the request; False if it has none. Refuses a wrong one."""
        serial, code = self.optional("SerialNumber"), self.optional("TokenCode")
        if serial is None and code is None:
            return False
        if serial is None or code is None:
            raise access_denied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
            )
        right = DeviceRegistrations(self.simulation, self.state).verify(self.caller.user or "", str(serial), str(code))
        if right is None:
            raise access_denied(
                "MultiFactorAuthentication failed, unable to validate MFA code. "
                "Please verify your MFA serial number is valid and associated with this user."
            )
        if not right:
            raise access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code.")
        return True

    def _role(self, arn: str) -> tuple[Role, str]:
        match = _ROLE_ARN.fullmatch(arn)
        if match is None:
            raise validation_error(f"{arn} is invalid")
        if match["account"] in self.simulation.organization.accounts:
            for role in self.simulation.account(match["account"]).iam.roles.values():
                if role.arn == arn:
                    return role, match["account"]
        raise self._may_not_assume(arn)

    def _may_not_assume(self, arn: str) -> AwsError:
        return access_denied(f"User: {self.caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}")

    def _demand_trust(self, role: Role, code_given: bool) -> None:
        caller = self.caller
        arn = caller.role_arn or caller.arn
        root = root_arn(self.state.partition.name.value, caller.account)
        now = mfa_entries(True, 0) if code_given else {}
        context = request_context(self.simulation, caller, self._get_params(), now)
        request = TrustRequest(frozenset((caller.arn, caller.account, root, arn)), arn, context)
        verdict = judge_trust(policy_statements(role.assume_role_policy_document), request)
        if verdict.enters is None:
            raise not_simulated("; ".join(verdict.unclear))
        if not verdict.enters:
            raise self._may_not_assume(str(role.arn))

    def _session_policies(self, account: str) -> tuple[str, ...]:
        """The policies that narrow the session: Policy, and the managed ones of the role's account."""
        inline = self.optional("Policy")
        try:
            found = [] if inline is None or not parse_statements(str(inline)) else [str(inline)]
        except ValueError as wrong:
            raise AwsError("MalformedPolicyDocument", f"The policy is malformed: {wrong}") from None
        policies = self.simulation.account(account).iam.managed_policies
        for named in self.optional("PolicyArns") or ():
            if named["arn"] not in policies:
                raise not_simulated(f"sts AssumeRole with the session policy {named['arn']}")
            found.append(policy_json(policies[named["arn"]]))
        return tuple(found)

    def _role_duration(self, role: Role) -> int:
        seconds = self._duration(3600)
        if self.caller.session is not None and seconds > _CHAINED_SECONDS:
            raise validation_error(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
            )
        if seconds > int(role.max_session_duration or 3600):
            raise validation_error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        return seconds
