"""Cards: one for each account, with what AWS said of it, and one for each person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mfa_binder.access.colleagues_and_duties import duties_of
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.observation.account_parts import DeviceType, ObservedDevice
from mfa_binder.observation.aws_reading import AwsReading, reason_text
from mfa_binder.observation.observation import PARTS, Observation, ObservedAccount, unread_parts
from mfa_binder.observation.root_mfa_status import RootMfaState, root_mfa_status
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage

_ROOT_STATES = {
    RootMfaState.COMPLIANT: "protected, as far as AWS shows",
    RootMfaState.NON_COMPLIANT: "not protected",
    RootMfaState.NOT_APPLICABLE: "nothing to protect",
    RootMfaState.UNKNOWN: "not known",
}

_DEVICE_TYPES = {
    DeviceType.HARDWARE_TOTP: "hardware token",
    DeviceType.VIRTUAL: "virtual, no hardware",
    DeviceType.FIDO2: "security key or passkey",
}


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """A device as AWS lists it."""

    who: str
    serial: str
    type: str
    since: str
    key: str | None
    """Our key of it on paper; None if it is not there."""


@dataclass(frozen=True, slots=True)
class ObservationGap:
    """Parts that could not be read."""

    parts: str
    at: str
    """When that was tried."""
    because: str
    last_known: str
    """When they last were read; empty: never."""


@dataclass(frozen=True)
class ObservedCard:
    """What AWS said of an account."""

    listed: bool
    observed_at: str
    """When anything was last read; empty: never."""
    status: str
    root_state: str
    root_why: str
    unread: tuple[ObservationGap, ...]
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
    verdict = root_mfa_status(found, observation.partition)
    ours = _known_serials(organization, account)
    return ObservedCard(
        True,
        _latest_day(found),
        found.status,
        _ROOT_STATES[verdict.state],
        verdict.why,
        tuple(
            ObservationGap(
                gap.names, _moment_text(gap.failure.at), reason_text(gap.failure), _moment_text(gap.last_known)
            )
            for gap in unread_parts(found)
        ),
        tuple(_seen_devices(found, ours)),
        _moment_text(found.devices.at),
        devices_are_old=not found.devices.current,
        root_devices_named=found.root.known or not organization.partition(account).root_user,
    )


def _latest_day(account: ObservedAccount) -> str:
    """The time of the last answer to anything."""
    times = [reading.at for reading in map(account.reading, PARTS) if reading.at is not None]
    return _moment_text(max(times, default=None))


def _seen_devices(account: ObservedAccount, ours: Mapping[str, str]) -> Iterator[SeenDevice]:
    for who, device, reading in _device_lists(account):
        since = f"{device.enabled_at:%Y-%m-%d}" if device.enabled_at is not None else "not told"
        key = ours.get(device.serial)
        yield SeenDevice(who, device.serial, _DEVICE_TYPES[device.type], _with_age(since, reading), key)


def _with_age(since: str, reading: AwsReading[object]) -> str:
    return since if reading.current else f"{since}; last known at {_moment_text(reading.at)}"


def _device_lists(account: ObservedAccount) -> Iterator[tuple[str, ObservedDevice, AwsReading[object]]]:
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


def _known_serials(organization: Organization, account: Account) -> dict[str, str]:
    """Our key for what AWS lists in this account."""
    found = {}
    for principal in organization.principals_of(account):
        for registration in principal.mfa:
            serial = registration.aws_serial or organization.device_of(registration).serial
            if serial is not None:
                found[serial] = registration.device
    return found


def _moment_text(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment is not None else ""


@dataclass(frozen=True)
class AccountCard:
    """One account: its organization and its principals."""

    account: Account
    aws_organization: AwsOrganization
    management: bool
    principals: tuple[Principal, ...]
    observed: ObservedCard | None = None
    """What AWS said of it; None without an observation."""


def card_pages(organization: Organization, observation: Observation | None = None) -> Iterator[RunbookPage]:
    """A card for each account, with what AWS said of it, then one for each person."""
    for account in organization.accounts.values():
        path, title = f"accounts/{account.key}/index.md", f"Account card: {account.name}"
        view = account_card(organization, account, observation)
        yield RunbookPage(
            f"AC-{account.key}", "account", title, f"account:{account.key}", path, BinderTab.ACCOUNTS, view
        )
    names = distinct_slugs(organization.people)
    for person in organization.people.values():
        path, title = f"people/{names[person.key]}/index.md", f"Person card: {person.name}"
        id_, subject = document_id("PC", person.key), f"person:{person.key}"
        yield RunbookPage(id_, "person", title, subject, path, BinderTab.PEOPLE, duties_of(organization, person))


def account_card(organization: Organization, account: Account, observation: Observation | None = None) -> AccountCard:
    """Everything that the card of an account prints."""
    return AccountCard(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        organization.principals_of(account),
        observed_card(organization, account, observation) if observation is not None else None,
    )
