"""One account, part by part: what one of them lacks, the others do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mfa_binder.collect import account_questions, credential_report_questions, iam_questions, role_sessions
from mfa_binder.collect.account_questions import ConcurrentMap
from mfa_binder.collect.aws_calls import AwsCalls, UnansweredCallError, call_failure
from mfa_binder.collect.role_sessions import AccountClients, AssumeRoleSettings, SessionKeys
from mfa_binder.observation.account_parts import AccountDevices
from mfa_binder.observation.aws_reading import AwsReading, FailureReason, ReadingFailure, ReadValue
from mfa_binder.observation.observation import PARTS, ObservedAccount

_PARTS_BY_ROLE = ("summary", "password_policy", "report", "identities", "devices")
"""The parts that are read with the account's own IAM."""
_LIST_CALL = "organizations:ListAccounts"


@dataclass(frozen=True, slots=True)
class AccountCollector:
    """What every account is read with. `now` tells the time, `pause` waits so many seconds, `spread` shares out work.

    `report_patience` is how many seconds are spent waiting for the credential report of one account;
    `own_account` is the caller's, `manages` whether that is the organization's management account;
    `audits_root` whether root users of members are looked at in a session of their own.
    """

    calls: AwsCalls
    clients: AccountClients
    partition: str
    own_account: str
    way: AssumeRoleSettings
    audits_root: bool
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    spread: ConcurrentMap
    report_patience: float
    in_organization: bool = True
    manages: bool = True

    def reading(self, operation: str, read: Callable[[], ReadValue]) -> AwsReading[ReadValue]:
        """What a function that asks AWS returns, or why it does not. `operation` is its first."""
        try:
            return AwsReading[ReadValue](value=read(), at=self.now())
        except UnansweredCallError as unanswered:
            return AwsReading[ReadValue](failure=call_failure(unanswered.error, unanswered.operation, self.now()))
        except (KeyError, ValueError, StopIteration) as unreadable:
            # An answer that is complete and yet lacks what AWS promises.
            said = f"{type(unreadable).__name__}: {unreadable}"[:300]
            missing = ReadingFailure(at=self.now(), reason=FailureReason.MALFORMED, operation=operation, message=said)
            return AwsReading[ReadValue](failure=missing)


def read_account(listed: ObservedAccount, desk: AccountCollector) -> ObservedAccount:
    """Everything of an account that the organization lists."""
    found: dict[str, Any] = {"tags": _read_tags(listed, desk)}
    if not listed.active:
        why = ReadingFailure(
            at=desk.now(), reason=FailureReason.NOT_ACTIVE, operation=_LIST_CALL, message=f"it is {listed.status}"
        )
        return listed.model_copy(update={**found, **_failed_parts(("contacts", *_PARTS_BY_ROLE, "root"), why)})
    found["contacts"] = _read_contacts(listed, desk)
    found.update(_read_in_account(listed, desk))
    found["root"] = _audit_root(listed, desk)
    return listed.model_copy(update=found)


def skipped_account(listed: ObservedAccount, at: datetime) -> ObservedAccount:
    """An account that is listed and was left out on purpose."""
    why = ReadingFailure(
        at=at, reason=FailureReason.NOT_ASKED, operation=_LIST_CALL, message="other accounts were asked for"
    )
    return listed.model_copy(update=_failed_parts(PARTS, why))


def _failed_parts(parts: tuple[str, ...], why: ReadingFailure) -> dict[str, Any]:
    return {part: AwsReading[Any](failure=why) for part in parts}


def _read_tags(listed: ObservedAccount, desk: AccountCollector) -> AwsReading[Any]:
    operation = "organizations:ListTagsForResource"
    if not desk.in_organization:
        return _skipped_reading(desk, operation, "the account is in no organization")
    client = desk.clients.own("organizations")
    return desk.reading(operation, lambda: _ask_tags(desk.calls, client, listed.id))


def _ask_tags(calls: AwsCalls, client: Any, account: str) -> dict[str, str]:
    tags = calls.every(client, "ListTagsForResource", "Tags", ResourceId=account)
    return {tag["Key"]: tag["Value"] for tag in tags}


def _read_contacts(listed: ObservedAccount, desk: AccountCollector) -> AwsReading[Any]:
    client = desk.clients.own("account")
    whose = None if listed.id == desk.own_account else listed.id
    return desk.reading(
        account_questions.CONTACT_CALLS[0], lambda: account_questions.ask_contacts(desk.calls, client, whose)
    )


def _read_in_account(listed: ObservedAccount, desk: AccountCollector) -> dict[str, Any]:
    if listed.id == desk.own_account:
        return _read_with_iam(desk.clients.own("iam"), desk)
    try:
        keys = _assume_account_role(listed.id, desk)
    except UnansweredCallError as unanswered:
        why = call_failure(unanswered.error, unanswered.operation, desk.now())
        if why.reason is FailureReason.ACCESS_DENIED:
            why = why.model_copy(update={"reason": FailureReason.ROLE_MISSING})
        return _failed_parts(_PARTS_BY_ROLE, why)
    with desk.clients.lent("iam", keys) as iam:
        return _read_with_iam(iam, desk)


def _assume_account_role(account: str, desk: AccountCollector) -> SessionKeys:
    return role_sessions.assume_role(desk.calls, desk.clients.own("sts"), desk.partition, account, desk.way)


def _read_with_iam(iam: Any, desk: AccountCollector) -> dict[str, Any]:
    calls = desk.calls
    credential_report_questions.begin_report(calls, iam)
    summary = desk.reading(account_questions.SUMMARY_CALLS[0], lambda: account_questions.ask_summary(calls, iam))
    policy = desk.reading(
        account_questions.PASSWORD_POLICY_CALLS[0], lambda: account_questions.ask_password_policy(calls, iam)
    )
    found = desk.reading(iam_questions.IDENTITY_CALLS[0], lambda: iam_questions.ask_identities(calls, iam))
    registered = _read_devices(iam, desk, found)
    made = desk.reading(
        credential_report_questions.REPORT_CALLS[0],
        lambda: credential_report_questions.ask_report(calls, iam, desk.pause, desk.report_patience),
    )
    return {
        "summary": summary,
        "password_policy": policy,
        "report": made,
        "identities": found,
        "devices": registered,
    }


def _read_devices(iam: Any, desk: AccountCollector, users: AwsReading[Any]) -> AwsReading[AccountDevices]:
    """The devices of the users that were found; without them nobody knows whom to ask about."""
    if users.value is None:
        return AwsReading[AccountDevices](failure=users.failure)
    names = [user.name for user in users.value.users]
    return desk.reading(
        account_questions.DEVICE_CALLS[0], lambda: account_questions.ask_devices(desk.calls, iam, names, desk.spread)
    )


def _audit_root(listed: ObservedAccount, desk: AccountCollector) -> AwsReading[Any]:
    operation = "sts:AssumeRoot"
    if not desk.audits_root:
        return _skipped_reading(desk, operation, "root sessions were not asked for")
    if not desk.in_organization or (listed.id == desk.own_account and desk.manages):
        return _skipped_reading(desk, operation, "only a member's root user can be audited")
    try:
        keys = role_sessions.assume_root(desk.calls, desk.clients.own("sts"), desk.partition, listed.id)
    except UnansweredCallError as unanswered:
        return AwsReading[Any](failure=call_failure(unanswered.error, unanswered.operation, desk.now()))
    with desk.clients.lent("iam", keys) as iam:
        return desk.reading(operation, lambda: account_questions.ask_root_audit(desk.calls, iam))


def _skipped_reading(desk: AccountCollector, operation: str, why: str) -> AwsReading[Any]:
    return AwsReading[Any](
        failure=ReadingFailure(at=desk.now(), reason=FailureReason.NOT_ASKED, operation=operation, message=why)
    )
