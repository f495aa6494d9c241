"""What was read of the inventory: enough that no answer changes unseen, and no more than an account's own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.simulator.state.inventory_reads import InventoryFingerprint, InventoryReads, track_reads

MANAGEMENT, PROD, GOV, CLOSED = "111122223333", "444455556666", "222233334444", "012345678901"
SECURITY = "777788889999"
BEGINS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAN = f"{PROD}/user/dan"

Operation = Callable[[SimulatedAws], object]


def call(service: str, who: str, operation: str, **parameters: object) -> Operation:
    """One request, and what came of it."""

    def asked(aws: SimulatedAws) -> object:
        found = aws.credentials(who)
        region = "us-gov-west-1" if who.startswith(GOV) else "us-east-1"
        client = boto3.client(
            service,
            endpoint_url=aws.endpoint,
            region_name=region,
            config=Config(retries={"max_attempts": 0}),
            aws_access_key_id=found.access_key_id,
            aws_secret_access_key=found.secret_access_key,
        )
        answer = getattr(client, operation)(**parameters)
        return {key: value for key, value in answer.items() if key != "ResponseMetadata"}

    return asked


def session(aws: SimulatedAws) -> object:
    """A session with dan's token."""
    code, _ = aws.codes("HT-1")
    serial = aws.serial_number("HT-1", DAN)
    return call("sts", DAN, "get_session_token", SerialNumber=serial, TokenCode=code)(aws)


def role(aws: SimulatedAws) -> object:
    """The management account's operator takes a role that wants no code."""
    arn = f"arn:aws:iam::{PROD}:role/ReadOnly"
    return call("sts", MANAGEMENT, "assume_role", RoleArn=arn, RoleSessionName="test", DurationSeconds=3600)(aws)


def enabled(device: str) -> Operation:
    """A token is registered to the robot."""

    def asked(aws: SimulatedAws) -> object:
        first, second = aws.codes(device)
        serial = aws.serial_number(device, f"{PROD}/user/robot")
        codes = {"AuthenticationCode1": first, "AuthenticationCode2": second}
        return call("iam", PROD, "enable_mfa_device", UserName="robot", SerialNumber=serial, **codes)(aws)

    return asked


def established(**condition: str) -> Operation:
    """Something is made to hold."""
    return lambda aws: aws.establish({key.rstrip("_"): value for key, value in condition.items()})


OPERATIONS: Mapping[str, Operation] = {
    "who am I": call("sts", PROD, "get_caller_identity"),
    "who am I in GovCloud": call("sts", GOV, "get_caller_identity"),
    "dan's devices": call("iam", PROD, "list_mfa_devices", UserName="dan"),
    "users of prod": call("iam", PROD, "list_users"),
    "roles of prod": call("iam", PROD, "list_roles"),
    "summary of prod": call("iam", PROD, "get_account_summary"),
    "summary of management": call("iam", MANAGEMENT, "get_account_summary"),
    "session": session,
    "role": role,
    "enable a spare": enabled("HT-spare-1"),
    "serial of a spare": lambda aws: aws.serial_number("HT-spare-1", DAN),
    "enable dan's": enabled("HT-1"),
    "device in sync": lambda aws: aws.in_sync("HT-spare-2"),
    "serial of a key": lambda aws: aws.serial_number("YK-2", DAN),
    "root's devices": lambda aws: aws.root_devices(MANAGEMENT),
    "token to the robot": established(registered="HT-1", to=f"{PROD}/user/robot"),
    "key to ida": established(registered="YK-2", to="identity-center/ida"),
    "accounts": call("organizations", MANAGEMENT, "list_accounts"),
    "one account": call("organizations", MANAGEMENT, "describe_account", AccountId=PROD),
    "its unit": call("organizations", MANAGEMENT, "list_parents", ChildId=PROD),
    "its policies": call(
        "organizations", MANAGEMENT, "list_policies_for_target", TargetId=PROD, Filter="SERVICE_CONTROL_POLICY"
    ),
    "targets": call("organizations", MANAGEMENT, "list_targets_for_policy", PolicyId="p-FullAWSAccess"),
    "organization": call("organizations", MANAGEMENT, "describe_organization"),
    "roots": call("organizations", MANAGEMENT, "list_roots"),
    "trusted services": call("organizations", MANAGEMENT, "list_aws_service_access_for_organization"),
    "delegates": call("organizations", MANAGEMENT, "list_delegated_administrators"),
    "as a member": call("organizations", PROD, "list_accounts"),
    "root features": call("iam", MANAGEMENT, "list_organizations_features"),
    "a closed account": call("sts", CLOSED, "get_caller_identity"),
    "no such account": call("sts", "999999999999", "get_caller_identity"),
}


Inventory = dict[str, Any]
Change = Callable[[Inventory], Inventory]


def changed(*path: str, to: Any = None) -> Change:
    """The inventory with something else at a place, or (None) without it."""

    def change(inventory: Inventory) -> Inventory:
        *way, last = path
        other = copy.deepcopy(inventory)
        place = reduce(lambda found, key: found[key], way, other)
        if to is None:
            del place[last]
        else:
            place[last] = to
        return other

    return change


NEW = {
    "name": "new",
    "organization": "main",
    "ou": "Root/New",
    "root": {"intended": "removed", "email": "n@example.com"},
}
CHANGES: Mapping[str, Change] = {
    "user removed": changed("accounts", PROD, "users", "robot"),
    "dan removed": changed("accounts", PROD, "users", "dan"),
    "device kind": changed("devices", "YK-2", "model", to="token"),
    "token's kind": changed("models", "token", "kind", to="fido2"),
    "serial": changed("devices", "HT-1", "serial", to="GAHT99999999"),
    "serial of the spare": changed("devices", "HT-spare-1", "serial", to="GAHT99999998"),
    "spare is gone": changed("devices", "HT-spare-1"),
    "aws serial": changed("accounts", PROD, "users", "dan", "mfa", to=[{"device": "HT-1"}, {"device": "YK-2"}]),
    "role's trust": changed("accounts", PROD, "roles", "ReadOnly", "trusts", to=[SECURITY]),
    "role wants a code": changed("accounts", PROD, "roles", "ReadOnly", "requires_mfa", to=True),
    "second holder": changed("accounts", MANAGEMENT, "users", "second", to={"mfa": [{"device": "HT-1"}]}),
    "region": changed("organizations", "main", "region", to="eu-central-1"),
    "partition": changed("organizations", "gov", "partition", to="aws-cn"),
    "unit": changed("accounts", PROD, "ou", to="Root/Elsewhere"),
    "another's unit": changed("accounts", SECURITY, "ou", to="Root/Elsewhere"),
    "root policy": changed("organizations", "main", "root_scp"),
    "central root access": changed("organizations", "main", "central_root_access", to=False),
    "delegate": changed("organizations", "main", "delegated_iam_admin"),
    "closed": changed("accounts", PROD, "status", to="closed"),
    "reopened": changed("accounts", CLOSED, "status", to="active"),
    "new account": changed("accounts", "999999999999", to=NEW),
    "address": changed("accounts", SECURITY, "root", "email", to="other@example.com"),
    "root's device": changed("accounts", MANAGEMENT, "root", "mfa", to=[{"device": "YK-1"}]),
    "organization's id": changed("organizations", "main", "id", to="o-another"),
    "ida is gone": changed("identity_center_users", "ida"),
}


@dataclass(frozen=True)
class Outcome:
    """What an operation gave, and what it read."""

    answer: object
    readings: tuple[str, ...]


def outcomes(organization: Organization) -> dict[str, Outcome]:
    """Each operation in a fresh copy."""
    return dict(_outcomes(organization))


def _outcomes(organization: Organization) -> Iterator[tuple[str, Outcome]]:
    with SimulatedAws.running(organization, begins=BEGINS) as aws:
        for name, operation in OPERATIONS.items():
            aws.reset()
            try:
                answer = operation(aws)
            except (ClientError, ValueError) as refused:
                answer = str(refused)
            yield name, Outcome(answer, aws.readings)


@pytest.fixture(scope="module")
def before(organization: Organization) -> dict[str, Outcome]:
    return outcomes(organization)


@pytest.mark.parametrize("change", CHANGES)
def test_no_answer_changes_without_its_readings(
    change: str, before: dict[str, Outcome], organization: Organization, inventory: Inventory
) -> None:
    other = Organization.model_validate(CHANGES[change](inventory))
    old, new = InventoryFingerprint(organization), InventoryFingerprint(other)
    after = outcomes(other)
    different = [name for name in OPERATIONS if before[name].answer != after[name].answer]
    unseen = [name for name in different if old.digest(before[name].readings) == new.digest(before[name].readings)]
    assert unseen == []


def test_every_change_of_the_table_changes_some_answer(before: dict[str, Outcome], inventory: Inventory) -> None:
    """Otherwise the test above would prove little."""
    silent = []
    for name, change in CHANGES.items():
        after = outcomes(Organization.model_validate(change(inventory)))
        if all(before[operation].answer == after[operation].answer for operation in OPERATIONS):
            silent.append(name)
    assert silent == ["region"]


@pytest.mark.parametrize(
    ("change", "operations"),
    [
        (
            changed("accounts", SECURITY, "users", to={"new": {"mfa": [{"device": "YK-1"}]}}),
            ["who am I", "dan's devices", "session", "role", "accounts", "one account", "its unit", "targets"],
        ),
        (
            changed("accounts", "999999999999", to=NEW),
            ["who am I", "dan's devices", "session", "role", "one account", "its unit", "roots", "trusted services"],
        ),
        (changed("devices", "HT-spare-3"), list(OPERATIONS)),
        (changed("organizations", "gov", "region", to="us-gov-east-1"), ["who am I", "session", "accounts"]),
        (changed("people", "dan", "name", to="Somebody else"), list(OPERATIONS)),
    ],
)
def test_a_change_elsewhere_leaves_the_readings_as_they_were(
    change: Change,
    operations: list[str],
    before: dict[str, Outcome],
    organization: Organization,
    inventory: Inventory,
) -> None:
    old, new = InventoryFingerprint(organization), InventoryFingerprint(Organization.model_validate(change(inventory)))
    stale = [name for name in operations if old.digest(before[name].readings) != new.digest(before[name].readings)]
    assert stale == []


def test_readings_begin_anew_with_each_page(organization: Organization) -> None:
    with SimulatedAws.running(organization, begins=BEGINS) as aws:
        assert aws.readings == ()
        OPERATIONS["dan's devices"](aws)
        assert f"accounts/{PROD}" in aws.readings
        assert not any(GOV in name for name in aws.readings)
        aws.reset()
        assert aws.readings == ()
        OPERATIONS["accounts"](aws)
        assert {"members/main", "units/main"} <= set(aws.readings)


def test_whoever_goes_through_all_has_read_all(organization: Organization) -> None:
    readings = InventoryReads()
    seen = track_reads(organization, readings)
    assert seen.accounts[PROD].name == "prod"
    assert readings.names == (f"accounts/{PROD}",)
    assert len(seen.principals) == len(organization.principals)
    assert readings.names == ("accounts", "identity_center_users")


def test_a_conclusion_that_the_model_keeps_is_read_for_again(organization: Organization) -> None:
    with SimulatedAws.running(organization, begins=BEGINS) as aws:
        for _ in range(2):
            aws.reset()
            assert aws.organization.accounts_of(aws.organization.organizations["main"])
            assert "accounts" in aws.readings
