"""Whether passwords expire, as AWS says it: by a policy of the account, by none, or by no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boto3
import pytest

from mfa_binder.collect.account_questions import ask_password_policy
from mfa_binder.collect.aws_calls import AwsCalls
from mfa_binder.observation.account_parts import PasswordPolicy
from mfa_binder.observation.aws_reading import FailureReason
from mfa_binder.observation.observation import PARTS
from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.collect.conftest import LATER, MANAGEMENT, Walking, number
from tests.collect.proxy import Fault, always, between
from tests.collect.test_credential_report_questions import IMPATIENT

OPERATION = "iam:GetAccountPasswordPolicy"


def client(aws: SimulatedAws, account: str) -> Any:
    keys = aws.credentials(account)
    return boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (None, PasswordPolicy()),
        ({"MinimumPasswordLength": 14}, PasswordPolicy()),
        ({"MinimumPasswordLength": 14, "HardExpiry": True}, PasswordPolicy()),
        ({"MaxPasswordAge": 90}, PasswordPolicy(max_age_days=90)),
        ({"MaxPasswordAge": 1095, "HardExpiry": True}, PasswordPolicy(max_age_days=1095, hard_expiry=True)),
    ],
)
def test_a_policy_is_what_aws_says(four: SimulatedAws, policy: dict[str, Any] | None, expected: PasswordPolicy) -> None:
    iam = client(four, MANAGEMENT)
    if policy is not None:
        iam.update_account_password_policy(**policy)
    assert ask_password_policy(AwsCalls(1), iam) == expected


def test_whoever_may_not_read_it_keeps_everything_else(four: SimulatedAws, walking: Walking) -> None:
    """A role that was made before this was asked for may not."""
    client(four, number(1)).update_account_password_policy(MaxPasswordAge=30)
    wanted = replace(IMPATIENT, only=(number(1),))
    before = walking(four, wanted=wanted)
    with between(four.endpoint, always(Fault.DENIED, OPERATION)) as proxy:
        after = walking(four, proxy.endpoint, wanted, last=before, now=LATER).by_id[number(1)]
    failure = after.password_policy.failure
    assert failure is not None and (failure.reason, failure.operation) == (FailureReason.ACCESS_DENIED, OPERATION)
    assert after.password_policy.value == PasswordPolicy(max_age_days=30)
    assert [name for name in PARTS if after.reading(name).failure is not None] == ["password_policy"]


def test_a_policy_that_contradicts_itself_is_no_answer() -> None:
    class Contradicting:
        def ask(self, *_: object) -> dict[str, Any]:
            return {"PasswordPolicy": {"ExpirePasswords": True}}

    with pytest.raises(ValueError, match="contradict"):
        ask_password_policy(Contradicting(), None)  # type: ignore[arg-type]  # it asks nobody
