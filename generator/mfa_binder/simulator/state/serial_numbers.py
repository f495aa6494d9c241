"""Under which SerialNumber AWS lists a device.

A hardware TOTP token goes by its bare printed serial, a FIDO2 key by an ARN that only the
inventory ties to the metal, codes whose seed was written into the metal by the ARN of a virtual device.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import Registration
from mfa_binder.simulator.state.deterministic_ids import stable_id
from mfa_binder.simulator.state.owners import Owner

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9+=,.@_-]+")
_LONGEST_NAME = 60
"""Keeps a FIDO ARN within 256 characters, iam SerialNumber's maximum."""


def serial_number(organization: Organization, device: Device, owner: Owner) -> str:
    """The SerialNumber of a device of `owner`, as hardware if it is registered so.

    Raises ValueError for an account that the inventory lacks.
    """
    if owner.account not in organization.accounts:
        if organization.kind(device) is DeviceKind.TOTP:
            return printed_serial(device)
        raise ValueError(f"there is no account {owner.account} in the inventory")
    found = [r for r in _registrations(organization, owner) if r.device == device.key]
    hardware = next((r for r in found if r.virtual is None), None)
    virtual = next((r.virtual for r in found), None)
    if hardware is None and virtual is not None:
        return virtual
    return _as_hardware(organization, device, owner, hardware)


def registered_serial(organization: Organization, registration: Registration, owner: Owner) -> str:
    """The SerialNumber of one registration of `owner`."""
    device = organization.devices[registration.device]
    return registration.virtual or _as_hardware(organization, device, owner, registration)


def _as_hardware(organization: Organization, device: Device, owner: Owner, found: Registration | None) -> str:
    if organization.kind(device) is DeviceKind.TOTP:
        return printed_serial(device)
    return _fido_arn(organization, device, owner, found)


def printed_serial(device: Device) -> str:
    """The serial that a TOTP token is registered by: its printed one, invented where none is known."""
    return device.serial or stable_id("SIM", device.key, length=12)


def token_holders(organization: Organization) -> Mapping[str, Owner]:
    """Who has each TOTP token, by printed serial; where the inventory wrongly names two, the first has it."""
    holders: dict[str, Owner] = {}
    for principal in organization.principals:
        if principal.account is None:
            continue
        owner = Owner(principal.account.key, None if principal.kind == "root" else principal.name)
        for registration in principal.mfa:
            device = organization.devices[registration.device]
            if organization.kind(device) is DeviceKind.TOTP and registration.virtual is None:
                holders.setdefault(printed_serial(device), owner)
    return holders


def token_serials(organization: Organization) -> frozenset[str]:
    """The printed serials of all TOTP tokens of the inventory."""
    devices = organization.devices.values()
    return frozenset(printed_serial(device) for device in devices if organization.kind(device) is DeviceKind.TOTP)


def _registrations(organization: Organization, owner: Owner) -> tuple[Registration, ...]:
    account = organization.accounts[owner.account]
    if owner.user is None:
        return account.root.mfa
    return account.users[owner.user].mfa if owner.user in account.users else ()


def _fido_arn(organization: Organization, device: Device, owner: Owner, found: Registration | None) -> str:
    """The inventory's `aws_serial`, else one invented in the documented form `u2f/user/USER/NAME-ID`.

    For a root user it is `u2f/root/NAME-ID` (IAM API reference, example of GetMFADevice).
    """
    if found is not None and found.aws_serial is not None:
        return found.aws_serial
    given = found.name if found is not None and found.name is not None else device.key
    name = _NOT_IN_A_NAME.sub("-", given)[:_LONGEST_NAME]
    partition = organization.partition(organization.accounts[owner.account]).name.value
    unique = stable_id("", owner.ref, device.key, length=26)
    return f"arn:{partition}:iam::{owner.account}:u2f/{owner.path}/{name}-{unique}"
