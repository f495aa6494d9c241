"""The administrator at work has a name of their own, whatever the users of the inventory are called."""

from __future__ import annotations

import pytest

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.simulator.state.owners import operator_of


@pytest.mark.parametrize(
    "users",
    [
        [],
        ["dan"],
        ["m"],
        ["mfa-binder-operator"],
        ["mfa-binder", "amfa", "b"],
        list("abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_its_name_does_not_begin_with_that_of_a_user(users: list[str]) -> None:
    account = Account.model_validate(
        {
            "key": "444455556666",
            "name": "prod",
            "root": {"intended": "removed", "email": "r@example.com"},
            "users": {user: {} for user in users},
        }
    )
    name = operator_of(account)
    assert "mfa-binder-operator" in name
    assert not any(name.startswith(user) for user in users)
