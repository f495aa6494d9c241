"""STS as simulated: sessions that differ, end, and know whether a code was given for them."""

from __future__ import annotations

import re

from moto.core.responses import ActionResult
from moto.iam.models import Role

from mfa_binder.organization.identifiers import root_arn
from mfa_binder.policies.text import statements
from mfa_binder.policies.trust import TrustRequest, judge_trust, mfa_entries, policy_statements
from mfa_binder.simulator.callers import Caller
from mfa_binder.simulator.denials import policy_text, request_context
from mfa_binder.simulator.refusals import AwsError, access_denied, not_simulated, validation_error
from mfa_binder.simulator.registrations import Registrations
from mfa_binder.simulator.sts.root_sessions import RootSessions

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
        session, owner = self.world.sessions.get(key), self.world.keys.get(key)
        found = session.holder.account if session is not None else owner.account if owner is not None else None
        if found is None:
            raise access_denied(f"Access key {key} belongs to no account.")
        return ActionResult({"Account": found})

    def get_session_token(self) -> ActionResult:
        """Credentials for the user who calls, with MFA if a code was given."""
        mfa_at = self.world.clock.now if self._code_given() else None
        return ActionResult({"Credentials": self._credentials(self.caller, self._duration(43_200), mfa_at)})

    def assume_role(self) -> ActionResult:
        """Credentials of a role whose trust policy lets the caller in."""
        arn = self.text("RoleArn")
        role, account = self._role(arn)
        code_given = self._code_given()
        self._demand_trust(role, code_given)
        seconds = self._role_duration(role)
        session_name = self.text("RoleSessionName")
        partition = self.world.account(account).partition.name.value
        holder = Caller(
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
        right = Registrations(self.world, self.state).verify(self.caller.user or "", str(serial), str(code))
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
        if match["account"] in self.world.organization.accounts:
            for role in self.world.account(match["account"]).iam.roles.values():
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
        context = request_context(self.world, caller, self._get_params(), now)
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
            found = [] if inline is None or not statements(str(inline)) else [str(inline)]
        except ValueError as wrong:
            raise AwsError("MalformedPolicyDocument", f"The policy is malformed: {wrong}") from None
        policies = self.world.account(account).iam.managed_policies
        for named in self.optional("PolicyArns") or ():
            if named["arn"] not in policies:
                raise not_simulated(f"sts AssumeRole with the session policy {named['arn']}")
            found.append(policy_text(policies[named["arn"]]))
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
