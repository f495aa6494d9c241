"""What the sheet of contacts needs to know: whom to call in which order, and what each can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.colleagues_and_duties import left_because
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import AwsOrganization
from mfa_binder.organization.credentials import Mailbox, Phone, Secret
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition, partition
from mfa_binder.organization.people_and_places import Location, Person, Site
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage


@dataclass(frozen=True)
class EscalationContact:
    """A person and what they can do for one AWS organization."""

    person: Person
    site: Site | None
    owner: bool
    """Whether they own the documents, decide and lead."""
    deputy_of: tuple[Person, ...]
    """The owner, if they stand in for them."""
    passwords: tuple[Secret, ...]
    """The passwords that they can read."""
    devices: tuple[Device, ...]
    """The devices that they carry and that open something here."""
    custody: tuple[Location, ...]
    """The locations of which they are custodian and in which something for it lies."""
    mailboxes: tuple[Mailbox, ...]
    phones: tuple[Phone, ...]
    administers: tuple[Principal, ...]
    """The users with which they administer an account."""
    provider: bool
    """Whether they can switch on the emergency access in the identity provider."""
    left: bool
    """Whether the inventory says that they have left: they are called last."""

    @property
    def rank(self) -> int:
        """The order of calling: the owner, who stands in, who has a half of a sealed way in, the rest; 9: nobody."""
        reasons = (
            self.owner,
            bool(self.deputy_of),
            bool(self.passwords),
            bool(self.custody),
            bool(self.devices),
            bool(self.mailboxes) or bool(self.phones),
            bool(self.administers),
            self.provider,
        )
        return next((rank for rank, reason in enumerate(reasons) if reason), 9)


@dataclass(frozen=True)
class EscalationSheet:
    """The view of the sheet."""

    aws_organization: AwsOrganization
    contacts: tuple[EscalationContact, ...]
    """In the order of calling."""
    roots: bool
    """Whether an account keeps its root user: else nobody is called for its mailbox or phone."""
    phones: tuple[Phone, ...]
    """The phones of its root users."""

    @property
    def partition(self) -> Partition:
        """The partition of the accounts."""
        return partition(self.aws_organization.partition)

    @property
    def silent(self) -> tuple[EscalationContact, ...]:
        """Those of whom the inventory has no telephone number."""
        return tuple(contact for contact in self.contacts if contact.person.phone is None)


def escalation_pages(organization: Organization) -> Iterator[RunbookPage]:
    """A sheet for each AWS organization."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        path, title = f"organizations/{names[aws.key]}/escalation.md", f"Contacts and escalation: {aws.name}"
        id_, subject = document_id("EC", aws.key), f"organization:{aws.key}"
        yield RunbookPage(id_, "escalation", title, subject, path, BinderTab.EMERGENCY, escalation(organization, aws))


def escalation(organization: Organization, aws: AwsOrganization) -> EscalationSheet:
    """Everything that the sheet of contacts prints of an AWS organization."""
    stake = _PersonStake(organization, aws)
    found = (stake.contact(person) for person in organization.people.values())
    contacts = sorted((c for c in found if c.rank < 9), key=lambda contact: (contact.left, contact.rank))
    return EscalationSheet(aws, tuple(contacts), bool(stake.roots), stake.phones)


class _PersonStake:
    """What of the inventory belongs to one AWS organization: people, places and devices are shared by several."""

    def __init__(self, organization: Organization, aws: AwsOrganization) -> None:
        self._organization, self._aws = organization, aws
        accounts = organization.active_accounts_of(aws)
        self._principals = [p for account in accounts for p in organization.principals_of(account)]
        opening = {device.key for device in organization.devices_of(*self._principals)}
        self._devices = [organization.devices[key] for key in organization.devices if key in opening]
        passwords = {p.password for p in self._principals}
        self._secrets = [s for s in organization.secrets.values() if s.key in passwords or s.device in opening]
        places = [organization.location_of(device) for device in self._devices]
        places += [organization.location_of(secret) for secret in self._secrets]
        self._places = {place.key: place for place in places if place is not None}
        self.roots = tuple(a.root for a in accounts if organization.keeps_root(a))
        boxes, phones = {root.mailbox for root in self.roots}, {root.phone for root in self.roots}
        self._mailboxes = [mailbox for mailbox in organization.mailboxes.values() if mailbox.key in boxes]
        self.phones = tuple(phone for phone in organization.phones.values() if phone.key in phones)
        self._secrets_of = group_by_key((key, s) for s in self._secrets for key in s.holders)
        self._administered = group_by_key((p.person, p) for p in self._principals if p.person and p.administers)
        self._carried = group_by_key((d.holder, d) for d in self._devices if d.holder and d.usable)

    def contact(self, person: Person) -> EscalationContact:
        """What a person can do here; of rank 9 if it is nothing."""
        organization, key = self._organization, person.key
        prepared = self._aws.identity.emergency_access if self._aws.identity is not None else None
        return EscalationContact(
            person,
            organization.sites[person.site] if person.site is not None else None,
            organization.document.owner == key,
            tuple(self._stands_in_for(person)),
            self._secrets_of.get(key, ()),
            self._carried.get(key, ()),
            tuple(place for place in self._places.values() if key in place.custodians),
            tuple(mailbox for mailbox in self._mailboxes if key in mailbox.readers),
            tuple(phone for phone in self.phones if key in phone.holders),
            self._administered.get(key, ()),
            prepared is not None and key in prepared.administrators,
            left_because(organization, person) is not None,
        )

    def _stands_in_for(self, person: Person) -> Iterator[Person]:
        """The owner of the document only: other deputies are told beside the person for whom they stand in."""
        owner = self._organization.people.get(self._organization.document.owner or "")
        if owner is not None and owner.deputy == person.key:
            yield owner
