"""An organization and an observation side by side: accounts by number, principals by name, devices by serial."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mfa_binder.checks.rule import CasePlace, ObservedPath
from mfa_binder.findings import KeyPath
from mfa_binder.observation.account_parts import DeviceType, ObservedDevice
from mfa_binder.observation.aws_reading import staleness_note
from mfa_binder.observation.observation import Observation, ObservedAccount
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Registration, User


@dataclass(frozen=True, slots=True)
class DeclaredRegistration:
    """A registration of the inventory."""

    registration: Registration
    device: Device
    kind: DeviceKind
    path: KeyPath
    """Where it stands in inventory.yaml."""

    @property
    def serial(self) -> str | None:
        """What AWS lists it by: an ARN of a FIDO2 key if it is known or of a virtual device, the serial of a token."""
        if self.kind is DeviceKind.FIDO2 or self.registration.virtual is not None:
            return self.registration.aws_serial
        return self.device.serial


@dataclass(frozen=True)
class ListedDevices:
    """The devices that AWS lists for one principal, and those that are registered to it on paper."""

    who: str
    """The principal in a sentence: `user eve of prod (444455556666)`."""
    is_root: bool
    principal_place: CasePlace
    """The principal in the inventory, else its devices in the observation."""
    observed_keys: KeyPath
    """Where its list of devices stands in the observation."""
    devices: tuple[ObservedDevice, ...]
    """What AWS lists."""
    declared: tuple[DeclaredRegistration, ...]
    """What is registered to it on paper."""
    age_note: str
    """Since when the list is known, as the end of a sentence; empty where that is now."""

    @cached_property
    def serials(self) -> frozenset[str]:
        """What AWS lists."""
        return frozenset(device.serial for device in self.devices)

    @cached_property
    def unowned(self) -> tuple[tuple[int, ObservedDevice], ...]:
        """The hardware that AWS lists and no registration names, by its number in the list."""
        known = {entry.serial for entry in self.declared}
        return tuple(
            (number, device)
            for number, device in enumerate(self.devices)
            if device.type is not DeviceType.VIRTUAL and device.serial not in known
        )

    @cached_property
    def unlinked(self) -> tuple[DeclaredRegistration, ...]:
        """The FIDO2 keys on paper of which nobody wrote down the ARN."""
        return tuple(entry for entry in self.declared if entry.serial is None)

    def candidates(self, device: ObservedDevice) -> tuple[DeclaredRegistration, ...]:
        """The keys on paper that a listed device could be."""
        return self.unlinked if device.type is DeviceType.FIDO2 else ()

    def registration_of(self, serial: str) -> DeclaredRegistration | None:
        """The registration on paper of what AWS lists by that serial."""
        return next((entry for entry in self.declared if entry.serial == serial), None)

    def device_place(self, number: int) -> CasePlace:
        """Where a listed device stands: its registration on paper, else the observation."""
        registration = self.registration_of(self.devices[number].serial)
        return registration.path if registration is not None else self.observed_device(number)

    def observed_device(self, number: int) -> ObservedPath:
        """A listed device in the observation."""
        return ObservedPath((*self.observed_keys, number))


@dataclass(frozen=True)
class AccountPair:
    """An account as it was observed beside the same account as it was declared."""

    observed: ObservedAccount
    declared: Account | None
    """None: the inventory does not have it."""
    number: int
    """Its number among the accounts of the observation, from 0."""

    @property
    def name(self) -> str:
        """The account in a sentence: `prod (444455556666)`."""
        name = self.declared.name if self.declared is not None else self.observed.name
        return f"{name} ({self.observed.id})" if name else self.observed.id

    @property
    def place(self) -> CasePlace:
        """The account in the inventory, else in the observation."""
        return ("accounts", self.declared.key) if self.declared is not None else self.observed_path()

    def observed_path(self, *keys: str | int) -> ObservedPath:
        """A part of the account in the observation."""
        return ObservedPath(("accounts", self.number, *keys))

    def user_place(self, name: str, *observed_keys: str | int) -> CasePlace:
        """A user in the inventory, else at `observed_keys` of the account in the observation."""
        if self.declared is not None and name in self.declared.users:
            return ("accounts", self.declared.key, "users", name)
        return self.observed_path(*observed_keys)

    def declared_user(self, name: str) -> User | None:
        """The user of that name on paper."""
        return self.declared.users.get(name) if self.declared is not None else None


@dataclass(frozen=True)
class AwsComparison:
    """What is declared beside what is observed."""

    organization: Organization
    observation: Observation
    as_of: date
    """The day of the document."""

    @cached_property
    def pairs(self) -> tuple[AccountPair, ...]:
        """Every observed account."""
        declared = self.organization.accounts
        return tuple(
            AccountPair(account, declared.get(account.id), number)
            for number, account in enumerate(self.observation.accounts)
        )

    @cached_property
    def aws(self) -> AwsOrganization | None:
        """The declared organization that was observed; None if none of them is."""
        observed = self.observation.organization.value
        if observed is None:
            return None
        declared = self.organization.organizations.values()
        by_id = (aws for aws in declared if aws.id == observed.id)
        by_management = (aws for aws in declared if aws.management_account == observed.management_account)
        return next(by_id, None) or next(by_management, None)

    @cached_property
    def listings(self) -> tuple[ListedDevices, ...]:
        """The devices of every principal of which AWS said something, known from now or from before."""
        return tuple(listing for pair in self.pairs for listing in self._listings_of_account(pair))

    def _listings_of_account(self, pair: AccountPair) -> Iterator[ListedDevices]:
        audit, devices = pair.observed.root, pair.observed.devices
        if audit.value is not None:
            path = pair.observed_path("root", "value", "devices")
            yield self._listing(pair, None, path, audit.value.devices, staleness_note(audit))
        if devices.value is not None:
            for user, listed in devices.value.of_users.items():
                path = pair.observed_path("devices", "value", "of_users", user)
                yield self._listing(pair, user, path, listed, staleness_note(devices))

    def _listing(
        self,
        pair: AccountPair,
        user: str | None,
        path: ObservedPath,
        devices: tuple[ObservedDevice, ...],
        age_note: str,
    ) -> ListedDevices:
        """The devices of a user; of the root user where `user` is None."""
        principal = self._declared_principal(pair, user)
        return ListedDevices(
            who=f"{'the root user' if user is None else f'user {user}'} of {pair.name}",
            is_root=user is None,
            principal_place=principal.path if principal is not None else path,
            observed_keys=path.keys,
            devices=devices,
            declared=tuple(self._declared_registrations(principal)) if principal is not None else (),
            age_note=age_note,
        )

    def _declared_principal(self, pair: AccountPair, user: str | None) -> Principal | None:
        """A user, or the root user for None, as the inventory has it."""
        if pair.declared is None:
            return None
        if user is None:
            return self.organization.principals_of(pair.declared)[0]
        record = pair.declared.users.get(user)
        return None if record is None else Principal("user", user, pair.declared, record)

    def _declared_registrations(self, principal: Principal) -> Iterator[DeclaredRegistration]:
        for position, registration in enumerate(principal.mfa):
            device = self.organization.device_of(registration)
            path = (*principal.path, "mfa", position)
            yield DeclaredRegistration(registration, device, self.organization.kind(device), path)
