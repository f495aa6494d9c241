"""Emergency access: the ways into every account of an organization, and break-glass into one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mfa_binder.access.break_glass_cast import leaders_of
from mfa_binder.access.emergency_ways import (
    AccountWays,
    DeviceToFetch,
    EmergencyWay,
    account_administrators,
    accounts_with_ways,
    emergency_ways_into,
    no_emergency_way_because,
)
from mfa_binder.access.retrieval import places_of
from mfa_binder.book.conditions import Condition, parse_condition
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition, partition
from mfa_binder.organization.people_and_places import Location, Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage


@dataclass(frozen=True)
class EmergencySheet:
    """The view of an emergency sheet."""

    aws_organization: AwsOrganization
    with_ways: tuple[AccountWays, ...]
    """The active accounts that have a sealed way in, the management account first."""
    without: tuple[AccountWays, ...]
    """The active accounts that have no sealed way of their own."""
    closed: int
    """How many accounts nobody works in now."""

    @property
    def partition(self) -> Partition:
        """The partition of the accounts."""
        return partition(self.aws_organization.partition)

    @property
    def reachable(self) -> tuple[AccountWays, ...]:
        """Those of `without` that an IAM user administers or a role leads into."""
        return tuple(found for found in self.without if found.administrators or found.roles)


def emergency_pages(organization: Organization) -> Iterator[RunbookPage]:
    """A sheet for each AWS organization: the first to be taken when nobody can sign in."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        path, title = f"organizations/{names[aws.key]}/emergency.md", f"Emergency access: {aws.name}"
        id_, subject = document_id("EM", aws.key), f"organization:{aws.key}"
        yield RunbookPage(id_, "emergency", title, subject, path, BinderTab.EMERGENCY, emergency(organization, aws))


def emergency(organization: Organization, aws: AwsOrganization) -> EmergencySheet:
    """Everything that the emergency sheet prints of an AWS organization."""
    accounts = accounts_with_ways(organization, aws)
    return EmergencySheet(
        aws,
        tuple(found for found in accounts if found.ways),
        tuple(found for found in accounts if not found.ways),
        sum(1 for account in organization.accounts_of(aws) if not account.is_active),
    )


@dataclass(frozen=True)
class BreakGlassSheet:
    """The view of a break-glass sheet; there is at least one way."""

    account: Account
    aws_organization: AwsOrganization
    management: bool
    leaders: tuple[Person, ...]
    """Who may lead, in the order of calling."""
    ways: tuple[EmergencyWay, ...]
    administrators: tuple[Principal, ...]
    """Who signs in to the account in the normal way."""
    roles: tuple[tuple[Account, Role], ...]
    """The roles in other accounts that trust it, each with its account."""

    @property
    def root(self) -> EmergencyWay | None:
        """The root user, if it is one of the ways."""
        return next((way for way in self.ways if way.principal.kind == "root"), None)

    @property
    def devices(self) -> tuple[DeviceToFetch, ...]:
        """The devices of all ways, each once, in the order in which they are needed."""
        found: dict[str, DeviceToFetch] = {}
        for device in (device for way in self.ways for device in way.devices):
            found.setdefault(device.device.key, device)
        return tuple(found.values())

    @property
    def fastest(self) -> int | None:
        """Minutes until the first device and its password are together; None where no journey is known."""
        known = [device.minutes for way in self.ways for device in way.devices if device.minutes is not None]
        return min(known, default=None)

    @property
    def places(self) -> tuple[Location, ...]:
        """Where something is fetched."""
        return places_of(access for way in self.ways for access in way.accesses)

    @property
    def bags(self) -> tuple[tuple[str, str], ...]:
        """The bags that are opened for a password, each with the key of the secret in it."""
        found: dict[str, str] = {}
        for way in self.ways:
            if way.password is not None and way.password_access is not None and way.password_access.bag is not None:
                found.setdefault(way.password_access.bag, way.password.key)
        return tuple(found.items())

    @property
    def pin_bags(self) -> tuple[tuple[str, Device], ...]:
        """The other bags that are opened for a PIN, each with the key that the PIN is of."""
        found: dict[str, Device] = {}
        for each in self.devices:
            if each.pin_access is not None and each.pin_access.bag is not None:
                found.setdefault(each.pin_access.bag, each.device)
        with_passwords = {bag for bag, _ in self.bags}
        return tuple((bag, device) for bag, device in found.items() if bag not in with_passwords)

    @property
    def typists(self) -> tuple[Person, ...]:
        """Everybody who may bring and type a password."""
        accesses = (way.password_access for way in self.ways)
        return _each_person_once(person for access in accesses if access is not None for person in access.people)

    @property
    def bearers(self) -> tuple[Person, ...]:
        """Everybody who may bring and use a device."""
        return _each_person_once(person for device in self.devices for person in device.access.people)

    def registered(self, way: EmergencyWay) -> tuple[Condition, ...]:
        """What holds while each device of one of the ways is registered, or that a list of them is empty."""
        held = ({"registered": each.device.key, "to": way.principal.ref} for each in way.devices)
        return tuple(map(parse_condition, held)) or (parse_condition({"prints_nothing": True}),)

    def first_with_device_of(self, number: int) -> int | None:
        """The number of the first way, before that of `number`, that begins with the same device; None if none does."""
        devices = self.ways[number - 1].devices
        for position, earlier in enumerate(self.ways[: number - 1], start=1):
            if devices and earlier.devices and earlier.devices[0].device.key == devices[0].device.key:
                return position
        return None

    @property
    def always_open(self) -> bool:
        """Whether some way can be taken at every hour."""
        return any(way.always_open for way in self.ways)


def _each_person_once(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.key: person for person in people}.values())


def break_glass_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each account with a root or a break-glass user; why there is none for another."""
    for account in organization.accounts.values():
        title, subject = f"Break-glass access: {account.name}", f"account:{account.key}"
        reason = no_emergency_way_because(organization, account)
        if reason is not None:
            yield PageAbsence("break-glass", title, subject, reason)
            continue
        view = break_glass(organization, account)
        path = f"accounts/{account.key}/break-glass.md"
        yield RunbookPage(
            f"BG-{account.key}", "break-glass", title, subject, path, BinderTab.EMERGENCY, view, ceremony=True
        )


def break_glass(organization: Organization, account: Account) -> BreakGlassSheet:
    """Everything that the break-glass sheet prints of an account."""
    ways = emergency_ways_into(organization, account)
    roles = organization.roles_trusting(account)
    users = [organization.arn(way.principal) for way in ways if way.principal.kind == "user"]
    if users:  # a root user may switch to none of them: the sheet says so, and names them all
        roles = tuple(found for found in roles if any(found[1].is_open_to(account.key, user) for user in users))
    return BreakGlassSheet(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        leaders_of(organization),
        ways,
        account_administrators(organization, account),
        tuple((there, role) for there, role in roles if there.is_active),
    )
