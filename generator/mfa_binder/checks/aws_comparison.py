"""An organization and an observation side by side: accounts by number, principals by name, devices by serial."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mfa_binder.observation.account_parts import DeviceType, ObservedDevice
from mfa_binder.observation.aws_reading import AwsReading, ReadValue, staleness_note
from mfa_binder.observation.observation import Observation, ObservedAccount
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Registration, User

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class CasePlace:
    """A path of keys in inventory.yaml, or in observed.json for what stands only there."""

    path: KeyPath
    observed: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredRegistration:
    """A registration of the inventory, and where it stands."""

    registration: Registration
    device: Device
    kind: DeviceKind
    path: KeyPath

    @property
    def serial(self) -> str | None:
        """What AWS lists it by: an ARN of a FIDO2 key if it is known or of a virtual device, the serial of a token."""
        if self.kind is DeviceKind.FIDO2 or self.registration.virtual is not None:
            return self.registration.aws_serial
        return self.device.serial


@dataclass(frozen=True)
class ListedDevices:
    """The devices that AWS lists for one principal, and those that are registered to it on paper.

    `who` names it in a sentence, `age` says since when it is known if that is not now.
    """

    account: str
    who: str
    spot: CasePlace
    """The principal in the inventory, else its devices in the observation."""
    observed_path: KeyPath
    devices: tuple[ObservedDevice, ...]
    paper: tuple[DeclaredRegistration, ...]
    age: str

    @cached_property
    def serials(self) -> frozenset[str]:
        """What AWS lists."""
        return frozenset(device.serial for device in self.devices)

    @cached_property
    def unowned(self) -> tuple[tuple[int, ObservedDevice], ...]:
        """The hardware that AWS lists and no registration names, by its number in the list."""
        known = {entry.serial for entry in self.paper}
        return tuple(
            (number, device)
            for number, device in enumerate(self.devices)
            if device.type is not DeviceType.VIRTUAL and device.serial not in known
        )

    @cached_property
    def unlinked(self) -> tuple[DeclaredRegistration, ...]:
        """The FIDO2 keys on paper of which nobody wrote down the ARN."""
        return tuple(entry for entry in self.paper if entry.serial is None)

    def candidates(self, device: ObservedDevice) -> tuple[DeclaredRegistration, ...]:
        """The keys on paper that a listed device could be."""
        return self.unlinked if device.type is DeviceType.FIDO2 else ()

    def of(self, serial: str) -> DeclaredRegistration | None:
        """The registration on paper of what AWS lists by that serial."""
        return next((entry for entry in self.paper if entry.serial == serial), None)

    def place(self, number: int) -> CasePlace:
        """Where a listed device stands: its registration on paper, else the observation."""
        paper = self.of(self.devices[number].serial)
        return CasePlace(paper.path) if paper is not None else CasePlace((*self.observed_path, number), observed=True)


@dataclass(frozen=True)
class AccountPair:
    """An account as it was observed, as it was declared if it was, and where it stands in the observation."""

    observed: ObservedAccount
    declared: Account | None
    number: int

    @property
    def name(self) -> str:
        """The account in a sentence: `prod (444455556666)`."""
        name = self.declared.name if self.declared is not None else self.observed.name
        return f"{name} ({self.observed.id})" if name else self.observed.id

    @property
    def spot(self) -> CasePlace:
        """The account in the inventory, else in the observation."""
        if self.declared is not None:
            return CasePlace(("accounts", self.declared.key))
        return CasePlace(("accounts", self.number), observed=True)

    def at(self, *path: str | int) -> CasePlace:
        """A part of the account in the observation."""
        return CasePlace(("accounts", self.number, *path), observed=True)

    def user_spot(self, name: str, *path: str | int) -> CasePlace:
        """A user in the inventory, else at a path of the account in the observation."""
        if self.declared is not None and name in self.declared.users:
            return CasePlace(("accounts", self.declared.key, "users", name))
        return self.at(*path)

    def declared_user(self, name: str) -> User | None:
        """The user of that name on paper."""
        return self.declared.users.get(name) if self.declared is not None else None


@dataclass(frozen=True)
class AwsComparison:
    """What is declared and what is observed; `as_of` is the day of the document."""

    organization: Organization
    observation: Observation
    as_of: date

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
        found = self.observation.organization.value
        if found is None:
            return None
        declared = self.organization.organizations.values()
        by_id = (aws for aws in declared if aws.id == found.id)
        by_management = (aws for aws in declared if aws.management_account == found.management_account)
        return next(by_id, None) or next(by_management, None)

    @cached_property
    def listings(self) -> tuple[ListedDevices, ...]:
        """The devices of every principal of which AWS said something, known from now or from before."""
        return tuple(listing for pair in self.pairs for listing in self._listings(pair))

    def _listings(self, pair: AccountPair) -> Iterator[ListedDevices]:
        audit, devices = pair.observed.root, pair.observed.devices
        if audit.value is not None:
            principal = self._principal(pair, None)
            yield self._listing(
                pair, principal, "the root user", audit, ("root", "value", "devices"), audit.value.devices
            )
        for user, listed in (devices.value.of_users if devices.value is not None else {}).items():
            principal, at = self._principal(pair, user), ("devices", "value", "of_users", user)
            yield self._listing(pair, principal, f"user {user}", devices, at, listed)

    def _principal(self, pair: AccountPair, name: str | None) -> Principal | None:
        if pair.declared is None:
            return None
        if name is None:
            return self.organization.principals_of(pair.declared)[0]
        user = pair.declared.users.get(name)
        return None if user is None else Principal("user", name, pair.declared, user)

    def _listing(
        self,
        pair: AccountPair,
        principal: Principal | None,
        who: str,
        reading: AwsReading[ReadValue],
        path: KeyPath,
        devices: tuple[ObservedDevice, ...],
    ) -> ListedDevices:
        at = pair.at(*path)
        spot = CasePlace(principal.path) if principal is not None else at
        paper = tuple(self._on_paper(principal)) if principal is not None else ()
        return ListedDevices(
            pair.observed.id, f"{who} of {pair.name}", spot, at.path, devices, paper, staleness_note(reading)
        )

    def _on_paper(self, principal: Principal) -> Iterator[DeclaredRegistration]:
        for position, registration in enumerate(principal.mfa):
            device = self.organization.device_of(registration)
            path = (*principal.path, "mfa", position)
            yield DeclaredRegistration(registration, device, self.organization.kind(device), path)
