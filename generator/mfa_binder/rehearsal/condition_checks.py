"""Whether a condition of the sidecar holds, asked with boto3: never through the block that is judged.

Only what no API shows is asked of the simulator itself: a root user's devices, and whether AWS
would accept a token's next code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from botocore.exceptions import ClientError

from mfa_binder.book.conditions import (
    AccessKeyRefused,
    AccessKeyState,
    ActionAllowed,
    ActionDenied,
    AwsCondition,
    BlockOutput,
    Condition,
    ConsolePasswordState,
    CredentialStates,
    DeviceRegistered,
    DeviceState,
    DeviceUnregistered,
    FailsWith,
    GroupMember,
    GroupObservation,
    GroupPolicy,
    HidesText,
    InlinePolicy,
    ManagedPolicy,
    NoGroupMember,
    NoGroupPolicy,
    NoInlinePolicy,
    NoManagedPolicy,
    OtherCredentialState,
    PrintsLine,
    PrintsNothing,
    RootMfaEnabled,
    RootVirtualDevice,
    ShowsText,
    SignsInWithDevice,
    TokenInSync,
    TokenOutOfSync,
    UserExists,
)
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.references import (
    IdentityCenterReference,
    PrincipalReference,
    RootReference,
    UserReference,
)
from mfa_binder.rehearsal.block_outcomes import UnanswerableError, UnknownConditionError
from mfa_binder.rehearsal.organization_condition_checks import OrganizationConditionChecks
from mfa_binder.rehearsal.permission_condition_checks import PermissionConditionChecks
from mfa_binder.rehearsal.simulator_clients import SimulatorClients
from mfa_binder.simulator.simulated_aws import SimulatedAws

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


class GroupConditionChecks:
    """Whether a condition about groups of IAM users is so."""

    def __init__(self, clients: SimulatorClients) -> None:
        self._clients = clients

    def is_so(self, condition: GroupObservation) -> bool:
        """Whether what it names is there, whichever of the two the condition says."""
        match condition:
            case GroupMember() | NoGroupMember():
                return condition.group in self._groups(condition.user)
            case GroupPolicy() | NoGroupPolicy():
                return condition.name in self._policies(condition.group, condition.account)
        assert_never(condition)

    def _groups(self, user: UserReference) -> frozenset[str]:
        pages = self._clients.iam(user.account).get_paginator("list_groups_for_user").paginate(UserName=user.name)
        return frozenset(group["GroupName"] for page in pages for group in page["Groups"])

    def _policies(self, group: str, account: str) -> frozenset[str]:
        """The names of a group's inline policies; of a group that does not exist: none."""
        pages = self._clients.iam(account).get_paginator("list_group_policies").paginate(GroupName=group)
        try:
            return frozenset(name for page in pages for name in page["PolicyNames"])
        except ClientError as refused:
            if refused.response["Error"].get("Code") != "NoSuchEntity":
                raise
            return frozenset()


def refusal_text(conditions: tuple[Condition, ...]) -> str:
    """What the refusal of a block must say that is to fail; empty for one that is to end well."""
    return next((condition.text for condition in conditions if isinstance(condition, FailsWith)), "")


def output_holds(condition: BlockOutput, stdout: str) -> bool:
    """Whether a block has printed what the condition says."""
    match condition:
        case PrintsLine():
            return any(line.strip() == condition.line.strip() for line in stdout.splitlines())
        case ShowsText():
            return condition.text in stdout
        case HidesText():
            return condition.text not in stdout
        case PrintsNothing():
            return not stdout.strip()
        case FailsWith():
            return True  # judged by the exit status, before conditions are asked
    assert_never(condition)


class ConditionChecks:
    """Judges conditions in one running simulator."""

    def __init__(self, simulator: SimulatedAws, organization: Organization) -> None:
        self._simulator = simulator
        self._organization = organization
        self.clients = SimulatorClients(simulator, organization)
        self._groups = GroupConditionChecks(self.clients)
        self._permissions = PermissionConditionChecks(self.clients, organization, simulator)
        self._organizations = OrganizationConditionChecks(self.clients, organization)

    def holds(self, condition: Condition, stdout: str | None = None) -> bool:
        """Whether a condition holds. `stdout` is what the block printed; None before it has run.

        Raises UnknownConditionError, UnanswerableError, and ClientError where the simulator refuses
        to answer.
        """
        match condition:
            case PrintsLine() | ShowsText() | HidesText() | PrintsNothing() | FailsWith():
                if stdout is None:
                    raise UnknownConditionError(f"{condition.words()[0]} can only hold after a block")
                return output_holds(condition, stdout)
            case _:
                return self._ask(condition)

    def _ask(self, condition: AwsCondition) -> bool:
        try:
            return self._is_so(condition) is not condition.is_negative
        except KeyError as missing:
            raise UnknownConditionError(f"{condition.sentence} lacks {missing}") from None
        except ValueError as unknown:
            raise UnknownConditionError(f"{condition.sentence}: {unknown}") from None

    def _is_so(self, condition: AwsCondition) -> bool:
        """Whether what a condition speaks of is there, whichever of two opposites it says."""
        match condition:
            case DeviceRegistered() | DeviceUnregistered() | TokenInSync() | TokenOutOfSync():
                return self._is_device_so(condition)
            case AccessKeyState() | OtherCredentialState() | ConsolePasswordState():
                return self._credential_state(condition) == condition.state
            case InlinePolicy() | NoInlinePolicy() | ManagedPolicy() | NoManagedPolicy():
                return condition.name in self._policy_names(condition)
            case SignsInWithDevice() | UserExists() | RootMfaEnabled() | RootVirtualDevice():
                return self._is_identity_so(condition)
            case GroupMember() | NoGroupMember() | GroupPolicy() | NoGroupPolicy():
                return self._groups.is_so(condition)
            case ActionDenied() | ActionAllowed() | AccessKeyRefused():
                return self._permissions.is_so(condition)
            case _:
                return self._organizations.is_so(condition)

    # -- devices and identities

    def _is_device_so(self, condition: DeviceState) -> bool:
        match condition:
            case DeviceRegistered() | DeviceUnregistered():
                return self._is_registered(condition.device, condition.principal)
            case TokenInSync() | TokenOutOfSync():
                return self._simulator.in_sync(condition.device)
        assert_never(condition)

    def _is_identity_so(self, condition: SignsInWithDevice | UserExists | RootMfaEnabled | RootVirtualDevice) -> bool:
        match condition:
            case SignsInWithDevice():
                return self._signs_in(condition.principal, condition.device)
            case UserExists():
                return self._exists(condition.user) is condition.exists
            case RootMfaEnabled():
                return bool(self._summary(condition.account, "AccountMFAEnabled")) is condition.enabled
            case RootVirtualDevice():
                return self._root_virtual(condition.account) is condition.present
        assert_never(condition)

    def _is_registered(self, device: str, principal: PrincipalReference) -> bool:
        principal = _in_account(principal)
        serial = self._simulator.serial_number(device, str(principal))
        if isinstance(principal, RootReference):
            return serial in self._simulator.root_devices(principal.account)
        pages = self._iam(principal).get_paginator("list_mfa_devices").paginate(UserName=principal.name)
        return any(found["SerialNumber"] == serial for page in pages for found in page["MFADevices"])

    def _signs_in(self, principal: PrincipalReference, device: str) -> bool:
        user = _in_account(principal)
        if isinstance(user, RootReference):
            raise UnanswerableError("a root user signs in only in the console")
        known = self._organization.devices.get(device)
        if known is not None and self._organization.kind(known) is DeviceKind.FIDO2:
            raise UnanswerableError("a FIDO2 key signs in only in a browser")
        serial = self._simulator.serial_number(device, str(user))
        code, _ = self._simulator.codes(device)
        try:
            self.clients.sts(str(user)).get_session_token(SerialNumber=serial, TokenCode=code, DurationSeconds=900)
        except ClientError as refused:
            if error_code(refused) != "AccessDenied":
                raise
            return False
        return True

    def _exists(self, user: UserReference) -> bool:
        pages = self._iam(user).get_paginator("list_users").paginate()
        return any(found.get("UserName") == user.name for page in pages for found in page["Users"])

    def _root_virtual(self, account: str) -> bool:
        pages = self.clients.iam(account).get_paginator("list_virtual_mfa_devices").paginate()
        users = (device.get("User", {}) for page in pages for device in page["VirtualMFADevices"])
        return any(user.get("Arn", "").endswith(":root") for user in users)

    # -- credentials and policies

    def _credential_state(self, condition: CredentialStates) -> str:
        match condition:
            case AccessKeyState():
                return self._access_keys(_in_account(condition.principal))
            case ConsolePasswordState():
                return self._password(_in_account(condition.principal))
            case OtherCredentialState():
                return self._other_credentials(condition.user)
        assert_never(condition)

    def _access_keys(self, principal: RootReference | UserReference) -> str:
        if isinstance(principal, RootReference):
            return "active" if self._summary(principal.account, "AccountAccessKeysPresent") else "none"
        pages = self._iam(principal).get_paginator("list_access_keys").paginate(UserName=principal.name)
        return _state_of_statuses({key.get("Status", "") for page in pages for key in page["AccessKeyMetadata"]})

    def _password(self, principal: RootReference | UserReference) -> str:
        if isinstance(principal, RootReference):
            return "present" if self._summary(principal.account, "AccountPasswordPresent") else "none"
        try:
            self._iam(principal).get_login_profile(UserName=principal.name)
        except ClientError as refused:
            if error_code(refused) != "NoSuchEntity":
                raise
            return "none"
        return "present"

    def _other_credentials(self, user: UserReference) -> str:
        iam = self._iam(user)
        keys = iam.list_ssh_public_keys(UserName=user.name)["SSHPublicKeys"]
        certificates = iam.list_signing_certificates(UserName=user.name)["Certificates"]
        credentials = iam.list_service_specific_credentials(UserName=user.name)["ServiceSpecificCredentials"]
        return _state_of_statuses(
            {key["Status"] for key in keys}
            | {certificate["Status"] for certificate in certificates}
            | {credential["Status"] for credential in credentials}
        )

    def _policy_names(
        self, condition: InlinePolicy | NoInlinePolicy | ManagedPolicy | NoManagedPolicy
    ) -> frozenset[str]:
        iam, user = self._iam(condition.user), condition.user.name
        match condition:
            case InlinePolicy() | NoInlinePolicy():
                inline = iam.get_paginator("list_user_policies").paginate(UserName=user)
                return frozenset(name for page in inline for name in page["PolicyNames"])
            case ManagedPolicy() | NoManagedPolicy():
                managed = iam.get_paginator("list_attached_user_policies").paginate(UserName=user)
                return frozenset(found.get("PolicyName", "") for page in managed for found in page["AttachedPolicies"])
        assert_never(condition)

    def _summary(self, account: str, entry: str) -> int:
        summary = self.clients.iam(account).get_account_summary()["SummaryMap"]
        return {str(name): value for name, value in summary.items()}[entry]

    def _iam(self, principal: RootReference | UserReference) -> IAMClient:
        """IAM as the administrator of the principal's account sees it."""
        return self.clients.iam(principal.account)


def _state_of_statuses(statuses: set[str]) -> str:
    """What a condition says of credentials with these statuses of AWS."""
    if not statuses:
        return "none"
    return "active" if "Active" in statuses else "inactive"


def error_code(error: ClientError) -> str:
    """The error code of an answer of AWS."""
    return error.response["Error"].get("Code", "")


def _in_account(principal: PrincipalReference) -> RootReference | UserReference:
    """A principal of an account. Raises UnanswerableError for a user of IAM Identity Center."""
    if isinstance(principal, IdentityCenterReference):
        raise UnanswerableError("IAM Identity Center shows its users' devices in no API")
    return principal
