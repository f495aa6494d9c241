"""A credential report that is late is waited for as long as one is patient; one that is old is never taken for news."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from mfa_binder.collect.aws_calls import AwsCalls, CallsStoppedError, UnansweredCallError
from mfa_binder.collect.credential_report_questions import ask_report
from mfa_binder.collect.organization_walk import CollectOptions
from mfa_binder.observation.account_parts import CredentialReportRow
from mfa_binder.observation.aws_reading import FailureReason
from mfa_binder.observation.observation import PARTS
from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.collect.conftest import LATER, MANAGEMENT, NOW, Walking, number
from tests.collect.proxy import Asked, Fault, Plan, always, between

CONCERNED = number(2)
IMPATIENT = CollectOptions(audits_root=True, attempts=1, read_timeout=10.0, report_patience=30.0)
GENERATE, GET = "iam:GenerateCredentialReport", "iam:GetCredentialReport"


def client(aws: SimulatedAws, endpoint: str = "") -> Any:
    """IAM of the management account."""
    keys = aws.credentials(MANAGEMENT)
    return boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=endpoint or aws.endpoint,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )


@pytest.fixture
def iam(four: SimulatedAws) -> Iterator[Any]:
    """The same behind a proxy, whose plan a test sets: `iam.proxy.plan`."""
    with between(four.endpoint) as proxy:
        found = client(four, proxy.endpoint)
        found.proxy = proxy
        yield found


def first(times: int, fault: Fault, operation: str) -> Plan:
    """Strike an operation so many times, and no more."""
    return lambda asked: fault if asked.name == operation and asked.times < times else None


LATE = [
    (Fault.NO_CAPACITY, GENERATE, FailureReason.THROTTLED, "LimitExceeded"),
    (Fault.IN_PROGRESS, GET, FailureReason.TIMED_OUT, "ReportInProgress"),
    (Fault.NOT_PRESENT, GET, FailureReason.TIMED_OUT, "ReportNotPresent"),
    (Fault.REPORT_EXPIRED, GET, FailureReason.TIMED_OUT, "ReportExpired"),
]
"""What AWS puts off with, at which operation, and how it is told if it never ends."""


@pytest.mark.parametrize(("fault", "operation"), [late[:2] for late in LATE])
def test_what_passes_by_itself_loses_nothing(iam: Any, fault: Fault, operation: str) -> None:
    iam.proxy.plan = first(4, fault, operation)
    pauses: list[float] = []
    made = ask_report(AwsCalls(1), iam, pauses.append, 60.0)
    assert (len(pauses), iam.proxy.struck[fault]) == (4, 4)
    assert {row.user for row in made.rows} == {"<root_account>", "mfa-binder-operator", "user-0", "user-1"}


def test_what_never_ends_is_told_and_takes_nothing_away(four: SimulatedAws, walking: Walking) -> None:
    """Each account is put off in another way."""
    concerned = {number(position): late for position, late in enumerate(LATE)}

    def plan(asked: Asked) -> Fault | None:
        fault, operation, *_ = concerned.get(asked.account or MANAGEMENT, LATE[0])
        return fault if asked.name == operation else None

    before = walking(four)
    four.pass_time(4 * 3600)
    with between(four.endpoint, plan) as proxy:
        after = walking(four, proxy.endpoint, IMPATIENT, last=before, now=LATER)
    for account, (_, operation, reason, code) in concerned.items():
        found = after.by_id[account]
        assert [name for name in PARTS if found.reading(name).current] == [
            name for name in PARTS if before.by_id[account].reading(name).current and name != "report"
        ]
        failure = found.report.failure
        assert failure is not None
        assert (failure.reason, failure.operation, failure.code) == (reason, operation, code)
        assert (found.report.value, found.report.at) == (before.by_id[account].report.value, NOW)


def test_without_capacity_the_report_that_aws_has_is_taken(four: SimulatedAws, iam: Any) -> None:
    iam.generate_credential_report()
    iam.proxy.plan = always(Fault.NO_CAPACITY, GENERATE)
    pauses: list[float] = []
    assert ask_report(AwsCalls(1), iam, pauses.append, 60.0).root is not None
    assert pauses == []


def test_without_capacity_and_without_a_report_the_capacity_is_told(four: SimulatedAws, iam: Any) -> None:
    iam.proxy.plan = always(Fault.NO_CAPACITY, GENERATE)
    with pytest.raises(UnansweredCallError) as told:
        ask_report(AwsCalls(1), iam, lambda _: None, 60.0)
    assert (told.value.operation, told.value.code) == (GENERATE, "LimitExceeded")


@pytest.mark.parametrize("patience", [0.0, 1.0, 60.0, 100.5])
def test_patience_is_what_is_waited_at_most(iam: Any, patience: float) -> None:
    iam.proxy.plan = always(Fault.IN_PROGRESS, GET)
    pauses: list[float] = []
    with pytest.raises(UnansweredCallError):
        ask_report(AwsCalls(1), iam, pauses.append, patience)
    assert sum(pauses) == pytest.approx(patience)
    assert all(pause > 0 for pause in pauses)
    assert iam.proxy.names()[GET] == len(pauses) + 1


def test_whoever_may_not_is_not_kept_waiting(iam: Any) -> None:
    iam.proxy.plan = always(Fault.DENIED, GENERATE)
    with pytest.raises(UnansweredCallError) as told:
        ask_report(AwsCalls(1), iam, lambda _: pytest.fail("it does not pass"), 60.0)
    assert told.value.code == "AccessDenied"


def test_an_interruption_ends_the_waiting_at_once() -> None:
    calls, began = AwsCalls(1), time.monotonic()
    threading.Timer(0.05, calls.stop).start()
    with pytest.raises(CallsStoppedError):
        calls.wait(60.0)
    assert time.monotonic() - began < 30.0


def test_a_device_that_is_newer_than_the_report_is_seen_all_the_same(four: SimulatedAws, walking: Walking) -> None:
    """AWS gives out the report of before the enrollment, with its time; the list of devices is of now."""
    four.establish({"unregistered": "HT-0-0", "from": f"{MANAGEMENT}/user/user-0"})
    client(four).generate_credential_report()
    four.pass_time(3600)
    four.establish({"registered": "HT-0-0", "to": f"{MANAGEMENT}/user/user-0"})
    found = walking(four, wanted=replace(IMPATIENT, only=(MANAGEMENT,))).by_id[MANAGEMENT]
    row = found.report_row("user-0")
    assert found.report.value is not None and found.devices.value is not None and row is not None
    assert (row.mfa, len(found.devices.value.of_users["user-0"])) == (False, 1)
    assert found.report.value.generated_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_what_a_report_does_not_say_is_not_known() -> None:
    """Its words for nothing are those of the IAM User Guide; a column may be missing altogether."""
    made = ask_report(AwsCalls(1), _Answering(CONTENT), lambda _: None, 0.0)
    rows = {row.user: row for row in made.rows}
    assert rows["<root_account>"] == CredentialReportRow(user="<root_account>", password=None, mfa=True)
    assert rows["sealed"] == CredentialReportRow(
        user="sealed",
        password=True,
        password_changed_at=datetime(2026, 6, 3, 10, tzinfo=UTC),
        password_expires_at=datetime(2026, 9, 1, 10, tzinfo=UTC),
        mfa=False,
    )
    assert rows["robot"] == CredentialReportRow(user="robot", password=False, mfa=False)
    without = ask_report(AwsCalls(1), _Answering(CONTENT.replace("mfa_active", "mfa")), lambda _: None, 0.0)
    assert {row.mfa for row in without.rows} == {None}


CONTENT = """\
user,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active
<root_account>,not_supported,no_information,not_supported,not_supported,true
sealed,true,no_information,2026-06-03T10:00:00+00:00,2026-09-01T10:00:00+00:00,false
robot,false,N/A,N/A,N/A,false
"""


class _Answering:
    """Calls that are answered with a credential report."""

    def __init__(self, content: str) -> None:
        self.meta = boto3.client("iam", region_name="us-east-1").meta
        self._answer = {"Content": content.encode(), "GeneratedTime": NOW}

    def generate_credential_report(self) -> dict[str, Any]:
        return {"State": "COMPLETE"}

    def get_credential_report(self) -> dict[str, Any]:
        return self._answer


def test_how_long_reports_are_waited_for_is_no_other_question() -> None:
    """An interrupted walk goes on with more patience."""
    assert replace(IMPATIENT, report_patience=1.0).record("me") == IMPATIENT.record("me")
