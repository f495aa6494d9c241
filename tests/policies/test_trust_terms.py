"""What a trust policy asks for, in the inventory's words: nothing lost, nothing guessed, nothing wider than AWS has."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.policies.trust_terms import TrustTerms, read_trust, trust_policy

HERE, THERE = "111122223333", "444455556666"
ROOT = {"AWS": f"arn:aws:iam::{HERE}:root"}
DAN, BRIDGE = f"arn:aws:iam::{HERE}:user/ops/dan", f"arn:aws:iam::{HERE}:role/x/y/Bridge"
PRESENT, ABSENT = {"aws:MultiFactorAuthPresent": "true"}, {"aws:MultiFactorAuthPresent": "false"}
AGE, ID, ARN = "aws:MultiFactorAuthAge", "sts:ExternalId", "aws:PrincipalArn"
NETWORK = {"aws:SourceIp": "10.0.0.0/8"}


def allow(principal: Any = ROOT, action: Any = "sts:AssumeRole", **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return {**statement, "Condition": condition} if condition else statement


def deny(principal: Any = "*", **condition: Any) -> dict[str, Any]:
    return {**allow(principal, **condition), "Effect": "Deny"}


def read(*statements: dict[str, Any]) -> TrustTerms:
    return read_trust({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow()], False),
        ([allow(Bool=PRESENT)], True),
        ([allow(Bool={"AWS:multifactorauthpresent": True})], True),
        ([allow(NumericLessThan={AGE: "3600"})], True),
        ([allow(NumericLessThanEquals={AGE: 60})], True),
        ([allow(Null={AGE: "false"})], True),
        ([allow(), deny(BoolIfExists=ABSENT)], True),
        ([allow(), deny({"AWS": "*"}, Null={AGE: "true"})], True),
        ([allow(), deny(NumericGreaterThanIfExists={AGE: "900"})], True),
        ([allow(Bool=PRESENT, IpAddress=NETWORK)], True),
        # long-term keys pass
        ([allow(BoolIfExists=PRESENT)], False),
        ([allow(NumericLessThanIfExists={AGE: "3600"})], False),
        ([allow(), deny(Bool=ABSENT)], False),
        ([allow(Bool=PRESENT), allow()], False),
        ([allow(IpAddress=NETWORK)], False),
        # another action is another matter
        ([allow(Bool=PRESENT), allow(action="sts:TagSession")], True),
        ([allow(Bool=PRESENT), allow({"Federated": "x"}, "sts:AssumeRoleWithSAML")], True),
        # it cannot be told: of whom, or from where, or only that long-term keys do not pass
        ([allow(Bool=PRESENT), allow({"AWS": THERE})], None),
        ([allow(Bool=PRESENT), allow({"AWS": DAN})], None),
        ([allow(), deny(BoolIfExists=ABSENT, NotIpAddress=NETWORK)], None),
        ([allow(Null={"aws:MultiFactorAuthPresent": "false"})], None),
        ([allow(Boolean=PRESENT)], None),
        ([allow("*")], None),
        ([], None),
    ],
)
def test_whether_mfa_is_asked_for(statements: list[dict[str, Any]], expected: bool | None) -> None:
    assert read(*statements).requires_mfa is expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow(NumericLessThan={AGE: "3600"})], 3600),
        ([allow(NumericLessThanEquals={AGE: "3600"})], 3601),
        ([allow(Bool=PRESENT), deny(NumericGreaterThan={AGE: "900"})], 901),
        ([allow(Bool=PRESENT), deny(NumericGreaterThanEquals={AGE: "900"})], 900),
        ([allow(Bool=PRESENT)], None),
        ([allow(NumericLessThan={AGE: "999999"})], None),  # longer than any session
    ],
)
def test_how_old_a_code_may_be(statements: list[dict[str, Any]], expected: int | None) -> None:
    found = read(*statements)
    assert (found.max_mfa_age_seconds, found.further) == (expected, ())


@pytest.mark.parametrize(
    ("principal", "condition", "expected"),
    [
        ({"AWS": [ROOT["AWS"], THERE]}, {}, ((HERE, THERE), ())),
        ({"AWS": [DAN, BRIDGE]}, {}, ((HERE,), (BRIDGE, DAN))),
        ({"AWS": [DAN, ROOT["AWS"]]}, {}, ((HERE,), ())),  # the account holds the user
        (ROOT, {"StringEquals": {ARN: DAN}}, ((HERE,), (DAN,))),
        (ROOT, {"ArnLike": {ARN: [DAN, BRIDGE]}}, ((HERE,), (BRIDGE, DAN))),
        ("*", {"ArnEquals": {"aws:principalarn": BRIDGE}}, ((HERE,), (BRIDGE,))),
        ("*", {"StringEquals": {"aws:PrincipalAccount": THERE}}, ((THERE,), ())),
        ({"AWS": f"arn:aws:sts::{HERE}:assumed-role/R/s"}, {}, ((HERE,), (f"arn:aws:sts::{HERE}:assumed-role/R/s",))),
        ({"AWS": f"arn:aws-us-gov:iam::{HERE}:root"}, {}, ((HERE,), ())),
    ],
)
def test_whom_it_names(principal: Any, condition: dict[str, Any], expected: tuple[tuple[str, ...], ...]) -> None:
    found = read(allow(principal, Bool=PRESENT, **condition))
    assert (found.trusts, found.trusted_principals) == expected
    assert (found.requires_mfa, found.further) == (True, ())


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ([allow(IpAddress=NETWORK)], "IpAddress aws:SourceIp 10.0.0.0/8"),
        ([allow(StringEquals={ID: ["a1", "b2"]})], "StringEquals sts:ExternalId a1, b2"),
        ([allow(StringLike={ID: "a*"})], "StringLike sts:ExternalId a*"),
        ([allow(StringEquals={ID: "a1"}), allow({"AWS": THERE})], THERE),
        ([allow(ArnLike={ARN: f"arn:aws:iam::{HERE}:role/aws-reserved/*"})], "role/aws-reserved/*"),
        ([allow("*", StringEquals={"aws:PrincipalOrgID": "o-x"})], "everybody"),
        ([allow({"AWS": "AIDAEXAMPLEEXAMPLE"})], "AIDAEXAMPLEEXAMPLE"),
        ([allow({"Service": "ec2.amazonaws.com", "AWS": HERE})], "the service ec2.amazonaws.com"),
        ([allow(), allow({"Federated": "saml-x"}, "sts:AssumeRoleWithSAML")], "saml-x"),
        ([allow(action=["sts:AssumeRole", "sts:SetSourceIdentity"])], "sts:SetSourceIdentity"),
        ([allow(), deny({"AWS": DAN})], DAN),
        ([allow(), {**deny(), "NotPrincipal": {"AWS": DAN}, "Principal": {}}], f"all but {DAN}"),
        ([allow(BoolIfExists=PRESENT)], "access keys"),
        ([allow(Bool=PRESENT), allow({"AWS": THERE})], f"no MFA for {THERE}"),
        ([allow(Null={"aws:MultiFactorAuthPresent": "false"})], "session without a code"),
        ([{"Effect": "Allow", "NotPrincipal": {"AWS": HERE}, "Action": "sts:AssumeRole"}], "NotPrincipal"),
    ],
)
def test_what_no_key_can_hold_is_told(statements: list[dict[str, Any]], words: str) -> None:
    assert any(words in phrase for phrase in read(*statements).further)


def test_an_external_id_is_a_key_however_it_is_asked_for() -> None:
    for statements in ([allow(StringEquals={ID: "a1"})], [allow(), deny(StringNotEquals={ID: "a1"})]):
        assert read(*statements) == TrustTerms((HERE,), (), False, None, "a1", (), True)


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '{"Statement": [{"Effect": "Perhaps"}]}'])
def test_a_text_that_is_no_policy_gives_nothing_but_that(text: str) -> None:
    found = read_trust(text)
    assert (found.trusts, found.requires_mfa, len(found.further)) == ((), None, 1)


def test_who_is_no_account_assumes_roles_otherwise() -> None:
    assert not read(allow({"Service": "ec2.amazonaws.com"})).is_open_to_accounts
    assert not read(allow({"Federated": "x"}, "sts:AssumeRoleWithSAML")).is_open_to_accounts
    assert read(allow("*")).is_open_to_accounts


ACCOUNTS = st.lists(st.sampled_from([HERE, THERE, "012345678901"]), min_size=1, unique=True).map(sorted)


@given(ACCOUNTS, st.booleans(), st.booleans(), st.sampled_from([None, 1, 900]), st.sampled_from([None, "a/1"]))
def test_the_policy_of_the_keys_is_read_as_the_keys(
    accounts: list[str], asks: bool, narrow: bool, age: int | None, external: str | None
) -> None:
    named = tuple(f"arn:aws:iam::{accounts[0]}:user/ops/{name}" for name in ("dan", "eve")) if narrow else ()
    terms = TrustTerms(tuple(accounts), named, asks, age if asks else None, external, (), True)
    assert read_trust(json.dumps(trust_policy("aws", terms))) == terms
