"""One account, part by part: what one of them lacks, the others do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mfa_binder.client_pool import SigningKeys
from mfa_binder.collect import account_questions, credential_report_questions, iam_questions, role_sessions
from mfa_binder.collect.account_questions import ConcurrentMap
from mfa_binder.collect.aws_calls import AwsCalls, UnansweredCallError, call_failure
from mfa_binder.collect.role_sessions import AccountClients, AssumeRoleSettings
from mfa_binder.observation.account_parts import AccountDevices
from mfa_binder.observation.aws_reading import AwsReading, FailureReason, ReadingFailure, ReadValue
from mfa_binder.observation.observation import PARTS, ObservedAccount

_PARTS_BY_ROLE = ("summary", "password_policy", "report", "identities", "devices")
"""The parts that are read with the account's own IAM."""
_LIST_CALL = "organizations:ListAccounts"


@dataclass(frozen=True, slots=True)
class AccountReader:
    """What every account is read with."""

    calls: AwsCalls
    clients: AccountClients
    partition: str
    own_account: str
    """The number of the caller's account."""
    role_settings: AssumeRoleSettings
    """How other accounts are entered."""
    audits_root: bool
    """Whether root users of members are looked at in a session of their own."""
    now: Callable[[], datetime]
    """Tells the time."""
    pause: Callable[[float], None]
    """Waits so many seconds."""
    map_concurrently: ConcurrentMap
    """Shares out the calls of one account."""
    report_patience: float
    """How many seconds are spent waiting for the credential report of one account."""
    in_organization: bool = True
    """Whether the caller's account is in an organization."""
    manages: bool = True
    """Whether the caller's account manages it."""

    def reading(self, operation: str, read: Callable[[], ReadValue]) -> AwsReading[ReadValue]:
        """What a function that asks AWS returns, or why it does not. `operation` is its first."""
        try:
            return AwsReading[ReadValue](value=read(), at=self.now())
        except UnansweredCallError as unanswered:
            return AwsReading[ReadValue](failure=call_failure(unanswered.error, unanswered.operation, self.now()))
        except (KeyError, ValueError, StopIteration) as unreadable:
            # An answer that is complete and yet lacks what AWS promises.
            message = f"{type(unreadable).__name__}: {unreadable}"[:300]
            why = ReadingFailure(at=self.now(), reason=FailureReason.MALFORMED, operation=operation, message=message)
            return AwsReading[ReadValue](failure=why)


def read_account(listed: ObservedAccount, reader: AccountReader) -> ObservedAccount:
    """Everything of an account that the organization lists."""
    parts: dict[str, Any] = {"tags": _read_tags(listed, reader)}
    if not listed.active:
        why = ReadingFailure(
            at=reader.now(), reason=FailureReason.NOT_ACTIVE, operation=_LIST_CALL, message=f"it is {listed.status}"
        )
        return listed.model_copy(update={**parts, **_failed_parts(("contacts", *_PARTS_BY_ROLE, "root"), why)})
    parts["contacts"] = _read_contacts(listed, reader)
    parts.update(_read_in_account(listed, reader))
    parts["root"] = _audit_root(listed, reader)
    return listed.model_copy(update=parts)


def skipped_account(listed: ObservedAccount, at: datetime) -> ObservedAccount:
    """An account that is listed and was left out on purpose."""
    why = ReadingFailure(
        at=at, reason=FailureReason.NOT_ASKED, operation=_LIST_CALL, message="other accounts were asked for"
    )
    return listed.model_copy(update=_failed_parts(PARTS, why))


def _failed_parts(parts: tuple[str, ...], why: ReadingFailure) -> dict[str, Any]:
    return {part: AwsReading[Any](failure=why) for part in parts}


def _read_tags(listed: ObservedAccount, reader: AccountReader) -> AwsReading[Any]:
    operation = "organizations:ListTagsForResource"
    if not reader.in_organization:
        return _skipped_reading(reader, operation, "the account is in no organization")
    client = reader.clients.caller_client("organizations")
    return reader.reading(operation, lambda: _ask_tags(reader.calls, client, listed.id))


def _ask_tags(calls: AwsCalls, client: Any, account: str) -> dict[str, str]:
    tags = calls.every(client, "ListTagsForResource", "Tags", ResourceId=account)
    return {tag["Key"]: tag["Value"] for tag in tags}


def _read_contacts(listed: ObservedAccount, reader: AccountReader) -> AwsReading[Any]:
    client = reader.clients.caller_client("account")
    whose = None if listed.id == reader.own_account else listed.id
    return reader.reading(
        account_questions.CONTACT_CALLS[0], lambda: account_questions.ask_contacts(reader.calls, client, whose)
    )


def _read_in_account(listed: ObservedAccount, reader: AccountReader) -> dict[str, Any]:
    """What the account's own IAM says; in another account than the caller's by assuming the role there."""
    if listed.id == reader.own_account:
        return _read_with_iam(reader.clients.caller_client("iam"), reader)
    try:
        keys = _assume_account_role(listed.id, reader)
    except UnansweredCallError as unanswered:
        why = call_failure(unanswered.error, unanswered.operation, reader.now())
        if why.reason is FailureReason.ACCESS_DENIED:
            why = why.model_copy(update={"reason": FailureReason.ROLE_MISSING})
        return _failed_parts(_PARTS_BY_ROLE, why)
    with reader.clients.borrowed_client("iam", keys) as iam:
        return _read_with_iam(iam, reader)


def _assume_account_role(account: str, reader: AccountReader) -> SigningKeys:
    return role_sessions.assume_role(
        reader.calls, reader.clients.caller_client("sts"), reader.partition, account, reader.role_settings
    )


def _read_with_iam(iam: Any, reader: AccountReader) -> dict[str, Any]:
    """The parts that are read with the account's own IAM, by name."""
    calls = reader.calls
    # Begun first and fetched last: AWS makes the report while the rest is read.
    credential_report_questions.begin_report(calls, iam)
    summary = reader.reading(account_questions.SUMMARY_CALLS[0], lambda: account_questions.ask_summary(calls, iam))
    policy = reader.reading(
        account_questions.PASSWORD_POLICY_CALLS[0], lambda: account_questions.ask_password_policy(calls, iam)
    )
    identities = reader.reading(iam_questions.IDENTITY_CALLS[0], lambda: iam_questions.ask_identities(calls, iam))
    devices = _read_devices(iam, reader, identities)
    report = reader.reading(
        credential_report_questions.REPORT_CALLS[0],
        lambda: credential_report_questions.ask_report(calls, iam, reader.pause, reader.report_patience),
    )
    return {
        "summary": summary,
        "password_policy": policy,
        "report": report,
        "identities": identities,
        "devices": devices,
    }


def _read_devices(iam: Any, reader: AccountReader, users: AwsReading[Any]) -> AwsReading[AccountDevices]:
    """The MFA devices of users; without a list of users nobody knows whom to ask about."""
    if users.value is None:
        return AwsReading[AccountDevices](failure=users.failure)
    names = [user.name for user in users.value.users]
    return reader.reading(
        account_questions.DEVICE_CALLS[0],
        lambda: account_questions.ask_devices(reader.calls, iam, names, reader.map_concurrently),
    )


def _audit_root(listed: ObservedAccount, reader: AccountReader) -> AwsReading[Any]:
    operation = "sts:AssumeRoot"
    if not reader.audits_root:
        return _skipped_reading(reader, operation, "root sessions were not asked for")
    if not reader.in_organization or (listed.id == reader.own_account and reader.manages):
        return _skipped_reading(reader, operation, "only a member's root user can be audited")
    try:
        keys = role_sessions.assume_root(reader.calls, reader.clients.caller_client("sts"), reader.partition, listed.id)
    except UnansweredCallError as unanswered:
        return AwsReading[Any](failure=call_failure(unanswered.error, unanswered.operation, reader.now()))
    with reader.clients.borrowed_client("iam", keys) as iam:
        return reader.reading(operation, lambda: account_questions.ask_root_audit(reader.calls, iam))


def _skipped_reading(reader: AccountReader, operation: str, why: str) -> AwsReading[Any]:
    return AwsReading[Any](
        failure=ReadingFailure(at=reader.now(), reason=FailureReason.NOT_ASKED, operation=operation, message=why)
    )
