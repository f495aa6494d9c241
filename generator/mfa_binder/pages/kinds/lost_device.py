"""What the loss sheet of a device needs to know: what it opens, what is left, what replaces it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import SparePool
from mfa_binder.access.retrieval import home_site, minutes_to_fetch
from mfa_binder.book.conditions import Condition, parse_condition
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Elsewhere, Opening, Principal, danger_rank
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage


@dataclass(frozen=True)
class LostOpening:
    """One principal that the lost device opens."""

    opening: Opening
    others: tuple[Device, ...]
    """The devices with which it can still sign in."""
    gone: tuple[Device, ...]
    """The devices that are registered too but lost, stolen, damaged or retired."""
    active: bool
    """Whether the account can be worked in."""
    roles: tuple[tuple[Account, Role], ...]
    """What can be assumed from its account, as account and name."""
    token: bool
    """Whether AWS knows the hardware by its printed serial."""

    @property
    def principal(self) -> Principal:
        """Whose device it is."""
        return self.opening.principal

    @property
    def serial(self) -> str | None:
        """What AWS lists it by as hardware; None for a key whose ARN nobody wrote down."""
        return self.opening.registration.aws_serial or (self.opening.device.serial if self.token else None)

    @property
    def names(self) -> tuple[str | None, ...]:
        """All that AWS lists it by; None among them stands for an ARN that nobody wrote down."""
        return (*((self.serial,) if self.opening.as_hardware else ()), *self.opening.virtual)

    @property
    def unlisted(self) -> tuple[Condition, ...]:
        """What holds when AWS lists the device for the principal no more, under none of its names."""
        gone: list[Mapping[str, str]] = []
        if self.opening.as_hardware:
            gone.append({"unregistered": self.opening.device.key, "from": self.principal.ref})
            gone += [{"hides": self.serial}] if self.serial is not None else []
        gone += [{"unregistered": arn, "from": self.principal.ref} for arn in self.opening.virtual]
        return tuple(map(parse_condition, gone))

    @property
    def only(self) -> bool:
        """Whether nothing else signs in: then the spare is enrolled before the device is removed."""
        return not self.others


@dataclass(frozen=True)
class LostDevice:
    """The view of a loss sheet."""

    device: Device
    kind: DeviceKind
    openings: tuple[LostOpening, ...]
    """What it opens, the most dangerous first."""
    elsewhere: tuple[Elsewhere, ...]
    """The systems outside AWS that it opens, an identity provider first."""
    spares: tuple[Device, ...]
    """What may replace it, the nearest first."""
    minutes: dict[str, int | None]
    """Minutes to each spare, by its key; None where nobody travels there in an emergency."""

    def of_kind(self, kind: str) -> tuple[LostOpening, ...]:
        """The openings of active accounts that are of a kind of principal: `root`, `user`, `identity-center`."""
        return tuple(lost for lost in self.openings if lost.active and lost.principal.kind == kind)

    @property
    def people(self) -> tuple[str, ...]:
        """The people whose sign-ins it opens, by their keys."""
        return tuple(dict.fromkeys(lost.principal.person for lost in self.openings if lost.principal.person))

    @property
    def user_accounts(self) -> tuple[Account, ...]:
        """The active accounts in which it is registered for an IAM user."""
        accounts = (lost.principal.account for lost in self.of_kind("user"))
        return tuple({account.key: account for account in accounts if account is not None}.values())

    def no_leftover_in(self, account: Account) -> tuple[Condition, ...]:
        """What holds when no virtual device in an account bears its name, or is what it was there."""
        return tuple(parse_condition({"hides": name}) for name in (self.device.key, *self.virtual_in(account)))

    def virtual_in(self, account: Account) -> tuple[str, ...]:
        """The ARNs of the virtual devices that it is to AWS in an account."""
        return tuple(
            arn for lost in self.of_kind("user") if lost.principal.account == account for arn in lost.opening.virtual
        )

    @property
    def closed(self) -> tuple[LostOpening, ...]:
        """The openings of accounts that nobody works in now."""
        return tuple(lost for lost in self.openings if not lost.active)

    @property
    def spare(self) -> Device | None:
        """The spare to fetch."""
        return self.spares[0] if self.spares else None


def lost_device_pages(organization: Organization) -> Iterator[RunbookPage]:
    """A loss sheet for each device, whatever its status."""
    names, reserve = distinct_slugs(organization.devices), SparePool(organization)
    for device in organization.devices.values():
        path = f"devices/{names[device.key]}/lost.md"
        title = f"{device.key} lost, stolen, damaged or recalled"
        view = lost_device(organization, device, reserve)
        subject = f"device:{device.key}"
        yield RunbookPage(
            document_id("LD", device.key), "lost-device", title, subject, path, BinderTab.DEVICE_LOST, view
        )


def lost_device(organization: Organization, device: Device, reserve: SparePool | None = None) -> LostDevice:
    """Everything that a loss sheet prints of a device; `reserve` saves work where many are asked for."""
    openings = tuple(_lost_opening(organization, o) for o in sorted(organization.opens(device), key=danger_rank))
    spares = (reserve or SparePool(organization)).replacing(device, [o.principal for o in openings])
    origin = home_site(organization, device)
    return LostDevice(
        device,
        organization.kind(device),
        openings,
        _elsewhere(organization, device),
        spares,
        {spare.key: minutes_to_fetch(organization, origin, spare) for spare in spares},
    )


def _lost_opening(organization: Organization, opening: Opening) -> LostOpening:
    account = opening.principal.account
    active = account is None or account.is_active
    registered = organization.devices_of(opening.principal)
    gone = tuple(device for device in registered if device.key != opening.device.key and not device.usable)
    roles = organization.roles_open_to(opening.principal)
    others = organization.others(opening.principal, opening.device)
    token = organization.kind(opening.device) is DeviceKind.TOTP
    return LostOpening(opening, others, gone, active, roles, token)


def _elsewhere(organization: Organization, device: Device) -> tuple[Elsewhere, ...]:
    """Systems outside AWS, an identity provider first: it signs in to every account."""
    providers = organization.identity_providers()
    return tuple(sorted(organization.opens_elsewhere(device), key=lambda system: system.system not in providers))
