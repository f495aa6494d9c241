"""What a person does in the console, made to hold: the conditions that a page's console steps establish."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from moto.iam.models import User, VirtualMfaDevice
from moto.organizations.models import FakeAccount, FakeOrganizationalUnit, FakePolicy

from mfa_binder.organization.identifiers import VIRTUAL_MFA_ARN
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.simulator.state.account_seeding import SET, add_access_key, add_virtual_device
from mfa_binder.simulator.state.device_registrations import DeviceRegistrations
from mfa_binder.simulator.state.organization_settings import OrganizationSettings
from mfa_binder.simulator.state.organization_tree import ROOT, MemberAccount, OrganizationTree
from mfa_binder.simulator.state.other_credentials import give_other_credentials
from mfa_binder.simulator.state.owners import Owner, owner
from mfa_binder.simulator.state.root_user import VIRTUAL_DEVICE
from mfa_binder.simulator.state.serial_numbers import printed_serial, serial_number
from mfa_binder.simulator.state.simulation_state import SimulationState

Condition = Mapping[str, str | int | bool]

_CONTENT = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
    '"Condition": {"DateLessThan": {"aws:CurrentTime": "2000-01-01T00:00:00Z"}}}]}'
)
"""What a policy says that a person is said to have made: valid, and without effect."""


class OrganizationConsoleActions:
    """Makes conditions about an organization hold. `kinds` are by the word that begins a condition."""

    def __init__(self, world: SimulationState) -> None:
        self._world = world
        self.kinds: Mapping[str, Callable[[Condition], None]] = {
            "scp": self._scp,
            "no_scp": self._no_scp,
            "attached": self._attached,
            "detached": self._detached,
            "unit": self._unit,
            "outside": lambda c: self._tree(c["outside"]).leave(str(c["outside"])),
            "root_feature": lambda c: self._state(c["in"]).features.add(str(c["root_feature"])),
            "no_root_feature": lambda c: self._state(c["in"]).features.discard(str(c["no_root_feature"])),
            "trusted": self._trusted,
            "not_trusted": self._not_trusted,
        }

    def _scp(self, condition: Condition) -> None:
        self._made(self._tree(condition["in"]), str(condition["scp"]))

    def _no_scp(self, condition: Condition) -> None:
        tree = self._tree(condition["in"])
        policy = _policy(tree, str(condition["no_scp"]))
        if policy is not None:
            for target in tree.attachments(policy):
                tree.detach(policy, target)
            tree.policies.remove(policy)

    def _attached(self, condition: Condition) -> None:
        tree = self._tree(condition["in"])
        tree.attach(self._made(tree, str(condition["attached"])), _target(tree, str(condition["to"])))

    def _detached(self, condition: Condition) -> None:
        tree = self._tree(condition["in"])
        policy = _policy(tree, str(condition["detached"]))
        if policy is not None:
            tree.detach(policy, _target(tree, str(condition["from"])))

    def _unit(self, condition: Condition) -> None:
        tree = self._tree(condition["of"])
        _member(tree, str(condition["of"])).parent_id = tree.unit(str(condition["unit"])).id

    def _trusted(self, condition: Condition) -> None:
        self._state(condition["in"]).trusted.setdefault(str(condition["trusted"]), self._world.clock.now)

    def _not_trusted(self, condition: Condition) -> None:
        self._state(condition["in"]).trusted.pop(str(condition["not_trusted"]), None)

    def _made(self, tree: OrganizationTree, name: str) -> FakePolicy:
        return _policy(tree, name) or tree.policy(name, "", _CONTENT)

    def _state(self, account: str | int | bool) -> OrganizationSettings:
        return self._world.organization_of(self._world.organization.accounts[str(account)])

    def _tree(self, account: str | int | bool) -> OrganizationTree:
        state = self._state(account)
        self._world.before_tree_change(state)
        return self._world.tree(state)


def _policy(tree: OrganizationTree, name: str) -> FakePolicy | None:
    return next((policy for policy in tree.policies if policy.name == name), None)


def _target(tree: OrganizationTree, where: str) -> FakeOrganizationalUnit | FakeAccount:
    """An account by its id, or a unit by its path."""
    return tree.unit(where) if where.split("/")[0] == ROOT else _member(tree, where)


def _member(tree: OrganizationTree, account: str) -> MemberAccount:
    member = tree.member(account)
    if member is None:
        raise KeyError(account)
    return member


_IDENTITY_CENTER = "identity-center/"
_INLINE_POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
    '"Condition": {"DateLessThan": {"aws:TokenIssueTime": "2000-01-01T00:00:00Z"}}}]}'
)
"""What a policy says that a person is said to have attached: valid, and without effect."""


class ConsoleActions:
    """Makes conditions hold in a world."""

    def __init__(self, world: SimulationState) -> None:
        self._world = world
        self._kinds: Mapping[str, Callable[[Condition], None]] = {
            "registered": self._registered,
            "unregistered": self._unregistered,
            "in_sync": lambda condition: self._world.token(self._token(condition["in_sync"])).catch_up(),
            "out_of_sync": lambda condition: self._world.token(self._token(condition["out_of_sync"])).drift_away(),
            "access_keys": self._access_keys,
            "other_credentials": self._other_credentials,
            "password": self._password,
            "policy": self._policy,
            "no_policy": self._no_policy,
            "root_virtual": self._root_virtual,
            **OrganizationConsoleActions(world).kinds,
        }

    def establish(self, condition: Condition) -> None:
        """Make a condition hold. Raises ValueError for one that nobody can establish or that names nothing."""
        kind = next(iter(condition), "")
        if kind not in self._kinds:
            raise ValueError(f"nobody can establish {dict(condition)}")
        try:
            self._kinds[kind](condition)
        except KeyError as missing:
            raise ValueError(f"{dict(condition)} lacks or does not know {missing}") from None

    def _registered(self, condition: Condition) -> None:
        device, principal = str(condition["registered"]), str(condition["to"])
        if principal.startswith(_IDENTITY_CENTER):
            self._world.identity_center[principal.removeprefix(_IDENTITY_CENTER)].add(self._device(device).key)
            return
        target = owner(principal)
        serial = self._serial(device, target)
        if self._world.knows_token(serial) and self._world.holders.get(serial) != target:
            self._hand_over(serial)
        self._registrations(target).register(target, serial)

    def _unregistered(self, condition: Condition) -> None:
        device, principal = str(condition["unregistered"]), str(condition["from"])
        if principal.startswith(_IDENTITY_CENTER):
            self._world.identity_center[principal.removeprefix(_IDENTITY_CENTER)].discard(self._device(device).key)
            return
        target = owner(principal)
        self._registrations(target).unregister(target, self._serial(device, target))

    def _serial(self, device: str, target: Owner) -> str:
        """What AWS lists a device by; the ARN of a virtual device is its own, and the device exists from then on."""
        if VIRTUAL_MFA_ARN.fullmatch(device) is None:
            return serial_number(self._world.organization, self._device(device), target)
        account = self._world.account(target.account)
        if device not in account.iam.virtual_mfa_devices:
            add_virtual_device(account.iam, account.account.key, account.partition.name.value, device)
        return device

    def _hand_over(self, serial: str) -> None:
        """A TOTP token serves one principal, so its holder gives it up; enrolling it brings it in sync."""
        previous = self._world.holders.get(serial)
        if previous is not None:
            self._registrations(previous).unregister(previous, serial)
        self._world.token(serial).catch_up()

    def _access_keys(self, condition: Condition) -> None:
        state, target = condition["access_keys"], owner(str(condition["of"]))
        if state not in ("none", "inactive", "active"):
            raise ValueError(f"{state} is not a state of access keys")
        account = self._world.account(target.account)
        if target.user is None:
            account.root.access_keys = state != "none"
            return
        user = account.user(target.user)
        if state == "none":
            for key in user.access_keys:
                account.iam.access_keys.pop(key.access_key_id, None)
            user.access_keys.clear()
            return
        if not user.access_keys:
            add_access_key(account.iam, user, self._world.clock.now)
        for key in user.access_keys:
            key.status = "Active" if state == "active" else "Inactive"

    def _other_credentials(self, condition: Condition) -> None:
        target = owner(str(condition["of"]))
        given = give_other_credentials(
            target, self._user(target.ref), str(condition["other_credentials"]), self._world.clock.now
        )
        self._world.service_credentials[target] = given

    def _password(self, condition: Condition) -> None:
        state, target = condition["password"], owner(str(condition["of"]))
        if state not in ("none", "present"):
            raise ValueError(f"{state} is not a state of a password")
        account = self._world.account(target.account)
        if target.user is None:
            account.root.password = state == "present"
        else:
            user = account.user(target.user)
            user.password = SET if state == "present" else None
            self._world.passwords[user.arn] = self._world.clock.now

    def _policy(self, condition: Condition) -> None:
        self._user(condition["on"]).policies.setdefault(str(condition["policy"]), _INLINE_POLICY)

    def _no_policy(self, condition: Condition) -> None:
        self._user(condition["on"]).policies.pop(str(condition["no_policy"]), None)

    def _root_virtual(self, condition: Condition) -> None:
        root = Owner(str(condition["in"]))
        account = self._world.account(root.account)
        serial = f"arn:{account.partition.name.value}:iam::{root.account}:mfa/{VIRTUAL_DEVICE}"
        if condition["root_virtual"]:
            device = VirtualMfaDevice(root.account, account.partition.name.value, f"/{VIRTUAL_DEVICE}")
            account.iam.virtual_mfa_devices.setdefault(serial, device)
            self._registrations(root).register(root, serial)
        else:
            self._registrations(root).unregister(root, serial)
            account.iam.virtual_mfa_devices.pop(serial, None)

    def _registrations(self, target: Owner) -> DeviceRegistrations:
        return DeviceRegistrations(self._world, self._world.account(target.account))

    def _user(self, ref: str | int | bool) -> User:
        target = owner(str(ref))
        if target.user is None:
            raise ValueError(f"{ref} is no IAM user")
        return self._world.account(target.account).user(target.user)

    def _device(self, key: str | int | bool) -> Device:
        return self._world.organization.devices[str(key)]

    def _token(self, key: str | int | bool) -> str:
        return token_serial(self._world, str(key))


def token_serial(world: SimulationState, key: str) -> str:
    """The serial of a TOTP token by its inventory id; the ARN of a virtual device is its own.

    Raises ValueError for another kind of device.
    """
    if VIRTUAL_MFA_ARN.fullmatch(key):
        return key
    device = world.organization.devices.get(key)
    if device is None or not world.knows_token(printed_serial(device)):
        raise ValueError(f"{key} is not a TOTP token of the inventory")
    return printed_serial(device)
