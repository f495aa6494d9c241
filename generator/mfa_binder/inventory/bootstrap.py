"""The text of a first inventory, from what AWS said alone; every gap is marked `# to be filled in`.

Text and not a model, so that it is read and refused like any other and people can complete it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.inventory.message_words import NOT_KNOWN
from mfa_binder.inventory.odd_characters import visible_text
from mfa_binder.inventory.secret_detection.secret_sentences import kind_of_secret
from mfa_binder.inventory.validation.impossible_values import is_address, known_regions
from mfa_binder.observation.account_parts import DeviceType, ObservedDevice, ObservedRole, device_type
from mfa_binder.observation.aws_reading import reason_text, utc_text
from mfa_binder.observation.observation import Observation, ObservedAccount, unread_parts
from mfa_binder.observation.root_mfa_status import RootMfaState, root_mfa_status
from mfa_binder.organization.identifiers import FIDO_ARN, SERIAL_NUMBER, path_in_arn
from mfa_binder.organization.partitions import Partition, partition

_GAP = "# to be filled in: "
_ROOT_CREDENTIALS = "RootCredentialsManagement"
_UNPLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST = 200
_LONGEST_TEXT = 500
"""What a text of the inventory may hold."""
_PATH_UNKNOWN = "path, which observed.json does not say (run mfa-binder collect again)"


@dataclass(frozen=True, slots=True)
class _ListedHardware:
    """A piece of hardware that AWS lists."""

    key: str
    """Its id in the inventory."""
    kind: str
    """fido2 or totp."""
    serial: str
    """The serial of a token; empty for a key, of which AWS knows none."""
    registration: str
    """The entry under `mfa` of whom it is registered to."""


def bootstrap_inventory(observation: Observation) -> str:
    """The text of an inventory.yaml that says what AWS said, with its gaps marked."""
    hardware = _HardwareOfAccounts(observation)
    lines = [
        f"# Drafted from observed.json of {utc_text(observation.ended_at)}: what AWS knows, not what only people know.",
        '# Go through the lines that say "to be filled in"; mfa-binder check tells what else is missing.',
        "schema: 1",
        "",
        f"{_GAP}document, with title, owner, dated and classification",
        "",
        *_organization_lines(observation),
        "",
        *hardware.sections(),
        "accounts:",
        *(line for account in _all_accounts(observation) for line in _account_lines(account, observation, hardware)),
    ]
    return "\n".join(lines) + "\n"


def _all_accounts(observation: Observation) -> tuple[ObservedAccount, ...]:
    """The accounts, and the management account even if only its number is known."""
    management = observation.management_account
    if management is None or management in observation.by_id:
        return observation.accounts
    return (ObservedAccount(id=management), *observation.accounts)


def _organization_lines(observation: Observation) -> Iterator[str]:
    observed = observation.organization.value
    management = observation.management_account or next(iter(observation.by_id), observation.caller.split(":")[4])
    unsure = "" if observed is not None else f"   {_GAP}AWS did not say which account manages the organization"
    yield "organizations:"
    yield "  main:"
    yield f"    name: {_quote_text(observed.id if observed is not None else '')}   {_GAP}what you call it"
    if observed is not None:
        yield f"    id: {_quote_text(observed.id)}"
    yield f"    partition: {observation.partition.value}"
    yield f"    management_account: {_quote_text(management)}{unsure}"
    if observation.region in known_regions()[observation.partition.value]:
        yield f"    region: {_quote_text(observation.region)}"
    if observation.central_root.value is not None:
        yield f"    central_root_access: {_truth_word(_ROOT_CREDENTIALS in observation.central_root.value)}"
    else:
        yield f"    {_GAP}central_root_access, which could not be read"
    users = len(observation.identity_center.value or ())
    region = f" in {_comment_text(observation.identity_center_region)}" if observation.identity_center_region else ""
    users_seen = f"; AWS lists {users} user(s) of IAM Identity Center{region}" if users else ""
    yield f"    {_GAP}identity, how people normally sign in{users_seen}"


def _account_lines(account: ObservedAccount, observation: Observation, hardware: _HardwareOfAccounts) -> Iterator[str]:
    verdict = root_mfa_status(account, observation.partition)
    intended = "removed" if verdict.state is RootMfaState.NOT_APPLICABLE else "kept"
    yield f"  {_quote_text(account.id)}:"
    yield f"    name: {_quote_text(account.name)}{'' if account.name else f'   {_GAP}its name'}"
    if account.ou is not None:
        yield f"    ou: {_quote_text(account.ou)}"
    if not account.active:
        yield f"    status: suspended   {_GAP}AWS says {_comment_text(account.status)}; or closed, with closed_on"
    for gap in unread_parts(account) if account.active else ():
        yield f"    {_GAP}{gap.names}, which could not be read: {_comment_text(reason_text(gap.failure))}"
    is_kept = account.active and intended == "kept"
    yield f"    root:{f'   {_GAP}mailbox, phone and password' if is_kept else ''}"
    yield f"      intended: {intended}   # {verdict.state}: {_comment_text(verdict.why)}"
    email = account.email if is_address(account.email) else ""
    yield f"      email: {_quote_text(email)}{'' if email else f'   {_GAP}the address of the root user'}"
    yield from hardware.registrations(account.id, None, "      ")
    if is_kept and not account.root.known:
        yield f"      {_GAP}mfa, the devices of the root user: AWS does not name them"
    yield from _user_lines(account, hardware)
    yield from _role_lines(account)


def _user_lines(account: ObservedAccount, hardware: _HardwareOfAccounts) -> Iterator[str]:
    users = {user.name: user for user in account.identities.value.users} if account.identities.value else {}
    devices = account.devices.value.of_users if account.devices.value is not None else {}
    names = sorted({*users, *devices})
    if names:
        yield "    users:"
    for name in names:
        path = path_in_arn(users[name].arn, name) if name in users else None
        unknown = "" if path is not None else f", and {_PATH_UNKNOWN}"
        yield f"      {_quote_text(name)}:   {_GAP}person, and password where it is kept sealed{unknown}"
        if path not in (None, "/"):
            yield f"        path: {json.dumps(path)}"
        yield f"        access: [{', '.join(users[name].access if name in users else ())}]"
        yield from hardware.registrations(account.id, name, "        ")


def _role_lines(account: ObservedAccount) -> Iterator[str]:
    roles = account.identities.value.roles if account.identities.value is not None else ()
    if roles:
        yield "    roles:"
    for role in sorted(roles, key=lambda role: role.name):
        gaps = "; ".join(_role_gaps(role))
        entry = ", ".join(f"{key}: {value}" for key, value in _role_entries(role))
        yield f"      {_quote_text(role.name)}: {{{entry}}}{f'   {_GAP}{gaps}' if gaps else ''}"


def _role_entries(role: ObservedRole) -> Iterator[tuple[str, str]]:
    """The keys of a role that differ from what their absence says, and those that are better read than known."""
    path = path_in_arn(role.arn, role.name)
    if path not in (None, "/"):
        yield "path", json.dumps(path)
    yield "trusts", f"[{', '.join(_quote_text(number) for number in role.trusts)}]"
    if role.trusted_principals:
        yield "trusted_principals", f"[{', '.join(json.dumps(arn) for arn in role.trusted_principals)}]"
    yield "requires_mfa", "null" if role.requires_mfa is None else _truth_word(role.requires_mfa)
    if role.max_mfa_age_seconds is not None:
        yield "max_mfa_age_seconds", str(role.max_mfa_age_seconds)
    if role.external_id is not None and not kind_of_secret(role.external_id):
        yield "external_id", json.dumps(role.external_id)
    if further := _further_trust(role):
        yield "further_trust", json.dumps(_comment_text(further, _LONGEST_TEXT), ensure_ascii=False)
    yield "max_session_seconds", str(role.max_session_seconds)


def _further_trust(role: ObservedRole) -> str:
    """What the trust policy says besides; an external id that may not stand in an inventory is only mentioned."""
    hidden = role.external_id is not None and kind_of_secret(role.external_id)
    return "; ".join([*role.further_trust, *(["an external id"] if hidden else [])])


def _role_gaps(role: ObservedRole) -> Iterator[str]:
    if not role.trusts:
        yield "trusts: the trust policy names no account"
    if role.requires_mfa is None:
        yield "requires_mfa: the trust policy does not plainly say"
    if _further_trust(role):
        yield "further_trust is what no other key can hold: read the trust policy"
    if path_in_arn(role.arn, role.name) is None:
        yield _PATH_UNKNOWN


class _HardwareOfAccounts:
    """The hardware that AWS lists, each piece once, and what opens what."""

    def __init__(self, observation: Observation) -> None:
        self._by_serial: dict[str, _ListedHardware] = {}
        self._of: dict[tuple[str, str | None], list[_ListedHardware]] = {}
        self._keys: set[str] = set()
        known_partition = partition(observation.partition)
        for account in observation.accounts:
            for user, devices in _devices_by_user(account):
                for device in devices:
                    self._add(account.id, user, device, known_partition)

    def _add(self, account: str, user: str | None, device: ObservedDevice, known_partition: Partition) -> None:
        """Virtual devices are no hardware; a serial that stands twice is one piece, which belongs to the first."""
        if device.serial in self._by_serial or not _is_hardware(device, user, known_partition):
            return
        fido2 = device.type is DeviceType.FIDO2
        key = self._key(account, user, device)
        linked = f", aws_serial: {_quote_text(device.serial)}" if fido2 else ""
        hardware = _ListedHardware(
            key, "fido2" if fido2 else "totp", "" if fido2 else device.serial, f"{{device: {_quote_text(key)}{linked}}}"
        )
        self._by_serial[device.serial] = hardware
        self._of.setdefault((account, user), []).append(hardware)

    def _key(self, account: str, user: str | None, device: ObservedDevice) -> str:
        """Account, user and the name in AWS: the same in each draft of the same devices, and each once."""
        name = device.serial.rpartition("/")[2]
        plain = _UNPLAIN.sub("-", f"{account}-{user or 'root'}-{name}")[:_LONGEST]
        key, number = plain, 2
        while key in self._keys:
            key, number = f"{plain}-{number}", number + 1
        self._keys.add(key)
        return key

    def registrations(self, account: str, user: str | None, indent: str) -> Iterator[str]:
        """The line `mfa:` of a principal that has hardware."""
        hardware = self._of.get((account, user), [])
        if hardware:
            yield f"{indent}mfa: [{', '.join(piece.registration for piece in hardware)}]"

    def sections(self) -> Iterator[str]:
        """Devices, their models, and the place where they are until somebody finds them."""
        if not self._by_serial:
            return
        yield f"people:   {_GAP}everybody who works with AWS or keeps a device"
        yield f"  not-known: {{name: Nobody named yet, email: {NOT_KNOWN}}}   {_GAP}who keeps the devices"
        yield "sites:"
        yield f"  not-known: {{name: Not known yet, address: {NOT_KNOWN}}}   {_GAP}where you keep devices"
        yield "locations:"
        yield "  not-known:"
        yield f'    name: "Not known yet: find it and write it down"   {_GAP}safes, boxes and cabinets'
        yield "    kind: cabinet"
        yield "    site: not-known"
        yield "    custodians: [not-known]"
        yield "models:"
        for kind in sorted({piece.kind for piece in self._by_serial.values()}):
            yield f"  not-known-{kind}: {{name: {NOT_KNOWN}, maker: {NOT_KNOWN}, kind: {kind}}}   {_GAP}what it is"
        yield f"devices:   {_GAP}where each is, whose it is, and the serial of a key if it has one"
        for piece in sorted(self._by_serial.values(), key=lambda piece: piece.key):
            serial = f", serial: {_quote_text(piece.serial)}" if piece.serial else ""
            yield f"  {_quote_text(piece.key)}: {{model: not-known-{piece.kind}{serial}, location: not-known}}"
        yield ""


def _devices_by_user(account: ObservedAccount) -> Iterator[tuple[str | None, tuple[ObservedDevice, ...]]]:
    """The devices of the root user (None), then of each user by name."""
    if account.root.value is not None:
        yield None, account.root.value.devices
    if account.devices.value is not None:
        yield from sorted(account.devices.value.of_users.items())


def _is_hardware(device: ObservedDevice, user: str | None, known_partition: Partition) -> bool:
    """Whether an inventory may say it: a hardware token's serial, or an ARN of a key, in a partition that has them."""
    if user is None and not known_partition.root_user:
        return False
    if device_type(device.serial) is DeviceType.FIDO2:
        return known_partition.fido2 and FIDO_ARN.fullmatch(device.serial) is not None
    is_token = device_type(device.serial) is DeviceType.HARDWARE_TOTP
    return is_token and known_partition.hardware_totp and SERIAL_NUMBER.fullmatch(device.serial) is not None


def _comment_text(value: str, longest: int = _LONGEST) -> str:
    """A value on one line, short, printable and never a secret: fit for a comment."""
    plain = "".join(character if character.isprintable() else " " for character in visible_text(value)).strip()
    return NOT_KNOWN if not plain or kind_of_secret(plain) else plain[:longest]


def _quote_text(value: str) -> str:
    """A value as YAML text in double quotes, whose escapes are those of JSON."""
    return json.dumps(_comment_text(value), ensure_ascii=False)


def _truth_word(value: bool) -> str:
    return "true" if value else "false"
