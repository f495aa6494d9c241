"""Whom AWS writes to or calls about an account."""

from __future__ import annotations

from typing import Any

from mfa_binder.collect.calls import Calls, UnansweredError
from mfa_binder.observation.parts import Contact, Contacts, ContactType

CALLS = ("account:GetContactInformation", "account:GetAlternateContact")


def contacts(calls: Calls, account: Any, number: str | None) -> Contacts:
    """The contacts of an account by number; None: the caller's own, which may not be named (botocore).

    Raises UnansweredError.
    """
    whose = {} if number is None else {"AccountId": number}
    return Contacts(primary=_primary(calls, account, whose), alternate=_alternate(calls, account, whose))


def _primary(calls: Calls, account: Any, whose: dict[str, str]) -> Contact | None:
    found = _asked(calls, account, "GetContactInformation", "ContactInformation", whose)
    return None if found is None else Contact(name=found.get("FullName", ""), phone=found.get("PhoneNumber", ""))


def _alternate(calls: Calls, account: Any, whose: dict[str, str]) -> dict[ContactType, Contact]:
    found: dict[ContactType, Contact] = {}
    for kind in ContactType:
        entry = _asked(
            calls, account, "GetAlternateContact", "AlternateContact", {**whose, "AlternateContactType": kind.value}
        )
        if entry is not None:
            found[kind] = Contact(
                name=entry.get("Name", ""),
                title=entry.get("Title", ""),
                email=entry.get("EmailAddress", ""),
                phone=entry.get("PhoneNumber", ""),
            )
    return found


def _asked(
    calls: Calls, account: Any, operation: str, member: str, parameters: dict[str, str]
) -> dict[str, Any] | None:
    try:
        return dict(calls.ask(account, operation, **parameters)[member])
    except UnansweredError as refused:
        if refused.code != "ResourceNotFoundException":
            raise
        return None
