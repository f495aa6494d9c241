"""What goes wrong between this program and AWS: what passes is not seen in the result, what stays is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mfa_binder.collect.organization_walk import CollectOptions, failure_reasons
from mfa_binder.observation.aws_reading import FailureReason
from mfa_binder.observation.observation import PARTS, Observation
from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.collect.conftest import LATER, MANAGEMENT, NOW, SHORT, Walking, number
from tests.collect.proxy import TRANSIENT, Asked, Fault, Plan, always, between, some

ONCE = CollectOptions(audits_root=True, attempts=1, read_timeout=10.0)
IMPATIENT = CollectOptions(audits_root=True, attempts=1, read_timeout=1.5)
DEAD = number(2)
INSIDE = ("summary", "report", "identities", "devices")


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore's pauses between attempts are shortened, and what throttling makes it wait is left out."""
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda self, context: 0.01)
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: True)


@pytest.mark.parametrize("seed", [1, 2])
def test_with_a_fifth_of_transient_faults_the_result_is_the_faultless_one(
    four: SimulatedAws, walking: Walking, seed: int
) -> None:
    whole = walking(four)
    assert [failure_reasons(account) for account in whole.accounts] == [()] * 4
    with between(four.endpoint, some(0.2, seed)) as proxy:
        assert walking(four, proxy.endpoint) == whole
    assert sum(proxy.struck.values()) > len(proxy.asked) * 0.12
    assert len(proxy.struck) >= len(TRANSIENT) - 1


def test_an_answer_that_nobody_waits_for_is_asked_for_again(four: SimulatedAws, walking: Walking) -> None:
    def late_once(asked: Asked) -> Fault | None:
        return Fault.SLOW if asked.name == "iam:GetAccountSummary" and asked.times == 0 and asked.account else None

    whole = walking(four)
    with between(four.endpoint, late_once, slow_seconds=3.0) as proxy:
        assert walking(four, proxy.endpoint, CollectOptions(audits_root=True, attempts=3, read_timeout=1.0)) == whole
    assert proxy.struck[Fault.SLOW] == 3


@pytest.mark.parametrize(
    ("fault", "reason", "code"),
    [
        (Fault.THROTTLED, FailureReason.THROTTLED, "Throttling"),
        (Fault.TOO_MANY, FailureReason.THROTTLED, "TooManyRequestsException"),
        (Fault.BROKEN_DOWN, FailureReason.SERVICE, "InternalFailure"),
        (Fault.UNAVAILABLE, FailureReason.SERVICE, "503"),
        (Fault.SLOW, FailureReason.TIMED_OUT, ""),
        (Fault.TRUNCATED, FailureReason.MALFORMED, ""),
        (Fault.DROPPED, FailureReason.UNREACHABLE, ""),
        (Fault.EXPIRED, FailureReason.EXPIRED, "ExpiredToken"),
        (Fault.DENIED, FailureReason.ACCESS_DENIED, "AccessDenied"),
        (Fault.EXPIRED_SIGNATURE, FailureReason.CLOCK, "SignatureDoesNotMatch"),
        (Fault.SKEWED, FailureReason.CLOCK, "RequestTimeTooSkewed"),
        (Fault.WRONG_REGION, FailureReason.REFUSED, "SignatureDoesNotMatch"),
        (Fault.GARBLED, FailureReason.MALFORMED, ""),
        (Fault.EMPTY, FailureReason.MALFORMED, ""),
    ],
)
@pytest.mark.parametrize(
    ("operation", "part"),
    [
        ("iam:ListMFADevices", "devices"),
        ("account:GetContactInformation", "contacts"),
    ],
)
def test_what_stays_is_told_by_its_reason_and_the_rest_goes_on(
    four: SimulatedAws, walking: Walking, fault: Fault, reason: FailureReason, code: str, operation: str, part: str
) -> None:
    def plan(asked: Asked) -> Fault | None:
        concerned = asked.account == DEAD or DEAD in asked.body
        return fault if asked.name == operation and concerned else None

    with between(four.endpoint, plan, slow_seconds=3.5) as proxy:
        found = walking(four, proxy.endpoint, IMPATIENT if fault is Fault.SLOW else ONCE)
    assert proxy.struck[fault] >= 1
    account = found.by_id[DEAD]
    failure = account.reading(part).failure
    assert failure is not None
    assert (failure.reason, failure.operation, failure.code, failure.at) == (reason, operation, code, NOW)
    unread = {name for name in PARTS if account.reading(name).failure is not None}
    # A root session asks for devices, too.
    assert unread - {"root" if part == "devices" else ""} == {part}
    assert all(failure_reasons(one) == () for one in found.accounts if one.id != DEAD)


def test_with_a_dead_account_everything_else_is_read(four: SimulatedAws, walking: Walking) -> None:
    whole = walking(four)
    with between(four.endpoint, always(Fault.DENIED, "sts:AssumeRole", DEAD)) as proxy:
        found = walking(four, proxy.endpoint)
    for name in INSIDE:
        failure = found.by_id[DEAD].reading(name).failure
        assert failure is not None
        assert (failure.reason, failure.operation) == (FailureReason.ROLE_MISSING, "sts:AssumeRole")
    assert [one for one in found.accounts if one.id != DEAD] == [one for one in whole.accounts if one.id != DEAD]
    assert found.by_id[DEAD].contacts == whole.by_id[DEAD].contacts
    assert found.by_id[DEAD].root == whole.by_id[DEAD].root


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.THROTTLED, Fault.EMPTY])
def test_a_failure_takes_nothing_away_of_what_was_known(four: SimulatedAws, walking: Walking, fault: Fault) -> None:
    first = walking(four)
    with between(four.endpoint, _everything_but_who_asks(fault)) as proxy:
        second = walking(four, proxy.endpoint, ONCE, last=first, now=LATER)
    assert [one.id for one in second.accounts] == [one.id for one in first.accounts]
    for before, after in zip(first.accounts, second.accounts, strict=True):
        for name in PARTS:
            known, kept = before.reading(name), after.reading(name)
            assert (kept.value, kept.at) == (known.value, known.at)
            assert kept.failure is not None and kept.failure.at == LATER
    assert second.organization.value == first.organization.value
    assert second.organization.failure is not None
    assert second.identity_center.value == first.identity_center.value
    third = walking(four, last=second, now=LATER)
    assert all(failure_reasons(one) == () for one in third.accounts)


def _everything_but_who_asks(fault: Fault) -> Plan:
    return lambda asked: None if asked.name == "sts:GetCallerIdentity" else fault


def test_a_list_of_accounts_that_breaks_off_is_not_taken_for_the_whole(four: SimulatedAws, walking: Walking) -> None:
    first = walking(four)
    with between(four.endpoint, always(Fault.EMPTY, "organizations:ListAccounts")) as proxy:
        second = walking(four, proxy.endpoint, ONCE, last=first, now=LATER)
    assert [one.id for one in second.accounts] == [one.id for one in first.accounts]
    failure = second.organization.failure
    assert failure is not None
    assert (failure.reason, failure.operation) == (FailureReason.MALFORMED, "organizations:ListAccounts")


@pytest.mark.parametrize(
    ("operation", "reading"),
    [
        ("sso:ListInstances", lambda found: found.identity_center),
        ("identitystore:ListUsers", lambda found: found.identity_center),
        ("iam:ListOrganizationsFeatures", lambda found: found.central_root),
        ("organizations:DescribeOrganization", lambda found: found.organization),
        ("organizations:ListRoots", lambda found: found.organization),
    ],
)
@pytest.mark.parametrize(
    ("fault", "reason"), [(Fault.DENIED, FailureReason.ACCESS_DENIED), (Fault.EMPTY, FailureReason.MALFORMED)]
)
def test_what_is_asked_of_the_organization_fails_by_itself(
    four: SimulatedAws,
    walking: Walking,
    operation: str,
    reading: Callable[[Observation], object],
    fault: Fault,
    reason: FailureReason,
) -> None:
    with between(four.endpoint, always(fault, operation)) as proxy:
        found = walking(four, proxy.endpoint, IMPATIENT if fault is Fault.SLOW else ONCE)
    failure = getattr(reading(found), "failure", None)
    if operation == "iam:ListOrganizationsFeatures" and fault is Fault.EMPTY:
        assert failure is None  # nothing is on: the model promises no member
        return
    assert failure is not None and (failure.reason, failure.operation) == (reason, operation)
    assert found.by_id[MANAGEMENT].summary.current


def test_throttling_that_ends_is_outlasted(four: SimulatedAws, walking: Walking) -> None:
    def at_first(asked: Asked) -> Fault | None:
        return Fault.THROTTLED if asked.name == "sts:AssumeRole" and asked.times < 2 else None

    with between(four.endpoint, at_first) as proxy:
        found = walking(four, proxy.endpoint)
    assert all(failure_reasons(one) == () for one in found.accounts)
    assert proxy.struck[Fault.THROTTLED] == 6


def test_attempts_end(four: SimulatedAws, walking: Walking) -> None:
    with between(four.endpoint, always(Fault.BROKEN_DOWN, "sts:AssumeRole", DEAD)) as proxy:
        walking(four, proxy.endpoint, SHORT)
    assert sum(one.name == "sts:AssumeRole" and one.account == DEAD for one in proxy.asked) == SHORT.attempts
