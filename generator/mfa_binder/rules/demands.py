"""Which principals the organization's own standards speak of: those that exist and can sign in."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.organization.accounts import AccountStatus
from mfa_binder.organization.devices import Device
from mfa_binder.organization.organization import Organization, Principal


def signing_in(organization: Organization) -> Iterator[Principal]:
    """Principals of active accounts; root users only where their credentials are kept."""
    for principal in organization.principals:
        account = principal.account
        if account is not None and account.status is not AccountStatus.ACTIVE:
            continue
        if principal.kind == "root" and (account is None or not organization.keeps_root(account)):
            continue
        yield principal


def needing_hardware(organization: Organization) -> Iterator[Principal]:
    """Principals for which the standards require hardware, where the partition has any."""
    required = set(organization.standards.hardware_required_for)
    able = (principal for principal in signing_in(organization) if organization.may_have_hardware(principal))
    return (principal for principal in able if required & set(principal.access))


def usable_devices(organization: Organization, principal: Principal) -> tuple[Device, ...]:
    """The devices with which a principal can still sign in."""
    return tuple(device for device in organization.devices_of(principal) if device.usable)
