"""IAM Identity Center lives in one Region: whoever asks in another one finds it, or is told where was asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from typer.testing import CliRunner

from mfa_binder.cli import app
from mfa_binder.collect.organization_walk import CollectOptions, identify_caller
from mfa_binder.errors import UnavailableError
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.observation.aws_reading import FailureReason
from mfa_binder.observation.observation import Observation, observation_text
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.collect.conftest import LATER, MANAGEMENT, NOW, Walking, environment, organization, simulated
from tests.collect.proxy import Asked, Fault, Plan, between

ONCE = CollectOptions(attempts=1, read_timeout=10.0, only=(MANAGEMENT,))
HOME = "eu-central-1"


def in_region(found: Organization, region: str) -> Organization:
    """The same, whose people sign in by IAM Identity Center in a Region."""
    aws = found.organizations["main"]
    identity = {"source": "identity-center", "region": region}
    main = aws.model_validate({**aws.model_dump(exclude_none=True, by_alias=True), "identity": identity})
    return found.model_copy(update={"organizations": {"main": main}})


@pytest.fixture
def abroad() -> Iterator[SimulatedAws]:
    """An organization of one account whose IAM Identity Center is in Frankfurt."""
    with simulated(in_region(organization(1), HOME)) as aws:
        yield aws


def unknowing(asked: Asked) -> Fault | None:
    """An endpoint that cannot be asked for all Regions at once."""
    return Fault.NO_SUCH_PARAMETER if "RegionScope" in asked.body else None


def test_it_is_found_from_any_region(abroad: SimulatedAws, walking: Walking) -> None:
    found = walking(abroad, wanted=ONCE)
    assert found.region == "us-east-1"
    assert found.identity_center_region == HOME
    assert [user.name for user in found.identity_center.value or ()] == ["ic-000", "ic-001", "ic-002"]


def test_where_it_was_before_is_asked_too(abroad: SimulatedAws, walking: Walking) -> None:
    before = walking(abroad, wanted=ONCE)
    with between(abroad.endpoint, unknowing) as proxy:
        after = walking(abroad, proxy.endpoint, ONCE, last=before, now=LATER)
    assert (after.identity_center.value, after.identity_center.at) == (before.identity_center.value, LATER)
    assert after.identity_center_region == HOME


def test_a_region_that_refuses_does_not_hide_the_one_in_which_it_was(abroad: SimulatedAws, walking: Walking) -> None:
    """Identity Center may not be offered in one's own Region, or be denied there."""
    before = walking(abroad, wanted=ONCE)

    def plan(asked: Asked) -> Fault | None:
        return Fault.DENIED if asked.name == "sso:ListInstances" and asked.times == 0 else None

    with between(abroad.endpoint, plan) as proxy:
        after = walking(abroad, proxy.endpoint, ONCE, last=before, now=LATER)
    assert (after.identity_center.value, after.identity_center.at) == (before.identity_center.value, LATER)


@pytest.mark.parametrize("plan", [unknowing, lambda _: None], ids=["own Region only", "all Regions"])
def test_an_empty_list_is_no_fact_and_the_region_is_told(walking: Walking, plan: Plan) -> None:
    with simulated(organization(1, people=0)) as aws, between(aws.endpoint, plan) as proxy:
        found = walking(aws, proxy.endpoint, ONCE)
    failure = found.identity_center.failure
    assert not found.identity_center.known
    assert failure is not None
    assert (failure.reason, failure.operation, failure.at) == (FailureReason.NOT_IN_REGION, "sso:ListInstances", NOW)
    assert "us-east-1" in failure.message
    again = Observation.model_validate_json(observation_text(found))
    assert again.identity_center == found.identity_center


def known_before(walking: Walking) -> Observation:
    """What was read while it was in Frankfurt."""
    with simulated(in_region(organization(1), HOME)) as aws:
        return walking(aws, wanted=ONCE)


def test_what_was_known_stays_where_it_is_found_no_more(walking: Walking) -> None:
    before = known_before(walking)
    with simulated(organization(1, people=0)) as empty:
        after = walking(empty, wanted=ONCE, last=before, now=LATER)
    assert (after.identity_center.value, after.identity_center.at) == (before.identity_center.value, NOW)
    assert after.identity_center_region == HOME
    failure = after.identity_center.failure
    assert failure is not None and failure.message.endswith(f"us-east-1 and {HOME}")


@pytest.mark.parametrize("known", [False, True])
def test_the_reader_is_told_what_to_do(
    known: bool, walking: Walking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with --strict it counts only where something is missing."""
    folder = tmp_path / "folder"
    folder.mkdir()
    if known:
        (folder / "observed.json").write_text(observation_text(known_before(walking)), encoding="utf-8")
    with simulated(organization(1, people=0)) as empty:
        for name, value in environment(empty).items():
            monkeypatch.setitem(os.environ, name, value)
        result = CliRunner().invoke(app, ["-C", str(folder), "collect", "--strict"])
    assert result.exit_code == (3 if known else 0), result.output
    assert "IAM Identity Center could not be read: not-in-region at sso:ListInstances" in result.output
    assert "by asking in us-east-1" in result.output
    assert "run mfa-binder collect with --region" in result.output
    assert read_observed(folder / "observed.json").identity_center.known is known


def test_keys_of_another_partition_are_told_to_name_their_region(monkeypatch: pytest.MonkeyPatch) -> None:
    gov = Organization.model_validate(
        {
            "schema": 1,
            "organizations": {"main": {"name": "G", "partition": "aws-us-gov", "management_account": MANAGEMENT}},
            "accounts": {MANAGEMENT: {"name": "m", "root": {"intended": "kept", "email": "g@example.com"}}},
        }
    )
    with SimulatedAws.running(gov) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.endpoint)
        keys = simulator.credentials(MANAGEMENT)
        session = boto3.Session(keys.access_key_id, keys.secret_access_key)
        with pytest.raises(UnavailableError) as told:
            identify_caller(session, ONCE)
    assert "us-east-1" in str(told.value)
    assert told.value.hint is not None and told.value.hint.startswith("give --region: us-east-1 refuses keys")
