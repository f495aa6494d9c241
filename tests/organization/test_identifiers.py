"""ARNs of users and roles, made of their paths and taken apart again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.organization.identifiers import path_in_arn, role_arn, user_arn
from mfa_binder.organization.users_and_roles import Role

ACCOUNT = "111122223333"
NAME = st.text("abz09_+=,.@-", min_size=1, max_size=20)
PATH = st.just("/") | st.text("".join(map(chr, range(0x21, 0x7F))), min_size=1, max_size=20).map(lambda t: f"/{t}/")


@given(NAME, PATH)
def test_a_path_is_found_again_in_the_arn(name: str, path: str) -> None:
    assert path_in_arn(user_arn("aws", ACCOUNT, name, path), name) == path
    assert path_in_arn(role_arn("aws-cn", ACCOUNT, name, path), name) == path


@pytest.mark.parametrize("arn", ["", "dan", f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:user/eve", "a:b:c:d:e:user/x ydan"])  # fmt: skip
def test_what_is_no_arn_of_that_name_has_no_path(arn: str) -> None:
    assert path_in_arn(arn, "dan") is None


@pytest.mark.parametrize(
    ("named", "only_roles", "dan_may"),
    [
        ([], False, True),
        ([f"arn:aws:iam::{ACCOUNT}:user/dan"], False, True),
        ([f"arn:aws:iam::{ACCOUNT}:user/ops/dan"], False, False),
        ([f"arn:aws:iam::{ACCOUNT}:role/user/dan"], True, False),
    ],
)
def test_whom_a_role_lets_in(named: list[str], only_roles: bool, dan_may: bool) -> None:
    role = Role.model_validate({"key": "R", "trusts": [ACCOUNT], "trusted_principals": named})
    assert role.names_only_roles is only_roles
    assert role.is_open_to(ACCOUNT, user_arn("aws", ACCOUNT, "dan")) is dan_may
    assert not role.is_open_to("999999999999", user_arn("aws", "999999999999", "dan"))
