"""Conditions about an organization: those that a person can bring about hold afterwards, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mfa_binder.book.conditions import parse_condition
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_outcomes import UnknownConditionError
from mfa_binder.rehearsal.condition_checks import ConditionChecks
from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT, MEMBER = "111122223333", "444455556666"
ROOT: dict[str, Any] = {"intended": "removed", "email": "root@example.com"}
INVENTORY: dict[str, Any] = {
    "schema": 1,
    "organizations": {"main": {"name": "Example Corp", "management_account": MANAGEMENT}},
    "accounts": {
        MANAGEMENT: {"name": "management", "root": ROOT},
        MEMBER: {"name": "prod", "ou": "Root/Workloads", "root": ROOT, "users": {"dan": {}}},
    },
}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[SimulatedAws, ConditionChecks]]:
    organization = Organization.model_validate(INVENTORY)
    with SimulatedAws.running(organization) as aws:
        yield aws, ConditionChecks(aws, organization)


@pytest.mark.parametrize(
    ("condition", "opposite"),
    [
        ({"scp": "DenyRoot", "in": MEMBER}, {"no_scp": "DenyRoot", "in": MEMBER}),
        ({"attached": "P", "to": MEMBER, "in": MEMBER}, {"detached": "P", "from": MEMBER, "in": MEMBER}),
        ({"attached": "P", "to": "Root", "in": MEMBER}, {"detached": "P", "from": "Root", "in": MEMBER}),
        (
            {"attached": "P", "to": "Root/Workloads", "in": MEMBER},
            {"detached": "P", "from": "Root/Workloads", "in": MEMBER},
        ),
        ({"unit": "Root", "of": MEMBER}, {"unit": "Root/Workloads", "of": MEMBER}),
    ],
)
def test_what_a_person_establishes_holds(running: Any, condition: dict[str, str], opposite: dict[str, str]) -> None:
    aws, conditions = running
    aws.reset()
    assert (conditions.holds(parse_condition(condition)), conditions.holds(parse_condition(opposite))) == (False, True)
    aws.establish(condition)
    assert (conditions.holds(parse_condition(condition)), conditions.holds(parse_condition(opposite))) == (True, False)
    aws.establish(opposite)
    assert (conditions.holds(parse_condition(condition)), conditions.holds(parse_condition(opposite))) == (False, True)


def test_central_root_access_is_switched_on_and_off(running: Any) -> None:
    aws, conditions = running
    aws.reset()
    on = {"root_feature": "RootSessions", "in": MEMBER}
    trusted = {"trusted": "iam.amazonaws.com", "in": MEMBER}
    assert not conditions.holds(parse_condition(on))
    assert not conditions.holds(parse_condition(trusted))
    aws.establish(trusted)
    aws.establish(on)
    assert conditions.holds(parse_condition(on))
    assert conditions.holds(parse_condition(trusted))
    off = {"no_root_feature": "RootSessions", "in": MEMBER}
    aws.establish(off)
    assert conditions.holds(parse_condition(off))
    no_longer = {"not_trusted": "iam.amazonaws.com", "in": MEMBER}
    assert not conditions.holds(parse_condition(no_longer))
    aws.establish(no_longer)
    assert conditions.holds(parse_condition(no_longer))


def test_what_is_only_seen(running: Any) -> None:
    aws, conditions = running
    aws.reset()
    dan = f"{MEMBER}/user/dan"
    assert conditions.holds(parse_condition({"account_state": "ACTIVE", "of": MEMBER}))
    assert conditions.holds(parse_condition({"user": dan, "exists": True}))
    assert conditions.holds(parse_condition({"user": f"{MEMBER}/user/eve", "exists": False}))
    assert conditions.holds(parse_condition({"no_managed_policy": "AdministratorAccess", "on": dan}))


def test_a_path_that_leads_nowhere_is_an_unknown_condition(running: Any) -> None:
    aws, conditions = running
    aws.reset()
    with pytest.raises(UnknownConditionError, match="Root/Exempt"):
        conditions.holds(parse_condition({"unit": "Root/Exempt", "of": MEMBER}))
