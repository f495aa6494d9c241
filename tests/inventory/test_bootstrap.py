"""The first inventory can be read, says what AWS said and no more, and is the same each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.inventory.bootstrap import bootstrap_inventory
from mfa_binder.inventory.inventory_loading import parse_inventory
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import Access, Role, RootIntent
from tests.observations import MANAGEMENT, PROD, account, devices, observation, seen, unseen, users

KEY = f"arn:aws:iam::{PROD}:u2f/user/admin-bob/bob-key-EXAMPLE3"
PHONE = f"arn:aws:iam::{PROD}:mfa/phone"
SAFE = {"root_mfa": True, "root_password": True, "root_access_keys": False}
NO_ROOT = {"password": False, "access_keys": 0, "certificates": 0}


def read(observed: Observation) -> Organization:
    return parse_inventory(bootstrap_inventory(observed), "draft").organization


def small() -> Observation:
    return observation(
        account(MANAGEMENT, "management", ou="Root", summary=seen(SAFE), devices=seen(devices())),
        account(
            PROD,
            "prod",
            root=seen(NO_ROOT),
            identities=seen(
                users("robot", admin_bob=["administrator"])
                | {
                    "roles": [
                        {"name": "Admin", "trusts": [MANAGEMENT], "requires_mfa": True, "max_session_seconds": 7200}
                    ]
                }
            ),
            devices=seen(devices(admin_bob=[{"serial": KEY}, {"serial": "GAHT12345678"}, {"serial": PHONE}], robot=[])),
        ),
        account("777788889999", "old", status="PENDING_CLOSURE"),
        central_root=seen(["RootCredentialsManagement"]),
    )


def test_what_aws_said_is_there() -> None:
    found = read(small())
    (aws,) = found.organizations.values()
    assert (aws.id, aws.management_account, aws.central_root_access) == ("o-exampleorgid", MANAGEMENT, True)
    management, prod, old = found.accounts[MANAGEMENT], found.accounts[PROD], found.accounts["777788889999"]
    assert (management.name, management.ou, management.root.intended) == ("management", "Root", RootIntent.KEPT)
    assert prod.root.intended is RootIntent.REMOVED
    assert prod.root.email == f"root+{PROD}@example.com"
    assert (old.status, old.root.intended) == (AccountStatus.SUSPENDED, RootIntent.KEPT)
    assert prod.users["admin-bob"].access == (Access.ADMINISTRATOR,)
    assert prod.users["robot"].mfa == ()
    role = prod.roles["Admin"]
    assert (role.trusts, role.requires_mfa, role.max_session_seconds) == ((MANAGEMENT,), True, 7200)


ROLE = {"name": "Admin", "arn": f"arn:aws:iam::{PROD}:role/Admin", "trusts": [MANAGEMENT]}
DAN = f"arn:aws:iam::{MANAGEMENT}:user/ops/dan"


def drafted_role(**changes: object) -> tuple[Role, str]:
    """A role that AWS described, as it is read from the draft, and its line there."""
    seen_there = users() | {"roles": [ROLE | changes]}
    told = observation(account(PROD, "prod", identities=seen(seen_there)))
    (line,) = [line for line in bootstrap_inventory(told).splitlines() if '"Admin"' in line]
    return read(told).accounts[PROD].roles["Admin"], line


def test_what_a_role_asks_for_is_there() -> None:
    role, line = drafted_role(
        arn=f"arn:aws:iam::{PROD}:role/ops/x/Admin",
        trusted_principals=[DAN],
        requires_mfa=True,
        max_mfa_age_seconds=900,
        external_id="acme:42",
    )
    assert (role.path, role.trusted_principals, role.external_id) == ("/ops/x/", (DAN,), "acme:42")
    assert (role.requires_mfa, role.max_mfa_age_seconds, role.is_told_whole) == (True, 900, True)
    assert "to be filled in" not in line


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"arn": ""}, "path"),
        ({"requires_mfa": None}, "requires_mfa"),
        ({"further_trust": ["IpAddress aws:SourceIp 10.0.0.0/8"]}, "further_trust"),
        ({"trusts": []}, "trusts"),
        ({"external_id": "AKIAIOSFODNN7EXAMPLE"}, "further_trust"),
    ],
)
def test_what_the_draft_cannot_hold_is_a_gap(changes: dict[str, object], gap: str) -> None:
    _, line = drafted_role(**changes)
    assert gap in line.partition("# to be filled in: ")[2]


def test_what_no_key_holds_is_told_and_never_taken_for_no_mfa() -> None:
    role, _ = drafted_role(further_trust=["a Deny for *", "x" * 700], requires_mfa=None)
    assert role.further_trust is not None
    assert role.further_trust.startswith("a Deny for *; x")
    assert role.asks_for_mfa == "not known, and more"


def test_the_path_of_a_user_is_there_or_missing_as_a_gap() -> None:
    named = {"users": [{"name": "dan", "arn": DAN}, {"name": "eve", "arn": DAN.replace("dan", "eve/")}]}
    told = observation(account(PROD, "prod", identities=seen(named)))
    assert {key: user.path for key, user in read(told).accounts[PROD].users.items()} == {"dan": "/ops/", "eve": "/"}
    lines = {line.split('"')[1]: line for line in bootstrap_inventory(told).splitlines() if line.startswith('      "')}
    assert "path" not in lines["dan"]
    assert "path" in lines["eve"].partition("# to be filled in: ")[2]


def test_hardware_is_there_by_its_serial_and_a_virtual_device_is_none() -> None:
    found = read(small())
    key, token = found.accounts[PROD].users["admin-bob"].mfa
    assert key.aws_serial == KEY
    assert found.kind(found.devices[key.device]) is DeviceKind.FIDO2
    assert token.aws_serial is None
    assert found.devices[token.device].serial == "GAHT12345678"
    assert set(found.devices) == {f"{PROD}-admin-bob-bob-key-EXAMPLE3", f"{PROD}-admin-bob-GAHT12345678"}
    assert {device.location for device in found.devices.values()} == {"not-known"}


def test_nobody_is_invented_and_every_gap_is_marked() -> None:
    text = bootstrap_inventory(small())
    assert list(read(small()).people) == ["not-known"]
    for gap in ("person", "mailbox, phone and password", "mfa, the devices of the root user", "where each is", "owner"):
        assert any("# to be filled in: " in line and gap in line for line in text.splitlines()), gap
    unread = bootstrap_inventory(
        observation(account(PROD, devices=unseen("role-missing"), tags=unseen("role-missing")))
    )
    assert "# to be filled in: tags, MFA devices, which could not be read: the role" in unread


def test_without_devices_there_is_no_place_for_them() -> None:
    found = read(observation(account(PROD)))
    assert (found.devices, found.people, found.locations) == ({}, {}, {})


def test_the_account_that_manages_is_there_even_if_only_its_number_is_known() -> None:
    found = read(observation(account(PROD)))
    assert set(found.accounts) == {MANAGEMENT, PROD}
    alone = read(observation(account(PROD), organization=unseen()))
    assert next(iter(alone.organizations.values())).management_account == PROD


def test_the_same_token_in_two_lists_is_one_device() -> None:
    twice = devices(ann=[{"serial": "GAHT12345678"}], bob=[{"serial": "GAHT12345678"}])
    assert len(read(observation(account(PROD, devices=seen(twice)))).devices) == 1


def test_names_that_look_alike_as_keys_stay_apart() -> None:
    arns = [f"arn:aws:iam::{PROD}:u2f/user/{name}/k" for name in ("a=b", "a+b", "a,b")]
    listed = {name: [{"serial": arn}] for name, arn in zip(("a=b", "a+b", "a,b"), arns, strict=True)}
    found = read(observation(account(PROD, devices=seen({"of_users": listed}))))
    assert len(found.devices) == 3
    assert {entry.aws_serial for user in found.accounts[PROD].users.values() for entry in user.mfa} == set(arns)


@pytest.mark.parametrize("partition", ["aws-us-gov", "aws-cn"])
def test_a_partition_has_what_it_supports(partition: str) -> None:
    audited = {"password": True, "access_keys": 0, "certificates": 0, "devices": [{"serial": "GAHT12345670"}]}
    listed = devices(bob=[{"serial": KEY.replace("arn:aws:", f"arn:{partition}:").replace("admin-bob", "bob")}])
    found = read(observation(account(PROD, root=seen(audited), devices=seen(listed)), partition=partition))
    assert found.accounts[PROD].root.mfa == ()
    assert len(found.accounts[PROD].users["bob"].mfa) == (1 if partition == "aws-us-gov" else 0)


def test_the_same_observation_gives_the_same_text_in_whatever_order_aws_lists() -> None:
    tokens = [{"serial": "GAHT12345678"}, {"serial": "GAHT12345679"}]
    one = observation(account(PROD, devices=seen({"of_users": {"bob": tokens, "ann": []}})))
    two = observation(account(PROD, devices=seen({"of_users": {"ann": [], "bob": tokens}})))
    assert bootstrap_inventory(one) == bootstrap_inventory(two)


@given(st.text(min_size=1, max_size=300), st.text(max_size=300), st.text(max_size=80))
def test_whatever_an_account_is_called_the_draft_is_an_inventory(name: str, email: str, unit: str) -> None:
    found = read(observation(account(PROD, ou=unit) | {"name": name, "email": email}))
    assert list(found.accounts) == [MANAGEMENT, PROD]


@pytest.mark.parametrize(
    "name", ["AKIAIOSFODNN7EXAMPLE", "x: y # z", '"]}', "!!python/object", "otpauth://totp/x", "\x85\u2028", ""]
)
def test_a_hostile_name_is_data_or_left_out(name: str) -> None:
    assert read(observation(account(PROD) | {"name": name})).accounts[PROD].name in {name, "not known"}


def test_names_with_all_that_aws_allows_are_kept() -> None:
    listed = {"a+=,.@_-b": [{"serial": f"arn:aws:iam::{PROD}:u2f/user/a+=,.@_-b/k_+=,.@-1"}]}
    found = read(observation(account(PROD, devices=seen({"of_users": listed}))))
    assert list(found.accounts[PROD].users) == ["a+=,.@_-b"]
