"""What the emergency cards need to know: the first five minutes of a task, on one side of A5.

A card has the words of the long sheets, as macros of theirs. Each task is a kind of its own, so that a page is
found by its kind and subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import partition
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage
from mfa_binder.pages.kinds.escalation import EscalationContact, escalation
from mfa_binder.pages.kinds.outages import no_provider_because, provider_down

DEVICE_LOST = "task-card-device-lost"
ROOT_SIGN_IN = "task-card-root-sign-in"
PROVIDER_DOWN = "task-card-provider-down"


@dataclass(frozen=True)
class DeviceLostCard:
    """The view of the card for a lost device."""

    aws_organization: AwsOrganization
    devices: tuple[Device, ...]
    """Those that work and open something here."""
    administrators: tuple[EscalationContact, ...]
    """Those who can take one away, in the order of calling."""


@dataclass(frozen=True)
class RootSignInCard:
    """The view of the card for a root sign-in."""

    aws_organization: AwsOrganization
    kept: tuple[Account, ...]
    """The active accounts with a root user, the management account first."""
    removed: int
    """How many active accounts have none."""


def task_card_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """Up to three cards for each AWS organization; why there is none for a task that cannot come up."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        folder = f"organizations/{names[aws.key]}"
        yield _device_lost(organization, aws, folder)
        yield _root_sign_in(organization, aws, folder)
        yield _provider_down(organization, aws, folder)


def _device_lost(organization: Organization, aws: AwsOrganization, folder: str) -> CatalogueEntry:
    view = device_lost_card(organization, aws)
    none = None if view.devices else "no device that works opens anything of this organization"
    return _card("TD", DEVICE_LOST, "Card: device lost", aws, folder, view, none)


def _root_sign_in(organization: Organization, aws: AwsOrganization, folder: str) -> CatalogueEntry:
    view = root_sign_in_card(organization, aws)
    none = None if partition(aws.partition).root_user else "this partition has no root user"
    if none is None and not view.kept and not view.removed:
        none = "no account of it is active"
    return _card("TR", ROOT_SIGN_IN, "Card: root sign-in needed", aws, folder, view, none)


def _provider_down(organization: Organization, aws: AwsOrganization, folder: str) -> CatalogueEntry:
    view, none = provider_down(organization, aws), no_provider_because(aws)
    return _card("TP", PROVIDER_DOWN, f"Card: {view.provider} is down", aws, folder, view, none)


def _card(
    prefix: str, kind: str, title: str, aws: AwsOrganization, folder: str, view: object, none: str | None
) -> CatalogueEntry:
    whole, subject = f"{title}, {aws.name}", f"organization:{aws.key}"
    if none is not None:
        return PageAbsence(kind, whole, subject, none)
    path = f"{folder}/{kind}.md"
    return RunbookPage(document_id(prefix, aws.key), kind, whole, subject, path, BinderTab.CARDS, view, paper="a5")


def device_lost_card(organization: Organization, aws: AwsOrganization) -> DeviceLostCard:
    """Everything that the card for a lost device prints of an AWS organization."""
    accounts = {account.key for account in organization.accounts_of(aws)}
    principals = (p for p in organization.principals if p.account is None or p.account.key in accounts)
    registered = {device.key for device in organization.devices_of(*principals)}
    devices = tuple(d for d in organization.devices.values() if d.key in registered and d.usable)
    contacts = escalation(organization, aws).contacts
    return DeviceLostCard(aws, devices, tuple(c for c in contacts if c.administers and not c.left))


def root_sign_in_card(organization: Organization, aws: AwsOrganization) -> RootSignInCard:
    """Everything that the card for a root sign-in prints of an AWS organization."""
    active = organization.active_accounts_of(aws)
    kept = sorted(
        (a for a in active if organization.keeps_root(a)), key=lambda account: not organization.is_management(account)
    )
    return RootSignInCard(aws, tuple(kept), len(active) - len(kept))
