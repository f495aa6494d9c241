"""What a policy denies is found out by asking, with the principal's own credentials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.book.conditions import parse_condition
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_outcomes import UnanswerableError, UnknownConditionError
from mfa_binder.rehearsal.condition_checks import ConditionChecks
from mfa_binder.rehearsal.simulator_clients import SimulatorClients
from mfa_binder.simulator.simulated_aws import SimulatedAws

ACCOUNT = "111122223333"
DAN = f"{ACCOUNT}/user/dan"
INVENTORY: dict[str, Any] = {
    "schema": 1,
    "organizations": {"main": {"name": "Example Corp", "management_account": ACCOUNT}},
    "models": {
        "key": {"name": "YubiKey 5 NFC", "maker": "Yubico", "kind": "fido2"},
        "token": {"name": "Gemalto TOTP token", "maker": "Thales", "kind": "totp"},
    },
    "devices": {"HT-1": {"model": "token", "serial": "GAHT12345678"}, "YK-1": {"model": "key", "serial": "20481337"}},
    "accounts": {
        ACCOUNT: {
            "name": "m",
            "root": {"intended": "kept", "email": "r@example.com"},
            "users": {"dan": {"mfa": [{"device": "HT-1"}, {"device": "YK-1"}]}},
        }
    },
}
EVERYTHING = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'
WITHOUT_MFA = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", '
    '"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}}'
)
DENIED, ALLOWED = ({word: "iam:ListUsers", "to": DAN} for word in ("denied", "allowed"))

Running = tuple[SimulatedAws, SimulatorClients, ConditionChecks]


@pytest.fixture
def running() -> Iterator[Running]:
    organization = Organization.model_validate(INVENTORY)
    with SimulatedAws.running(organization) as aws:
        yield aws, SimulatorClients(aws, organization), ConditionChecks(aws, organization)


def held(conditions: ConditionChecks, **more: str) -> list[bool]:
    return [conditions.holds(parse_condition({**condition, **more})) for condition in (DENIED, ALLOWED)]


def test_a_containing_policy_and_its_end(running: Running) -> None:
    _, clients, conditions = running
    assert held(conditions) == [False, True]
    clients.iam(ACCOUNT).put_user_policy(UserName="dan", PolicyName="contain", PolicyDocument=EVERYTHING)
    assert held(conditions) == held(conditions, **{"with": "HT-1"}) == [True, False]
    clients.iam(ACCOUNT).delete_user_policy(UserName="dan", PolicyName="contain")
    assert held(conditions) == [False, True]


def test_a_policy_that_demands_mfa(running: Running) -> None:
    _, clients, conditions = running
    clients.iam(ACCOUNT).put_user_policy(UserName="dan", PolicyName="mfa", PolicyDocument=WITHOUT_MFA)
    assert held(conditions) == [True, False]
    assert held(conditions, **{"with": "HT-1"}) == [False, True]


def test_without_a_working_key_the_policy_simulator_is_asked(running: Running) -> None:
    aws, clients, conditions = running
    assert not conditions.holds(parse_condition({"refused": DAN}))
    aws.establish({"access_keys": "inactive", "of": DAN})
    assert conditions.holds(parse_condition({"refused": DAN}))
    assert held(conditions) == [False, True]
    clients.iam(ACCOUNT).put_user_policy(UserName="dan", PolicyName="contain", PolicyDocument=EVERYTHING)
    assert held(conditions) == [True, False]


def test_a_refusal_that_no_policy_made_is_no_answer(running: Running) -> None:
    aws, _, conditions = running
    aws.establish({"out_of_sync": "HT-1"})
    with pytest.raises(ClientError, match="MultiFactorAuthentication failed"):
        held(conditions, **{"with": "HT-1"})


def test_what_needs_parameters_is_no_question(running: Running) -> None:
    with pytest.raises(UnknownConditionError, match="ListMFADeviceTags"):
        running[2].holds(parse_condition({"denied": "iam:ListMFADeviceTags", "to": DAN}))


def test_a_key_of_metal_signs_in_nowhere_but_in_a_browser(running: Running) -> None:
    with pytest.raises(UnanswerableError, match="browser"):
        held(running[2], **{"with": "YK-1"})
