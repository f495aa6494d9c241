"""Who must have hardware, and which: by the standards, by what the partition takes, and only who can sign in at all."""

from typing import Any

import pytest

from mfa_binder.access.hardware_requirements import (
    may_register,
    must_resist_phishing,
    principals_needing_hardware,
    principals_signing_in,
)
from mfa_binder.cost import cost_plan
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from tests.access.small_organizations import ACCOUNT, small_organization


def with_user(access: list[str], *, status: str = "active", root: str = "kept", **rest: Any) -> Organization:
    """One account with its root user and the user `ann` with some access."""
    account = {
        "name": "only",
        "status": status,
        "root": {"intended": root, "email": "root@example.com"},
        "users": {"ann": {"access": access}},
    }
    return small_organization(accounts={ACCOUNT: account}, **rest)


ROOT, ANN = f"{ACCOUNT}/root", f"{ACCOUNT}/user/ann"


@pytest.mark.parametrize(
    ("organization", "signing_in", "needing_hardware"),
    [
        (with_user(["administrator"]), [ROOT, ANN], [ROOT, ANN]),
        (with_user(["standard"]), [ROOT, ANN], [ROOT]),
        (with_user([]), [ROOT, ANN], [ROOT]),  # nobody wrote down what the user may do
        (with_user(["billing", "standard"]), [ROOT, ANN], [ROOT, ANN]),
        (with_user(["billing"], standards={"hardware_required_for": ["administrator"]}), [ROOT, ANN], []),
        (with_user(["administrator"], root="removed"), [ANN], [ANN]),
        (with_user(["administrator"], status="suspended"), [], []),
        (with_user(["administrator"], partition="aws-us-gov"), [ANN], [ANN]),  # no root user there
        (with_user(["administrator"], partition="aws-cn"), [ANN], []),  # no hardware there
        (small_organization(identity_center_users={"cy": {"access": ["billing"]}}), None, [ROOT, "identity-center/cy"]),
    ],
)
def test_who_must_have_hardware(
    organization: Organization, signing_in: list[str] | None, needing_hardware: list[str]
) -> None:
    expected = needing_hardware if signing_in is None else signing_in
    assert [principal.ref for principal in principals_signing_in(organization)] == expected
    assert [principal.ref for principal in principals_needing_hardware(organization)] == needing_hardware


@pytest.mark.parametrize(
    ("access", "partition", "resists", "kinds"),
    [
        (["break-glass"], "aws", True, {DeviceKind.FIDO2}),
        (["administrator"], "aws", False, {DeviceKind.FIDO2, DeviceKind.TOTP}),
        (["administrator", "break-glass"], "aws", True, {DeviceKind.FIDO2}),
        ([], "aws", False, {DeviceKind.FIDO2, DeviceKind.TOTP}),
        (["administrator"], "aws-cn", False, set()),
    ],
)
def test_what_a_user_may_register(access: list[str], partition: str, resists: bool, kinds: set[DeviceKind]) -> None:
    organization = with_user(access, partition=partition)
    ann = organization.principals[1]
    assert must_resist_phishing(organization, ann) is resists
    assert {kind for kind in DeviceKind if may_register(organization, kind, ann)} == kinds


def test_the_cost_plan_counts_whom_the_checks_count() -> None:
    organization = with_user(["billing"], standards={"phishing_resistant_for": ["root"]})
    fido2, totp = cost_plan(organization).strategies[1].lines
    assert (fido2.needed, totp.needed) == (2, 2)  # two keys for the root user, two tokens for ann
