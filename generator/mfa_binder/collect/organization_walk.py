"""The walk: the organization first, then many accounts at once, each kept as soon as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError

from mfa_binder.collect import organization_questions, role_sessions
from mfa_binder.collect.account_questions import ConcurrentMap
from mfa_binder.collect.account_reader import AccountReader, read_account, skipped_account
from mfa_binder.collect.aws_calls import AwsCalls, UnansweredCallError, call_failure
from mfa_binder.collect.credential_report_questions import REPORT_WAIT_SECONDS
from mfa_binder.collect.role_sessions import AccountClients, AssumeRoleSettings, client_config
from mfa_binder.collect.walk_journal import WalkJournal
from mfa_binder.errors import UnavailableError
from mfa_binder.observation.aws_reading import AwsReading, FailureReason
from mfa_binder.observation.observation import NO_ORGANIZATION, Observation, ObservedAccount, ObservedOrganization
from mfa_binder.organization.partitions import PartitionName

_ACCOUNTS_PER_CALL = 2
"""Accounts that are begun for each call that is made at a time: one of them may be waiting for its report."""

_UNKNOWN_KEY_CODES = ("InvalidClientTokenId", "UnrecognizedClientException")
"""What services answer whom they do not know (AWS, common errors)."""
_CONFIGURATION_HINT = "look into your AWS configuration and the AWS_ variables of this terminal"

HOME_REGION = "us-east-1"
"""Where one begins without a region of one's own: the partition `aws`."""


@dataclass(frozen=True, slots=True)
class CollectOptions:
    """What is asked for, and how much at once."""

    role_settings: AssumeRoleSettings = field(default_factory=AssumeRoleSettings)
    """How other accounts are entered."""
    audits_root: bool = False
    """Whether root users of members are looked at in a session of their own."""
    only: tuple[str, ...] = ()
    """The numbers of the accounts to read; empty: all."""
    at_once: int = 8
    """Calls at the same time."""
    attempts: int = 8
    """How often a call is tried."""
    read_timeout: float = 20.0
    """How many seconds a call may take."""
    report_patience: float = REPORT_WAIT_SECONDS
    """How many seconds are spent waiting for the credential report of one account."""

    def record(self, caller: str) -> dict[str, Any]:
        """What makes two walks the same question."""
        return {
            "journal": 1,
            "caller": caller,
            "role": self.role_settings.role,
            "audits_root": self.audits_root,
            "only": list(self.only),
        }


@dataclass(frozen=True, slots=True)
class WalkProgress:
    """How far a walk is."""

    done: int
    """Accounts that were read, in an interrupted walk before too."""
    total: int
    """Accounts to read."""
    failed: int
    """Those of `done` of which something could not be read."""
    calls: int
    """Calls that were made."""


@dataclass(frozen=True, slots=True)
class AwsCaller:
    """Who asks, and where."""

    arn: str
    account: str
    """The number in the ARN."""
    partition: str
    """The partition in the ARN."""
    region: str
    """The Region to ask in."""

    @property
    def identity(self) -> str:
        """The ARN without the name of a session, which is another one each time."""
        return self.arn.rpartition("/")[0] if ":assumed-role/" in self.arn else self.arn


def identify_caller(session: boto3.Session, options: CollectOptions) -> AwsCaller:
    """Who the credentials belong to. Raises UnavailableError where nobody can be asked at all."""
    region = session.region_name or HOME_REGION
    clients = AccountClients(session, region, client_config(options.at_once, options.attempts, options.read_timeout))
    try:
        sts = clients.caller_client("sts")
    # ValueError: an endpoint of one's own that is no URL; OSError: a program of the profile that is not there
    except (BotoCoreError, ValueError, OSError) as error:
        raise UnavailableError(f"AWS cannot be asked: {error}", _CONFIGURATION_HINT) from None
    try:
        arn = str(AwsCalls(1).ask(sts, "GetCallerIdentity")["Arn"])
    except OSError as error:  # the file with the token of a web identity, read at the first call
        raise UnavailableError(f"AWS cannot be asked: {error}", _CONFIGURATION_HINT) from None
    except UnansweredCallError as unanswered:
        why = call_failure(unanswered.error, unanswered.operation, datetime.now().astimezone())
        answer = f"{why.code} {why.message}".strip()
        raise UnavailableError(
            f"AWS does not say who asks in {region}: {answer}", _sign_in_hint(why.code, region)
        ) from None
    _, partition, _, _, account, _ = arn.split(":", 5)
    return AwsCaller(arn, account, partition, region)


def _sign_in_hint(code: str, region: str) -> str:
    """What to do where AWS does not say who asks: a Region takes only keys of its partition, and only if it is on."""
    if code in _UNKNOWN_KEY_CODES:
        return (
            f"give --region: {region} refuses keys of another partition (AWS GovCloud (US), China), "
            "and those of an account that has not enabled that Region; else sign in again"
        )
    return "sign in (aws sso login, or set AWS_PROFILE), check the network, and try aws sts get-caller-identity"


def add_code_to_session(
    session: boto3.Session, who: AwsCaller, options: CollectOptions, serial: str, code: str
) -> boto3.Session:
    """The caller's session with MFA in it. Raises UnavailableError if AWS does not take the code."""
    clients = AccountClients(session, who.region, client_config(1, options.attempts, options.read_timeout))
    try:
        keys = role_sessions.start_code_session(AwsCalls(1), clients.caller_client("sts"), serial, code)
    except UnansweredCallError as unanswered:
        hint = "wait for the next code and try again; compare the serial number with aws iam list-mfa-devices"
        raise UnavailableError(
            f"AWS does not take the code of {serial}: {unanswered.code or unanswered.error}", hint
        ) from None
    return boto3.Session(keys.access_key, keys.secret_key, keys.token, region_name=who.region)


def walk_organization(
    session: boto3.Session,
    who: AwsCaller,
    options: CollectOptions,
    journal: WalkJournal,
    now: Callable[[], datetime],
    last: Observation | None = None,
    on_account: Callable[[WalkProgress], None] = lambda progress: None,
    pause: Callable[[float], None] | None = None,
) -> Observation:
    """Everything that `who` can read of the organization; `last` stays where nothing can be read now.

    Accounts in the journal are not read again. `pause` waits so many seconds; None: as long as nobody interrupts.
    Raises UnavailableError for accounts in `only` that do not exist.
    """
    began = now()
    with _concurrent_map(options.at_once) as map_concurrently:
        reader = _make_reader(session, who, options, now, pause, map_concurrently)
        organization = reader.reading(
            organization_questions.ORGANIZATION_CALLS[0],
            lambda: organization_questions.ask_organization(
                reader.calls, reader.clients.caller_client("organizations")
            ),
        )
        reader = replace(
            reader,
            in_organization=_is_in_organization(organization),
            manages=_manages_organization(organization, who),
        )
        listed = _list_accounts(reader, organization, last)
        # Who may not list the accounts has not seen the organization whole.
        organization = organization.model_copy(update={"failure": listed.failure})
        selected = _select_accounts(listed.value or (), options.only)
        read = _read_all(selected, reader, journal, on_account)
        before = {} if last is None else last.by_id
        accounts = [
            _merge_account(account, read.get(account.id), before.get(account.id), now)
            for account in _sort_by_number(listed.value or ())
        ]
        home, people = _read_identity_center(reader, who.region, last)
        return Observation(
            schema=1,
            began_at=began,
            ended_at=now(),
            caller=who.arn,
            partition=PartitionName(who.partition),
            region=who.region,
            organization=organization.since(None if last is None else last.organization),
            central_root=_read_central_root(reader).since(None if last is None else last.central_root),
            identity_center=people,
            identity_center_region=home,
            accounts=tuple(accounts),
        )


def _make_reader(
    session: boto3.Session,
    who: AwsCaller,
    options: CollectOptions,
    now: Callable[[], datetime],
    pause: Callable[[float], None] | None,
    map_concurrently: ConcurrentMap,
) -> AccountReader:
    """What reads one account after another, as long as it is not known what the organization is."""
    calls = AwsCalls(options.at_once)
    config = client_config(options.at_once, options.attempts, options.read_timeout)
    return AccountReader(
        calls=calls,
        clients=AccountClients(session, who.region, config),
        partition=who.partition,
        own_account=who.account,
        role_settings=options.role_settings,
        audits_root=options.audits_root,
        now=now,
        pause=pause or calls.wait,
        map_concurrently=map_concurrently,
        report_patience=options.report_patience,
    )


@contextmanager
def _concurrent_map(at_once: int) -> Iterator[Any]:
    """A way to share out the calls of one account, whose threads end with the context.

    When one of them fails, the rest is not begun, and what is at work ends first: a client that is handed
    back must not be in use.
    """
    with ThreadPoolExecutor(at_once, thread_name_prefix="calls") as pool:

        def map_concurrently(work: Callable[[str], Any], names: Sequence[str]) -> list[Any]:
            submitted = [pool.submit(work, name) for name in names]
            wait(submitted, return_when=FIRST_EXCEPTION)
            # What can still be cancelled has not begun; what has begun uses the client, so it must end first.
            begun = [future for future in submitted if not future.cancel()]
            wait(begun)
            return [future.result() for future in begun]

        yield map_concurrently


def _is_in_organization(organization: AwsReading[ObservedOrganization]) -> bool:
    return organization.failure is None or organization.failure.code != NO_ORGANIZATION


def _manages_organization(organization: AwsReading[ObservedOrganization], who: AwsCaller) -> bool:
    return organization.value is not None and organization.value.management_account == who.account


def _list_accounts(
    reader: AccountReader, organization: AwsReading[ObservedOrganization], last: Observation | None
) -> AwsReading[tuple[ObservedAccount, ...]]:
    """The accounts to read. Where they cannot be listed: those known from before, else the caller's own."""
    why = organization.failure
    if organization.value is not None:
        client, units = reader.clients.caller_client("organizations"), organization.value.units
        listed = reader.reading(
            organization_questions.ORGANIZATION_CALLS[-1],
            lambda: organization_questions.ask_accounts(reader.calls, client, units),
        )
        if listed.value is not None:
            return listed
        why = listed.failure
    known = () if last is None else last.accounts
    own = ObservedAccount(id=reader.own_account)
    return AwsReading[tuple[ObservedAccount, ...]](value=known or (own,), failure=why)


def _select_accounts(accounts: Sequence[ObservedAccount], only: Sequence[str]) -> list[ObservedAccount]:
    """The accounts with the numbers in `only`; all if that is empty. Raises UnavailableError for an unknown one."""
    unknown = sorted(set(only) - {account.id for account in accounts})
    if unknown:
        raise UnavailableError(
            f"the organization has no account {unknown[0]}", "compare it with aws organizations list-accounts"
        )
    return [account for account in accounts if not only or account.id in only]


def _sort_by_number(accounts: Iterable[ObservedAccount]) -> list[ObservedAccount]:
    return sorted(accounts, key=lambda account: account.id)


def _merge_account(
    listed: ObservedAccount, read: ObservedAccount | None, before: ObservedAccount | None, now: Callable[[], datetime]
) -> ObservedAccount:
    """What is known of an account now; one that was left out keeps what was read of it before, as it was."""
    if read is not None:
        return read.since(before)
    return skipped_account(listed, now()) if before is None else listed.with_parts_of(before)


def _read_all(
    accounts: Sequence[ObservedAccount],
    reader: AccountReader,
    journal: WalkJournal,
    on_account: Callable[[WalkProgress], None],
) -> dict[str, ObservedAccount]:
    """Read what the journal lacks, some at a time; each is noted as soon as it is done."""
    read = {account.id: journal.done[account.id] for account in accounts if account.id in journal.done}
    failed = sum(1 for account in read.values() if failure_reasons(account))
    unread = [account for account in accounts if account.id not in read]
    with ThreadPoolExecutor(_ACCOUNTS_PER_CALL * reader.calls.at_once, thread_name_prefix="accounts") as pool:
        submitted: list[Future[ObservedAccount]] = [pool.submit(read_account, account, reader) for account in unread]
        try:
            for done in as_completed(submitted):
                account = done.result()
                journal.note(account)
                read[account.id] = account
                failed += bool(failure_reasons(account))
                on_account(WalkProgress(len(read), len(accounts), failed, reader.calls.made))
        except BaseException:
            # Stopped first: accounts at work then end at their next call, and nothing waits for the others.
            reader.calls.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return read


def failure_reasons(account: ObservedAccount) -> tuple[FailureReason, ...]:
    """Why parts of an account could not be read, but for what was not asked on purpose."""
    return tuple(failure.reason for failure in account.failures if failure.reason is not FailureReason.NOT_ASKED)


def _read_central_root(reader: AccountReader) -> AwsReading[Any]:
    client = reader.clients.caller_client("iam")
    return reader.reading(
        organization_questions.FEATURE_CALLS[0], lambda: organization_questions.ask_central_root(reader.calls, client)
    )


def _read_identity_center(reader: AccountReader, region: str, last: Observation | None) -> tuple[str, AwsReading[Any]]:
    """The Region of IAM Identity Center and its users; what was known of both before, where neither is found now."""
    before = "" if last is None else last.identity_center_region
    regions = tuple(dict.fromkeys(name for name in (region, before) if name))
    answer = reader.reading(
        organization_questions.IDENTITY_CENTER_CALLS[0],
        lambda: organization_questions.ask_identity_center(reader.calls, reader.clients.caller_client, regions),
    )
    if answer.value is None:
        return before, AwsReading[Any](failure=answer.failure).since(None if last is None else last.identity_center)
    home, people = answer.value
    return home, AwsReading[Any](value=people, at=answer.at)
