"""What a person does in the console, made to hold: the conditions that a page's console steps establish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from moto.iam.models import User, VirtualMfaDevice
from moto.organizations.models import FakeAccount, FakeOrganizationalUnit, FakePolicy

from mfa_binder.book.conditions import (
    AccessKeyState,
    AccountInUnit,
    AccountOutside,
    Condition,
    ConsolePasswordState,
    CredentialStates,
    DeviceRegistered,
    DeviceState,
    DeviceUnregistered,
    InlinePolicy,
    NoInlinePolicy,
    NoServiceControlPolicy,
    ObservedCondition,
    OrganizationState,
    OtherCredentialState,
    OutputCondition,
    PolicyState,
    RootFeatureDisabled,
    RootFeatureEnabled,
    RootVirtualDevice,
    ServiceControlPolicy,
    ServiceControlPolicyAttached,
    ServiceControlPolicyDetached,
    ServiceControlPolicyState,
    ServiceNotTrusted,
    ServiceTrusted,
    TokenInSync,
    TokenOutOfSync,
    parse_condition,
)
from mfa_binder.organization.identifiers import VIRTUAL_MFA_ARN
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.references import IdentityCenterReference, UserReference
from mfa_binder.simulator.state.account_seeding import SET, add_access_key, add_virtual_device
from mfa_binder.simulator.state.device_registrations import DeviceRegistrations
from mfa_binder.simulator.state.organization_settings import OrganizationSettings
from mfa_binder.simulator.state.organization_tree import ROOT, MemberAccount, OrganizationTree
from mfa_binder.simulator.state.other_credentials import give_other_credentials
from mfa_binder.simulator.state.owners import Owner, owner_of
from mfa_binder.simulator.state.root_user import VIRTUAL_DEVICE
from mfa_binder.simulator.state.serial_numbers import printed_serial, serial_number
from mfa_binder.simulator.state.simulation_state import SimulationState

WrittenCondition = Condition | Mapping[str, object]
"""A condition, or what a template writes for it."""

_CONTENT = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
    '"Condition": {"DateLessThan": {"aws:CurrentTime": "2000-01-01T00:00:00Z"}}}]}'
)
"""What a policy says that a person is said to have made: valid, and without effect."""


class OrganizationConsoleActions:
    """Makes conditions about an organization hold."""

    def __init__(self, simulation: SimulationState) -> None:
        self._simulation = simulation

    def establish_policy(self, condition: ServiceControlPolicyState) -> None:
        """Make or remove a service control policy, attach or detach it."""
        tree = self._tree(condition.account)
        match condition:
            case ServiceControlPolicy():
                self._policy(tree, condition.name)
            case NoServiceControlPolicy():
                self._remove_policy(tree, condition.name)
            case ServiceControlPolicyAttached():
                tree.attach(self._policy(tree, condition.name), _target(tree, condition.target))
            case ServiceControlPolicyDetached():
                policy = _find_policy(tree, condition.name)
                if policy is not None:
                    tree.detach(policy, _target(tree, condition.target))
            case _:
                assert_never(condition)

    def establish(self, condition: OrganizationState) -> None:
        """Make it so that an account is where the condition says, or that a feature or a service is on or off."""
        state = self._state(condition.account)
        match condition:
            case AccountInUnit():
                tree = self._tree(condition.account)
                _member(tree, condition.account).parent_id = tree.unit(condition.path).id
            case AccountOutside():
                self._tree(condition.account).leave(condition.account)
            case RootFeatureEnabled():
                state.features.add(condition.feature)
            case RootFeatureDisabled():
                state.features.discard(condition.feature)
            case ServiceTrusted():
                state.trusted.setdefault(condition.service, self._simulation.clock.now)
            case ServiceNotTrusted():
                state.trusted.pop(condition.service, None)
            case _:
                assert_never(condition)

    def _remove_policy(self, tree: OrganizationTree, name: str) -> None:
        policy = _find_policy(tree, name)
        if policy is not None:
            for target in tree.attachments(policy):
                tree.detach(policy, target)
            tree.policies.remove(policy)

    def _policy(self, tree: OrganizationTree, name: str) -> FakePolicy:
        return _find_policy(tree, name) or tree.policy(name, "", _CONTENT)

    def _state(self, account: str) -> OrganizationSettings:
        return self._simulation.organization_of(self._simulation.organization.accounts[account])

    def _tree(self, account: str) -> OrganizationTree:
        state = self._state(account)
        self._simulation.before_tree_change(state)
        return self._simulation.tree(state)


def _find_policy(tree: OrganizationTree, name: str) -> FakePolicy | None:
    return next((policy for policy in tree.policies if policy.name == name), None)


def _target(tree: OrganizationTree, where: str) -> FakeOrganizationalUnit | FakeAccount:
    """An account by its id, or a unit by its path."""
    return tree.unit(where) if where.split("/")[0] == ROOT else _member(tree, where)


def _member(tree: OrganizationTree, account: str) -> MemberAccount:
    member = tree.member(account)
    if member is None:
        raise KeyError(account)
    return member


_INLINE_POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
    '"Condition": {"DateLessThan": {"aws:TokenIssueTime": "2000-01-01T00:00:00Z"}}}]}'
)
"""What a policy says that a person is said to have attached: valid, and without effect."""


class ConsoleActions:
    """Makes conditions hold in a simulated AWS."""

    def __init__(self, simulation: SimulationState) -> None:
        self._simulation = simulation
        self._organization = OrganizationConsoleActions(simulation)

    def establish(self, written: WrittenCondition) -> None:
        """Make a condition hold. Raises ValueError for one that nobody can establish or that names nothing."""
        condition = parse_condition(written)
        try:
            self._establish(condition)
        except KeyError as missing:
            raise ValueError(f"{condition.sentence} does not know {missing}") from None

    def _establish(self, condition: Condition) -> None:
        match condition:
            case ObservedCondition() | OutputCondition():
                raise ValueError(f"nobody can establish {condition.sentence}")
            case DeviceRegistered() | DeviceUnregistered() | TokenInSync() | TokenOutOfSync():
                self._establish_device(condition)
            case AccessKeyState() | OtherCredentialState() | ConsolePasswordState():
                self._establish_credential(condition)
            case InlinePolicy() | NoInlinePolicy():
                self._establish_policy(condition)
            case RootVirtualDevice():
                self._establish_root_device(condition)
            case (
                ServiceControlPolicy()
                | NoServiceControlPolicy()
                | ServiceControlPolicyAttached()
                | ServiceControlPolicyDetached()
            ):
                self._organization.establish_policy(condition)
            case _:
                self._organization.establish(condition)

    # -- devices

    def _establish_device(self, condition: DeviceState) -> None:
        match condition:
            case DeviceRegistered():
                self._register(condition)
            case DeviceUnregistered():
                self._unregister(condition)
            case TokenInSync():
                self._simulation.token(token_serial(self._simulation, condition.device)).catch_up()
            case TokenOutOfSync():
                self._simulation.token(token_serial(self._simulation, condition.device)).drift_away()
            case _:
                assert_never(condition)

    def _register(self, condition: DeviceRegistered) -> None:
        principal = condition.principal
        if isinstance(principal, IdentityCenterReference):
            self._simulation.identity_center[principal.name].add(self._device(condition.device).key)
            return
        target = owner_of(principal)
        serial = self._serial(condition.device, target)
        if self._simulation.knows_token(serial) and self._simulation.holders.get(serial) != target:
            self._hand_over(serial)
        self._registrations(target).register(target, serial)

    def _unregister(self, condition: DeviceUnregistered) -> None:
        principal = condition.principal
        if isinstance(principal, IdentityCenterReference):
            self._simulation.identity_center[principal.name].discard(self._device(condition.device).key)
            return
        target = owner_of(principal)
        self._registrations(target).unregister(target, self._serial(condition.device, target))

    def _serial(self, device: str, target: Owner) -> str:
        """What AWS lists a device by; the ARN of a virtual device is its own, and the device exists from then on."""
        if VIRTUAL_MFA_ARN.fullmatch(device) is None:
            return serial_number(self._simulation.organization, self._device(device), target)
        account = self._simulation.account(target.account)
        if device not in account.iam.virtual_mfa_devices:
            add_virtual_device(account.iam, account.account.key, account.partition.name.value, device)
        return device

    def _hand_over(self, serial: str) -> None:
        """A TOTP token serves one principal, so its holder gives it up; enrolling it brings it in sync."""
        previous = self._simulation.holders.get(serial)
        if previous is not None:
            self._registrations(previous).unregister(previous, serial)
        self._simulation.token(serial).catch_up()

    # -- credentials

    def _establish_credential(self, condition: CredentialStates) -> None:
        match condition:
            case AccessKeyState():
                self._set_access_keys(condition)
            case ConsolePasswordState():
                self._set_password(condition)
            case OtherCredentialState(user=user):
                given = give_other_credentials(
                    owner_of(user), self._user(user), condition.state, self._simulation.clock.now
                )
                self._simulation.service_credentials[owner_of(user)] = given
            case _:
                assert_never(condition)

    def _set_access_keys(self, condition: AccessKeyState) -> None:
        target = _owner(condition)
        account = self._simulation.account(target.account)
        if target.user is None:
            account.root.access_keys = condition.state != "none"
            return
        user = account.user(target.user)
        if condition.state == "none":
            for key in user.access_keys:
                account.iam.access_keys.pop(key.access_key_id, None)
            user.access_keys.clear()
            return
        if not user.access_keys:
            add_access_key(account.iam, user, self._simulation.clock.now)
        for key in user.access_keys:
            key.status = "Active" if condition.state == "active" else "Inactive"

    def _set_password(self, condition: ConsolePasswordState) -> None:
        target = _owner(condition)
        account = self._simulation.account(target.account)
        if target.user is None:
            account.root.password = condition.state == "present"
        else:
            user = account.user(target.user)
            user.password = SET if condition.state == "present" else None
            self._simulation.passwords[user.arn] = self._simulation.clock.now

    def _establish_policy(self, condition: PolicyState) -> None:
        policies = self._user(condition.user).policies
        match condition:
            case InlinePolicy():
                policies.setdefault(condition.name, _INLINE_POLICY)
            case NoInlinePolicy():
                policies.pop(condition.name, None)
            case _:
                assert_never(condition)

    def _establish_root_device(self, condition: RootVirtualDevice) -> None:
        root = Owner(condition.account)
        account = self._simulation.account(root.account)
        serial = f"arn:{account.partition.name.value}:iam::{root.account}:mfa/{VIRTUAL_DEVICE}"
        if condition.present:
            device = VirtualMfaDevice(root.account, account.partition.name.value, f"/{VIRTUAL_DEVICE}")
            account.iam.virtual_mfa_devices.setdefault(serial, device)
            self._registrations(root).register(root, serial)
        else:
            self._registrations(root).unregister(root, serial)
            account.iam.virtual_mfa_devices.pop(serial, None)

    # -- inside

    def _registrations(self, target: Owner) -> DeviceRegistrations:
        return DeviceRegistrations(self._simulation, self._simulation.account(target.account))

    def _user(self, user: UserReference) -> User:
        return self._simulation.account(user.account).user(user.name)

    def _device(self, key: str) -> Device:
        return self._simulation.organization.devices[key]


def _owner(condition: AccessKeyState | ConsolePasswordState) -> Owner:
    """Whose credential it is. Raises ValueError for a user of IAM Identity Center, who has none in an account."""
    if isinstance(condition.principal, IdentityCenterReference):
        raise ValueError(f"{condition.principal} is not ACCOUNT/root or ACCOUNT/user/NAME")
    return owner_of(condition.principal)


def token_serial(simulation: SimulationState, key: str) -> str:
    """The serial of a TOTP token by its inventory id; the ARN of a virtual device is its own.

    Raises ValueError for another kind of device.
    """
    if VIRTUAL_MFA_ARN.fullmatch(key):
        return key
    device = simulation.organization.devices.get(key)
    if device is None or not simulation.knows_token(printed_serial(device)):
        raise ValueError(f"{key} is not a TOTP token of the inventory")
    return printed_serial(device)
