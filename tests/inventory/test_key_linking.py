"""Which device an ARN could be: proposed with reasons, ranked, and written only when a person says so."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mfa_binder.errors import UsageError
from mfa_binder.inventory.editing.text_splices import ValueEdit
from mfa_binder.inventory.key_linking import LinkProposal, link_edits, propose_links
from mfa_binder.observation.account_parts import AccountDevices, ObservedDevice, RootAudit
from mfa_binder.observation.aws_reading import AwsReading
from mfa_binder.observation.observation import Observation, ObservedAccount
from mfa_binder.organization.organization import Organization

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROOT = "arn:aws:iam::111122223333:u2f/root/yubikey-root-primary-AAAABBBB"
NUMBERED = "arn:aws:iam::444455556666:u2f/user/admin-bob/key-20481342-AAAABBBB"
NAMELESS = "arn:aws:iam::444455556666:u2f/user/admin-user/key-AAAABBBB"
LINKED = "arn:aws:iam::444455556666:u2f/user/admin-bob/bob-key-EXAMPLE3"
STRANGER = "arn:aws:iam::444455556666:u2f/user/stranger/YK-008-AAAABBBB"


def observed(root: tuple[str, ...] = (), enabled: datetime = NOW, **users: tuple[str, ...]) -> Observation:
    """An observation of the management account's root user and of users of prod; `_` stands for `-`."""

    def devices(serials: tuple[str, ...]) -> tuple[ObservedDevice, ...]:
        return tuple(ObservedDevice(serial=serial, enabled_at=enabled) for serial in serials)

    audit = RootAudit(password=True, access_keys=0, certificates=0, devices=devices(root))
    listed = AccountDevices(of_users={name.replace("_", "-"): devices(serials) for name, serials in users.items()})
    return Observation.model_validate(
        {
            "schema": 1,
            "began_at": NOW,
            "ended_at": NOW,
            "caller": "arn:aws:iam::111122223333:user/x",
            "region": "us-east-1",
            "accounts": (
                ObservedAccount(id="111122223333", root=AwsReading[RootAudit](value=audit, at=NOW)),
                ObservedAccount(id="444455556666", devices=AwsReading[AccountDevices](value=listed, at=NOW)),
            ),
        }
    )


def only(organization: Organization, observation: Observation) -> LinkProposal:
    (found,) = propose_links(organization, observation)
    return found


def test_the_name_of_a_registration_outweighs_the_rest(example: Organization) -> None:
    found = only(example, observed(root=(ROOT,)))
    assert [each.device for each in found.candidates][:2] == ["YK-001", "YK-002"]
    assert "yubikey-root-primary" in found.candidates[0].reasons[0].text
    assert not found.ambiguous


def test_a_serial_number_in_the_name_speaks_for_its_device(example: Organization) -> None:
    found = only(example, observed(admin_bob=(NUMBERED,)))
    assert found.candidates[0].device == "YK-006"
    assert "20481342" in found.candidates[0].reasons[0].text


def test_what_is_linked_is_not_proposed_and_tokens_are_no_candidates(example: Organization) -> None:
    assert propose_links(example, observed(admin_bob=(LINKED,))) == ()
    assert propose_links(example, observed(admin_user=("GAHT12345678", "arn:aws:iam::444455556666:mfa/x"))) == ()


def test_nothing_is_proposed_without_a_reason(example: Organization) -> None:
    assert only(example, observed(admin_user=(NAMELESS,))).candidates == ()


def test_a_device_that_was_bought_later_comes_last(variant: Callable[..., Organization]) -> None:
    both = variant(("device: YK-001, name: yubikey-root-primary", "device: YK-001"), ("device: YK-002, name: yubikey-root-backup", "device: YK-002"))  # fmt: skip
    even = only(both, observed(root=(ROOT,)))
    assert even.ambiguous
    later = variant(
        ("device: YK-001, name: yubikey-root-primary", "device: YK-001"),
        ("device: YK-002, name: yubikey-root-backup", "device: YK-002"),
        ('bag: TEB-000417, firmware: "5.4.3", purchased: 2025-03-01', "bag: TEB-000417, purchased: 2026-11-01"),
    )
    found = only(later, observed(root=(ROOT,), enabled=datetime(2026, 1, 1, tzinfo=UTC)))
    assert [each.device for each in found.candidates] == ["YK-002", "YK-001"]
    assert any("after the key was enabled" in reason.text for reason in found.candidates[1].reasons)


def test_a_user_that_is_not_declared_is_said_and_cannot_be_linked(example: Organization) -> None:
    observation = observed(stranger=(STRANGER,))
    found = only(example, observation)
    assert (found.unlinked.principal, found.candidates) == (None, ())
    with pytest.raises(UsageError, match="444455556666/user/stranger"):
        link_edits(example, observation, [(STRANGER, "YK-008")])


def test_a_link_becomes_the_arn_of_a_registration_or_a_registration(example: Organization) -> None:
    observation = observed(root=(ROOT,), admin_bob=(NUMBERED,))
    puts = link_edits(example, observation, [(ROOT, "YK-001"), (NUMBERED, "YK-006"), (NUMBERED, "YK-006")])
    assert puts == (
        ValueEdit(("accounts", "111122223333", "root", "mfa", 0, "aws_serial"), ROOT),
        ValueEdit(
            ("accounts", "444455556666", "users", "admin-bob", "mfa", 1), {"device": "YK-006", "aws_serial": NUMBERED}
        ),
    )


def test_what_is_linked_already_puts_nothing(example: Organization) -> None:
    assert link_edits(example, observed(admin_bob=(LINKED,)), [(LINKED, "YK-003")]) == ()


WRONG = {
    "an ARN that AWS does not list": [("arn:aws:iam::444455556666:u2f/user/x/y-Z", "YK-001")],
    "no such device": [(NUMBERED, "YK-099")],
    "a token": [(NUMBERED, "HT-001")],
    "a device with another ARN": [(NUMBERED, "YK-003")],
    "an ARN of another device": [(LINKED, "YK-004")],
    "one ARN, two devices": [(NUMBERED, "YK-004"), (NUMBERED, "YK-005")],
    "one device, two ARNs": [(NUMBERED, "YK-006"), (NUMBERED.replace("key", "other"), "YK-006")],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_link_that_cannot_be_is_refused_with_what_to_do(example: Organization, name: str) -> None:
    observation = observed(admin_bob=(NUMBERED, NUMBERED.replace("key", "other"), LINKED))
    with pytest.raises(UsageError) as refused:
        link_edits(example, observation, WRONG[name])
    assert refused.value.hint
