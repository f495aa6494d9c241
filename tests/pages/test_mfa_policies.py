"""The printed policies decide, by the one judge of policies, as their sheets say."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from mfa_binder.organization.partitions import PartitionName
from mfa_binder.pages.mfa_policies import (
    MfaPolicies,
    PrintedPolicy,
    SimulatorQuestion,
    allow_everything,
    deny_everything,
)
from mfa_binder.policies.policy_decision import ALLOWED, EXPLICIT_DENY, PolicyQuestion, decide_request
from mfa_binder.policies.policy_text import parse_statements
from mfa_binder.policies.request_context import RequestContext

MFA, NO_MFA = {"aws:MultiFactorAuthPresent": "true"}, {"aws:MultiFactorAuthPresent": "false"}
LONG_TERM_KEY: dict[str, str] = {}
"""AWS says nothing about MFA of a request with a long-term key."""


def decision(action: str, *policies: PrintedPolicy, resource: str = "*", **said: str) -> str:
    context = {key: (value,) for key, value in said.items()}
    text = [statement for policy in policies for statement in parse_statements(json.dumps(policy.document))]
    return decide_request(text, PolicyQuestion(action, resource, RequestContext.of(context))).decision


def asked(question: SimulatorQuestion, action: str) -> str:
    context = {entry.key: entry.value for entry in question.context}
    resource = question.resources[0] if question.resources else "*"
    return decision(action, allow_everything(), question.policy, resource=resource, **context)


@pytest.mark.parametrize("partition", PartitionName)
def test_each_question_to_the_simulator_has_the_answer_that_its_policy_gives(partition: PartitionName) -> None:
    policies = MfaPolicies(partition)
    member = "111122223333"
    questions = (*policies.asked_of_mfa(member), *policies.asked_of_keys, *policies.asked_of_root(member))
    assert {question.policy.name for question in questions} == {
        "deny-without-mfa",
        "only-certified-keys",
        "deny-root-in-members",
    }
    for question in questions:
        answers = {action: asked(question, action) for action in question.actions}
        assert set(answers.values()) == {question.decision}, (question.policy.name, answers)
        assert len(question.outcome) == len(question.actions)


MFA_ROWS = [
    # action, what is known of the request, whether the policy lets it pass
    ("s3:ListAllMyBuckets", MFA, True),
    ("s3:ListAllMyBuckets", NO_MFA, False),
    ("s3:ListAllMyBuckets", LONG_TERM_KEY, False),
    ("iam:CreateAccessKey", LONG_TERM_KEY, False),
    ("iam:DeactivateMFADevice", NO_MFA, False),
    ("iam:EnableMFADevice", NO_MFA, False),
    ("iam:ListMFADevices", LONG_TERM_KEY, True),
    ("sts:GetSessionToken", LONG_TERM_KEY, True),
    ("s3:ListAllMyBuckets", {"aws:ViaAWSService": "true"}, True),
]


@pytest.mark.parametrize(("action", "request_context", "passes"), MFA_ROWS)
def test_mfa_is_demanded_of_all_but_what_leads_to_it(
    action: str, request_context: Mapping[str, str], passes: bool
) -> None:
    policy = MfaPolicies(PartitionName.AWS).deny_without_mfa
    user = {"resource": "arn:aws:iam::111122223333:user/ana", "aws:username": "ana"}
    found = decision(action, allow_everything(), policy, **user, **request_context)
    assert found == (ALLOWED if passes else EXPLICIT_DENY)


@pytest.mark.parametrize("partition", PartitionName)
def test_of_iam_it_allows_a_user_nothing_but_the_own_sign_in(partition: PartitionName) -> None:
    policy = MfaPolicies(partition).deny_without_mfa
    user = f"arn:{partition.value}:iam::111122223333:user/team/ana"
    own = {"resource": user, "aws:username": "ana", **MFA}
    assert decision("iam:ResyncMFADevice", policy, **own) == ALLOWED
    assert decision("iam:ResyncMFADevice", policy, **{**own, "aws:username": "bob"}) != ALLOWED
    assert decision("iam:DeactivateMFADevice", policy, **own) != ALLOWED


@pytest.mark.parametrize(
    ("partition", "certification", "passes"),
    [
        (PartitionName.AWS, {"iam:FIDO-certification": "L1"}, True),
        (PartitionName.AWS, {"iam:FIDO-FIPS-140-2-certification": "L2"}, False),
        (PartitionName.GOVCLOUD, {"iam:FIDO-FIPS-140-2-certification": "L2"}, True),
        (PartitionName.GOVCLOUD, {"iam:FIDO-FIPS-140-3-certification": "L2"}, True),
        (PartitionName.GOVCLOUD, {"iam:FIDO-certification": "L1"}, False),
        (PartitionName.AWS, {}, False),
    ],
)
def test_a_security_key_registers_only_with_a_certification(
    partition: PartitionName, certification: Mapping[str, str], passes: bool
) -> None:
    key = {"iam:RegisterSecurityKey": "Activate", **certification}
    found = decision("iam:EnableMFADevice", allow_everything(), MfaPolicies(partition).only_certified_keys, **key)
    assert found == (ALLOWED if passes else EXPLICIT_DENY)


@pytest.mark.parametrize("partition", PartitionName)
def test_root_users_are_refused_all_but_what_assume_root_gives(partition: PartitionName) -> None:
    policy = MfaPolicies(partition).deny_root_in_members

    def as_principal(resource: str, **more: str) -> str:
        arn = f"arn:{partition.value}:iam::111122223333:{resource}"
        return decision("iam:GetAccountSummary", allow_everything(), policy, **{"aws:PrincipalArn": arn, **more})

    assert as_principal("root") == EXPLICIT_DENY
    assert as_principal("root", **{"aws:AssumedRoot": "true"}) == ALLOWED
    assert as_principal("user/root") == ALLOWED


def test_an_attached_denial_leaves_nothing() -> None:
    for action in ("iam:ListUsers", "sts:GetSessionToken", "s3:GetObject"):
        assert decision(action, allow_everything(), deny_everything()) == EXPLICIT_DENY


@pytest.mark.parametrize("partition", PartitionName)
def test_every_policy_says_how_it_must_decide_and_lies_in_the_file_of_its_name(partition: PartitionName) -> None:
    policies = MfaPolicies(partition)
    printed = (
        policies.deny_without_mfa,
        policies.only_certified_keys,
        policies.deny_root_in_members,
        policies.for_the_test,
        deny_everything(),
    )
    for policy in printed:
        assert policy.verdicts
        assert policy.file == f"{policy.name}.json"
