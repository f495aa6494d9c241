"""A state that one comes back to: whatever happened meanwhile, nothing of it can be seen afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import Credentials, SimulatedAws
from mfa_binder.simulator.state.simulation_state import SimulationState
from mfa_binder.simulator.state.snapshot import restored_after
from tests.simulator.conftest import BEGINS, MANAGEMENT, PROD, SECURITY, Connect

DAN = f"{PROD}/user/dan"
NOBODY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
)


def _everything(aws: SimulatedAws, connect: Connect) -> Mapping[str, Any]:
    """All that a caller, the console and a token show."""
    iam, organizations = connect("iam", PROD), connect("organizations", MANAGEMENT)
    account = connect("account", MANAGEMENT)
    units = organizations.list_organizational_units_for_parent(ParentId=organizations.list_roots()["Roots"][0]["Id"])
    try:
        contact = account.get_alternate_contact(AccountId=PROD, AlternateContactType="SECURITY")["AlternateContact"]
    except (account.exceptions.ResourceNotFoundException, account.exceptions.AccessDeniedException) as error:
        contact = type(error).__name__
    return {
        "time": aws.now,
        "devices": iam.list_mfa_devices(UserName="dan")["MFADevices"],
        "policies": iam.list_user_policies(UserName="dan")["PolicyNames"],
        "groups": [group["GroupName"] for group in iam.list_groups()["Groups"]],
        "keys": iam.list_access_keys(UserName="dan")["AccessKeyMetadata"],
        "API keys": iam.list_service_specific_credentials(UserName="dan")["ServiceSpecificCredentials"],
        "roles": [role["AssumeRolePolicyDocument"] for role in iam.list_roles()["Roles"]],
        "root": aws.root_devices(MANAGEMENT),
        "in sync": aws.in_sync("HT-1"),
        "units": [unit["Name"] for unit in units["OrganizationalUnits"]],
        "parent": organizations.list_parents(ChildId=PROD)["Parents"],
        "features": connect("iam", MANAGEMENT).list_organizations_features()["EnabledFeatures"],
        "contact": contact,
    }


def _enable_a_token(aws: SimulatedAws, connect: Connect) -> None:
    first, second = aws.codes("HT-spare-0")
    connect("iam", PROD).enable_mfa_device(
        UserName="dan",
        SerialNumber=aws.serial_number("HT-spare-0", DAN),
        AuthenticationCode1=first,
        AuthenticationCode2=second,
    )


def _move(aws: SimulatedAws, connect: Connect) -> None:
    organizations = connect("organizations", MANAGEMENT)
    root = organizations.list_roots()["Roots"][0]["Id"]
    made = organizations.create_organizational_unit(ParentId=root, Name="Elsewhere")["OrganizationalUnit"]["Id"]
    parent = organizations.list_parents(ChildId=PROD)["Parents"][0]["Id"]
    organizations.move_account(AccountId=PROD, SourceParentId=parent, DestinationParentId=made)


def _name_a_contact(aws: SimulatedAws, connect: Connect) -> None:
    connect("organizations", MANAGEMENT).enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    connect("account", MANAGEMENT).put_alternate_contact(
        AccountId=PROD,
        AlternateContactType="SECURITY",
        Name="Desk",
        Title="Desk",
        EmailAddress="desk@example.com",
        PhoneNumber="+1 206 555 0199",
    )


HAPPENINGS: Mapping[str, Callable[[SimulatedAws, Connect], object]] = {
    "time passes": lambda aws, connect: aws.pass_time(3600),
    "a token is enabled": _enable_a_token,
    "a device is deactivated": lambda aws, connect: connect("iam", PROD).deactivate_mfa_device(
        UserName="dan", SerialNumber=aws.serial_number("HT-1", DAN)
    ),
    "a token drifts": lambda aws, connect: aws.establish({"out_of_sync": "HT-1"}),
    "a policy is attached by hand": lambda aws, connect: aws.establish({"policy": "by-hand", "on": DAN}),
    "a group is made": lambda aws, connect: connect("iam", PROD).create_group(GroupName="new"),
    "the keys go": lambda aws, connect: aws.establish({"access_keys": "none", "of": DAN}),
    "an API key is made": lambda aws, connect: connect("iam", PROD).create_service_specific_credential(
        UserName="dan", ServiceName="bedrock.amazonaws.com"
    ),
    "a role trusts nobody": lambda aws, connect: connect("iam", PROD).update_assume_role_policy(
        RoleName="Admin", PolicyDocument=NOBODY
    ),
    "a root user loses its key": lambda aws, connect: aws.establish(
        {"unregistered": "YK-1", "from": f"{MANAGEMENT}/root"}
    ),
    "an account moves": _move,
    "a feature is switched off": lambda aws, connect: connect("iam", MANAGEMENT).disable_organizations_root_sessions(),
    "a contact is named": _name_a_contact,
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_what_happens_meanwhile_is_gone(happening: str, aws: SimulatedAws, connect: Connect) -> None:
    before = _everything(aws, connect)
    with aws.kept():
        HAPPENINGS[happening](aws, connect)
        assert _everything(aws, connect) != before
    assert _everything(aws, connect) == before


def test_an_account_that_was_first_touched_meanwhile_is_filled_anew(aws: SimulatedAws, connect: Connect) -> None:
    with aws.kept():
        connect("iam", SECURITY).create_user(UserName="new")
    names = [user["UserName"] for user in connect("iam", SECURITY).list_users()["Users"]]
    assert "new" not in names


def test_a_code_that_was_used_meanwhile_can_be_used(aws: SimulatedAws, connect: Connect) -> None:
    sts, serial = connect("sts", DAN), aws.serial_number("HT-1", DAN)
    code, _ = aws.codes("HT-1")
    with aws.kept():
        sts.get_session_token(SerialNumber=serial, TokenCode=code)
    assert sts.get_session_token(SerialNumber=serial, TokenCode=code)["Credentials"]


def test_a_session_from_meanwhile_is_unknown_afterwards(aws: SimulatedAws, connect: Connect) -> None:
    with aws.kept():
        session = connect("sts", DAN).get_session_token()["Credentials"]
    again = connect("sts", DAN).get_session_token()["Credentials"]
    assert again == session  # the same number of sessions leads to the same next one


def test_a_tree_that_was_first_looked_at_meanwhile_and_changed_is_as_before(
    aws: SimulatedAws, connect: Connect
) -> None:
    with aws.kept():
        _move(aws, connect)
    organizations = connect("organizations", MANAGEMENT)
    root = organizations.list_roots()["Roots"][0]["Id"]
    names = [
        unit["Name"]
        for unit in organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    ]
    assert "Elsewhere" not in names


def test_an_access_key_from_meanwhile_is_nobody_s_afterwards(aws: SimulatedAws, connect: Connect) -> None:
    with aws.kept():
        made = connect("iam", PROD).create_access_key(UserName="robot")["AccessKey"]
        key = Credentials(made["AccessKeyId"], made["SecretAccessKey"])
        assert connect("sts", key).get_caller_identity()["Arn"].endswith("/robot")
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        connect("sts", key).get_caller_identity()


def test_the_devices_of_identity_center_are_those_from_before(organization: Organization) -> None:
    simulation = SimulationState(organization, BEGINS)
    with restored_after(simulation):
        simulation.before_change()
        simulation.identity_center["ida"].add("HT-1")
    assert simulation.identity_center["ida"] == {"YK-1"}


def test_what_shares_things_shares_them_afterwards(aws: SimulatedAws, connect: Connect) -> None:
    """A group holds the users themselves: put back apart, a deleted user would stay a member."""
    iam = connect("iam", PROD)
    iam.create_group(GroupName="team")
    iam.add_user_to_group(GroupName="team", UserName="robot")
    with aws.kept():
        iam.remove_user_from_group(GroupName="team", UserName="robot")
    iam.update_user(UserName="robot", NewPath="/moved/")
    assert [user["Path"] for user in iam.get_group(GroupName="team")["Users"]] == ["/moved/"]


def test_no_state_is_kept_inside_another(aws: SimulatedAws) -> None:
    with aws.kept(), pytest.raises(RuntimeError, match="kept already"), aws.kept():
        pass


def test_reading_copies_nothing(aws: SimulatedAws, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    _everything(aws, connect)
    monkeypatch.setattr("mfa_binder.simulator.state.snapshot._copy_contents", _never)
    with aws.kept():
        _everything(aws, connect)


def _never(*things: object) -> list[tuple[object, dict[str, Any]]]:
    raise AssertionError(f"copied: {things}")


def test_changes_are_counted_and_refusals_are_not(aws: SimulatedAws, connect: Connect) -> None:
    iam = connect("iam", PROD)
    iam.create_group(GroupName="new")
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_group(GroupName="new")
    iam.list_groups()
    connect("sts", DAN).get_session_token()
    assert aws.changes == 1
