"""Conditions: what must hold before or after a block, or is made to hold before a page begins.

Each is a class, and nothing about it is written anywhere else: its words are the aliases of its fields, what it
means is its docstring, when it may be asked and whether it can be brought about is its base. Who asks or brings
about conditions matches on the classes. To add one: a class here, and its place in `Condition`; mypy names
every match that lacks it, and `docs/templates.md` is generated.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, cast, get_args

from pydantic import AfterValidator, Field, PlainValidator

from mfa_binder.book.records import AsWritten, WordedRecord, forms_by_word, parse_form
from mfa_binder.book.reference_fields import AccountField, ActorField, IamUserField, PrincipalField


class ConditionRecord(WordedRecord):
    """What all conditions have in common."""

    is_negative: ClassVar[bool] = False
    """Whether it says that something is not so: it holds where its opposite does not."""


class StateCondition(ConditionRecord):
    """A state of AWS that can be asked for before and after a block, and brought about in a simulator."""


class ObservedCondition(ConditionRecord):
    """A state of AWS that can be asked for before and after a block, and that nobody brings about by itself."""


class OutputCondition(ConditionRecord):
    """What a block prints: it can be asked only after the block."""


# -- devices


class DeviceRegistered(StateCondition):
    """The device is listed for the principal."""

    device: str = Field(alias="registered")
    principal: PrincipalField = Field(alias="to")


class DeviceUnregistered(StateCondition):
    """The device is not listed for the principal."""

    is_negative = True
    device: str = Field(alias="unregistered")
    principal: PrincipalField = Field(alias="from")


class TokenInSync(StateCondition):
    """The token's codes are accepted."""

    device: str = Field(alias="in_sync")


class TokenOutOfSync(StateCondition):
    """The token has drifted: its codes are refused."""

    is_negative = True
    device: str = Field(alias="out_of_sync")


class SignsInWithDevice(ObservedCondition):
    """A session can be had with the device's code."""

    principal: PrincipalField = Field(alias="signs_in")
    device: str = Field(alias="with")


# -- credentials

CredentialState = Literal["none", "inactive", "active"]
PasswordState = Literal["none", "present"]


class AccessKeyState(StateCondition):
    """The access keys are so. Active: one of them at least is."""

    state: CredentialState = Field(alias="access_keys")
    principal: PrincipalField = Field(alias="of")


class OtherCredentialState(StateCondition):
    """The same is so of an IAM user's SSH public keys, signing certificates and service-specific credentials."""

    state: CredentialState = Field(alias="other_credentials")
    user: IamUserField = Field(alias="of")


class ConsolePasswordState(StateCondition):
    """There is a password for the console, or none."""

    state: PasswordState = Field(alias="password")
    principal: PrincipalField = Field(alias="of")


class AccessKeyRefused(ObservedCondition):
    """AWS knows the long-term access key no more."""

    actor: ActorField = Field(alias="refused")


class UserExists(ObservedCondition):
    """There is such an IAM user, or there is none."""

    user: IamUserField = Field(alias="user")
    exists: bool = Field(alias="exists")


# -- root users


class RootMfaEnabled(ObservedCondition):
    """GetAccountSummary says that the root user has MFA, or that it has none."""

    enabled: bool = Field(alias="root_mfa")
    account: AccountField = Field(alias="in")


class RootVirtualDevice(StateCondition):
    """The root user has a virtual MFA device, or none."""

    present: bool = Field(alias="root_virtual")
    account: AccountField = Field(alias="in")


# -- policies of users and groups


class InlinePolicy(StateCondition):
    """An inline policy of that name is attached to the IAM user."""

    name: str = Field(alias="policy")
    user: IamUserField = Field(alias="on")


class NoInlinePolicy(StateCondition):
    """No inline policy of that name is attached to the IAM user."""

    is_negative = True
    name: str = Field(alias="no_policy")
    user: IamUserField = Field(alias="on")


class ManagedPolicy(ObservedCondition):
    """A managed policy of that name is attached to the IAM user."""

    name: str = Field(alias="managed_policy")
    user: IamUserField = Field(alias="on")


class NoManagedPolicy(ObservedCondition):
    """No managed policy of that name is attached to the IAM user."""

    is_negative = True
    name: str = Field(alias="no_managed_policy")
    user: IamUserField = Field(alias="on")


class GroupMember(ObservedCondition):
    """The IAM user is in the group."""

    group: str = Field(alias="in_group")
    user: IamUserField = Field(alias="of")


class NoGroupMember(ObservedCondition):
    """The IAM user is not in the group."""

    is_negative = True
    group: str = Field(alias="not_in_group")
    user: IamUserField = Field(alias="of")


class GroupPolicy(ObservedCondition):
    """An inline policy of that name is attached to the group."""

    name: str = Field(alias="group_policy")
    group: str = Field(alias="on")
    account: AccountField = Field(alias="in")


class NoGroupPolicy(ObservedCondition):
    """No inline policy of that name is attached to the group, or there is no such group."""

    is_negative = True
    name: str = Field(alias="no_group_policy")
    group: str = Field(alias="on")
    account: AccountField = Field(alias="in")


def _check_reading(action: str) -> str:
    if _READING_ACTION.fullmatch(action) is None:
        raise ValueError("write an action that only reads, of iam, organizations or sts, such as iam:ListUsers")
    return action


_READING_ACTION = re.compile(r"(iam|organizations|sts):(Describe|Get|List)\w+")
ReadingAction = Annotated[str, AfterValidator(_check_reading)]
"""An action that changes nothing: asking about it is calling it."""


class ActionDenied(ObservedCondition):
    """A policy explicitly denies an action that only reads, such as `iam:ListUsers`; with a device: in a session."""

    action: ReadingAction = Field(alias="denied")
    actor: ActorField = Field(alias="to")
    device: str | None = Field(alias="with", default=None)


class ActionAllowed(ObservedCondition):
    """No policy explicitly denies the action; with a device: in a session that was got with its code."""

    is_negative = True
    action: ReadingAction = Field(alias="allowed")
    actor: ActorField = Field(alias="to")
    device: str | None = Field(alias="with", default=None)


# -- AWS Organizations


class ServiceControlPolicy(StateCondition):
    """The account's organization has a service control policy of that name."""

    name: str = Field(alias="scp")
    account: AccountField = Field(alias="in")


class NoServiceControlPolicy(StateCondition):
    """The account's organization has no service control policy of that name."""

    is_negative = True
    name: str = Field(alias="no_scp")
    account: AccountField = Field(alias="in")


class ServiceControlPolicyAttached(StateCondition):
    """The service control policy is attached right to an account, or to a unit by its path from Root."""

    name: str = Field(alias="attached")
    target: str = Field(alias="to")
    account: AccountField = Field(alias="in")


class ServiceControlPolicyDetached(StateCondition):
    """The service control policy is not attached right to the account or unit."""

    is_negative = True
    name: str = Field(alias="detached")
    target: str = Field(alias="from")
    account: AccountField = Field(alias="in")


class AccountInUnit(StateCondition):
    """The account stands in the organizational unit at that path from Root."""

    path: str = Field(alias="unit")
    account: AccountField = Field(alias="of")


class AccountOutside(StateCondition):
    """The account is in no organization, or not yet."""

    account: AccountField = Field(alias="outside")


class ReportedAccountState(ObservedCondition):
    """AWS Organizations says that of the account, such as `ACTIVE`."""

    state: str = Field(alias="account_state")
    account: AccountField = Field(alias="of")


class RootFeatureEnabled(StateCondition):
    """The feature of central root access is on in the account's organization."""

    feature: str = Field(alias="root_feature")
    account: AccountField = Field(alias="in")


class RootFeatureDisabled(StateCondition):
    """The feature of central root access is off in the account's organization."""

    is_negative = True
    feature: str = Field(alias="no_root_feature")
    account: AccountField = Field(alias="in")


class ServiceTrusted(StateCondition):
    """The account's organization trusts a service, such as `iam.amazonaws.com`."""

    service: str = Field(alias="trusted")
    account: AccountField = Field(alias="in")


class ServiceNotTrusted(StateCondition):
    """The account's organization does not trust the service."""

    is_negative = True
    service: str = Field(alias="not_trusted")
    account: AccountField = Field(alias="in")


# -- what a block prints


class FailsWith(OutputCondition):
    """The block is refused: it ends with an error that contains that text."""

    text: str = Field(alias="fails_with")


class PrintsLine(OutputCondition):
    """The block's standard output contains that line."""

    line: str = Field(alias="prints")


class ShowsText(OutputCondition):
    """The block's standard output contains that text."""

    text: str = Field(alias="shows")


class HidesText(OutputCondition):
    """The block's standard output does not contain that text."""

    is_negative = True
    text: str = Field(alias="hides")


class PrintsNothing(OutputCondition):
    """The block's standard output is empty."""

    nothing: Literal[True] = Field(alias="prints_nothing")


DeviceState = DeviceRegistered | DeviceUnregistered | TokenInSync | TokenOutOfSync
CredentialStates = AccessKeyState | OtherCredentialState | ConsolePasswordState
PolicyState = InlinePolicy | NoInlinePolicy
ServiceControlPolicyState = (
    ServiceControlPolicy | NoServiceControlPolicy | ServiceControlPolicyAttached | ServiceControlPolicyDetached
)
OrganizationState = (
    AccountInUnit | AccountOutside | RootFeatureEnabled | RootFeatureDisabled | ServiceTrusted | ServiceNotTrusted
)
GroupObservation = GroupMember | NoGroupMember | GroupPolicy | NoGroupPolicy
PermissionObservation = ActionDenied | ActionAllowed | AccessKeyRefused
IdentityObservation = SignsInWithDevice | UserExists | ManagedPolicy | NoManagedPolicy | RootMfaEnabled
BlockOutput = FailsWith | PrintsLine | ShowsText | HidesText | PrintsNothing

AwsCondition = (
    DeviceState
    | CredentialStates
    | PolicyState
    | RootVirtualDevice
    | ServiceControlPolicyState
    | OrganizationState
    | IdentityObservation
    | GroupObservation
    | PermissionObservation
    | ReportedAccountState
)
"""What can be asked of AWS. The groups are what is asked, or brought about, in one place."""

Condition = AwsCondition | BlockOutput
"""Every form."""

CONDITIONS = forms_by_word(*get_args(Condition))
"""The forms by the word that begins them, in the order of the documentation."""


def parse_condition(written: object) -> Condition:
    """A condition as templates and `runbooks.json` write it. Raises MisspeltFormError."""
    return cast("Condition", parse_form("condition", CONDITIONS, written))


ConditionField = Annotated[Condition, PlainValidator(parse_condition), AsWritten]
"""A condition as a field of a record."""
