"""A reading keeps what was known, and says when."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from mfa_binder.observation.aws_reading import AwsReading, FailureReason, ReadingFailure, utc_text
from mfa_binder.observation.observation import Observation, observation_text
from tests.observations import AT, account, devices, observation, seen, unseen

EARLY, LATE = datetime(2026, 11, 20, 10, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)
WHY = ReadingFailure(at=LATE, reason=FailureReason.THROTTLED, operation="iam:ListMFADevices")


def test_a_failure_never_takes_an_answer_away() -> None:
    last = AwsReading[int](value=7, at=EARLY)
    now = AwsReading[int](failure=WHY).since(last)
    assert (now.value, now.at, now.failure) == (7, EARLY, WHY)
    assert now.known
    assert not now.current


def test_a_new_answer_takes_the_place_of_the_last_one() -> None:
    now = AwsReading[int](value=0, at=LATE).since(AwsReading[int](value=7, at=EARLY))
    assert (now.value, now.at, now.current) == (0, LATE, True)


def test_what_was_never_known_stays_unknown() -> None:
    assert not AwsReading[int](failure=WHY).since(None).known
    assert not AwsReading[int](failure=WHY).since(AwsReading[int](failure=WHY)).known


def test_an_account_keeps_each_part_on_its_own() -> None:
    first = observation(account("1" * 12, devices=seen(devices(), "2026-11-20T10:00:00Z"), tags=seen({"a": "1"})))
    then = observation(account("1" * 12, devices=unseen(), tags=seen({"a": "2"})))
    now = then.accounts[0].since(first.accounts[0])
    assert utc_text(now.devices.at or LATE) == "2026-11-20T10:00:00Z"
    assert now.devices.failure is not None
    assert now.tags.value == {"a": "2"}


def test_a_moment_needs_its_time_zone_and_is_kept_in_utc_to_the_second() -> None:
    berlin = AwsReading[int].model_validate_json('{"value": 1, "at": "2026-11-24T11:00:00.75+01:00"}')
    assert berlin.at == LATE
    with pytest.raises(ValidationError):
        AwsReading[int].model_validate_json('{"value": 1, "at": "2026-11-24T11:00:00"}')


def test_what_is_written_is_read_back_the_same() -> None:
    whole = observation(
        account(
            "012345678901",
            "prod",
            status="SUSPENDED",
            joined_at=AT,
            devices=unseen(
                known=devices("arn:aws:iam::012345678901:mfa/x", bob=[{"serial": "GAHT1", "enabled_at": AT}])
            ),
            root=seen({"password": True, "access_keys": 1, "certificates": 0}),
            summary=seen({"root_mfa": True, "root_access_keys": False}),
            password_policy=seen({"max_age_days": 90, "hard_expiry": True}),
            report=seen({"generated_at": AT, "rows": [{"user": "bob", "mfa": None, "password_expires_at": AT}]}),
            contacts=seen({"primary": {"name": "A"}, "alternate": {"SECURITY": {"email": "s@example.com"}}}),
        ),
        central_root=seen(["RootSessions"]),
        identity_center=unseen("unreachable"),
        identity_center_region="eu-central-1",
        partition="aws-us-gov",
    )
    text = observation_text(whole)
    assert Observation.model_validate_json(text) == whole
    assert observation_text(Observation.model_validate_json(text)) == text


def test_an_empty_answer_that_was_given_is_read_back_as_known() -> None:
    whole = observation(account("012345678901", devices=seen(devices()), tags=seen({})), central_root=seen([]))
    again = Observation.model_validate_json(observation_text(whole))
    assert again.accounts[0].devices.current
    assert again.accounts[0].tags.value == {}
    assert again.central_root.value == ()


def test_an_observation_of_before_the_password_policy_is_read() -> None:
    """What it lacks was never asked for: neither known nor a failure."""
    row = {"user": "bob", "password": True, "password_changed_at": AT}
    old = observation(account("012345678901", report=seen({"rows": [row]})), identity_center=seen([]))
    (one,) = old.accounts
    assert (one.password_policy.known, one.password_policy.failure) == (False, None)
    found = one.report_row("bob")
    assert found is not None and (found.mfa, found.password_expires_at) == (False, None)
    assert old.identity_center_region == ""


@pytest.mark.parametrize("days", [0, -1, 1096, "soon"])
def test_a_password_policy_has_the_days_that_aws_allows(days: object) -> None:
    with pytest.raises(ValidationError):
        observation(account("012345678901", password_policy=seen({"max_age_days": days})))


@pytest.mark.parametrize("region", ["evil.example/#", "us east", "a" * 64, 7])
def test_a_region_to_ask_in_is_a_name_and_never_an_address(region: object) -> None:
    with pytest.raises(ValidationError):
        observation(identity_center_region=region)
