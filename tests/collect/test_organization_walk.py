"""The walk through organizations of several sizes, over HTTP: whole, in order, never too much at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from mfa_binder.collect.organization_walk import (
    CollectOptions,
    WalkProgress,
    add_code_to_session,
    failure_reasons,
    identify_caller,
)
from mfa_binder.collect.role_sessions import AssumeRoleSettings
from mfa_binder.errors import UnavailableError
from mfa_binder.observation.aws_reading import FailureReason
from mfa_binder.observation.observation import PARTS, Observation, observation_text
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.simulator.state.access_role import AccessRole
from tests.collect.conftest import CONTACT, MANAGEMENT, NOW, PATIENT, Walking, number, organization, simulated
from tests.collect.proxy import between


def is_whole(found: Observation, accounts: int, users: int) -> bool:
    """Every account, and of each every part and every user of the inventory besides the simulator's own."""
    assert [one.id for one in found.accounts] == [number(n) for n in range(accounts)]
    for position, account in enumerate(found.accounts):
        assert failure_reasons(account) == (), account.id
        assert account.name == f"account {position}"
        assert account.ou == ("Root" if position == 0 else f"Root/Unit-{position % 4}")
        contacts, devices = account.contacts.value, account.devices.value
        assert contacts is not None and contacts.primary is not None
        assert contacts.primary.name == CONTACT["FullName"]
        assert devices is not None
        of_users = {name: len(found) for name, found in devices.of_users.items() if name.startswith("user-")}
        assert of_users == {f"user-{u}": 1 for u in range(users)}
        assert account.summary.value is not None
        assert account.summary.value.root_mfa == (position % 3 == 0)
    assert found.organization.current and found.central_root.current and found.identity_center.current
    return True


@pytest.mark.parametrize("accounts", [1, 25, pytest.param(500, marks=pytest.mark.slow)])
def test_every_account_is_read_whole(walking: Walking, accounts: int) -> None:
    with simulated(organization(accounts)) as aws:
        assert is_whole(walking(aws), accounts, 2)


def test_the_same_organization_gives_the_same_bytes(four: SimulatedAws, walking: Walking) -> None:
    found = [observation_text(walking(four, wanted=replace(PATIENT, at_once=at_once))) for at_once in (1, 3, 16)]
    assert found[0] == found[1] == found[2]
    assert found[0].index(number(1)) < found[0].index(number(3))


def test_every_page_is_followed(walking: Walking) -> None:
    """More users than a page of IAM or of Identity Center lists, more accounts than one of Organizations."""
    with simulated(organization(25, users=1, people=130)) as aws:
        found = walking(aws)
        assert is_whole(found, 25, 1)
        people = found.identity_center.value or ()
        assert [one.name for one in people] == [f"ic-{n:03}" for n in range(130)]
        assert {(one.display_name, one.email) for one in people} == {("Dan Müller", "dan@example.com")}
    with simulated(organization(2, users=110)) as aws, between(aws.endpoint) as proxy:
        assert is_whole(walking(aws, proxy.endpoint), 2, 110)
    names = proxy.names()
    # users, the operator, and in the member a role to enter by: 111 and 112 entries, 100 a page
    assert names["iam:GetAccountAuthorizationDetails"] == 4
    assert names["iam:ListMFADevices"] == 2 * 111 + 1


@pytest.mark.parametrize("at_once", [1, 4])
def test_never_more_calls_than_so_many_at_once(walking: Walking, at_once: int) -> None:
    with simulated(organization(8, users=6)) as aws, between(aws.endpoint, latency=0.01) as proxy:
        walking(aws, proxy.endpoint, replace(PATIENT, at_once=at_once))
    assert proxy.at_once == at_once


def test_progress_tells_the_truth(four: SimulatedAws, walking: Walking) -> None:
    told: list[WalkProgress] = []
    with between(four.endpoint) as proxy:
        walking(four, proxy.endpoint, on_account=told.append)
    assert [(one.done, one.total, one.failed) for one in told] == [(n, 4, 0) for n in range(1, 5)]
    # who asks, before; what is on in the organization and who is in its directory, afterwards
    assert told[-1].calls == len(proxy.asked) - 4
    assert [one.calls for one in told] == sorted(one.calls for one in told)


def test_failed_accounts_are_counted(walking: Walking) -> None:
    told: list[WalkProgress] = []
    with simulated(organization(3), AccessRole("Another")) as aws:
        walking(aws, on_account=told.append)
    assert (told[-1].done, told[-1].failed) == (3, 2)


def test_a_role_that_asks_for_an_external_id(walking: Walking) -> None:
    with simulated(organization(2), AccessRole("Audit", external_id="shared")) as aws:
        entered = walking(aws, wanted=replace(PATIENT, role_settings=AssumeRoleSettings("Audit", "shared")))
        refused = walking(aws, wanted=replace(PATIENT, role_settings=AssumeRoleSettings("Audit", "other")))
    assert failure_reasons(entered.accounts[1]) == ()
    assert set(failure_reasons(refused.accounts[1])) == {FailureReason.ROLE_MISSING}


def test_a_role_that_asks_for_mfa(walking: Walking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    who = f"{MANAGEMENT}/user/user-0"
    with simulated(organization(2), AccessRole(requires_mfa=True)) as aws:
        without = walking(aws, who=who)
        assert set(failure_reasons(without.accounts[1])) == {FailureReason.ROLE_MISSING}
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint)
        keys = aws.credentials(who)
        session = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name="us-east-1")
        me = identify_caller(session, PATIENT)
        serial = aws.serial_number("HT-0-0", who)
        with pytest.raises(UnavailableError, match=f"does not take the code of {serial}"):
            add_code_to_session(session, me, PATIENT, serial, "000000")
        entered = add_code_to_session(session, me, PATIENT, serial, aws.codes("HT-0-0")[0])
        assert identify_caller(entered, PATIENT).identity == me.identity
        role = f"arn:aws:iam::{number(1)}:role/OrganizationAccountAccessRole"
        assert entered.client("sts").assume_role(RoleArn=role, RoleSessionName="drill")["Credentials"]


def test_only_one_account(four: SimulatedAws, walking: Walking) -> None:
    with between(four.endpoint) as proxy:
        found = walking(four, proxy.endpoint, replace(PATIENT, only=(number(1),)))
    assert {one.account for one in proxy.asked if one.name == "sts:AssumeRole"} == {number(1)}
    assert failure_reasons(found.by_id[number(1)]) == ()
    left_out = found.by_id[number(2)]
    assert {left_out.reading(part).failure.reason for part in PARTS} == {FailureReason.NOT_ASKED}  # type: ignore[union-attr] # each of them failed


def test_an_account_that_is_not_there(four: SimulatedAws, walking: Walking) -> None:
    with pytest.raises(UnavailableError, match="999999999999"):
        walking(four, wanted=replace(PATIENT, only=("999999999999",)))


def test_nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnavailableError, match="does not say who asks") as refused:
        identify_caller(boto3.Session(region_name="us-east-1"), CollectOptions(attempts=1, read_timeout=0.5))
    assert "aws sts get-caller-identity" in str(refused.value.hint)


def test_the_time_is_the_one_that_is_told(four: SimulatedAws, walking: Walking) -> None:
    found = walking(four)
    assert (found.began_at, found.ended_at) == (NOW, NOW)
    assert {one.reading(part).at for one in found.accounts for part in PARTS} <= {NOW, None}
