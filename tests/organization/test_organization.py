"""The questions that the model itself answers: whose accounts, whose devices, which of them work."""

import pytest

from mfa_binder.organization.organization import Organization

KEPT_OPEN = ("111122223333", "444455556666", "777788889999")
"""The accounts of the example that are neither suspended nor closed."""


def test_accounts_are_those_of_every_status_and_active_ones_those_that_can_be_worked_in(example: Organization) -> None:
    aws = example.organizations["main"]
    assert tuple(account.key for account in example.accounts_of(aws)) == (*KEPT_OPEN, "012345678901")
    assert tuple(account.key for account in example.active_accounts_of(aws)) == KEPT_OPEN


@pytest.mark.parametrize(
    ("names", "registered", "usable"),
    [
        (["444455556666/root"], "YK-004 YK-005", "YK-004 YK-005"),
        (["111122223333/user/billing-carol"], "HT-003 HT-004", "HT-003"),  # HT-004 is lost
        (["111122223333/root", "111122223333/user/break-glass"], "YK-001 YK-002", "YK-001 YK-002"),  # each once
        (["444455556666/user/admin-bob", "444455556666/user/admin-user"], "YK-003 HT-001 HT-002", None),
        (["777788889999/root"], "", ""),
        ([], "", ""),
    ],
)
def test_devices_of_principals(example: Organization, names: list[str], registered: str, usable: str | None) -> None:
    by_ref = {principal.ref: principal for principal in example.principals}
    principals = [by_ref[name] for name in names]
    assert " ".join(device.key for device in example.devices_of(*principals)) == registered
    assert " ".join(device.key for device in example.usable_devices_of(*principals)) == (
        registered if usable is None else usable
    )
