"""What changed between two observations, and that nothing is said of what one of them could not read."""

from mfa_binder.observation.observation import Observation
from mfa_binder.observation.observed_changes import ObservedChange, observed_changes
from tests.observations import MANAGEMENT, PROD, account, devices, observation, seen, unseen, users

VIRTUAL = f"arn:aws:iam::{PROD}:mfa/root-account-mfa-device"
SAFE = {"root_mfa": True, "root_password": True, "root_access_keys": False}
AT = "2026-11-24T10:00:00Z"


def token(serial: str) -> dict[str, object]:
    return {"serial": serial}


def test_nothing_changed_is_no_change() -> None:
    one = observation(account(PROD, devices=seen(devices(bob=[token("GAHT1")])), identities=seen(users("bob"))))
    assert observed_changes(one, one) == ()


def test_accounts_that_come_go_and_change() -> None:
    old = observation(account("1" * 12, "gone"), account("2" * 12, "sandbox", ou="Root"))
    new = observation(
        account("2" * 12, "lab", ou="Root/Lab", status="SUSPENDED"), account("0" + "3" * 11, "new", status="ACTIVE")
    )
    number = "2" * 12
    assert observed_changes(old, new) == (
        ObservedChange("0" + "3" * 11, "account-new", "0" + "3" * 11, None, "new, ACTIVE"),
        ObservedChange("1" * 12, "account-gone", "1" * 12, "gone, ACTIVE", None),
        ObservedChange(number, "account-name", number, "sandbox", "lab"),
        ObservedChange(number, "account-status", number, "ACTIVE", "SUSPENDED"),
        ObservedChange(number, "account-unit", number, "Root", "Root/Lab"),
    )


def test_a_password_policy_that_changes() -> None:
    def with_policy(**policy: object) -> Observation:
        return observation(account(PROD, password_policy=seen(policy)))

    without, soft, hard = with_policy(), with_policy(max_age_days=1), with_policy(max_age_days=90, hard_expiry=True)
    unread = observation(account(PROD, password_policy=unseen("not-asked")))
    assert [(one.what, one.before, one.after) for one in observed_changes(without, hard)] == [
        (
            "password-policy",
            "passwords do not expire",
            "passwords expire after 90 days, and then only an administrator can set one",
        )
    ]
    assert [one.after for one in observed_changes(hard, soft)] == ["passwords expire after 1 day"]
    assert observed_changes(unread, hard) == observed_changes(hard, unread) == ()


def test_no_account_comes_or_goes_where_one_list_could_not_be_read() -> None:
    whole, part = observation(account(PROD), account(MANAGEMENT)), observation(account(PROD), organization=unseen())
    assert observed_changes(whole, part) == ()
    assert observed_changes(part, whole) == ()


def test_users_devices_and_access_in_order() -> None:
    old = observation(
        account(
            PROD,
            identities=seen(users("bob", "eve")),
            devices=seen(devices(bob=[token("GAHT2"), token("GAHT1")], eve=[token("GAHT3")])),
        )
    )
    new = observation(
        account(
            PROD,
            identities=seen(users("zoe", bob=["administrator"])),
            devices=seen(devices(bob=[token("GAHT4"), token("GAHT1")], zoe=[token("GAHT5")])),
        )
    )
    assert observed_changes(old, new) == (
        ObservedChange(PROD, "user-access", "bob", None, "administrator"),
        ObservedChange(PROD, "user-gone", "eve", None, None),
        ObservedChange(PROD, "user-new", "zoe", None, None),
        ObservedChange(PROD, "device-removed", "user/bob", "GAHT2", None),
        ObservedChange(PROD, "device-added", "user/bob", None, "GAHT4"),
        ObservedChange(PROD, "device-removed", "user/eve", "GAHT3", None),
        ObservedChange(PROD, "device-added", "user/zoe", None, "GAHT5"),
    )


def roles(path: str = "/", **changes: object) -> dict[str, object]:
    """A user and a role of a path; `changes` are of the role."""
    arn = f"arn:aws:iam::{PROD}:"
    role = {"name": "Admin", "arn": f"{arn}role{path}Admin", "trusts": [PROD], "requires_mfa": True, **changes}
    return {"users": [{"name": "dan", "arn": f"{arn}user{path}dan"}], "roles": [role]}


def test_paths_and_what_roles_ask_for() -> None:
    plain = observation(account(PROD, identities=seen(roles())))
    arn = f"arn:aws:iam::{PROD}:"
    assert observed_changes(plain, observation(account(PROD, identities=seen(roles("/ops/"))))) == (
        ObservedChange(PROD, "arn", "role/Admin", f"{arn}role/Admin", f"{arn}role/ops/Admin"),
        ObservedChange(PROD, "arn", "user/dan", f"{arn}user/dan", f"{arn}user/ops/dan"),
    )
    (told,) = observed_changes(plain, observation(account(PROD, identities=seen(roles(requires_mfa=False)))))
    assert told == ObservedChange(PROD, "role-trust", "Admin", f"{PROD}, with MFA", f"{PROD}, without MFA")
    old = observation(account(PROD, identities=seen(roles(arn="", requires_mfa=False))))
    assert observed_changes(old, plain) == ()  # observed before paths and conditions were kept
    nobody = observation(account(PROD, identities=seen({**roles(), "roles": []})))
    assert [change.what for change in observed_changes(nobody, plain)] == ["role-trust"]


def test_a_root_that_is_no_longer_protected() -> None:
    old = observation(account(PROD, summary=seen(SAFE), devices=seen(devices())))
    new = observation(account(PROD, summary=seen(SAFE), devices=seen(devices(VIRTUAL))))
    verdict, device = observed_changes(old, new)
    assert verdict.what == "root-verdict"
    assert (verdict.before or "").startswith("COMPLIANT: ")
    assert (verdict.after or "").startswith("NON_COMPLIANT: ")
    assert device == ObservedChange(PROD, "device-added", "root", None, VIRTUAL)


def test_what_cannot_be_read_any_more_and_again_is_told_and_compared_with_nothing() -> None:
    able = observation(account(PROD, devices=seen(devices(bob=[token("GAHT1")]), AT)))
    unable = observation(account(PROD, devices=unseen()))
    (lost,) = observed_changes(able, unable)
    assert (lost.what, lost.subject, lost.before) == ("no-more-readable", "MFA devices", f"read at {AT}")
    assert "iam:ListMFADevices" in (lost.after or "")
    (again,) = observed_changes(unable, able)
    assert (again.what, again.subject, again.after) == ("readable-again", "MFA devices", f"read at {AT}")


def test_what_was_not_asked_for_is_no_loss() -> None:
    audit = {"password": False, "access_keys": 0, "certificates": 0}
    able = observation(account(PROD, root=seen(audit), summary=seen(SAFE), devices=seen(devices())))
    unasked = observation(account(PROD, root=unseen("not-asked"), summary=seen(SAFE), devices=seen(devices())))
    assert [change.what for change in observed_changes(able, unasked)] == ["root-verdict"]


def test_features_of_central_root_access() -> None:
    old, new = observation(central_root=seen(["RootSessions"])), observation(central_root=seen(["Other"]))
    assert observed_changes(old, new) == (
        ObservedChange("", "central-root", "Other", "off", "on"),
        ObservedChange("", "central-root", "RootSessions", "on", "off"),
    )
    assert observed_changes(old, observation(central_root=unseen())) == ()


def test_the_order_of_what_aws_lists_is_no_change() -> None:
    one = observation(account(PROD, devices=seen(devices(bob=[token("GAHT1"), token("GAHT2")]))))
    two = observation(account(PROD, devices=seen(devices(bob=[token("GAHT2"), token("GAHT1")]))))
    assert observed_changes(one, two) == ()
