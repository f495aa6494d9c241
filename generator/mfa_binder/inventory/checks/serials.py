"""Serial numbers that cannot be, and identifiers that belong to something else.

AWS knows a hardware TOTP token by its bare printed serial, a FIDO2 key by an ARN with `u2f/`, and
only virtual devices by an ARN with `mfa/`: the codes of a key's OATH program, and a programmable token,
are such. The form of the ARN of a root user's key was not found, so of that only partition and account
are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, DraftPrincipal, Part
from mfa_binder.inventory.positions import Path
from mfa_binder.inventory.spelling import named, quoted
from mfa_binder.organization.identifiers import FIDO_ARN, SERIAL_NUMBER, VIRTUAL_MFA_ARN

_VIRTUAL = "this is the ARN of a virtual MFA device, not of a piece of hardware"
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
_BARE = "write the serial printed on the token, as it stands there"


def serials(draft: Draft) -> Iterator[Unplaced]:
    """Serials of devices, then what AWS is said to list for each registration."""
    taken: dict[tuple[str, str], str] = {}
    virtual = _only_virtual(draft)
    for device in draft.devices.values():
        yield from _serial(draft, device, needed=device.key not in virtual)
        yield from _duplicate(draft, device, taken)
    listed: dict[str, str] = {}
    for principal in draft.principals:
        for registration in principal.registrations:
            yield from _aws_serial(draft, principal, registration)
            yield from _listed_twice(principal, registration, listed)


def _only_virtual(draft: Draft) -> frozenset[str | None]:
    """The devices that AWS knows as virtual ones and in no other way, so that it never asks for their serial."""
    every = [registration for principal in draft.principals for registration in principal.registrations]
    known = {(r.text("device"), VIRTUAL_MFA_ARN.fullmatch(r.text("aws_serial") or "") is not None) for r in every}
    return frozenset(device for device, virtual in known if virtual and (device, False) not in known)


def _serial(draft: Draft, device: Part, *, needed: bool) -> Iterator[Unplaced]:
    serial, path = device.text("serial"), (*device.path, "serial")
    kind = draft.kind(device.key)
    if serial is None:
        if kind == "totp" and needed and not device.has("serial"):
            message = "a TOTP token has no serial, and AWS knows it by nothing else"
            yield problem("missing-serial", path, message, _BARE)
    elif VIRTUAL_MFA_ARN.fullmatch(serial):
        yield problem("virtual-arn", path, _VIRTUAL, _BARE)
    elif serial.startswith("arn:"):
        hint = "write the engraved serial here, and the ARN as aws_serial where the key is registered"
        yield problem("impossible-serial", path, "an ARN is not a serial number", hint)
    elif kind == "totp" and not SERIAL_NUMBER.fullmatch(serial):
        message = "this cannot be the serial of a TOTP token: AWS takes 9 to 256 letters, digits and + = / : , . @ _ -"
        yield problem("impossible-serial", path, message, _BARE)
    elif kind == "totp" and (serial.startswith("-") or "://" in serial):
        message = "this cannot be the serial of a TOTP token: the AWS CLI would take it for an option or a file"
        yield problem("impossible-serial", path, message, _BARE)
    elif serial and (serial.casefold() in _NO_SERIAL or not any(map(str.isalnum, serial))):
        message = f"{quoted(serial)} is not a serial number"
        yield problem(
            "impossible-serial", path, message, "write the engraved serial, or remove the key: some have none"
        )
    elif serial and _has_yubikey_serial(draft, device) and not _YUBIKEY_SERIAL.fullmatch(serial):
        message = f"{quoted(serial)} is not the serial of a YubiKey, which is digits only"
        yield problem("impossible-serial", path, message, _digits_of(serial))


def _has_yubikey_serial(draft: Draft, device: Part) -> bool:
    """Whether it is a YubiKey: Yubico's Security Key series has no serial, and people write a tag of their own."""
    model = draft.models.get(device.text("model") or "")
    maker, name = (model.text("maker") or "", model.text("name") or "") if model is not None else ("", "")
    return maker.casefold().startswith("yubico") and "yubikey" in name.casefold()


def _digits_of(serial: str) -> str:
    plain = re.sub(r"^[^0-9]*?(?=[0-9OoIl]*[0-9])", "", serial).translate(_DIGITS_FOR_LETTERS)
    digits = re.sub(r"[ .,-]", "", plain)
    known = _YUBIKEY_SERIAL.fullmatch(digits)
    return f'did you mean "{digits}"?' if known else "write the digits that ykman list --serials prints"


def _duplicate(draft: Draft, device: Part, taken: dict[tuple[str, str], str]) -> Iterator[Unplaced]:
    """`taken` is which device has each maker's serial, as far as the file was read."""
    model = draft.models.get(device.text("model") or "")
    maker, serial = model.text("maker") if model is not None else None, device.text("serial")
    if maker is None or serial is None:
        return
    first = taken.setdefault((maker.casefold(), serial.casefold()), device.key)
    if first != device.key:
        message = f"the device {named(first)} of the same maker has this serial already"
        yield problem("duplicate-serial", (*device.path, "serial"), message, "read both again, and mend the wrong one")


def _aws_serial(draft: Draft, principal: DraftPrincipal, registration: Part) -> Iterator[Unplaced]:
    listed, path = registration.text("aws_serial"), (*registration.path, "aws_serial")
    device = draft.devices.get(registration.text("device") or "")
    kind = draft.kind(device.key) if device is not None else None
    if listed is None or device is None:
        return
    if VIRTUAL_MFA_ARN.fullmatch(listed):
        yield from _virtual_arn(principal, listed, path, device.text("serial"))
    elif kind == "totp" and device.text("serial") is not None and listed != device.text("serial"):
        message = "AWS lists a TOTP token under its own serial, and this is another"
        yield problem("wrong-aws-serial", path, message, "remove it, or mend the serial of the device")
    elif kind == "fido2" and principal.account is not None:
        yield from _fido_arn(principal, listed, registration)


def _virtual_arn(principal: DraftPrincipal, listed: str, path: Path, serial: str | None) -> Iterator[Unplaced]:
    """The ARN of a virtual device: of codes whose seed is in the metal, never of hardware that AWS knows itself."""
    found = VIRTUAL_MFA_ARN.fullmatch(listed)
    if principal.account is None:
        yield problem("virtual-arn", path, "IAM Identity Center lists no ARNs", "remove it")
    elif serial is not None and listed.rpartition("/")[2].casefold() == serial.casefold():
        hint = "remove it: AWS knows a token with a seed of its maker's by the bare serial"
        yield problem("virtual-arn", path, _VIRTUAL, hint)
    elif found is not None and found["account"] != principal.account:
        hint = f"the account here is {principal.account}; copy the ARN again"
        yield problem("wrong-aws-serial", path, "the ARN belongs to another account", hint)
    elif found is not None and principal.partition is not None and found["partition"] != principal.partition.name:
        hint = f"the partition here is {principal.partition.name}; copy the ARN again"
        yield problem("wrong-aws-serial", path, "the ARN belongs to another partition", hint)


def _listed_twice(principal: DraftPrincipal, registration: Part, listed: dict[str, str]) -> Iterator[Unplaced]:
    """A virtual device belongs to one principal. `listed` is whose each is, as far as the file was read."""
    arn, path = registration.text("aws_serial"), (*registration.path, "aws_serial")
    if arn is None or not VIRTUAL_MFA_ARN.fullmatch(arn):
        return
    holder = f"{registration.text('device')} of {principal.ref}"
    first = listed.setdefault(arn, holder)
    if first != holder:
        yield problem("virtual-arn", path, f"this virtual device is that of {first} already", "keep one of the two")


def _fido_arn(principal: DraftPrincipal, listed: str, registration: Part) -> Iterator[Unplaced]:
    path = (*registration.path, "aws_serial")
    found = FIDO_ARN.fullmatch(listed)
    if found is None:
        form = f"arn:PARTITION:iam::{principal.account}:u2f/user/USER/NAME-ID"
        yield problem("wrong-aws-serial", path, "this is not the ARN of a FIDO2 key", f"write it as {form}")
        return
    if principal.partition is not None and found["partition"] != principal.partition.name:
        hint = f"the partition here is {principal.partition.name}; copy the ARN again"
        yield problem("wrong-aws-serial", path, "the ARN belongs to another partition", hint)
    if found["account"] != principal.account:
        hint = f"the account here is {principal.account}; copy the ARN again"
        yield problem("wrong-aws-serial", path, "the ARN belongs to another account", hint)
    if principal.kind == "user" and not _is_of_user(found["path"], principal.part):
        hint = f"after u2f/ it must say user/{principal.part.key}/; copy the ARN again"
        yield problem("wrong-aws-serial", path, "the ARN belongs to another user", hint)


def _is_of_user(listed: str, user: Part) -> bool:
    """Whether the end of an ARN says the user. AWS's examples say no path; with one it was not found, so both pass."""
    paths = ("/", user.text("path") or "/")
    return any(listed.startswith(f"user{path}{user.key}/") for path in paths)
