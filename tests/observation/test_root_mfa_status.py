"""The verdict on a root user: every state, and COMPLIANT only with evidence for all that it says."""

from itertools import product

import pytest

from mfa_binder.observation.root_mfa_status import RootMfaState, root_mfa_status
from mfa_binder.organization.partitions import PartitionName
from tests.observations import account, devices, observation, seen, unseen

VIRTUAL = "arn:aws:iam::012345678901:mfa/root-account-mfa-device"
KEY = "arn:aws:iam::012345678901:u2f/root/key-ABC"


def summary(mfa: bool, password: bool | None, keys: bool = False) -> dict[str, object]:
    return {"root_mfa": mfa, "root_password": password, "root_access_keys": keys}


def audit(password: bool, keys: int = 0, *serials: str, certificates: int = 0) -> dict[str, object]:
    found = [{"serial": serial} for serial in serials]
    return {"password": password, "access_keys": keys, "certificates": certificates, "devices": found}


def state(partition: PartitionName = PartitionName.AWS, **parts: object) -> RootMfaState:
    return root_mfa_status(observation(account("012345678901", **parts)).accounts[0], partition).state


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"summary": seen(summary(True, True)), "devices": seen(devices())}, RootMfaState.COMPLIANT),
        ({"root": seen(audit(True, 0, KEY))}, RootMfaState.COMPLIANT),
        ({"summary": seen(summary(True, True)), "root": seen(audit(True, 0, KEY))}, RootMfaState.COMPLIANT),
        ({"summary": seen(summary(True, True)), "devices": seen(devices(VIRTUAL))}, RootMfaState.NON_COMPLIANT),
        ({"devices": seen(devices(VIRTUAL))}, RootMfaState.NON_COMPLIANT),
        ({"root": seen(audit(True, 0, KEY, VIRTUAL))}, RootMfaState.NON_COMPLIANT),
        ({"summary": seen(summary(False, True)), "devices": seen(devices())}, RootMfaState.NON_COMPLIANT),
        ({"summary": seen(summary(True, True, keys=True)), "devices": seen(devices())}, RootMfaState.NON_COMPLIANT),
        ({"root": seen(audit(False, 1))}, RootMfaState.NON_COMPLIANT),
        ({"root": seen(audit(True))}, RootMfaState.NON_COMPLIANT),
        ({"root": seen(audit(False, 0, certificates=1))}, RootMfaState.NON_COMPLIANT),
        ({"root": seen(audit(False))}, RootMfaState.NOT_APPLICABLE),
        ({"summary": seen(summary(False, False))}, RootMfaState.NOT_APPLICABLE),
        ({}, RootMfaState.UNKNOWN),
        ({"summary": unseen()}, RootMfaState.UNKNOWN),
        ({"summary": seen(summary(True, True))}, RootMfaState.UNKNOWN),
        ({"summary": seen(summary(True, True)), "devices": unseen()}, RootMfaState.UNKNOWN),
        ({"summary": seen(summary(True, True)), "devices": unseen(known=devices())}, RootMfaState.UNKNOWN),
        ({"summary": unseen(known=summary(True, True)), "devices": seen(devices())}, RootMfaState.UNKNOWN),
        ({"devices": seen(devices())}, RootMfaState.UNKNOWN),
        ({"summary": seen(summary(False, None)), "devices": seen(devices())}, RootMfaState.UNKNOWN),
        (
            {"status": "SUSPENDED", "summary": seen(summary(True, True)), "devices": seen(devices())},
            RootMfaState.UNKNOWN,
        ),
    ],
)
def test_the_state_is_what_was_seen(parts: dict[str, object], expected: RootMfaState) -> None:
    assert state(**parts) is expected


def test_where_no_root_user_exists_there_is_nothing_to_protect() -> None:
    assert state(PartitionName.GOVCLOUD, summary=seen(summary(False, True))) is RootMfaState.NOT_APPLICABLE


READINGS = (None, unseen(), "old", "now")


def test_never_compliant_without_current_evidence_of_mfa_and_of_its_kind() -> None:
    """Every mixture of what is missing, failed, last known and current; the answers are the best there are."""
    best = {"summary": summary(True, True), "devices": devices(), "root": audit(True, 0, KEY)}
    compliant = 0
    for kinds in product(READINGS, repeat=3):
        parts: dict[str, object] = {}
        for (part, value), kind in zip(best.items(), kinds, strict=True):
            if kind is not None:
                parts[part] = {"old": unseen(known=value), "now": seen(value)}.get(str(kind), kind)
        if state(**parts) is RootMfaState.COMPLIANT:
            compliant += 1
            now = {part for part, kind in zip(best, kinds, strict=True) if kind == "now"}
            assert "root" in now or {"summary", "devices"} <= now, kinds
    assert compliant == 16 + 3  # with the audit now, whatever the others; else with both others now


def test_every_verdict_says_why() -> None:
    found = observation(account("012345678901", summary=unseen(known=summary(True, True)), devices=seen(devices())))
    verdict = root_mfa_status(found.accounts[0], PartitionName.AWS)
    assert "access-denied" in verdict.why
    assert "2026-11-20T10:00:00Z" in verdict.why
