"""A lent client signs with the keys of its borrower and nobody else's, and is used again."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3

from mfa_binder.client_pool import ClientPool, LendingSession, SigningKeys

DANA = SigningKeys("AKIADANA", "secret", None)
ERIN = SigningKeys("ASIAERIN", "secret", "token of erin")
KIND = ("sts", "us-east-1")


def sts(session: boto3.Session) -> Any:
    return session.client("sts", "us-east-1")


def signing_keys(client: Any) -> tuple[str, str | None]:
    """The access key and the token in an address that a client signs."""
    query = parse_qs(urlsplit(client.generate_presigned_url("get_caller_identity")).query)
    (credential,), (token,) = query["X-Amz-Credential"], query.get("X-Amz-Security-Token", [None])
    return credential.partition("/")[0], token


def test_clients_in_use_at_the_same_time_sign_each_with_its_own_keys() -> None:
    pool = ClientPool(LendingSession())
    dana, erin = (pool.borrow(KIND, keys, sts) for keys in (DANA, ERIN))
    assert signing_keys(dana.client) == ("AKIADANA", None)
    assert signing_keys(erin.client) == ("ASIAERIN", "token of erin")


def test_a_client_that_was_given_back_signs_with_the_keys_of_the_next() -> None:
    pool = ClientPool(LendingSession())
    first = pool.borrow(KIND, ERIN, sts)
    pool.give_back(first)
    again = pool.borrow(KIND, DANA, lambda session: AssertionError("one is spare"))
    assert again.client is first.client
    assert signing_keys(again.client) == ("AKIADANA", None)


def test_a_client_of_another_region_is_another_client() -> None:
    pool = ClientPool(LendingSession())
    pool.give_back(pool.borrow(KIND, DANA, sts))
    assert pool.borrow(("sts", "eu-west-1"), DANA, lambda session: "made anew").client == "made anew"
