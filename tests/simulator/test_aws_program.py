"""The real `aws` program against the simulator: it can read what boto3 can."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mfa_binder.simulator.simulated_aws import Credentials, SimulatedAws

MANAGEMENT, PROD, GOV = "111122223333", "444455556666", "222233334444"
AWS = Path(sys.executable).with_name("aws")


def run(aws: SimulatedAws, home: Path, who: str, *arguments: str, region: str = "us-east-1") -> tuple[int, str, str]:
    return run_with(aws, home, aws.credentials(who), *arguments, region=region)


def run_with(
    aws: SimulatedAws, home: Path, credentials: Credentials, *arguments: str, region: str = "us-east-1"
) -> tuple[int, str, str]:
    environment = {
        "HOME": str(home),
        "PATH": str(AWS.parent),
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_DEFAULT_REGION": region,
        "AWS_PAGER": "",
        **({"AWS_SESSION_TOKEN": credentials.session_token} if credentials.session_token is not None else {}),
    }
    done = subprocess.run([AWS, *arguments], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_drifted_token_is_resynced(aws: SimulatedAws, tmp_path: Path) -> None:
    aws.establish({"out_of_sync": "HT-1"})
    first, second = aws.codes("HT-1")
    resync = ("iam", "resync-mfa-device", "--user-name", "dan", "--serial-number", "GAHT12345678")
    codes = ("--authentication-code1", first, "--authentication-code2", second)
    assert run(aws, tmp_path, PROD, *resync, *codes) == (0, "", "")
    assert aws.in_sync("HT-1")
    status, out, err = run(aws, tmp_path, PROD, *resync, *codes)
    assert (status, out) == (255, "")
    assert "An error occurred (InvalidAuthenticationCode) when calling the ResyncMFADevice operation" in err


def test_lists_and_fido_devices_are_read(aws: SimulatedAws, tmp_path: Path) -> None:
    query = ("--query", "MFADevices[].SerialNumber", "--output", "text")
    status, out, _ = run(aws, tmp_path, PROD, "iam", "list-mfa-devices", "--user-name", "dan", *query)
    assert (status, out.split()) == (0, ["GAHT12345678", aws.serial_number("YK-2", f"{PROD}/user/dan")])
    status, out, _ = run(
        aws, tmp_path, PROD, "iam", "get-mfa-device", "--user-name", "dan", "--serial-number", out.split()[1]
    )
    assert status == 0
    assert json.loads(out)["UserName"] == "dan"


def test_govcloud_is_reached_by_its_region(aws: SimulatedAws, tmp_path: Path) -> None:
    identity = ("sts", "get-caller-identity", "--query", "Arn", "--output", "text")
    status, out, _ = run(aws, tmp_path, f"{GOV}/user/gina", *identity, region="us-gov-west-1")
    assert (status, out) == (0, f"arn:aws-us-gov:iam::{GOV}:user/gina\n")
    status, _, err = run(aws, tmp_path, GOV, "iam", "list-users", region="us-gov-east-1")
    assert (status, err) == (0, "")


def test_a_root_session_audits_a_member(aws: SimulatedAws, tmp_path: Path) -> None:
    task = ("--task-policy-arn", "arn=arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials")
    query = ("--query", "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]", "--output", "text")
    assume = ("sts", "assume-root", "--target-principal", PROD, *task, *query)
    status, out, err = run(aws, tmp_path, MANAGEMENT, *assume, region="eu-central-1")
    assert (status, err) == (0, "")
    aws.establish({"registered": "HT-2", "to": f"{PROD}/root"})
    root = Credentials(*out.split())
    listed = ("iam", "list-mfa-devices", "--query", "MFADevices[].SerialNumber", "--output", "text")
    assert run_with(aws, tmp_path, root, *listed) == (0, "GAHT12345679\n", "")
    assert run_with(aws, tmp_path, root, "iam", "list-access-keys")[0] == 0
    assert "(NoSuchEntity)" in run_with(aws, tmp_path, root, "iam", "get-login-profile")[2]


def test_a_policy_is_tried_as_a_page_would_try_it(aws: SimulatedAws, tmp_path: Path) -> None:
    """A page writes "$(cat FILE)": the CLI takes file://FILE apart into its characters for a list."""
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    condition = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition}]}, indent=2)
    tried = ("iam", "simulate-custom-policy", "--policy-input-list", policy, "--action-names", "iam:CreateUser")
    key = "ContextKeyName=aws:MultiFactorAuthPresent,ContextKeyType=boolean,ContextKeyValues=true"
    query = ("--query", "EvaluationResults[].EvalDecision", "--output", "text")
    assert run(aws, tmp_path, PROD, *tried, *query) == (0, "explicitDeny\n", "")
    assert run(aws, tmp_path, PROD, *tried, "--context-entries", key, *query) == (0, "implicitDeny\n", "")


def test_organizations_speak_their_own_protocol(aws: SimulatedAws, tmp_path: Path) -> None:
    states = ("organizations", "list-accounts", "--query", "Accounts[].State", "--output", "text")
    status, out, err = run(aws, tmp_path, MANAGEMENT, *states)
    assert (status, sorted(out.split()), err) == (0, ["ACTIVE", "ACTIVE", "ACTIVE", "CLOSED"], "")
    assert "(AccessDeniedException)" in run(aws, tmp_path, PROD, *states)[2]


@pytest.mark.parametrize(
    "command",
    [
        ("cloudtrail", "describe-trails"),
        ("sts", "get-web-identity-token", "--audience", "x", "--signing-algorithm", "RS256"),
    ],
)
def test_what_is_not_simulated_is_told_by_its_code(aws: SimulatedAws, tmp_path: Path, command: tuple[str, ...]) -> None:
    status, _, err = run(aws, tmp_path, PROD, *command)
    assert status != 0
    assert "(NotSimulated)" in err
