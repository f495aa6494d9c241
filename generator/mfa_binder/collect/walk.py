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

from mfa_binder.collect import access, organization
from mfa_binder.collect.access import Way
from mfa_binder.collect.account import Desk, read_account, unasked
from mfa_binder.collect.calls import Calls, UnansweredError
from mfa_binder.collect.clients import Clients, config
from mfa_binder.collect.failures import failure
from mfa_binder.collect.journal import Journal
from mfa_binder.collect.parts.report import PATIENCE_SECONDS
from mfa_binder.errors import CollectError
from mfa_binder.observation.observation import Observation, ObservedAccount, ObservedOrganization
from mfa_binder.observation.reading import Reading, Reason
from mfa_binder.organization.partitions import PartitionName

_ACCOUNTS_A_CALL = 2
"""Accounts that are begun for each call that is made at a time: one of them may be waiting for its report."""

_UNKNOWN_KEYS = ("InvalidClientTokenId", "UnrecognizedClientException")
"""What services answer whom they do not know (AWS, common errors)."""
_CONFIGURATION = "look into your AWS configuration and the AWS_ variables of this terminal"

HOME_REGION = "us-east-1"
"""Where one begins without a region of one's own: the partition `aws`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: how accounts are entered, whether root users of members are audited, how much at once.

    `only` are the numbers of accounts to read; empty: all. `patience` is how many seconds a call may take,
    `report_patience` how many are spent waiting for the credential report of one account.
    """

    way: Way = field(default_factory=Way)
    audits_root: bool = False
    only: tuple[str, ...] = ()
    at_once: int = 8
    attempts: int = 8
    patience: float = 20.0
    report_patience: float = PATIENCE_SECONDS

    def record(self, caller: str) -> dict[str, Any]:
        """What makes two walks the same question."""
        return {
            "journal": 1,
            "caller": caller,
            "role": self.way.role,
            "audits_root": self.audits_root,
            "only": list(self.only),
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a walk is."""

    done: int
    total: int
    failed: int
    calls: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the ARN, the account and partition in it, and the region to ask in."""

    arn: str
    account: str
    partition: str
    region: str

    @property
    def identity(self) -> str:
        """The ARN without the name of a session, which is another one each time."""
        return self.arn.rpartition("/")[0] if ":assumed-role/" in self.arn else self.arn


def caller(session: boto3.Session, wanted: Wanted) -> Caller:
    """Who the credentials belong to. Raises CollectError where nobody can be asked at all."""
    region = session.region_name or HOME_REGION
    clients = Clients(session, region, config(wanted.at_once, wanted.attempts, wanted.patience))
    try:
        sts = clients.own("sts")
    # ValueError: an endpoint of one's own that is no URL; OSError: a program of the profile that is not there
    except (BotoCoreError, ValueError, OSError) as error:
        raise CollectError(f"AWS cannot be asked: {error}", _CONFIGURATION) from None
    try:
        arn = str(Calls(1).ask(sts, "GetCallerIdentity")["Arn"])
    except OSError as error:  # the file with the token of a web identity, read at the first call
        raise CollectError(f"AWS cannot be asked: {error}", _CONFIGURATION) from None
    except UnansweredError as unanswered:
        why = failure(unanswered.error, unanswered.operation, datetime.now().astimezone())
        said = f"{why.code} {why.message}".strip()
        raise CollectError(f"AWS does not say who asks in {region}: {said}", _sign_in_hint(why.code, region)) from None
    _, partition, _, _, account, _ = arn.split(":", 5)
    return Caller(arn, account, partition, region)


def _sign_in_hint(code: str, region: str) -> str:
    """What to do where AWS does not say who asks: a Region takes only keys of its partition, and only if it is on."""
    if code in _UNKNOWN_KEYS:
        return (
            f"give --region: {region} refuses keys of another partition (AWS GovCloud (US), China), "
            "and those of an account that has not enabled that Region; else sign in again"
        )
    return "sign in (aws sso login, or set AWS_PROFILE), check the network, and try aws sts get-caller-identity"


def with_code(session: boto3.Session, who: Caller, wanted: Wanted, serial: str, code: str) -> boto3.Session:
    """The caller's session with MFA in it. Raises CollectError if AWS does not take the code."""
    clients = Clients(session, who.region, config(1, wanted.attempts, wanted.patience))
    try:
        keys = access.code_session(Calls(1), clients.own("sts"), serial, code)
    except UnansweredError as unanswered:
        hint = "wait for the next code and try again; compare the serial number with aws iam list-mfa-devices"
        raise CollectError(
            f"AWS does not take the code of {serial}: {unanswered.code or unanswered.error}", hint
        ) from None
    return boto3.Session(keys.access_key, keys.secret_key, keys.token, region_name=who.region)


def walk(
    session: boto3.Session,
    who: Caller,
    wanted: Wanted,
    journal: Journal,
    now: Callable[[], datetime],
    last: Observation | None = None,
    on_account: Callable[[Progress], None] = lambda progress: None,
    pause: Callable[[float], None] | None = None,
) -> Observation:
    """Everything that `who` can read of the organization; `last` stays where nothing can be read now.

    Accounts in the journal are not read again. `pause` waits so many seconds; None: as long as nobody interrupts.
    Raises CollectError for accounts in `only` that do not exist.
    """
    began = now()
    with _spreading(wanted.at_once) as spread:
        calls = Calls(wanted.at_once)
        clients = Clients(session, who.region, config(wanted.at_once, wanted.attempts, wanted.patience))
        desk = Desk(
            calls,
            clients,
            who.partition,
            who.account,
            wanted.way,
            wanted.audits_root,
            now,
            pause or calls.wait,
            spread,
            wanted.report_patience,
        )
        found = desk.reading(
            organization.CALLS[0], lambda: organization.organization(calls, clients.own("organizations"))
        )
        desk = replace(desk, in_organization=_in_one(found), manages=_manages(found, who))
        listed = _listed(desk, found, last)
        # Who may not list the accounts has not seen the organization whole.
        found = found.model_copy(update={"failure": listed.failure})
        chosen = _chosen(listed.value or (), wanted.only)
        read = _read_all(chosen, desk, journal, on_account)
        before = {} if last is None else last.by_id
        accounts = [_told(one, read.get(one.id), before.get(one.id), now) for one in _by_number(listed.value or ())]
        home, people = _identity_center(desk, who.region, last)
        return Observation(
            schema=1,
            began_at=began,
            ended_at=now(),
            caller=who.arn,
            partition=PartitionName(who.partition),
            region=who.region,
            organization=found.since(None if last is None else last.organization),
            central_root=_central_root(desk).since(None if last is None else last.central_root),
            identity_center=people,
            identity_center_region=home,
            accounts=tuple(accounts),
        )


@contextmanager
def _spreading(at_once: int) -> Iterator[Any]:
    """A way to share out the calls of one account, whose threads end with the context.

    When one of them fails, the rest is not begun, and what is at work ends first: a client that is handed
    back must not be in use.
    """
    with ThreadPoolExecutor(at_once, thread_name_prefix="calls") as pool:

        def spread(work: Callable[[str], Any], names: Sequence[str]) -> list[Any]:
            at_work = [pool.submit(work, name) for name in names]
            wait(at_work, return_when=FIRST_EXCEPTION)
            begun = [future for future in at_work if not future.cancel()]
            wait(begun)
            return [future.result() for future in begun]

        yield spread


def _in_one(found: Reading[ObservedOrganization]) -> bool:
    return found.failure is None or found.failure.code != organization.NO_ORGANIZATION


def _manages(found: Reading[ObservedOrganization], who: Caller) -> bool:
    return found.value is not None and found.value.management_account == who.account


def _listed(
    desk: Desk, found: Reading[ObservedOrganization], last: Observation | None
) -> Reading[tuple[ObservedAccount, ...]]:
    """The accounts to read. Where they cannot be listed: those known from before, else the caller's own."""
    why = found.failure
    if found.value is not None:
        client, units = desk.clients.own("organizations"), found.value.units
        listed = desk.reading(organization.CALLS[-1], lambda: organization.accounts(desk.calls, client, units))
        if listed.value is not None:
            return listed
        why = listed.failure
    known = () if last is None else last.accounts
    own = ObservedAccount(id=desk.own_account)
    return Reading[tuple[ObservedAccount, ...]](value=known or (own,), failure=why)


def _chosen(accounts: Sequence[ObservedAccount], only: Sequence[str]) -> list[ObservedAccount]:
    unknown = sorted(set(only) - {account.id for account in accounts})
    if unknown:
        raise CollectError(
            f"the organization has no account {unknown[0]}", "compare it with aws organizations list-accounts"
        )
    return [account for account in accounts if not only or account.id in only]


def _by_number(accounts: Iterable[ObservedAccount]) -> list[ObservedAccount]:
    return sorted(accounts, key=lambda account: account.id)


def _told(
    listed: ObservedAccount, read: ObservedAccount | None, before: ObservedAccount | None, now: Callable[[], datetime]
) -> ObservedAccount:
    """What is known of an account now; one that was left out keeps what was read of it before, as it was."""
    if read is not None:
        return read.since(before)
    return unasked(listed, now()) if before is None else listed.with_parts_of(before)


def _read_all(
    accounts: Sequence[ObservedAccount], desk: Desk, journal: Journal, on_account: Callable[[Progress], None]
) -> dict[str, ObservedAccount]:
    """Read what the journal lacks, some at a time; each is noted as soon as it is done."""
    read = {account.id: journal.done[account.id] for account in accounts if account.id in journal.done}
    failed = sum(1 for account in read.values() if failed_parts(account))
    waiting = [account for account in accounts if account.id not in read]
    with ThreadPoolExecutor(_ACCOUNTS_A_CALL * desk.calls.at_once, thread_name_prefix="accounts") as pool:
        at_work: list[Future[ObservedAccount]] = [pool.submit(read_account, account, desk) for account in waiting]
        try:
            for done in as_completed(at_work):
                account = done.result()
                journal.note(account)
                read[account.id] = account
                failed += bool(failed_parts(account))
                on_account(Progress(len(read), len(accounts), failed, desk.calls.made))
        except BaseException:
            desk.calls.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return read


def failed_parts(account: ObservedAccount) -> tuple[Reason, ...]:
    """Why parts of an account could not be read, but for what was not asked on purpose."""
    return tuple(one.reason for one in account.failures if one.reason is not Reason.NOT_ASKED)


def _central_root(desk: Desk) -> Reading[Any]:
    client = desk.clients.own("iam")
    return desk.reading(organization.FEATURE_CALLS[0], lambda: organization.central_root(desk.calls, client))


def _identity_center(desk: Desk, region: str, last: Observation | None) -> tuple[str, Reading[Any]]:
    """The Region of IAM Identity Center and its users; what was known of both before, where neither is found now."""
    before = "" if last is None else last.identity_center_region
    regions = tuple(dict.fromkeys(one for one in (region, before) if one))
    found = desk.reading(
        organization.IDENTITY_CENTER_CALLS[0],
        lambda: organization.identity_center(desk.calls, desk.clients.own, regions),
    )
    if found.value is None:
        return before, Reading[Any](failure=found.failure).since(None if last is None else last.identity_center)
    home, people = found.value
    return home, Reading[Any](value=people, at=found.at)
