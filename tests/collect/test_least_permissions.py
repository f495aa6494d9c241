"""What collect prints of permissions: enough for every call that it makes, and not one too many."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
import yaml
from cfnlint.api import lint_all
from typer.testing import CliRunner

from mfa_binder.cli import app
from mfa_binder.collect import least_permissions
from mfa_binder.collect.aws_calls import AwsCalls, operation_name
from mfa_binder.collect.role_sessions import AssumeRoleSettings
from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.collect.conftest import MANAGEMENT, Walking

CHANGING = ("Create", "Delete", "Put", "Update", "Attach", "Detach", "Enable", "Deactivate", "Add", "Remove", "Tag")
"""How the names of operations begin that change something."""


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["collect", "--print-policy", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def actions(policy: Mapping[str, Any]) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


@pytest.mark.parametrize(
    "settings", [AssumeRoleSettings(), AssumeRoleSettings("Auditor", 'it\'s: "X" # 1')], ids=["default", "external id"]
)
def test_the_template_is_one_that_cloudformation_takes(settings: AssumeRoleSettings) -> None:
    matches = lint_all(least_permissions.role_template(settings))
    assert [str(match) for match in matches if match.rule.severity != "informational"] == []


def test_the_template_trusts_the_collector_and_asks_for_the_external_id() -> None:
    template = yaml.safe_load(printed("cloudformation", "--role-name", "Auditor", "--external-id", "0123"))
    role = template["Resources"]["Role"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert role["RoleName"] == "Auditor"
    assert trust["Principal"] == {"AWS": {"Ref": "Collector"}}
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": "0123"}}
    assert role["Policies"][0]["PolicyDocument"] == json.loads(printed("role"))


def test_a_role_with_a_path_is_made_with_it_and_entered_by_its_whole_arn() -> None:
    template = yaml.safe_load(printed("cloudformation", "--role-name", "/ops/audit/Auditor"))
    role = template["Resources"]["Role"]["Properties"]
    assert (role["RoleName"], role["Path"]) == ("Auditor", "/ops/audit/")
    statements = json.loads(printed("caller", "--role-name", "ops/audit/Auditor"))["Statement"]
    assert "arn:aws:iam::*:role/ops/audit/Auditor" in [statement["Resource"] for statement in statements]


def test_nothing_that_changes_an_account_is_allowed() -> None:
    allowed = actions(json.loads(printed("caller"))) | actions(json.loads(printed("role")))
    assert not [action for action in allowed if action.partition(":")[2].startswith(CHANGING)]
    assert not [action for action in allowed if "*" in action]


def test_root_users_may_only_be_audited_and_only_when_asked_for() -> None:
    assert "sts:AssumeRoot" not in actions(json.loads(printed("caller")))
    policy = json.loads(printed("caller", "--root-audit"))
    (statement,) = [one for one in policy["Statement"] if "sts:AssumeRoot" in one["Action"]]
    task = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
    assert statement["Condition"] == {"StringEquals": {"sts:TaskPolicyArn": task}}


def test_only_the_role_by_its_name_may_be_assumed() -> None:
    policy = json.loads(printed("caller", "--role-name", "Auditor"))
    (statement,) = [one for one in policy["Statement"] if "sts:AssumeRole" in one["Action"]]
    assert statement["Resource"] == "arn:aws:iam::*:role/Auditor"


def test_arns_are_those_of_the_partition_that_the_region_lies_in() -> None:
    policy = json.loads(printed("caller", "--region", "us-gov-west-1"))
    assert [one["Resource"] for one in policy["Statement"] if "sts:AssumeRole" in one["Action"]] == [
        "arn:aws-us-gov:iam::*:role/OrganizationAccountAccessRole"
    ]


TASK = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
FREE = {"sts:GetCallerIdentity"}
"""No permission is needed for it (sts API reference)."""
AUDITING = {"iam:GetLoginProfile", "iam:ListAccessKeys", "iam:ListMFADevices", "iam:ListSigningCertificates"}
"""What the task policy lets a root session ask."""


def test_every_call_is_in_the_policies_and_every_permission_in_them_is_used(
    four: SimulatedAws, walking: Walking, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: set[str] = set()
    ask_once = AwsCalls._ask_once

    def noted(calls: AwsCalls, client: Any, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        made.add(operation_name(client, operation))
        return ask_once(calls, client, operation, parameters)

    monkeypatch.setattr(AwsCalls, "_ask_once", noted)
    found = walking(four)
    assert not [one.failures for one in found.accounts if one.id != MANAGEMENT and one.failures]
    caller, role = (json.loads(printed(*which)) for which in (("caller", "--root-audit"), ("role",)))
    assert made - FREE - AUDITING == (actions(caller) | actions(role)) - AUDITING
    assert actions(role) <= actions(caller), "the own account is read without a role"


@pytest.mark.parametrize(
    ("action", "resource", "context", "decision"),
    [
        ("organizations:ListAccounts", "*", {}, "allowed"),
        ("iam:ListMFADevices", "*", {}, "allowed"),
        ("iam:DeactivateMFADevice", "*", {}, "implicitDeny"),
        ("sts:AssumeRole", "arn:aws:iam::444455556666:role/Auditor", {}, "allowed"),
        ("sts:AssumeRole", "arn:aws:iam::444455556666:role/Admin", {}, "implicitDeny"),
        ("sts:AssumeRoot", "*", {"sts:TaskPolicyArn": TASK}, "allowed"),
        ("sts:AssumeRoot", "*", {"sts:TaskPolicyArn": TASK.replace("Audit", "Delete")}, "implicitDeny"),
        ("sts:AssumeRoot", "*", {}, "implicitDeny"),
    ],
)
def test_what_iam_decides_by_the_callers_policy(
    four: SimulatedAws, action: str, resource: str, context: dict[str, str], decision: str
) -> None:
    keys = four.credentials(MANAGEMENT)
    iam = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=four.endpoint,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )
    (result,) = iam.simulate_custom_policy(
        PolicyInputList=[printed("caller", "--root-audit", "--role-name", "Auditor")],
        ActionNames=[action],
        ResourceArns=[resource],
        ContextEntries=[
            {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
            for key, value in context.items()
        ],
    )["EvaluationResults"]
    assert result["EvalDecision"] == decision
