"""What AWS said of an account, in words for its card: never more than was read, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mfa_binder.observation.observation import PARTS, Observation, ObservedAccount
from mfa_binder.observation.parts import DeviceType, ObservedDevice
from mfa_binder.observation.reading import Reading
from mfa_binder.observation.telling import because, unread
from mfa_binder.observation.verdict import State, root_verdict
from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.organization import Organization

_STATES = {
    State.COMPLIANT: "protected, as far as AWS shows",
    State.NON_COMPLIANT: "not protected",
    State.NOT_APPLICABLE: "nothing to protect",
    State.UNKNOWN: "not known",
}

_TYPES = {
    DeviceType.HARDWARE_TOTP: "hardware token",
    DeviceType.VIRTUAL: "virtual, no hardware",
    DeviceType.FIDO2: "security key or passkey",
}


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """A device as AWS lists it. `key` is ours on paper, if one is that."""

    who: str
    serial: str
    type: str
    since: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Parts that could not be read at `at`; `last_known` is when they last were, empty if never."""

    parts: str
    at: str
    because: str
    last_known: str


@dataclass(frozen=True)
class ObservedCard:
    """What AWS said of an account. `observed_at` is empty if nothing was ever read."""

    listed: bool
    observed_at: str
    status: str
    root_state: str
    root_why: str
    unread: tuple[Gap, ...]
    devices: tuple[SeenDevice, ...]
    devices_at: str
    """When the users' devices were listed; empty: nobody could look."""
    devices_are_old: bool
    root_devices_named: bool
    """Whether AWS names the root user's devices: only an audit of root shows hardware."""


def observed_card(organization: Organization, account: Account, observation: Observation) -> ObservedCard:
    """What the card of an account prints of an observation, also of one in which it does not stand."""
    found = observation.by_id.get(account.key)
    if found is None:
        return ObservedCard(False, "", "", "", "", (), (), "", devices_are_old=False, root_devices_named=False)
    verdict = root_verdict(found, observation.partition)
    ours = _ours(organization, account)
    return ObservedCard(
        True,
        _latest(found),
        found.status,
        _STATES[verdict.state],
        verdict.why,
        tuple(
            Gap(gap.names, _moment(gap.failure.at), because(gap.failure), _moment(gap.last_known))
            for gap in unread(found)
        ),
        tuple(_devices(found, ours)),
        _moment(found.devices.at),
        devices_are_old=not found.devices.current,
        root_devices_named=found.root.known or not organization.partition(account).root_user,
    )


def _latest(account: ObservedAccount) -> str:
    """The time of the last answer to anything."""
    times = [reading.at for reading in map(account.reading, PARTS) if reading.at is not None]
    return _moment(max(times, default=None))


def _devices(account: ObservedAccount, ours: Mapping[str, str]) -> Iterator[SeenDevice]:
    for who, device, reading in _listed(account):
        since = f"{device.enabled_at:%Y-%m-%d}" if device.enabled_at is not None else "not told"
        key = ours.get(device.serial)
        yield SeenDevice(who, device.serial, _TYPES[device.type], _aged(since, reading), key)


def _aged(since: str, reading: Reading[object]) -> str:
    return since if reading.current else f"{since}; last known at {_moment(reading.at)}"


def _listed(account: ObservedAccount) -> Iterator[tuple[str, ObservedDevice, Reading[object]]]:
    audited = account.root.value.devices if account.root.value is not None else ()
    for device in audited:
        yield "root user", device, account.reading("root")
    listed = account.devices.value
    if listed is None:
        return
    if listed.root_virtual is not None and listed.root_virtual not in {device.serial for device in audited}:
        yield "root user", ObservedDevice(serial=listed.root_virtual), account.reading("devices")
    for user, devices in sorted(listed.of_users.items()):
        for device in devices:
            yield user, device, account.reading("devices")


def _ours(organization: Organization, account: Account) -> dict[str, str]:
    """Our key for what AWS lists in this account."""
    found = {}
    for principal in organization.principals_of(account):
        for registration in principal.mfa:
            serial = registration.aws_serial or organization.devices[registration.device].serial
            if serial is not None:
                found[serial] = registration.device
    return found


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment is not None else ""
