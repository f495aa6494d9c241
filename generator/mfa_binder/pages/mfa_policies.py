"""The policies that sheets have readers save and attach, and what IAM's simulator is asked of each before.

Each comes with verdicts, how it must decide, which the rehearsal tries against IAM as it is simulated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mfa_binder.book.conditions import Condition, parse_condition
from mfa_binder.organization.partitions import PartitionName
from mfa_binder.policies.policy_decision import ALLOWED, EXPLICIT_DENY

_OWN_SIGN_IN = ("iam:GetUser", "iam:ListMFADevices", "iam:ResyncMFADevice")
"""What a user does to the own devices on the way to a session with MFA."""

_ACTIVATE = {"iam:RegisterSecurityKey": "Activate"}
"""The context of a request that registers a security key; a token's has no such key."""


@dataclass(frozen=True)
class PrintedPolicy:
    """A policy on a sheet."""

    name: str
    """The name of its file, without `.json`."""
    statements: tuple[Mapping[str, Any], ...]
    verdicts: tuple[Mapping[str, str], ...]
    """How it must decide."""

    @property
    def file(self) -> str:
        """The file that the reader saves."""
        return f"{self.name}.json"

    @property
    def document(self) -> Mapping[str, Any]:
        """The text of the policy, as JSON holds it."""
        return {"Version": "2012-10-17", "Statement": self.statements}


class ContextEntry(NamedTuple):
    """A fact about a request that the simulator is told."""

    key: str
    value: str
    type: str
    """Of the value: `string` or `boolean`."""

    @property
    def words(self) -> str:
        """As the AWS CLI takes it."""
        return f"ContextKeyName={self.key},ContextKeyValues={self.value},ContextKeyType={self.type}"


@dataclass(frozen=True)
class SimulatorQuestion:
    """What `simulate-custom-policy` is asked of a policy beside one that allows everything, and its right answer."""

    policy: PrintedPolicy
    actions: tuple[str, ...]
    decision: str
    """The answer to each of the actions."""
    context: tuple[ContextEntry, ...] = ()
    resources: tuple[str, ...] = ()
    """ARNs; none: any resource."""

    @property
    def options(self) -> Mapping[str, object]:
        """The options of the command, but for the policies."""
        options: dict[str, object] = {"action_names": self.actions}
        if self.resources:
            options["resource_arns"] = self.resources
        if self.context:
            options["context_entries"] = tuple(entry.words for entry in self.context)
        return {**options, "query": "EvaluationResults[].[EvalActionName,EvalDecision]", "output": "text"}

    @property
    def outcome(self) -> tuple[Condition, ...]:
        """What the command prints, as conditions."""
        return tuple(parse_condition({"prints": f"{action}\t{self.decision}"}) for action in self.actions)


class MfaQuestions(NamedTuple):
    """What is asked of the policy that demands MFA."""

    with_mfa: SimulatorQuestion
    without_mfa: SimulatorQuestion
    access_key: SimulatorQuestion
    own_sign_in: SimulatorQuestion
    theft: SimulatorQuestion
    aws_service: SimulatorQuestion


class KeyQuestions(NamedTuple):
    """What is asked of the policy on security keys."""

    certified: SimulatorQuestion
    uncertified: SimulatorQuestion
    no_key: SimulatorQuestion


class RootQuestions(NamedTuple):
    """What is asked of the service control policy."""

    root: SimulatorQuestion
    user: SimulatorQuestion
    assumed_root: SimulatorQuestion


def deny_everything() -> PrintedPolicy:
    """Denies everything: permissions are looked up at every request, so open sessions end."""
    statement = {"Sid": "DenyEverythingUntilReplaced", "Effect": "Deny", "Action": "*", "Resource": "*"}
    denied = ("iam:ListUsers", "sts:AssumeRole", "s3:ListAllMyBuckets")
    return PrintedPolicy("deny-everything", (statement,), tuple({"denies": action} for action in denied))


def allow_everything() -> PrintedPolicy:
    """For tests only: without it the simulator calls all else `implicitDeny`, and no test could pass."""
    statement = {"Sid": "OnlyForTheTest", "Effect": "Allow", "Action": "*", "Resource": "*"}
    allowed = ("s3:ListAllMyBuckets", "iam:CreateUser")
    return PrintedPolicy("only-for-the-test", (statement,), tuple({"allows": action} for action in allowed))


@dataclass(frozen=True)
class MfaPolicies:
    """The policies of one partition."""

    partition: PartitionName

    @property
    def for_the_test(self) -> PrintedPolicy:
        """The policy that the others are tried with."""
        return allow_everything()

    @property
    def deny_without_mfa(self) -> PrintedPolicy:
        """Demands MFA for all but what leads to it."""
        allow = {
            "Sid": "AllowOwnSignIn",
            "Effect": "Allow",
            "Action": ("iam:EnableMFADevice", *_OWN_SIGN_IN),
            "Resource": (self._iam("*", "user/${aws:username}"), self._iam("*", "user/*/${aws:username}")),
        }
        # BoolIfExists: a request with a long-term key says nothing about MFA, and is denied too.
        deny = {
            "Sid": "DenyTheRestWithoutMfa",
            "Effect": "Deny",
            "NotAction": (*_OWN_SIGN_IN, "sts:GetSessionToken"),
            "Resource": "*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false", "aws:ViaAWSService": "false"}},
        }
        own = {"on": self._iam("123456789012", "user/anybody"), "aws:username": "anybody"}
        denied = ("s3:ListAllMyBuckets", "iam:CreateAccessKey", "iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice")
        verdicts: list[Mapping[str, str]] = [{"passes": "s3:ListAllMyBuckets", "aws:ViaAWSService": "true"}]
        for action in denied:
            verdicts += [{"denies": action, "without": "mfa"}, {"passes": action, "with": "mfa"}]
        verdicts += [{"allows": action, **own} for action in _OWN_SIGN_IN]
        verdicts.append({"allows": "iam:EnableMFADevice", "with": "mfa", **own})
        verdicts.append({"denies": "iam:EnableMFADevice", "without": "mfa", **own})
        verdicts.append({"passes": "sts:GetSessionToken"})
        return PrintedPolicy("deny-without-mfa", (allow, deny), tuple(verdicts))

    @property
    def only_certified_keys(self) -> PrintedPolicy:
        """Lets no security key register without a certification; GovCloud asks for FIPS."""
        statement = {
            "Sid": "DenyKeysWithoutCertification",
            "Effect": "Deny",
            "Action": "iam:EnableMFADevice",
            "Resource": "*",
            "Condition": {
                "StringEquals": dict(_ACTIVATE),
                "Null": dict.fromkeys(self.certifications, "true"),
            },
        }
        verdicts: tuple[Mapping[str, str], ...] = (
            {"denies": "iam:EnableMFADevice", **_ACTIVATE},
            {"passes": "iam:EnableMFADevice", **_ACTIVATE, **self._certified},
            {"passes": "iam:EnableMFADevice"},
            {"passes": "iam:DeactivateMFADevice", **_ACTIVATE},
        )
        return PrintedPolicy("only-certified-keys", (statement,), verdicts)

    @property
    def deny_root_in_members(self) -> PrintedPolicy:
        """Refuses everything to the root users of member accounts, except a session that AssumeRoot gave."""
        statement = {
            "Sid": "DenyRootInMembers",
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {
                "StringLike": {"aws:PrincipalArn": self._iam("*", "root")},
                "Null": {"aws:AssumedRoot": "true"},
            },
        }
        root = {"aws:PrincipalArn": self._iam("123456789012", "root")}
        user = {"aws:PrincipalArn": self._iam("123456789012", "user/anybody")}
        verdicts: tuple[Mapping[str, str], ...] = (
            {"denies": "s3:ListAllMyBuckets", **root},
            {"passes": "s3:ListAllMyBuckets", **user},
            {"passes": "iam:GetAccountSummary", **root, "aws:AssumedRoot": "true"},
        )
        return PrintedPolicy("deny-root-in-members", (statement,), verdicts)

    @property
    def certifications(self) -> tuple[str, ...]:
        """The condition keys of the certifications of which a key must have one."""
        if self.partition is PartitionName.GOVCLOUD:
            return ("iam:FIDO-FIPS-140-2-certification", "iam:FIDO-FIPS-140-3-certification")
        return ("iam:FIDO-certification",)

    def asked_of_mfa(self, account: str) -> MfaQuestions:
        """The questions for the policy that demands MFA, about a user of the account with this number."""
        work = ("s3:ListAllMyBuckets", "iam:CreateUser")
        with_mfa = (ContextEntry("aws:MultiFactorAuthPresent", "true", "boolean"),)
        without = (ContextEntry("aws:MultiFactorAuthPresent", "false", "boolean"),)
        anybody = (*without, ContextEntry("aws:username", "anybody", "string"))
        service = (ContextEntry("aws:ViaAWSService", "true", "boolean"),)
        own = (self._iam(account, "user/anybody"),)
        theft = ("DeactivateMFADevice", "EnableMFADevice", "CreateVirtualMFADevice", "ChangePassword")
        policy = self.deny_without_mfa
        return MfaQuestions(
            with_mfa=SimulatorQuestion(policy, work, ALLOWED, with_mfa),
            without_mfa=SimulatorQuestion(policy, work, EXPLICIT_DENY, without),
            access_key=SimulatorQuestion(policy, work, EXPLICIT_DENY),
            own_sign_in=SimulatorQuestion(policy, (*_OWN_SIGN_IN, "sts:GetSessionToken"), ALLOWED, anybody, own),
            theft=SimulatorQuestion(policy, tuple(f"iam:{name}" for name in theft), EXPLICIT_DENY, anybody, own),
            aws_service=SimulatorQuestion(policy, work[:1], ALLOWED, service),
        )

    @property
    def asked_of_keys(self) -> KeyQuestions:
        """The questions for the policy on security keys."""
        key = tuple(ContextEntry(name, value, "string") for name, value in _ACTIVATE.items())
        certified = tuple(ContextEntry(name, value, "string") for name, value in self._certified.items())
        policy, enabling = self.only_certified_keys, ("iam:EnableMFADevice",)
        return KeyQuestions(
            certified=SimulatorQuestion(policy, enabling, ALLOWED, (*key, *certified)),
            uncertified=SimulatorQuestion(policy, enabling, EXPLICIT_DENY, key),
            no_key=SimulatorQuestion(policy, enabling, ALLOWED),
        )

    def asked_of_root(self, member: str) -> RootQuestions:
        """The questions for the service control policy, about the member account with this number."""
        root = ContextEntry("aws:PrincipalArn", self._iam(member, "root"), "string")
        user = ContextEntry("aws:PrincipalArn", self._iam(member, "user/anybody"), "string")
        assumed = ContextEntry("aws:AssumedRoot", "true", "boolean")
        policy, listing = self.deny_root_in_members, ("s3:ListAllMyBuckets",)
        return RootQuestions(
            root=SimulatorQuestion(policy, listing, EXPLICIT_DENY, (root,)),
            user=SimulatorQuestion(policy, listing, ALLOWED, (user,)),
            assumed_root=SimulatorQuestion(policy, ("iam:GetAccountSummary",), ALLOWED, (root, assumed)),
        )

    @property
    def _certified(self) -> Mapping[str, str]:
        """The context of a key that has a certification."""
        is_fips = self.partition is PartitionName.GOVCLOUD
        return {self.certifications[0]: "L2" if is_fips else "L1"}

    def _iam(self, account: str, resource: str) -> str:
        return f"arn:{self.partition.value}:iam::{account}:{resource}"
