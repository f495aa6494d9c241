"""What is typed at a block's prompts comes from the tokens and the simulated copy, not from the page."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from mfa_binder.book.typed_answers import parse_answer
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.prompt_answers import resolve_answers
from mfa_binder.simulator.simulated_aws import SimulatedAws

PROD, MEMBER, SPARE = "444455556666", "777788889999", "888899990000"


@pytest.fixture
def aws(organization: Organization) -> Iterator[SimulatedAws]:
    with SimulatedAws.running(organization) as running:
        yield running


def test_two_codes_follow_one_another_also_with_another_question_between(aws: SimulatedAws) -> None:
    first, between, second = resolve_answers(
        list(map(parse_answer, [{"code": "HT-1"}, {"text": "yes"}, {"next_code": "HT-1"}])), aws
    )
    assert between == "yes"
    assert first != second
    assert all(code.isdecimal() and len(code) == 6 for code in (first, second))


def test_the_id_of_a_unit_is_that_of_the_simulated_organization(aws: SimulatedAws) -> None:
    root, exempt = resolve_answers(
        list(map(parse_answer, [{"unit_id": "Root", "in": PROD}, {"unit_id": "Root/Exempt", "in": SPARE}])), aws
    )
    assert root.startswith("r-")
    assert exempt.startswith("ou-")


def test_an_invitation_is_the_one_that_was_sent(aws: SimulatedAws) -> None:
    with pytest.raises(ValueError, match="nobody has invited"):
        resolve_answers(list(map(parse_answer, [{"invitation": MEMBER}])), aws)
    aws.establish({"outside": MEMBER})
    keys = aws.credentials(PROD)
    sent = boto3.client(
        "organizations",
        endpoint_url=aws.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    ).invite_account_to_organization(Target={"Id": MEMBER, "Type": "ACCOUNT"})
    assert resolve_answers(list(map(parse_answer, [{"invitation": MEMBER}])), aws) == (sent["Handshake"]["Id"],)


def test_a_mailed_code_belongs_to_an_address(aws: SimulatedAws) -> None:
    asked = [{"mailed_code": address, "of": MEMBER} for address in ("a@example.com", "b@example.com")]
    first, second = resolve_answers(list(map(parse_answer, asked)), aws)
    assert first != second
    assert len(first) == len(second) == 6
