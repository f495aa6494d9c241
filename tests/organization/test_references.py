"""Principals and subjects are read from text and written again without a change; anything else is refused."""

from __future__ import annotations

import pytest

from mfa_binder.organization.references import (
    AdministratorReference,
    IdentityCenterReference,
    InventoryReference,
    RoleReference,
    RootReference,
    ThingReference,
    UserReference,
    parse_actor,
    parse_iam_user,
    parse_principal,
    parse_subject,
)

ACCOUNT = "444455556666"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        (f"{ACCOUNT}/root", RootReference(ACCOUNT)),
        (f"{ACCOUNT}/user/dan", UserReference(ACCOUNT, "dan")),
        (f"{ACCOUNT}/user/root", UserReference(ACCOUNT, "root")),
        ("identity-center/dan", IdentityCenterReference("dan")),
        ("identity-center/Bob Hill/2", IdentityCenterReference("Bob Hill/2")),
    ],
)
def test_a_principal_is_read_and_written(text: str, reference: object) -> None:
    assert (parse_principal(text), parse_subject(text)) == (reference, reference)
    assert str(reference) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", ACCOUNT, "/root", "/user/dan", f"{ACCOUNT}/user", f"{ACCOUNT}/user/", f"{ACCOUNT}/user/a/b"),
        *("identity-center", "identity-center/", f"{ACCOUNT}/role/Deployer", f"{ACCOUNT}/roots", "device:YK-001"),
    ],
)
def test_what_is_no_principal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not ACCOUNT/root, ACCOUNT/user/NAME or identity-center/NAME"):
        parse_principal(text)


def test_only_administrators_and_users_have_access_keys() -> None:
    assert parse_actor(ACCOUNT) == AdministratorReference(ACCOUNT)
    assert parse_actor(f"{ACCOUNT}/user/dan") == parse_iam_user(f"{ACCOUNT}/user/dan") == UserReference(ACCOUNT, "dan")
    for text in (f"{ACCOUNT}/root", "identity-center/dan", "dan", ""):
        with pytest.raises(ValueError, match="is not ACCOUNT/user/NAME"):
            parse_actor(text)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("organization", InventoryReference()),
        ("organization:main", ThingReference("organization", "main")),
        ("device:YK-001", ThingReference("device", "YK-001")),
        ("location:a:b", ThingReference("location", "a:b")),
        (f"{ACCOUNT}/role/Deployer", RoleReference(ACCOUNT, "Deployer")),
        (f"{ACCOUNT}/user/a:b", UserReference(ACCOUNT, "a:b")),
    ],
)
def test_a_subject_is_read_and_written(text: str, reference: object) -> None:
    assert parse_subject(text) == reference
    assert str(reference) == text
