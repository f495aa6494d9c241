"""What an AWS organization practises: which thing, where, by whom, and which sheet says how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mfa_binder.access.retrieval import retrieval_of
from mfa_binder.organization.aws_accounts import Account, AwsOrganization, IdentitySource
from mfa_binder.organization.credentials import Mailbox, Phone, Secret
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Bag, Location, Person, Site
from mfa_binder.organization.principals_and_openings import Principal


class DrillKind(StrEnum):
    """What is practised."""

    ROOT_SIGN_IN = "root-sign-in"
    BREAK_GLASS = "break-glass"
    SEALS = "seals"
    LOOSE = "loose"
    QUORUM = "quorum"
    SPARES = "spares"
    DEVICE_LOST = "device-lost"
    MAILBOX = "mailbox"
    PHONE = "phone"
    VAULT = "vault"
    ROOT_RECOVERY = "root-recovery"
    REMOVED_ROOTS = "removed-roots"
    PROVIDER_DOWN = "provider-down"
    IDENTITY_CENTER_DOWN = "identity-center-down"


@dataclass(frozen=True)
class Drill:
    """One thing to practise."""

    kind: DrillKind
    about: Principal | Location | Mailbox | Phone | Secret | Account | None
    """What is practised with; None where it is no single thing."""
    sheet: tuple[str, str]
    """The kind and the subject of the page that is practised."""
    people: tuple[Person, ...] = ()
    """Those who may do it."""
    quorum: int = 1
    """How many of them do it together."""
    site: str | None = None
    """The key of the site where it is done; None: it is done anywhere."""
    devices: tuple[Device, ...] = ()
    """What is used, or, of a lost device, one of these."""
    due: date | None = None
    """The day of a check of seals, which the inventory fixes; every other drill gets its day from the calendar."""

    @property
    def personal(self) -> bool:
        """Whether each person does it for themselves, wherever they are."""
        return self.kind in (DrillKind.MAILBOX, DrillKind.PHONE, DrillKind.VAULT)


def drills_of(organization: Organization, aws: AwsOrganization) -> tuple[Drill, ...]:
    """Every drill of an AWS organization: site by site, then person by person, then the rest."""
    found = [*_device_drills(organization, aws), *_location_drills(organization, aws), *_site_drills(organization, aws)]
    sites = [*organization.sites, None]
    placed = sorted(found, key=lambda drill: sites.index(drill.site))
    return (*placed, *_personal_drills(organization, aws), *_sheet_drills(organization, aws))


def _drilled_principals(organization: Organization, aws: AwsOrganization) -> Iterator[Principal]:
    """The root users that are kept and the IAM users, in active accounts."""
    for account in organization.active_accounts_of(aws):
        root, *users = organization.principals_of(account)
        yield from [root] if organization.keeps_root(account) else []
        yield from users


def _device_drills(organization: Organization, aws: AwsOrganization) -> Iterator[Drill]:
    for principal in _drilled_principals(organization, aws):
        account = principal.account
        if account is None or not principal.is_sealed:
            continue
        kind = DrillKind.ROOT_SIGN_IN if principal.kind == "root" else DrillKind.BREAK_GLASS
        page = "root-enrollment" if principal.kind == "root" else "break-glass"
        for device in organization.usable_devices_of(principal):
            access, site = retrieval_of(organization, device), organization.site_of(device)
            place = site.key if site is not None else None
            sheet = (page, f"account:{account.key}")
            yield Drill(kind, principal, sheet, access.people, access.quorum, place, (device,))


def _location_drills(organization: Organization, aws: AwsOrganization) -> Iterator[Drill]:
    for location in _concerned_locations(organization, aws):
        sheet, custodians = ("storage", f"location:{location.key}"), _people_named(organization, location.custodians)
        bags = organization.bags_at(location)
        if bags:
            due = _seals_due(organization, bags)
            yield Drill(DrillKind.SEALS, location, sheet, custodians, location.quorum, location.site, (), due)
        elif organization.stored_at(location) or organization.secrets_at(location):
            yield Drill(DrillKind.LOOSE, location, sheet, custodians, location.quorum, location.site)
        yield Drill(DrillKind.QUORUM, location, sheet, custodians, location.quorum, location.site)


def _seals_due(organization: Organization, bags: tuple[Bag, ...]) -> date | None:
    """When the oldest seal must be looked at; None if a seal's date is not recorded."""
    days = timedelta(days=organization.standards.seal_check_every_days)
    sealed = [bag.sealed_on for bag in bags if bag.sealed_on is not None]
    return min(sealed) + days if len(sealed) == len(bags) else None


def _concerned_locations(organization: Organization, aws: AwsOrganization) -> Iterator[Location]:
    """The locations where something of the AWS organization lies, and those where nothing of any does."""
    for location in organization.locations.values():
        concerned = {
            organization.aws_organization(opening.principal.account).key
            for device in organization.stored_at(location)
            for opening in organization.opens(device)
            if opening.principal.account is not None
        }
        if not concerned or aws.key in concerned:
            yield location


def _site_drills(organization: Organization, aws: AwsOrganization) -> Iterator[Drill]:
    own = {device.key for device in organization.devices_of(*_drilled_principals(organization, aws))}
    spares = {device.key for device in organization.spares}
    located = ((organization.site_of(device), device) for device in organization.devices.values() if device.usable)
    placed = group_by_key((site.key, device) for site, device in located if site is not None)
    for site in organization.sites.values():
        here = placed.get(site.key, ())
        used = tuple(device for device in here if device.key in own)
        if used:
            yield Drill(DrillKind.DEVICE_LOST, None, ("lost-device", ""), site=site.key, devices=used)
        yield from _spare_drills(organization, site, [device for device in here if device.key in spares])


def _spare_drills(organization: Organization, site: Site, spares: list[Device]) -> Iterator[Drill]:
    """One drill for each place, or person, where spares are."""
    places: dict[tuple[str | None, str | None], list[Device]] = {}
    for spare in spares:
        location = organization.location_of(spare)
        places.setdefault((location.key if location is not None else None, spare.holder), []).append(spare)
    for (key, _), found in places.items():
        access = retrieval_of(organization, found[0])
        sheet = ("storage", f"location:{key}") if key is not None else ("devices", "")
        yield Drill(DrillKind.SPARES, None, sheet, access.people, access.quorum, site.key, tuple(found))


def _personal_drills(organization: Organization, aws: AwsOrganization) -> tuple[Drill, ...]:
    """What each person tries for themselves; a thing that nobody holds comes last, with nobody's name."""
    sheet = ("escalation", f"organization:{aws.key}")
    found = [
        Drill(kind, thing, sheet, (person,) if person is not None else ())
        for kind, thing, holders in _things_people_hold(organization, aws)
        for person in (_people_named(organization, holders) or (None,))
    ]
    return tuple(sorted(found, key=lambda drill: [person.name for person in drill.people] or ["\U0010ffff"]))


def _things_people_hold(
    organization: Organization, aws: AwsOrganization
) -> Iterator[tuple[DrillKind, Mailbox | Phone | Secret, tuple[str, ...]]]:
    accounts = [a for a in organization.active_accounts_of(aws) if organization.partition(a).root_user]
    for key in dict.fromkeys(a.root.mailbox for a in accounts if a.root.mailbox is not None):
        yield DrillKind.MAILBOX, organization.mailboxes[key], organization.mailboxes[key].readers
    for key in dict.fromkeys(a.root.phone for a in accounts if a.root.phone is not None):
        phone = organization.phones[key]
        kept = organization.locations[phone.location].custodians if phone.location is not None else ()
        yield DrillKind.PHONE, phone, phone.holders or kept
    for secret in _drilled_secrets(organization, aws):
        if secret.vault is not None:
            yield DrillKind.VAULT, secret, secret.holders


def _drilled_secrets(organization: Organization, aws: AwsOrganization) -> Iterator[Secret]:
    """Passwords of the organization's root users and users, and the PINs of their keys."""
    principals = tuple(_drilled_principals(organization, aws))
    for key in dict.fromkeys(p.password for p in principals if p.password is not None):
        yield organization.secrets[key]
    for device in organization.devices_of(*principals):
        pin = organization.pin_of(device)
        if pin is not None:
            yield pin


def _sheet_drills(organization: Organization, aws: AwsOrganization) -> Iterator[Drill]:
    subject, accounts = f"organization:{aws.key}", organization.active_accounts_of(aws)
    kept = [account for account in accounts if organization.keeps_root(account)]
    for account in kept:
        yield Drill(DrillKind.ROOT_RECOVERY, account, ("root-recovery", f"account:{account.key}"))
    if aws.central_root_access and len(kept) < len(accounts):
        yield Drill(DrillKind.REMOVED_ROOTS, None, ("removed-roots", subject))
    if aws.identity is not None and aws.identity.source in (IdentitySource.EXTERNAL, IdentitySource.ACTIVE_DIRECTORY):
        yield Drill(DrillKind.PROVIDER_DOWN, None, ("provider-down", subject))
    if aws.identity is not None and aws.identity.source is not IdentitySource.NONE:
        yield Drill(DrillKind.IDENTITY_CENTER_DOWN, None, ("identity-center-down", subject))


def _people_named(organization: Organization, keys: tuple[str, ...]) -> tuple[Person, ...]:
    return tuple(organization.people[key] for key in keys)
