"""Devices registered where AWS would not have them, and serial numbers and ARNs that cannot be theirs.

A TOTP token serves one identity, and a root or IAM user has at most eight devices; IAM Identity Center takes six FIDO2
devices and two authenticator apps (AWS's user guides, checked 2026-11-24).

AWS knows a hardware TOTP token by its bare printed serial, a FIDO2 key by an ARN with `u2f/`, and
only virtual devices by an ARN with `mfa/`: the codes of a key's OATH program, and a programmable token,
are such. The form of the ARN of a root user's key was not found, so of that only partition and account
are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.message_words import quote_name, quote_word
from mfa_binder.inventory.raw_inventory import RawInventory, RawMap, RawPrincipal
from mfa_binder.inventory.validation.problem_ids import inventory_error
from mfa_binder.inventory.yaml_nodes import KeyPath
from mfa_binder.organization.identifiers import FIDO_ARN, SERIAL_NUMBER, VIRTUAL_MFA_ARN
from mfa_binder.organization.partitions import Partition

_IDENTITY_CENTER_DEVICES = 8
_IDENTITY_CENTER_FIDO2 = 6


def check_registrations(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Shared TOTP tokens, doubled devices, too many of them, and kinds that a partition lacks."""
    tokens: dict[str, str] = {}
    for principal in raw.principals:
        yield from _check_repeated_devices(principal)
        yield from _check_shared_tokens(raw, principal, tokens)
        yield from _check_number(raw, principal)
        if principal.partition is not None:
            yield from _check_partition_support(raw, principal, principal.partition)


def _check_repeated_devices(principal: RawPrincipal) -> Iterator[UnplacedFinding]:
    """As hardware a device is registered once; its codes are once more for each virtual device that AWS lists."""
    seen: set[tuple[str, str | None]] = set()
    for registration in principal.registrations:
        device, virtual = registration.text("device"), _virtual_device(registration)
        if device is None:
            continue
        if (device, virtual) in seen:
            message = f"the device {quote_name(device)} is registered to this principal already"
            hint = (
                "keep one of the two; if its codes are a second entry in AWS, give that its ARN (…:mfa/…) as aws_serial"
            )
            yield inventory_error("device-registered-twice", _device_path(registration), message, hint)
        seen.add((device, virtual))


def _virtual_device(registration: RawMap) -> str | None:
    aws_serial = registration.text("aws_serial")
    return aws_serial if aws_serial is not None and VIRTUAL_MFA_ARN.fullmatch(aws_serial) else None


def _check_shared_tokens(
    raw: RawInventory, principal: RawPrincipal, tokens: dict[str, str]
) -> Iterator[UnplacedFinding]:
    """`tokens` is who has each TOTP token, as far as the file was read. A programmable one holds many seeds."""
    for registration in principal.registrations:
        device = registration.text("device")
        if device is None or raw.kind(device) != "totp" or _virtual_device(registration) is not None:
            continue
        owner = tokens.setdefault(device, principal.ref)
        if owner != principal.ref:
            message = (
                f"the TOTP token {quote_name(device)} is registered to {owner} already, and serves one principal only"
            )
            yield inventory_error(
                "totp-shared", _device_path(registration), message, "give this principal a token of its own"
            )


def _check_number(raw: RawInventory, principal: RawPrincipal) -> Iterator[UnplacedFinding]:
    devices = principal.registrations
    path = (*principal.part.path, "mfa")
    limit = principal.partition.devices_per_principal if principal.partition is not None else None
    if principal.kind == "identity-center":
        limit = _IDENTITY_CENTER_DEVICES
        keys = sum(raw.kind(registration.text("device")) == "fido2" for registration in devices)
        if keys > _IDENTITY_CENTER_FIDO2:
            message = f"{keys} FIDO2 keys are registered, and IAM Identity Center takes {_IDENTITY_CENTER_FIDO2}"
            yield inventory_error("too-many-devices", path, message, "remove some")
    if limit is not None and len(devices) > limit:
        message = f"{len(devices)} devices are registered, and AWS allows {limit}"
        yield inventory_error("too-many-devices", path, message, "remove some")


def _check_partition_support(
    raw: RawInventory, principal: RawPrincipal, partition: Partition
) -> Iterator[UnplacedFinding]:
    if principal.kind == "root" and principal.registrations and not partition.root_user:
        message = f"the partition {partition.name} has no root user, so no device can be registered to it"
        path = (*principal.part.path, "mfa")
        yield inventory_error(
            "no-root-user", path, message, "remove mfa here; the linked commercial account has the root user"
        )
        return
    supported = {"fido2": partition.fido2, "totp": partition.hardware_totp}
    for registration in principal.registrations:
        kind = raw.kind(registration.text("device"))
        if _virtual_device(registration) is None and not supported.get(kind or "", True):
            message = f"the partition {partition.name} does not support devices of kind {kind}"
            yield inventory_error("unsupported-kind", _device_path(registration), message, "remove the registration")


def _device_path(registration: RawMap) -> KeyPath:
    return (*registration.path, "device")


_IS_VIRTUAL = "this is the ARN of a virtual MFA device, not of a piece of hardware"
_NO_SERIAL = frozenset(
    (
        "none",
        "no",
        "nil",
        "null",
        "n/a",
        "na",
        "n.a.",
        "unknown",
        "not known",
        "tbd",
        "todo",
        "x",
        "xx",
        "xxx",
        "missing",
    )
)
"""What people write where there is none."""

_YUBIKEY_SERIAL = re.compile(r"[0-9]{1,10}")
"""A whole number of 32 bits (`ykman list --serials`)."""

_DIGITS_FOR_LETTERS = str.maketrans("OoIl", "0011")
_WRITE_BARE_SERIAL = "write the serial printed on the token, as it stands there"


def check_serials(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Serials of devices, then what AWS is said to list for each registration."""
    devices_by_serial: dict[tuple[str, str], str] = {}
    virtual = _only_virtual_devices(raw)
    for device in raw.devices.values():
        yield from _check_serial(raw, device, needed=device.key not in virtual)
        yield from _check_duplicate(raw, device, devices_by_serial)
    holders: dict[str, str] = {}
    for principal in raw.principals:
        for registration in principal.registrations:
            yield from _check_aws_serial(raw, principal, registration)
            yield from _check_one_holder(principal, registration, holders)


def _only_virtual_devices(raw: RawInventory) -> frozenset[str | None]:
    """The devices that AWS knows as virtual ones and in no other way, so that it never asks for their serial."""
    registrations = [registration for principal in raw.principals for registration in principal.registrations]
    known = {
        (registration.text("device"), VIRTUAL_MFA_ARN.fullmatch(registration.text("aws_serial") or "") is not None)
        for registration in registrations
    }
    return frozenset(device for device, virtual in known if virtual and (device, False) not in known)


def _check_serial(raw: RawInventory, device: RawMap, *, needed: bool) -> Iterator[UnplacedFinding]:
    serial, path = device.text("serial"), (*device.path, "serial")
    kind = raw.kind(device.key)
    if serial is None:
        if kind == "totp" and needed and not device.has("serial"):
            message = "a TOTP token has no serial, and AWS knows it by nothing else"
            yield inventory_error("missing-serial", path, message, _WRITE_BARE_SERIAL)
    elif VIRTUAL_MFA_ARN.fullmatch(serial):
        yield inventory_error("virtual-arn", path, _IS_VIRTUAL, _WRITE_BARE_SERIAL)
    elif serial.startswith("arn:"):
        hint = "write the engraved serial here, and the ARN as aws_serial where the key is registered"
        yield inventory_error("impossible-serial", path, "an ARN is not a serial number", hint)
    elif kind == "totp" and not SERIAL_NUMBER.fullmatch(serial):
        message = "this cannot be the serial of a TOTP token: AWS takes 9 to 256 letters, digits and + = / : , . @ _ -"
        yield inventory_error("impossible-serial", path, message, _WRITE_BARE_SERIAL)
    elif kind == "totp" and (serial.startswith("-") or "://" in serial):
        message = "this cannot be the serial of a TOTP token: the AWS CLI would take it for an option or a file"
        yield inventory_error("impossible-serial", path, message, _WRITE_BARE_SERIAL)
    elif serial and (serial.casefold() in _NO_SERIAL or not any(map(str.isalnum, serial))):
        message = f"{quote_word(serial)} is not a serial number"
        yield inventory_error(
            "impossible-serial", path, message, "write the engraved serial, or remove the key: some have none"
        )
    elif serial and _has_yubikey_serial(raw, device) and not _YUBIKEY_SERIAL.fullmatch(serial):
        message = f"{quote_word(serial)} is not the serial of a YubiKey, which is digits only"
        yield inventory_error("impossible-serial", path, message, _digits_of(serial))


def _has_yubikey_serial(raw: RawInventory, device: RawMap) -> bool:
    """Whether it is a YubiKey: Yubico's Security Key series has no serial, and people write a tag of their own."""
    model = raw.models.get(device.text("model") or "")
    maker, name = (model.text("maker") or "", model.text("name") or "") if model is not None else ("", "")
    return maker.casefold().startswith("yubico") and "yubikey" in name.casefold()


def _digits_of(serial: str) -> str:
    plain = re.sub(r"^[^0-9]*?(?=[0-9OoIl]*[0-9])", "", serial).translate(_DIGITS_FOR_LETTERS)
    digits = re.sub(r"[ .,-]", "", plain)
    known = _YUBIKEY_SERIAL.fullmatch(digits)
    return f'did you mean "{digits}"?' if known else "write the digits that ykman list --serials prints"


def _check_duplicate(
    raw: RawInventory, device: RawMap, devices_by_serial: dict[tuple[str, str], str]
) -> Iterator[UnplacedFinding]:
    """`devices_by_serial` is which device has each maker's serial, as far as the file was read."""
    model = raw.models.get(device.text("model") or "")
    maker, serial = model.text("maker") if model is not None else None, device.text("serial")
    if maker is None or serial is None:
        return
    first = devices_by_serial.setdefault((maker.casefold(), serial.casefold()), device.key)
    if first != device.key:
        message = f"the device {quote_name(first)} of the same maker has this serial already"
        yield inventory_error(
            "duplicate-serial", (*device.path, "serial"), message, "read both again, and mend the wrong one"
        )


def _check_aws_serial(raw: RawInventory, principal: RawPrincipal, registration: RawMap) -> Iterator[UnplacedFinding]:
    aws_serial, path = registration.text("aws_serial"), (*registration.path, "aws_serial")
    device = raw.devices.get(registration.text("device") or "")
    kind = raw.kind(device.key) if device is not None else None
    if aws_serial is None or device is None:
        return
    if VIRTUAL_MFA_ARN.fullmatch(aws_serial):
        yield from _check_virtual_arn(principal, aws_serial, path, device.text("serial"))
    elif kind == "totp" and device.text("serial") is not None and aws_serial != device.text("serial"):
        message = "AWS lists a TOTP token under its own serial, and this is another"
        yield inventory_error("wrong-aws-serial", path, message, "remove it, or mend the serial of the device")
    elif kind == "fido2" and principal.account is not None:
        yield from _check_fido_arn(principal, aws_serial, registration)


def _check_virtual_arn(
    principal: RawPrincipal, arn: str, path: KeyPath, serial: str | None
) -> Iterator[UnplacedFinding]:
    """The ARN of a virtual device: of codes whose seed is in the metal, never of hardware that AWS knows itself."""
    match = VIRTUAL_MFA_ARN.fullmatch(arn)
    if principal.account is None:
        yield inventory_error("virtual-arn", path, "IAM Identity Center lists no ARNs", "remove it")
    elif serial is not None and arn.rpartition("/")[2].casefold() == serial.casefold():
        hint = "remove it: AWS knows a token with a seed of its maker's by the bare serial"
        yield inventory_error("virtual-arn", path, _IS_VIRTUAL, hint)
    elif match is not None and match["account"] != principal.account:
        hint = f"the account here is {principal.account}; copy the ARN again"
        yield inventory_error("wrong-aws-serial", path, "the ARN belongs to another account", hint)
    elif match is not None and principal.partition is not None and match["partition"] != principal.partition.name:
        hint = f"the partition here is {principal.partition.name}; copy the ARN again"
        yield inventory_error("wrong-aws-serial", path, "the ARN belongs to another partition", hint)


def _check_one_holder(
    principal: RawPrincipal, registration: RawMap, holders: dict[str, str]
) -> Iterator[UnplacedFinding]:
    """A virtual device belongs to one principal. `holders` is whose each is, as far as the file was read."""
    arn, path = registration.text("aws_serial"), (*registration.path, "aws_serial")
    if arn is None or not VIRTUAL_MFA_ARN.fullmatch(arn):
        return
    holder = f"{registration.text('device')} of {principal.ref}"
    first = holders.setdefault(arn, holder)
    if first != holder:
        yield inventory_error(
            "virtual-arn", path, f"this virtual device is that of {first} already", "keep one of the two"
        )


def _check_fido_arn(principal: RawPrincipal, arn: str, registration: RawMap) -> Iterator[UnplacedFinding]:
    path = (*registration.path, "aws_serial")
    match = FIDO_ARN.fullmatch(arn)
    if match is None:
        form = f"arn:PARTITION:iam::{principal.account}:u2f/user/USER/NAME-ID"
        yield inventory_error("wrong-aws-serial", path, "this is not the ARN of a FIDO2 key", f"write it as {form}")
        return
    if principal.partition is not None and match["partition"] != principal.partition.name:
        hint = f"the partition here is {principal.partition.name}; copy the ARN again"
        yield inventory_error("wrong-aws-serial", path, "the ARN belongs to another partition", hint)
    if match["account"] != principal.account:
        hint = f"the account here is {principal.account}; copy the ARN again"
        yield inventory_error("wrong-aws-serial", path, "the ARN belongs to another account", hint)
    if principal.kind == "user" and not _is_of_user(match["path"], principal.part):
        hint = f"after u2f/ it must say user/{principal.part.key}/; copy the ARN again"
        yield inventory_error("wrong-aws-serial", path, "the ARN belongs to another user", hint)


def _is_of_user(resource: str, user: RawMap) -> bool:
    """Whether the end of an ARN says the user. AWS's examples say no path; with one it was not found, so both pass."""
    paths = ("/", user.text("path") or "/")
    return any(resource.startswith(f"user{path}{user.key}/") for path in paths)
