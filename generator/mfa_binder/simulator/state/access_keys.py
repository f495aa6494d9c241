"""The long-term access keys of a simulated organization: one for each IAM user and each operator."""

from __future__ import annotations

from collections.abc import Mapping

from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.state.deterministic_ids import access_key_id
from mfa_binder.simulator.state.owners import Owner, operator_of


def long_term_keys(organization: Organization) -> Mapping[str, Owner]:
    """Whose each key is, by its id. An account that is not active has none that works."""
    keys = {}
    for account in organization.accounts.values():
        if account.status is AccountStatus.ACTIVE:
            for name in (operator_of(account), *account.users):
                keys[access_key_id(account.key, name)] = Owner(account.key, name)
    return keys
