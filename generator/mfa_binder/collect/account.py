"""One account, part by part: what one of them lacks, the others do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mfa_binder.collect import access
from mfa_binder.collect.access import Keys, Way
from mfa_binder.collect.calls import Calls, UnansweredError
from mfa_binder.collect.clients import Clients
from mfa_binder.collect.failures import failure
from mfa_binder.collect.parts import contacts, devices, identities, password_policy, report, root
from mfa_binder.collect.parts.devices import Spread
from mfa_binder.observation.observation import PARTS, ObservedAccount
from mfa_binder.observation.parts import Devices
from mfa_binder.observation.reading import Failure, Reading, Reason, Value

_INSIDE = ("summary", "password_policy", "report", "identities", "devices")
"""The parts that are read with the account's own IAM."""
_LISTED = "organizations:ListAccounts"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every account is read with. `now` tells the time, `pause` waits so many seconds, `spread` shares out work.

    `report_patience` is how many seconds are spent waiting for the credential report of one account;
    `own_account` is the caller's, `manages` whether that is the organization's management account;
    `audits_root` whether root users of members are looked at in a session of their own.
    """

    calls: Calls
    clients: Clients
    partition: str
    own_account: str
    way: Way
    audits_root: bool
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    spread: Spread
    report_patience: float
    in_organization: bool = True
    manages: bool = True

    def reading(self, operation: str, read: Callable[[], Value]) -> Reading[Value]:
        """What a function that asks AWS returns, or why it does not. `operation` is its first."""
        try:
            return Reading[Value](value=read(), at=self.now())
        except UnansweredError as unanswered:
            return Reading[Value](failure=failure(unanswered.error, unanswered.operation, self.now()))
        except (KeyError, ValueError, StopIteration) as unreadable:
            # An answer that is complete and yet lacks what AWS promises.
            said = f"{type(unreadable).__name__}: {unreadable}"[:300]
            missing = Failure(at=self.now(), reason=Reason.MALFORMED, operation=operation, message=said)
            return Reading[Value](failure=missing)


def read_account(listed: ObservedAccount, desk: Desk) -> ObservedAccount:
    """Everything of an account that the organization lists."""
    found: dict[str, Any] = {"tags": _tags(listed, desk)}
    if not listed.active:
        why = Failure(at=desk.now(), reason=Reason.NOT_ACTIVE, operation=_LISTED, message=f"it is {listed.status}")
        return listed.model_copy(update={**found, **_unread(("contacts", *_INSIDE, "root"), why)})
    found["contacts"] = _contacts(listed, desk)
    found.update(_inside(listed, desk))
    found["root"] = _root(listed, desk)
    return listed.model_copy(update=found)


def unasked(listed: ObservedAccount, at: datetime) -> ObservedAccount:
    """An account that is listed and was left out on purpose."""
    why = Failure(at=at, reason=Reason.NOT_ASKED, operation=_LISTED, message="other accounts were asked for")
    return listed.model_copy(update=_unread(PARTS, why))


def _unread(parts: tuple[str, ...], why: Failure) -> dict[str, Any]:
    return {part: Reading[Any](failure=why) for part in parts}


def _tags(listed: ObservedAccount, desk: Desk) -> Reading[Any]:
    operation = "organizations:ListTagsForResource"
    if not desk.in_organization:
        return _left_out(desk, operation, "the account is in no organization")
    client = desk.clients.own("organizations")
    return desk.reading(operation, lambda: _tags_of(desk.calls, client, listed.id))


def _tags_of(calls: Calls, client: Any, account: str) -> dict[str, str]:
    tags = calls.every(client, "ListTagsForResource", "Tags", ResourceId=account)
    return {tag["Key"]: tag["Value"] for tag in tags}


def _contacts(listed: ObservedAccount, desk: Desk) -> Reading[Any]:
    client = desk.clients.own("account")
    whose = None if listed.id == desk.own_account else listed.id
    return desk.reading(contacts.CALLS[0], lambda: contacts.contacts(desk.calls, client, whose))


def _inside(listed: ObservedAccount, desk: Desk) -> dict[str, Any]:
    if listed.id == desk.own_account:
        return _parts(desk.clients.own("iam"), desk)
    try:
        keys = _role(listed.id, desk)
    except UnansweredError as unanswered:
        why = failure(unanswered.error, unanswered.operation, desk.now())
        if why.reason is Reason.ACCESS_DENIED:
            why = why.model_copy(update={"reason": Reason.ROLE_MISSING})
        return _unread(_INSIDE, why)
    with desk.clients.lent("iam", keys) as iam:
        return _parts(iam, desk)


def _role(account: str, desk: Desk) -> Keys:
    return access.role_session(desk.calls, desk.clients.own("sts"), desk.partition, account, desk.way)


def _parts(iam: Any, desk: Desk) -> dict[str, Any]:
    calls = desk.calls
    report.begin(calls, iam)
    summary = desk.reading(root.SUMMARY_CALLS[0], lambda: root.summary(calls, iam))
    policy = desk.reading(password_policy.CALLS[0], lambda: password_policy.password_policy(calls, iam))
    found = desk.reading(identities.CALLS[0], lambda: identities.identities(calls, iam))
    registered = _devices(iam, desk, found)
    made = desk.reading(report.CALLS[0], lambda: report.report(calls, iam, desk.pause, desk.report_patience))
    return {
        "summary": summary,
        "password_policy": policy,
        "report": made,
        "identities": found,
        "devices": registered,
    }


def _devices(iam: Any, desk: Desk, users: Reading[Any]) -> Reading[Devices]:
    """The devices of the users that were found; without them nobody knows whom to ask about."""
    if users.value is None:
        return Reading[Devices](failure=users.failure)
    names = [user.name for user in users.value.users]
    return desk.reading(devices.CALLS[0], lambda: devices.devices(desk.calls, iam, names, desk.spread))


def _root(listed: ObservedAccount, desk: Desk) -> Reading[Any]:
    operation = "sts:AssumeRoot"
    if not desk.audits_root:
        return _left_out(desk, operation, "root sessions were not asked for")
    if not desk.in_organization or (listed.id == desk.own_account and desk.manages):
        return _left_out(desk, operation, "only a member's root user can be audited")
    try:
        keys = access.root_session(desk.calls, desk.clients.own("sts"), desk.partition, listed.id)
    except UnansweredError as unanswered:
        return Reading[Any](failure=failure(unanswered.error, unanswered.operation, desk.now()))
    with desk.clients.lent("iam", keys) as iam:
        return desk.reading(operation, lambda: root.audit(desk.calls, iam))


def _left_out(desk: Desk, operation: str, why: str) -> Reading[Any]:
    return Reading[Any](failure=Failure(at=desk.now(), reason=Reason.NOT_ASKED, operation=operation, message=why))
