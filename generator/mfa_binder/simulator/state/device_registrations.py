"""Which MFA device is registered to whom: the checks that AWS makes, and what the console does.

The order of AWS's checks is not documented; here: user, device, whose it is, quota, codes. A user who was
deleted and made anew cannot be modified for several minutes (botocore, EntityTemporarilyUnmodifiable):
five are ours.
"""

from __future__ import annotations

from datetime import timedelta

from moto.iam.models import User, VirtualMfaDevice

from mfa_binder.organization.identifiers import FIDO_ARN, VIRTUAL_MFA_ARN
from mfa_binder.simulator.aws_errors import (
    already_exists,
    delete_conflict,
    invalid_code,
    limit_exceeded,
    no_such_entity,
    unmodifiable,
)
from mfa_binder.simulator.state.account_seeding import assign_device, registered_devices
from mfa_binder.simulator.state.owners import Owner
from mfa_binder.simulator.state.root_user import RootUser
from mfa_binder.simulator.state.simulation_state import AccountState, SimulationState
from mfa_binder.simulator.state.totp_tokens import SimulatedToken

_UNMODIFIABLE = timedelta(minutes=5)


class DeviceRegistrations:
    """The MFA devices of one account's users and root user."""

    def __init__(self, simulation: SimulationState, account: AccountState) -> None:
        self._simulation = simulation
        self._account = account

    # -- what the API does, with AWS's refusals

    def enable(self, name: str, serial: str, codes: tuple[str, str]) -> None:
        """EnableMFADevice: register a token whose two codes prove that it is in hand."""
        user = self.modifiable(name)
        token = self._token_to_enable(serial)
        if serial in user.mfa_devices or self._is_taken(serial):
            raise already_exists(f"MFA device with serial number {serial} is already in use.")
        limit = self._account.partition.devices_per_principal
        if len(user.mfa_devices) >= limit:
            raise limit_exceeded("MFADevicesPerUser", limit)
        if not token.accept_pair(*codes, self._simulation.clock.step):
            raise invalid_code()
        self.register(Owner(self._account.account.key, name), serial)

    def resync(self, name: str, serial: str, codes: tuple[str, str]) -> None:
        """ResyncMFADevice: find out by how much a registered token is off."""
        user = self.user(name)
        if serial not in user.mfa_devices or FIDO_ARN.fullmatch(serial):
            raise no_such_entity(f"MFA device with serial number {serial} is not a token of user {name}.")
        if not self.token(serial).accept_pair(*codes, self._simulation.clock.step):
            raise invalid_code()

    def deactivate(self, name: str, serial: str) -> None:
        """DeactivateMFADevice: no code is needed."""
        user = self.modifiable(name)
        if serial not in user.mfa_devices:
            raise no_such_entity(f"MFA device with serial number {serial} is not registered to user {name}.")
        self.unregister(Owner(self._account.account.key, name), serial)

    def delete_virtual(self, serial: str) -> None:
        """DeleteVirtualMFADevice: only one that is registered to nobody."""
        device = self._account.iam.virtual_mfa_devices.get(serial)
        if device is None:
            raise no_such_entity(f"VirtualMFADevice with serial number {serial} doesn't exist.")
        if device.user_attribute is not None:
            raise delete_conflict("MFA VirtualDevice in use. Must deactivate first.")
        del self._account.iam.virtual_mfa_devices[serial]
        self._simulation.forget_token(serial)

    def verify(self, name: str, serial: str, code: str) -> bool | None:
        """Use a single code of a user's token: whether it was right; None if the token is not the user's."""
        user = self._account.iam.users.get(name)
        if user is None or serial not in user.mfa_devices or FIDO_ARN.fullmatch(serial):
            return None
        return self.token(serial).accept(code, self._simulation.clock.step)

    def user(self, name: str) -> User:
        """The IAM user of that name, or NoSuchEntity."""
        if name not in self._account.iam.users:
            raise no_such_entity(f"The user with name {name} cannot be found.")
        return self._account.iam.users[name]

    def modifiable(self, name: str) -> User:
        """The IAM user of that name, or EntityTemporarilyUnmodifiable."""
        user = self.user(name)
        self._demand_modifiable(user.arn, f"user {name}")
        return user

    def modifiable_root(self) -> RootUser:
        """The root user, or EntityTemporarilyUnmodifiable."""
        root = self._account.root
        self._demand_modifiable(root.arn, "root user")
        return root

    # -- what somebody in the console does, without codes

    def register(self, owner: Owner, serial: str) -> None:
        """Register a device; without effect if the owner has it already."""
        now = self._simulation.clock.now
        if owner.user is None:
            self._account.root.devices.setdefault(serial, now)
        else:
            user = self._account.user(owner.user)
            user.mfa_devices.setdefault(serial, registered_devices(serial, now))
        if self._simulation.knows_token(serial):
            self._simulation.holders[serial] = owner
        if serial in self._account.iam.virtual_mfa_devices:
            self._assign(self._account.iam.virtual_mfa_devices[serial], owner)

    def unregister(self, owner: Owner, serial: str) -> None:
        """Remove a device; without effect if the owner does not have it."""
        if owner.user is None:
            self._account.root.devices.pop(serial, None)
        else:
            self._account.user(owner.user).mfa_devices.pop(serial, None)
        if self._simulation.holders.get(serial) == owner:
            del self._simulation.holders[serial]
        device = self._account.iam.virtual_mfa_devices.get(serial)
        if device is not None:
            device.enable_date, device.user, device.user_attribute = None, None, None

    def devices(self, owner: Owner) -> tuple[str, ...]:
        """The serial numbers of the devices of a user or of the root user."""
        registered = self._account.root.devices if owner.user is None else self._account.user(owner.user).mfa_devices
        return tuple(registered)

    def token(self, serial: str) -> SimulatedToken:
        """The token of a hardware or virtual device."""
        virtual = self._account.iam.virtual_mfa_devices.get(serial)
        return self._simulation.token(serial, virtual.base32_string_seed if virtual is not None else None)

    def _demand_modifiable(self, arn: str, who: str) -> None:
        deleted = self._simulation.deleted.get(arn)
        if deleted is not None and self._simulation.clock.now - deleted < _UNMODIFIABLE:
            raise unmodifiable(f"The {who} was deleted and created again. Wait several minutes and try again.")

    def _token_to_enable(self, serial: str) -> SimulatedToken:
        """Only a known printed serial or an existing virtual device: an `mfa/` ARN never names hardware."""
        if VIRTUAL_MFA_ARN.fullmatch(serial):
            if serial not in self._account.iam.virtual_mfa_devices:
                raise no_such_entity(f"VirtualMFADevice with serial number {serial} doesn't exist.")
        elif not self._simulation.knows_token(serial):
            raise no_such_entity(f"MFA device with serial number {serial} doesn't exist.")
        return self.token(serial)

    def _is_taken(self, serial: str) -> bool:
        virtual = self._account.iam.virtual_mfa_devices.get(serial)
        return serial in self._simulation.holders or (virtual is not None and virtual.user_attribute is not None)

    def _assign(self, device: VirtualMfaDevice, owner: Owner) -> None:
        if owner.user is not None:
            assign_device(device, self._account.user(owner.user), self._simulation.clock.now)
            return
        device.enable_date = self._simulation.clock.now
        device.user_attribute = {"Arn": self._account.root.arn, "UserId": owner.account}
