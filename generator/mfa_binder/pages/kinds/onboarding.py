"""What the walkthrough of a new person needs to know: what is theirs, and what is still to be planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.colleagues_and_duties import Colleagues, PersonDuties, duties_of, left_because
from mfa_binder.access.devices_and_spares import registered_devices
from mfa_binder.book.conditions import Condition, parse_condition
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Elsewhere, Principal
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage


@dataclass(frozen=True)
class OwnDevice:
    """A device of a person's own principals."""

    device: Device
    kind: DeviceKind
    name: str
    """The name that it gets in AWS."""
    serial: str | None
    """What AWS lists it by: an ARN, or the printed serial of a token; None if nobody wrote it down."""
    subject: str
    """What conditions call it: the device, or the ARN where AWS takes it for a virtual device."""
    carried: bool
    """Whether the person carries it; else it lies somewhere for them."""


@dataclass(frozen=True)
class OwnPrincipal:
    """A principal that the person works with: its usable devices, and the roles that its account may assume."""

    principal: Principal
    devices: tuple[OwnDevice, ...]
    roles: tuple[tuple[Account, Role], ...]

    @property
    def registered(self) -> tuple[Condition, ...]:
        """What holds when every device is registered, or that there is none."""
        found = tuple(parse_condition({"registered": own.subject, "to": self.principal.ref}) for own in self.devices)
        return found or (parse_condition({"prints_nothing": True}),)


@dataclass(frozen=True)
class OnboardingSheet:
    """The view of a walkthrough."""

    person: Person
    card: PersonDuties
    principals: tuple[OwnPrincipal, ...]
    closed: tuple[Principal, ...]
    """The principals in accounts that nobody can work in."""
    helpers: tuple[Person, ...]
    """Up to three others who administer something, for what the person cannot do alone."""
    deputy_for: tuple[Person, ...]
    """Those in whose place the person acts."""
    missing: tuple[str, ...]
    """What the inventory does not plan yet, in words."""
    carries_key: bool
    """Whether a FIDO2 key is handed over."""

    @property
    def carried(self) -> tuple[Device, ...]:
        """The devices that are handed over, without those that are lost or broken."""
        return self.card.usable

    @property
    def stored(self) -> tuple[OwnDevice, ...]:
        """The devices of the person's principals that they do not carry: their second ones."""
        found = {own.device.key: own for entry in self.principals for own in entry.devices if not own.carried}
        return tuple(found.values())

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """The systems outside AWS that a device which is handed over opens."""
        return self.card.elsewhere

    @property
    def keeps(self) -> bool:
        """Whether anything is entrusted to the person for others."""
        return bool(self.card.locations or self.card.mailboxes or self.card.phones or self.card.secrets)


def onboarding_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A walkthrough for everybody who has not left."""
    names, colleagues = distinct_slugs(organization.people), Colleagues(organization)
    for person in organization.people.values():
        title, subject = f"First day: {person.name}", f"person:{person.key}"
        reason = left_because(organization, person)
        if reason is not None:
            yield PageAbsence("onboarding", title, subject, reason)
            continue
        path = f"people/{names[person.key]}/onboarding.md"
        view = onboarding(organization, person, colleagues)
        yield RunbookPage(
            document_id("ON", person.key), "onboarding", title, subject, path, BinderTab.JOINING_LEAVING, view
        )


def onboarding(organization: Organization, person: Person, colleagues: Colleagues | None = None) -> OnboardingSheet:
    """Everything that the walkthrough of a person prints; `colleagues` saves work where many are asked for."""
    beside = colleagues or Colleagues(organization)
    principals = organization.principals_for(person)
    active = [p for p in principals if p.account is None or p.account.is_active]
    own = tuple(_own_principal(organization, person, principal) for principal in active)
    card = duties_of(organization, person)
    return OnboardingSheet(
        person,
        card,
        own,
        tuple(principal for principal in principals if principal not in active),
        beside.administrators(person),
        beside.standing_in_for(person),
        tuple(_missing_reasons(organization, person, own, card)),
        any(organization.kind(device) is DeviceKind.FIDO2 for device in card.usable),
    )


def _own_principal(organization: Organization, person: Person, principal: Principal) -> OwnPrincipal:
    devices = (
        OwnDevice(each.device, each.kind, each.name, each.serial, each.subject, each.device.holder == person.key)
        for each in registered_devices(organization, principal).all
        if each.device.usable
    )
    return OwnPrincipal(principal, tuple(devices), organization.roles_open_to(principal))


def _missing_reasons(
    organization: Organization, person: Person, own: tuple[OwnPrincipal, ...], card: PersonDuties
) -> Iterator[str]:
    """What a first day needs and the inventory does not have yet."""
    wanted = organization.standards.devices_per_principal
    if not own and not card.elsewhere:
        yield "an identity to sign in with"
    if not any(device.usable for device in card.devices):
        yield "a device to carry"
    for entry in own:
        if len(entry.devices) < wanted:
            yield f"{wanted - len(entry.devices)} more of the {wanted} devices of {entry.principal.name}"
    facts = {"a telephone number": person.phone, "a site": person.site, "a deputy": person.deputy}
    yield from (what for what, known in facts.items() if known is None)
