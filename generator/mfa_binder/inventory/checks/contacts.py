"""Addresses and numbers that people type at 3 a.m.: each can be written to, dialled or opened.

Sources: AWS takes an address as `[^\\s@]+@[^\\s@]+\\.[^\\s@]+` (botocore 1.44.5, organizations, Email); no country code
begins with 0 and an international number has seven digits or more in use (ITU-T E.164); checked 2026-12-01.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft
from mfa_binder.inventory.forms import Form, form, matches
from mfa_binder.inventory.spelling import NOT_KNOWN, quoted

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\.]+")
_WRITTEN = re.compile(rf"(?:mailto:|[^<>]*<)?\s*(?P<address>{_ADDRESS.pattern})\s*[>.,;]*", re.IGNORECASE)
"""As a mail program or a page shows one."""

_AT = re.compile(r"\s*[(\[{]\s*at\s*[)\]}]\s*|\s+at\s+|\s+@\s*|\s*@\s+|@@+", re.IGNORECASE)
_LONGEST = 500
_FEWEST_DIGITS, _FEWEST_ABROAD = 3, 7
_LETTERS_FOR_DIGITS = re.compile(r"(?=[OoIl]*[0-9][OoIl]*[0-9])(?=[0-9]*[OoIl])[0-9OoIl]+")
"""Letters among two or more digits; O2 is a name."""

_DIGITS_FOR_LETTERS = str.maketrans("OoIl", "0011")


class _Kind(NamedTuple):
    forms: tuple[Form, ...]
    wrong: Callable[[str], tuple[str, str] | None]


def contacts(draft: Draft) -> Iterator[Unplaced]:
    """Addresses without @, numbers without digits, links without a host; each with the value."""
    for kind in _KINDS:
        for wanted in kind.forms:
            for path, value in matches(draft.top.data, wanted):
                wrong = kind.wrong(value) if isinstance(value, str) and 0 < len(value) <= _LONGEST else None
                if wrong is not None and value != NOT_KNOWN:
                    yield problem("impossible-contact", path, *wrong)


def is_address(text: str) -> bool:
    """Whether a text is one email address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text


def _wrong_address(text: str) -> tuple[str, str] | None:
    if is_address(text):
        return None
    found = _WRITTEN.fullmatch(_AT.sub("@", text))
    meant = found["address"] if found is not None else ""
    hint = f"did you mean {meant}?" if is_address(meant) else "write one as name@example.com"
    return f"{quoted(text)} is not an email address", hint


def _wrong_number(text: str) -> tuple[str, str] | None:
    digits = [unicodedata.decimal(character) for character in text if character.isdecimal()]
    slip = next((word for word in re.split(r"[^0-9A-Za-z]+", text) if _LETTERS_FOR_DIGITS.fullmatch(word)), None)
    message = f"{quoted(text)} is not a telephone number"
    if slip is not None:
        return f"{message}: there is a letter among the digits of {slip}", (
            f"did you mean {quoted(text.replace(slip, slip.translate(_DIGITS_FOR_LETTERS)))}?"
        )
    if len(digits) < _FEWEST_DIGITS:
        return f"{message}: it has {len(digits) or 'no'} digits to dial", "write it as +1 206 555 0100"
    if text.startswith("+") and (digits[0] == 0 or len(digits) < _FEWEST_ABROAD):
        reason = "no country code begins with 0" if digits[0] == 0 else f"after + it has only {len(digits)} digits"
        return f"{message}: {reason}", "write it as +1 206 555 0100"
    return None


def _wrong_link(text: str) -> tuple[str, str] | None:
    if _is_link(text):
        return None
    bare = re.sub(r"^[a-z]*\s*[:;]?\s*/+\s*", "", text, flags=re.IGNORECASE)
    hint = (
        f"did you mean https://{bare}?"
        if _is_link(f"https://{bare}")
        else "write it as https://example.awsapps.com/start"
    )
    return f"{quoted(text)} is not a link that a browser opens", hint


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    labels = host.split(".")
    return parts.scheme == "https" and len(labels) > 1 and all(labels) and not re.search(r"\s", text)


_KINDS = (
    _Kind(tuple(map(form, ("people.*.email", "mailboxes.*.address", "accounts.*.root.email"))), _wrong_address),
    _Kind(tuple(map(form, ("people.*.phone", "phones.*.number"))), _wrong_number),
    _Kind((form("organizations.*.identity.start_url"),), _wrong_link),
)
