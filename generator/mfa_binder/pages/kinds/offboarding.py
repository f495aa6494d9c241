"""What the sheet for a leaver needs to know: what they open, hold and know, and who remains without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mfa_binder.access.break_glass_cast import BreakGlassCast, cast_for
from mfa_binder.access.colleagues_and_duties import Colleagues, duties_of, left_because
from mfa_binder.access.retrieval import retrieval_of
from mfa_binder.book.conditions import Condition, parse_condition
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.credentials import Mailbox, Phone, Secret
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Bag, Location, Person
from mfa_binder.organization.principals_and_openings import Elsewhere, Opening, Principal
from mfa_binder.organization.users_and_roles import Access, Role
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage

_HANDOVER_TIME = timedelta(days=14)
"""How long before a known last day the hand-over begins: our own choice, printed as such."""


@dataclass(frozen=True)
class LeavingUser:
    """An IAM user of the leaver in an account that can be worked in."""

    principal: Principal
    account: Account
    devices: tuple[Device, ...]
    others: tuple[Principal, ...]
    """The account's other users with an administrator's or break-glass access, who stay."""
    roles: tuple[tuple[Account, Role], ...]
    """What can be assumed from the account."""

    @property
    def registered(self) -> tuple[Condition, ...]:
        """What holds before the devices are taken away."""
        user = self.principal.ref
        return tuple(parse_condition({"registered": device.key, "to": user}) for device in self.devices)

    @property
    def unregistered(self) -> tuple[Condition, ...]:
        """What holds afterwards."""
        return tuple(
            parse_condition({"unregistered": device.key, "from": self.principal.ref}) for device in self.devices
        )

    @property
    def last_administrator(self) -> bool:
        """Whether nobody is left who can administer the account with a user of their own."""
        return Access.ADMINISTRATOR in self.principal.access and not self.others


@dataclass(frozen=True)
class CollectedDevice:
    """A device that the leaver carries: what it opens for them, for others, and outside AWS."""

    device: Device
    kind: DeviceKind
    own: tuple[Opening, ...]
    shared: tuple[Opening, ...]
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True)
class CustodyHandover:
    """A location of which the leaver is custodian, and what lies there that they could reach."""

    location: Location
    remaining: tuple[Person, ...]
    bags: tuple[Bag, ...]
    """Those that the leaver sealed, alone or with others."""
    alone: bool
    """Whether the leaver could open it without anybody."""

    @property
    def lacking(self) -> int:
        """How many custodians are missing until the location can be opened; 0: it can."""
        return max(0, self.location.quorum - len(self.remaining))


@dataclass(frozen=True)
class KnownSecret:
    """A secret that the leaver may know: in a vault that they read, or within their reach as a custodian."""

    secret: Secret
    remaining: tuple[Person, ...]
    """Those who still reach it."""
    principals: tuple[Principal, ...]
    """Whose password it is, without the leaver's own."""

    @property
    def users(self) -> tuple[Principal, ...]:
        """The IAM users whose password it is."""
        return tuple(principal for principal in self.principals if principal.kind == "user")


@dataclass(frozen=True)
class RootChange:
    """A root user whose password the leaver may know."""

    principal: Principal
    account: Account
    secret: Secret
    device: Device | None
    """What is used to sign in; None if no device is left that the leaver does not carry."""
    cast: BreakGlassCast | None
    """Who of those who stay brings the password and that device together; None if there is no device."""


@dataclass(frozen=True)
class MailOrPhoneHandover:
    """A mailbox or a phone, and who reads or holds it when the leaver is gone."""

    thing: Mailbox | Phone
    remaining: tuple[Person, ...]


@dataclass(frozen=True)
class OffboardingSheet:
    """The view of a leaver's sheet."""

    person: Person
    left: str | None
    """That they have left already, and when, in words; None: they have not."""
    begins: date | None
    """The day on which the hand-over begins; None if the last day is not known."""
    helpers: tuple[Person, ...]
    users: tuple[LeavingUser, ...]
    identity_center: tuple[Principal, ...]
    closed: tuple[Principal, ...]
    """Their principals in accounts that nobody can work in."""
    devices: tuple[CollectedDevice, ...]
    custody: tuple[CustodyHandover, ...]
    secrets: tuple[KnownSecret, ...]
    roots: tuple[RootChange, ...]
    mailboxes: tuple[MailOrPhoneHandover, ...]
    phones: tuple[MailOrPhoneHandover, ...]
    deputy_for: tuple[Person, ...]
    """Those whose deputy they are."""
    owner: bool
    """Whether they own the documents."""

    @property
    def vaults(self) -> tuple[KnownSecret, ...]:
        """The secrets in a password manager, from which the leaver's name is taken."""
        return tuple(known for known in self.secrets if known.secret.vault is not None)

    @property
    def changing(self) -> tuple[KnownSecret, ...]:
        """The secrets that are changed one by one; a root password has a part of its own."""
        return tuple(known for known in self.secrets if known.users or not known.principals)

    def others_to_tell(self, owner: str | None) -> tuple[tuple[Person, str, Location | Mailbox | Phone | None], ...]:
        """Who else must know, each once, but for the owner of the binder: whose work changes by it.

        Each with `custodian`, `reader` or `deputy`, and the place or mailbox.
        """
        found: dict[str, tuple[Person, str, Location | Mailbox | Phone | None]] = {}
        for custody in self.custody:
            for keeper in custody.remaining:
                found.setdefault(keeper.key, (keeper, "custodian", custody.location))
        for handed in self.mailboxes:
            for reader in handed.remaining:
                found.setdefault(reader.key, (reader, "reader", handed.thing))
        for other in self.deputy_for:
            found.setdefault(other.key, (other, "deputy", None))
        return tuple(each for key, each in found.items() if key not in (self.person.key, owner))

    @property
    def warnings(self) -> bool:
        """Whether somebody or something is locked out unless a successor is named first."""
        people = [entry.remaining for entry in (*self.mailboxes, *self.phones)]
        people += [known.remaining for known in self.secrets]
        alone = any(not remaining for remaining in people)
        return alone or any(c.lacking for c in self.custody) or any(user.last_administrator for user in self.users)


def offboarding_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for everybody of whom there is something to take back, also if they have left already."""
    names, colleagues = distinct_slugs(organization.people), Colleagues(organization)
    for person in organization.people.values():
        title, subject = f"Leaving: {person.name}", f"person:{person.key}"
        view = offboarding(organization, person, colleagues)
        if not _leaves_anything(view):
            yield PageAbsence("offboarding", title, subject, "the inventory gives them nothing that must be taken back")
            continue
        path = f"people/{names[person.key]}/offboarding.md"
        yield RunbookPage(
            document_id("OF", person.key), "offboarding", title, subject, path, BinderTab.JOINING_LEAVING, view
        )


def _leaves_anything(view: OffboardingSheet) -> bool:
    things = (view.users, view.identity_center, view.closed, view.devices, view.custody, view.secrets)
    return any((*things, view.mailboxes, view.phones, view.deputy_for, view.owner))


def offboarding(organization: Organization, person: Person, colleagues: Colleagues | None = None) -> OffboardingSheet:
    """Everything that the sheet of a leaver prints; `colleagues` saves work where many are asked for."""
    beside = colleagues or Colleagues(organization)
    card = duties_of(organization, person)
    working = [p for p in card.principals if p.account is None or p.account.is_active]
    secrets = tuple(_known_secrets(organization, person, beside))
    return OffboardingSheet(
        person=person,
        left=left_because(organization, person),
        begins=person.ends - _HANDOVER_TIME if person.ends is not None else None,
        helpers=beside.administrators(person),
        users=tuple(_leaving_user(organization, person, p, p.account) for p in working if p.account is not None),
        identity_center=tuple(p for p in working if p.account is None),
        closed=tuple(p for p in card.principals if p not in working),
        devices=tuple(_collected_device(organization, person, device) for device in card.devices),
        custody=tuple(_custody_handover(organization, person, location) for location in card.locations),
        secrets=secrets,
        roots=tuple(_root_changes(organization, person, secrets)),
        mailboxes=tuple(
            _mail_or_phone_handover(organization, person, organization.mailboxes[key]) for key in card.mailboxes
        ),
        phones=tuple(_mail_or_phone_handover(organization, person, organization.phones[key]) for key in card.phones),
        deputy_for=beside.standing_in_for(person),
        owner=organization.document.owner == person.key,
    )


def _people_without(organization: Organization, person: Person, keys: tuple[str, ...]) -> tuple[Person, ...]:
    return tuple(organization.people[key] for key in keys if key != person.key)


def _leaving_user(organization: Organization, person: Person, principal: Principal, account: Account) -> LeavingUser:
    others = (p for p in organization.principals_of(account) if p.kind == "user" and p.person != person.key)
    return LeavingUser(
        principal,
        account,
        organization.devices_of(principal),
        tuple(other for other in others if other.administers),
        organization.roles_open_to(principal),
    )


def _collected_device(organization: Organization, person: Person, device: Device) -> CollectedDevice:
    openings = organization.opens(device)
    return CollectedDevice(
        device,
        organization.kind(device),
        tuple(o for o in openings if o.principal.person == person.key),
        tuple(o for o in openings if o.principal.person != person.key),
        organization.opens_elsewhere(device),
    )


def _custody_handover(organization: Organization, person: Person, location: Location) -> CustodyHandover:
    return CustodyHandover(
        location,
        _people_without(organization, person, location.custodians),
        tuple(bag for bag in organization.bags_at(location) if person.key in bag.sealed_by),
        location.quorum == 1,
    )


def _known_secrets(organization: Organization, person: Person, colleagues: Colleagues) -> Iterator[KnownSecret]:
    """What the leaver may know, without the passwords of nobody but themselves."""
    for secret in colleagues.may_know(person):
        used = colleagues.using(secret)
        others = tuple(principal for principal in used if principal.person != person.key)
        if others or not used:
            yield KnownSecret(secret, retrieval_of(organization, secret).without(person).people, others)


def _root_changes(organization: Organization, person: Person, secrets: tuple[KnownSecret, ...]) -> Iterator[RootChange]:
    """The root users whose password the leaver may know, where there is a root to sign in as."""
    for known in secrets:
        for principal in known.principals:
            if principal.kind != "root" or principal.account is None or not organization.keeps_root(principal.account):
                continue
            yield _root_change(organization, person, principal, principal.account, known.secret)


def _root_change(
    organization: Organization, person: Person, principal: Principal, account: Account, secret: Secret
) -> RootChange:
    usable = organization.usable_devices_of(principal)
    device = next((d for d in usable if d.holder != person.key), None)
    if device is None:
        return RootChange(principal, account, secret, None, None)
    return RootChange(principal, account, secret, device, cast_for(organization, secret, [device], leaving=person))


def _mail_or_phone_handover(organization: Organization, person: Person, thing: Mailbox | Phone) -> MailOrPhoneHandover:
    keys = thing.readers if isinstance(thing, Mailbox) else thing.holders
    return MailOrPhoneHandover(thing, _people_without(organization, person, keys))
