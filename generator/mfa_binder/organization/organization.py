"""The whole: one inventory as one typed value, with the questions that later rooms ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.binder_settings import Binders
from mfa_binder.organization.credentials import Mailbox, Phone, Secret
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.identifiers import root_arn, user_arn
from mfa_binder.organization.mfa_devices import Device, DeviceKind, DeviceStatus, Model
from mfa_binder.organization.partitions import Partition, partition
from mfa_binder.organization.people_and_places import Bag, Location, Person, Site, Travel
from mfa_binder.organization.principals_and_openings import Elsewhere, Opening, Principal
from mfa_binder.organization.standards import Document, Standards
from mfa_binder.organization.strict_records import Keys, StrictRecord, Tuple
from mfa_binder.organization.users_and_roles import IdentityCenterUser, Registration, Role, RootIntent, User


class Organization(StrictRecord):
    """Everything that is known. Maps are keyed by the inventory's ids."""

    schema_: Literal[1] = Field(alias="schema")
    """The version of the format."""
    document: Document = Document()
    """What stands on every page."""
    organizations: Keys[AwsOrganization]
    """The AWS organizations."""
    standards: Standards = Standards()
    """The rules that this organization has given itself."""
    people: Keys[Person] = {}
    """Everybody who holds, reads, keeps or signs something."""
    sites: Keys[Site] = {}
    """The buildings in which people work and things lie."""
    travel_minutes: Tuple[Travel] = ()
    """How long it takes from site to site; a pair that is not listed is not travelled in an emergency."""
    locations: Keys[Location] = {}
    """The safes, boxes, cabinets and vaults."""
    bags: Keys[Bag] = {}
    """The sealed bags in them, by their printed numbers."""
    secrets: Keys[Secret] = {}
    """Where passwords, PINs and the like are kept."""
    mailboxes: Keys[Mailbox] = {}
    """The mailboxes of root users."""
    phones: Keys[Phone] = {}
    """The phones of root users."""
    models: Keys[Model] = {}
    """The kinds of device as they are sold."""
    devices: Keys[Device] = {}
    """The security keys and tokens, by the tags that are stuck to them."""
    accounts: Keys[Account]
    """The AWS accounts, by their ids."""
    elsewhere: Tuple[Elsewhere] = ()
    """The systems outside AWS that our devices open too."""
    identity_center_users: Keys[IdentityCenterUser] = {}
    """The users of IAM Identity Center's own directory."""
    binders: Binders = Binders()
    """The printed binders, where they differ from the defaults."""

    # -- accounts

    def aws_organization(self, account: Account) -> AwsOrganization:
        """The AWS organization that an account belongs to: the one it names, else the only one."""
        if account.organization is not None:
            return self.organizations[account.organization]
        return next(iter(self.organizations.values()))

    def accounts_of(self, aws: AwsOrganization) -> tuple[Account, ...]:
        """All accounts of an AWS organization, whatever their status, its management account among them."""
        return self._accounts_by_organization.get(aws.key, ())

    def active_accounts_of(self, aws: AwsOrganization) -> tuple[Account, ...]:
        """The accounts of an AWS organization that can be worked in."""
        return tuple(account for account in self.accounts_of(aws) if account.is_active)

    @cached_property
    def _accounts_by_organization(self) -> Mapping[str, tuple[Account, ...]]:
        return group_by_key((self.aws_organization(account).key, account) for account in self.accounts.values())

    def partition(self, account: Account) -> Partition:
        """The partition that an account lies in."""
        return partition(self.aws_organization(account).partition)

    def region_to_export(self, account: Account) -> str:
        """The Region that a terminal must be told of before it asks for an account; empty where it need not.

        Without one a terminal asks the partition `aws`, which does not know the accounts of the others.
        """
        return "" if self.partition(account).is_standard else self.aws_organization(account).region

    def is_management(self, account: Account) -> bool:
        """Whether an account is the management account of its organization."""
        return self.aws_organization(account).management_account == account.key

    def keeps_root(self, account: Account) -> bool:
        """Whether root credentials exist and are meant to, in an account that can be signed in to."""
        return account.is_active and account.root.intended is RootIntent.KEPT and self.partition(account).root_user

    # -- principals and devices

    @cached_property
    def principals(self) -> tuple[Principal, ...]:
        """Every principal: per account the root user, then its IAM users; last Identity Center's."""
        return tuple(self._iter_principals())

    def _iter_principals(self) -> Iterator[Principal]:
        for account in self.accounts.values():
            yield Principal("root", "root", account, account.root)
            for user in account.users.values():
                yield Principal("user", user.key, account, user)
        for person in self.identity_center_users.values():
            yield Principal("identity-center", person.key, None, person)

    @cached_property
    def _principals_by_account(self) -> Mapping[str, tuple[Principal, ...]]:
        return group_by_key((p.account.key, p) for p in self.principals if p.account is not None)

    def principals_of(self, account: Account) -> tuple[Principal, ...]:
        """The principals of an account, its root user first."""
        return self._principals_by_account[account.key]

    @cached_property
    def _principals_by_person(self) -> Mapping[str, tuple[Principal, ...]]:
        return group_by_key((p.person, p) for p in self.principals if p.person is not None)

    def principals_for(self, person: Person) -> tuple[Principal, ...]:
        """The principals that a person works with."""
        return self._principals_by_person.get(person.key, ())

    @cached_property
    def _held(self) -> Mapping[str, tuple[Device, ...]]:
        return group_by_key((d.holder, d) for d in self.devices.values() if d.holder is not None)

    def held_by(self, person: Person) -> tuple[Device, ...]:
        """The devices that a person carries."""
        return self._held.get(person.key, ())

    @cached_property
    def _openings(self) -> Mapping[str, tuple[Opening, ...]]:
        grouped = ((principal, group_by_key((r.device, r) for r in principal.mfa)) for principal in self.principals)
        return group_by_key(
            (key, Opening(self.devices[key], principal, registrations))
            for principal, devices in grouped
            for key, registrations in devices.items()
        )

    def opens(self, device: Device) -> tuple[Opening, ...]:
        """Every principal that a device is registered to, each once."""
        return self._openings.get(device.key, ())

    def opens_elsewhere(self, device: Device) -> tuple[Elsewhere, ...]:
        """Every system outside AWS that a device opens."""
        return self._elsewhere.get(device.key, ())

    @cached_property
    def _elsewhere(self) -> Mapping[str, tuple[Elsewhere, ...]]:
        return group_by_key((key, system) for system in self.elsewhere for key in system.devices)

    def others(self, principal: Principal, device: Device) -> tuple[Device, ...]:
        """The principal's other devices that can still sign in."""
        return tuple(other for other in self.usable_devices_of(principal) if other.key != device.key)

    def device_of(self, registration: Registration) -> Device:
        """The piece of metal that is registered."""
        return self.devices[registration.device]

    def devices_of(self, *principals: Principal) -> tuple[Device, ...]:
        """The pieces of metal registered to the principals, each once, in the order of the registrations."""
        registered = (registration.device for principal in principals for registration in principal.mfa)
        return tuple(self.devices[key] for key in dict.fromkeys(registered))

    def usable_devices_of(self, *principals: Principal) -> tuple[Device, ...]:
        """Those of `devices_of` that can still sign in."""
        return tuple(device for device in self.devices_of(*principals) if device.usable)

    def gives_codes(self, registration: Registration) -> bool:
        """Whether the principal signs in with codes of it: a TOTP token, or a key whose codes AWS takes for virtual."""
        return registration.virtual is not None or self.kind(self.device_of(registration)) is DeviceKind.TOTP

    def roles_trusting(self, account: Account) -> tuple[tuple[Account, Role], ...]:
        """The roles that can be assumed from an account, with the accounts they are in."""
        return self._roles_by_trusted.get(account.key, ())

    def roles_open_to(self, principal: Principal) -> tuple[tuple[Account, Role], ...]:
        """The roles whose trust policy lets an IAM user in, with the accounts they are in; none for anybody else."""
        account = principal.account
        if account is None or principal.kind != "user":
            return ()
        arn = self.arn(principal)
        return tuple((there, role) for there, role in self.roles_trusting(account) if role.is_open_to(account.key, arn))

    @cached_property
    def _roles_by_trusted(self) -> Mapping[str, tuple[tuple[Account, Role], ...]]:
        roles = ((account, role) for account in self.accounts.values() for role in account.roles.values())
        return group_by_key((trusted, (account, role)) for account, role in roles for trusted in role.trusts)

    def identity_providers(self) -> frozenset[str]:
        """The names of the systems through which people normally sign in."""
        identities = (aws.identity for aws in self.organizations.values())
        return frozenset(i.provider for i in identities if i is not None and i.provider is not None)

    def may_have_hardware(self, principal: Principal) -> bool:
        """Whether the partition of a principal knows hardware MFA devices at all."""
        return principal.account is None or self.partition(principal.account).takes_hardware

    def kind(self, device: Device) -> DeviceKind:
        """FIDO2 or TOTP."""
        return self.models[device.model].kind

    def arn(self, principal: Principal) -> str:
        """The ARN of a root user or an IAM user."""
        if principal.account is None:
            raise ValueError(f"{principal.ref} has no ARN in IAM")
        name = self.partition(principal.account).name.value
        if principal.kind == "root":
            return root_arn(name, principal.account.key)
        path = principal.record.path if isinstance(principal.record, User) else "/"
        return user_arn(name, principal.account.key, principal.name, path)

    # -- places

    def custodians_of(self, location: Location) -> tuple[Person, ...]:
        """The people who open a location."""
        return tuple(self.people[key] for key in location.custodians)

    def location_of(self, thing: Device | Secret) -> Location | None:
        """The location that a device or secret lies in, in a bag or not; None if somebody carries it."""
        key = self.bags[thing.bag].location if thing.bag is not None else thing.location
        return self.locations[key] if key is not None else None

    def site_of(self, device: Device) -> Site | None:
        """The site where a device is: its location's, else its holder's; None if that is not known."""
        location = self.location_of(device)
        if location is not None:
            return self.sites[location.site]
        holder = self.people[device.holder] if device.holder is not None else None
        return self.sites[holder.site] if holder is not None and holder.site is not None else None

    @cached_property
    def _stored(self) -> Mapping[str, tuple[Device, ...]]:
        located = ((self.location_of(device), device) for device in self.devices.values())
        return group_by_key((location.key, device) for location, device in located if location is not None)

    def stored_at(self, location: Location) -> tuple[Device, ...]:
        """The devices that lie in a location."""
        return self._stored.get(location.key, ())

    def secrets_at(self, location: Location) -> tuple[Secret, ...]:
        """The sealed secrets that lie in a location."""
        return self._secrets_stored.get(location.key, ())

    @cached_property
    def _secrets_stored(self) -> Mapping[str, tuple[Secret, ...]]:
        located = ((self.location_of(secret), secret) for secret in self.secrets.values())
        return group_by_key((location.key, secret) for location, secret in located if location is not None)

    def bags_at(self, location: Location) -> tuple[Bag, ...]:
        """The bags that lie in a location."""
        return self._bags_stored.get(location.key, ())

    @cached_property
    def _bags_stored(self) -> Mapping[str, tuple[Bag, ...]]:
        return group_by_key((bag.location, bag) for bag in self.bags.values())

    def pin_of(self, device: Device) -> Secret | None:
        """The secret that is the PIN of a FIDO2 key, if the inventory says where it is."""
        return self._pins.get(device.key)

    @cached_property
    def _pins(self) -> Mapping[str, Secret]:
        return {secret.device: secret for secret in self.secrets.values() if secret.device is not None}

    def minutes_between(self, one: str, other: str) -> int | None:
        """Minutes of travel between two sites; None where nobody travels in an emergency."""
        return 0 if one == other else self._minutes.get(frozenset((one, other)))

    @cached_property
    def _minutes(self) -> Mapping[frozenset[str], int]:
        return {frozenset(travel.between): travel.minutes for travel in self.travel_minutes}

    @cached_property
    def spares(self) -> tuple[Device, ...]:
        """The devices kept in reserve, registered nowhere."""
        return tuple(d for d in self.devices.values() if d.status is DeviceStatus.SPARE and not self.opens(d))
