"""What ykman prints of YubiKeys: `ykman list`, `ykman list --serials`, `ykman info`, as a terminal shows it.

Forms of the lines: Yubico/yubikey-manager, ykman/_cli/__main__.py (list_keys, require_device) and ykman/_cli/info.py,
read 2026-12-01; version 3 printed no firmware in its list. The maker is Yubico, and whether a key is a FIDO2 key
stands in its interfaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.device_lists.device_entries import DeviceListFormat
from mfa_binder.inventory.lists.list_cells import ListCell, ListRow
from mfa_binder.inventory.message_words import quote_word

YKMAN = DeviceListFormat(
    name="ykman",
    columns={name: (name,) for name in ("serial", "product", "firmware", "maker", "kind")},
    recognizes=lambda titles: False,
    read_status=lambda word: None,
    id_from_serial=True,
)

_SERIAL = re.compile(r"\d{1,10}", re.ASCII)
_KEY = re.compile(
    r"(?:- )?(?P<product>(?:YubiKey|Security Key|FIDO U2F Security Key).*?(?= \([\w.]+\)| \[| Serial:| <|$))"
    r"(?: \((?P<firmware>[\w.]+)\))?(?: \[(?P<mode>[A-Z0-9+]+)\])?(?P<rest>.*)"
)
_SERIAL_BEHIND = re.compile(r" Serial: (?P<serial>\d+)", re.ASCII)
_DENIED = " <access denied>"
_SHELL = (
    r"(?:\([\w.-]+\) )?(?:\S*[@:~\\/]\S*(?: \S+)?|PS \S+|(?:ba)?sh-[\d.]+)? ?[$#%>❯]|➜\s+\S+(?: git:\(\S+\))?(?: ✗)?"
)
_PROMPT = re.compile(rf"(?:(?:{_SHELL})\s*)?(?:sudo\s+)?(?:\S*[/\\])?ykman(?:\.exe)?(?:\s+(?:-|list\b|info\b).*)?")
_BARE_PROMPT = re.compile(rf"(?:{_SHELL})|exit|logout")
"""Prompts of bash, zsh, fish, PowerShell and cmd; never a number alone."""

_MESSAGES = re.compile(
    r"Multiple YubiKeys detected:|(?:ERROR: )?Use --device SERIAL to specify which one to use\."
    r"|YubiKey Manager \(ykman\) version: .*"
)
_WARNING = "WARNING: "
_TYPE = re.compile(r"Device (?:type|name):\s*(?P<value>.+)")
_INFO = re.compile(r"(?P<name>Serial number|Firmware version|Enabled USB interface)(?:s|\(s\))?:\s*(?P<value>.*)")
_VERSION = re.compile(r"\d+(?:\.\w+)+", re.ASCII)
_OTHER_DETAILS = re.compile(
    r"(?:Form factor:|Enabled USB|NFC |PIN complexity|Configured (?:capabilities|applications) are|Applications\b"
    r"|FIPS|(?:Yubico )?OTP\b|FIDO ?U2F\b|FIDO2\b|U2F\b|OATH\b|PIV\b|OpenPGP\b|CCID\b|YubiHSM Auth\b|HSMAUTH\b"
    r"|Security Domain\b|CTAP).*"
)
"""Lines of `ykman info` that say nothing that the inventory has."""

_MOST = 2_000
"""Lines without a serial number after which a file is not read on; nobody has so many keys without one."""

_BY_HAND = "give it a tag of its own, and write it into the inventory by hand or in a CSV with id, model and holder"


@dataclass
class _InfoBlock:
    """What `ykman info` said of one key so far."""

    line: int
    product: ListCell
    cells: dict[str, ListCell] = field(default_factory=dict)


def looks_like_ykman(text: str) -> bool:
    """Whether the first line that says something is one of ykman's: a serial number, a key, or a prompt with it."""
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith(_WARNING)), "")
    key_line = _KEY.fullmatch(first)
    is_key = key_line is not None and (
        key_line["mode"] is not None or _SERIAL_BEHIND.fullmatch(key_line["rest"]) is not None
    )
    words = (_SERIAL, _TYPE, _MESSAGES)
    return is_key or any(pattern.fullmatch(first) for pattern in words) or ("ykman" in first and _is_prompt(first))


def _is_prompt(line: str) -> bool:
    return _PROMPT.fullmatch(line) is not None or _BARE_PROMPT.fullmatch(line) is not None


class YkmanReader:
    """Reads the lines one after the other: `rows` of keys with a serial number, `findings` about all that is else."""

    def __init__(self, file: str) -> None:
        self._rows: dict[str, dict[str, ListCell]] = {}
        self.findings: list[Finding] = []
        self.unread = 0
        self._file = file
        self._block: _InfoBlock | None = None

    def read(self, text: str) -> None:
        """All lines of a text."""
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            self._read_line(number, line.strip())
            if len(self.findings) > _MOST:
                self.unread = len(lines) - number
                break
        self._close_block()
        self.findings.sort(key=lambda finding: finding.place.line)

    def _read_line(self, number: int, line: str) -> None:
        about = _TYPE.fullmatch(line)
        if about is not None:
            self._close_block()
            self._block = _InfoBlock(number, ListCell(about["value"].strip(), number, 1, ""))
        elif _SERIAL.fullmatch(line):
            self._close_block()
            self._add_key(number, {"serial": ListCell(line, number, 1, "serial")})
        elif not line or _MESSAGES.fullmatch(line) or (self._block is not None and self._read_detail(number, line)):
            return
        elif _is_prompt(line):
            self._close_block()
        elif line.startswith(_WARNING):
            hint = "save the output again if it lacks a key"
            whole = ListCell(line, number, 1, "")
            self.findings.append(
                whole.finding(self._file, "list-value", f"ykman says {quote_word(line)}", hint, Severity.WARNING)
            )
        else:
            self._close_block()
            self._read_key_line(number, line)

    def _read_detail(self, number: int, line: str) -> bool:
        """A line of `ykman info` after its first."""
        detail = _INFO.fullmatch(line)
        if detail is None or self._block is None:
            return _OTHER_DETAILS.fullmatch(line) is not None
        name, value = detail["name"], detail["value"].strip()
        if name == "Serial number" and _SERIAL.fullmatch(value):
            self._block.cells["serial"] = ListCell(value, number, 1, "serial")
        elif name == "Firmware version" and _VERSION.fullmatch(value):
            self._block.cells["firmware"] = ListCell(value, number, 1, "firmware")
        elif name == "Enabled USB interface" and ("FIDO" in value or "U2F" in value):
            self._block.cells["kind"] = ListCell("fido2", number, 1, "kind")
        return True

    def _close_block(self) -> None:
        """The end of what `ykman info` said of a key."""
        block, self._block = self._block, None
        if block is None:
            return
        if "serial" in block.cells:
            self._add_key(block.line, {"product": block.product, **block.cells})
        else:
            self._report_without_serial(block.product)

    def _read_key_line(self, number: int, line: str) -> None:
        """A line of `ykman list`."""
        key_line = _KEY.fullmatch(line)
        whole = ListCell(line, number, 1, "")
        rest = key_line["rest"].strip() if key_line is not None else ""
        serial = _SERIAL_BEHIND.fullmatch(key_line["rest"]) if key_line is not None else None
        if key_line is None or (key_line["mode"] is None and serial is None) or (rest and serial is None):
            self._report_other(whole, rest)
            return
        product = key_line["product"].strip()
        cells = {"product": ListCell(product, number, 1, "")}
        if key_line["firmware"] is not None and _VERSION.fullmatch(key_line["firmware"]):
            cells["firmware"] = ListCell(key_line["firmware"], number, key_line.start("firmware") + 1, "firmware")
        if "FIDO" in (key_line["mode"] or "") or "U2F" in (key_line["mode"] or ""):
            cells["kind"] = ListCell("fido2", number, 1, "kind")
        if serial is None:
            self._report_without_serial(cells["product"])
            return
        column = key_line.start("rest") + serial.start("serial") + 1
        self._add_key(number, {**cells, "serial": ListCell(serial["serial"], number, column, "serial")})

    def _add_key(self, number: int, cells: dict[str, ListCell]) -> None:
        if "product" in cells:
            cells["maker"] = ListCell("Yubico", number, 1, "maker")
        serial = cells["serial"].text
        before = self._rows.get(serial, {})
        if any(name in before and before[name].text != cell.text for name, cell in cells.items()):
            message = f"line {before['serial'].line} says something else of the key with this serial number"
            self.findings.append(cells["serial"].finding(self._file, "list-conflict", message, "read the key again"))
        self._rows[serial] = {**cells, **before}

    @property
    def rows(self) -> list[ListRow]:
        """The keys, each once."""
        return [ListRow(cells["serial"].line, cells) for cells in self._rows.values()]

    def _report_without_serial(self, product: ListCell) -> None:
        message = f"{quote_word(product.text)} has no serial number: it is not taken over"
        self.findings.append(product.finding(self._file, "list-value", message, _BY_HAND, Severity.WARNING))

    def _report_other(self, whole: ListCell, rest: str) -> None:
        if rest == _DENIED.strip():
            message = f"ykman could not read this key: {quote_word(whole.text)}"
            hint = "run ykman as administrator (Windows) or with the right to use the key, and save its output again"
        else:
            message = f"this line is no serial number and none of ykman's: {quote_word(whole.text)}"
            hint = "remove it, or save what ykman list --serials prints"
        self.findings.append(whole.finding(self._file, "list-value", message, hint))
