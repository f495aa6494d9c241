"""What a group has, and who is in it, is seen as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mfa_binder.book.conditions import parse_condition
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.condition_checks import ConditionChecks
from mfa_binder.rehearsal.simulator_clients import SimulatorClients
from mfa_binder.simulator.simulated_aws import SimulatedAws

ACCOUNT = "111122223333"
DAN = f"{ACCOUNT}/user/dan"
INVENTORY: dict[str, Any] = {
    "schema": 1,
    "organizations": {"main": {"name": "Example Corp", "management_account": ACCOUNT}},
    "accounts": {ACCOUNT: {"name": "m", "root": {"intended": "kept", "email": "r@example.com"}, "users": {"dan": {}}}},
}
IN, OUT = {"in_group": "g", "of": DAN}, {"not_in_group": "g", "of": DAN}
HAS, LACKS = ({word: "p", "on": "g", "in": ACCOUNT} for word in ("group_policy", "no_group_policy"))
POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}'


@pytest.fixture
def running() -> Iterator[tuple[SimulatorClients, ConditionChecks]]:
    organization = Organization.model_validate(INVENTORY)
    with SimulatedAws.running(organization) as aws:
        yield SimulatorClients(aws, organization), ConditionChecks(aws, organization)


def test_members_and_policies_of_a_group(running: tuple[SimulatorClients, ConditionChecks]) -> None:
    clients, conditions = running
    iam = clients.iam(ACCOUNT)
    assert [conditions.holds(parse_condition(c)) for c in (IN, OUT, HAS, LACKS)] == [False, True, False, True]
    iam.create_group(GroupName="g")
    iam.add_user_to_group(GroupName="g", UserName="dan")
    iam.put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=POLICY)
    assert [conditions.holds(parse_condition(c)) for c in (IN, OUT, HAS, LACKS)] == [True, False, True, False]
