"""Devices registered where AWS would not have them.

Sources: FACTS of MFA in IAM, checked 2026-11-24: a TOTP token serves one identity, a root or IAM
user has at most eight devices; IAM Identity Center takes six FIDO2 devices and two authenticator apps.
"""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, DraftPrincipal, Part
from mfa_binder.inventory.positions import Path
from mfa_binder.inventory.spelling import named
from mfa_binder.organization.identifiers import VIRTUAL_MFA_ARN
from mfa_binder.organization.partitions import Partition

_IDENTITY_CENTER_DEVICES = 8
_IDENTITY_CENTER_FIDO2 = 6


def registrations(draft: Draft) -> Iterator[Unplaced]:
    """Shared TOTP tokens, doubled devices, too many of them, and kinds that a partition lacks."""
    tokens: dict[str, str] = {}
    for principal in draft.principals:
        yield from _twice(principal)
        yield from _shared(draft, principal, tokens)
        yield from _too_many(draft, principal)
        if principal.partition is not None:
            yield from _unsupported(draft, principal, principal.partition)


def _twice(principal: DraftPrincipal) -> Iterator[Unplaced]:
    """As hardware a device is registered once; its codes are once more for each virtual device that AWS lists."""
    seen: set[tuple[str, str | None]] = set()
    for registration in principal.registrations:
        device, virtual = registration.text("device"), _virtual(registration)
        if device is None:
            continue
        if (device, virtual) in seen:
            message = f"the device {named(device)} is registered to this principal already"
            hint = (
                "keep one of the two; if its codes are a second entry in AWS, give that its ARN (…:mfa/…) as aws_serial"
            )
            yield problem("device-registered-twice", _at(registration), message, hint)
        seen.add((device, virtual))


def _virtual(registration: Part) -> str | None:
    listed = registration.text("aws_serial")
    return listed if listed is not None and VIRTUAL_MFA_ARN.fullmatch(listed) else None


def _shared(draft: Draft, principal: DraftPrincipal, tokens: dict[str, str]) -> Iterator[Unplaced]:
    """`tokens` is who has each TOTP token, as far as the file was read. A programmable one holds many seeds."""
    for registration in principal.registrations:
        device = registration.text("device")
        if device is None or draft.kind(device) != "totp" or _virtual(registration) is not None:
            continue
        owner = tokens.setdefault(device, principal.ref)
        if owner != principal.ref:
            message = f"the TOTP token {named(device)} is registered to {owner} already, and serves one principal only"
            yield problem("totp-shared", _at(registration), message, "give this principal a token of its own")


def _too_many(draft: Draft, principal: DraftPrincipal) -> Iterator[Unplaced]:
    devices = principal.registrations
    path = (*principal.part.path, "mfa")
    limit = principal.partition.devices_per_principal if principal.partition is not None else None
    if principal.kind == "identity-center":
        limit = _IDENTITY_CENTER_DEVICES
        keys = sum(draft.kind(registration.text("device")) == "fido2" for registration in devices)
        if keys > _IDENTITY_CENTER_FIDO2:
            message = f"{keys} FIDO2 keys are registered, and IAM Identity Center takes {_IDENTITY_CENTER_FIDO2}"
            yield problem("too-many-devices", path, message, "remove some")
    if limit is not None and len(devices) > limit:
        message = f"{len(devices)} devices are registered, and AWS allows {limit}"
        yield problem("too-many-devices", path, message, "remove some")


def _unsupported(draft: Draft, principal: DraftPrincipal, partition: Partition) -> Iterator[Unplaced]:
    if principal.kind == "root" and principal.registrations and not partition.root_user:
        message = f"the partition {partition.name} has no root user, so no device can be registered to it"
        path = (*principal.part.path, "mfa")
        yield problem("no-root-user", path, message, "remove mfa here; the linked commercial account has the root user")
        return
    supported = {"fido2": partition.fido2, "totp": partition.hardware_totp}
    for registration in principal.registrations:
        kind = draft.kind(registration.text("device"))
        if _virtual(registration) is None and not supported.get(kind or "", True):
            message = f"the partition {partition.name} does not support devices of kind {kind}"
            yield problem("unsupported-kind", _at(registration), message, "remove the registration")


def _at(registration: Part) -> Path:
    return (*registration.path, "device")
