"""AWS Organizations, planted from the inventory: what is there, what a runbook changes, and what it costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.simulator.state.simulation_state import SimulationState

MANAGEMENT, PROD, CLOSED, SECURITY, GOV = "111122223333", "444455556666", "012345678901", "777788889999", "222233334444"
SCP = "SERVICE_CONTROL_POLICY"
DENY_ROOT = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
    '"Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}]}'
)
Connect = Callable[..., Any]


@pytest.fixture
def asked(aws: SimulatedAws, connect: Connect) -> Any:
    return connect("organizations", MANAGEMENT)


def root_id(asked: Any) -> str:
    found: str = asked.list_roots()["Roots"][0]["Id"]
    return found


def names(asked: Any, target: str) -> list[str]:
    policies = asked.list_policies_for_target(TargetId=target, Filter=SCP)["Policies"]
    return [policy["Name"] for policy in policies]


def test_accounts_and_their_states_are_those_of_the_inventory(asked: Any) -> None:
    accounts = {one["Id"]: (one["Name"], one["State"]) for one in asked.list_accounts()["Accounts"]}
    assert accounts == {
        MANAGEMENT: ("management", "ACTIVE"),
        PROD: ("prod", "ACTIVE"),
        SECURITY: ("security", "ACTIVE"),
        CLOSED: ("sandbox", "CLOSED"),
    }
    prod = asked.describe_account(AccountId=PROD)["Account"]
    assert prod["Email"] == "root+prod@example.com"
    assert prod["Arn"] == f"arn:aws:organizations::{MANAGEMENT}:account/o-exampleorgid/{PROD}"
    assert "Status" not in prod  # retired on 2026-09-09


def test_units_are_those_of_the_paths(asked: Any) -> None:
    root = root_id(asked)
    units = {
        unit["Name"]: unit["Id"]
        for unit in asked.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    }
    assert sorted(units) == ["Security", "Workloads"]
    (prod,) = asked.list_organizational_units_for_parent(ParentId=units["Workloads"])["OrganizationalUnits"]
    assert asked.list_parents(ChildId=PROD)["Parents"] == [{"Id": prod["Id"], "Type": "ORGANIZATIONAL_UNIT"}]
    assert asked.list_parents(ChildId=MANAGEMENT)["Parents"] == [{"Id": root, "Type": "ROOT"}]
    assert asked.list_parents(ChildId=prod["Id"])["Parents"][0]["Id"] == units["Workloads"]


def test_a_member_sees_its_organization_and_no_more(connect: Connect, asked: Any) -> None:
    member = connect("organizations", PROD)
    organization = member.describe_organization()["Organization"]
    assert organization == asked.describe_organization()["Organization"]
    assert (organization["Id"], organization["MasterAccountId"]) == ("o-exampleorgid", MANAGEMENT)
    assert organization["MasterAccountEmail"] == "root@example.com"
    with pytest.raises(member.exceptions.AccessDeniedException):
        member.list_roots()


def test_another_partition_has_its_own_organization(connect: Connect) -> None:
    gov = connect("organizations", GOV, "us-gov-west-1")
    assert [one["Id"] for one in gov.list_accounts()["Accounts"]] == [GOV]
    assert gov.describe_account(AccountId=GOV)["Account"]["Arn"].startswith("arn:aws-us-gov:organizations::")


def test_a_policy_is_made_attached_detached_and_deleted(asked: Any) -> None:
    policy = asked.create_policy(Name="DenyRoot", Description="", Type=SCP, Content=DENY_ROOT)["Policy"]
    found = policy["PolicySummary"]["Id"]
    assert asked.describe_policy(PolicyId=found)["Policy"]["Content"] == DENY_ROOT
    asked.attach_policy(PolicyId=found, TargetId=PROD)
    assert names(asked, PROD) == ["FullAWSAccess", "DenyRoot"]
    assert [target["TargetId"] for target in asked.list_targets_for_policy(PolicyId=found)["Targets"]] == [PROD]
    asked.detach_policy(PolicyId=found, TargetId=PROD)
    asked.delete_policy(PolicyId=found)
    assert names(asked, PROD) == ["FullAWSAccess"]
    assert [one["Name"] for one in asked.list_policies(Filter=SCP)["Policies"]] == ["FullAWSAccess"]


def test_an_account_is_moved(asked: Any) -> None:
    (source,) = asked.list_parents(ChildId=PROD)["Parents"]
    made = asked.create_organizational_unit(ParentId=root_id(asked), Name="Exempt")["OrganizationalUnit"]
    asked.move_account(AccountId=PROD, SourceParentId=source["Id"], DestinationParentId=made["Id"])
    assert [one["Id"] for one in asked.list_accounts_for_parent(ParentId=made["Id"])["Accounts"]] == [PROD]


def test_closing_takes_a_few_minutes(aws: SimulatedAws, asked: Any) -> None:
    asked.close_account(AccountId=PROD)
    assert asked.describe_account(AccountId=PROD)["Account"]["State"] == "PENDING_CLOSURE"
    aws.pass_time(300)
    assert asked.describe_account(AccountId=PROD)["Account"]["State"] == "CLOSED"


def test_trusted_access_is_what_central_root_access_needs(connect: Connect, asked: Any) -> None:
    def trusted() -> list[str]:
        found = asked.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        return [service["ServicePrincipal"] for service in found]

    assert trusted() == ["iam.amazonaws.com"]
    asked.disable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    iam = connect("iam", MANAGEMENT)
    with pytest.raises(ClientError, match="ServiceAccessNotEnabled"):
        iam.enable_organizations_root_sessions()
    asked.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    assert "RootSessions" in iam.enable_organizations_root_sessions()["EnabledFeatures"]


def test_a_delegated_administrator_is_registered_and_then_works(connect: Connect, asked: Any) -> None:
    service = "iam.amazonaws.com"
    assert [
        one["Id"] for one in asked.list_delegated_administrators(ServicePrincipal=service)["DelegatedAdministrators"]
    ] == [SECURITY]
    asked.deregister_delegated_administrator(AccountId=SECURITY, ServicePrincipal=service)
    with pytest.raises(ClientError, match="AccountNotManagementOrDelegatedAdministrator"):
        connect("iam", SECURITY).list_organizations_features()
    asked.register_delegated_administrator(AccountId=PROD, ServicePrincipal=service)
    assert connect("iam", PROD).list_organizations_features()["EnabledFeatures"]
    assert connect("organizations", PROD).list_accounts()["Accounts"]


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("create_account", {"Email": "new@example.com", "AccountName": "new"}),
        ("invite_account_to_organization", {"Target": {"Type": "ACCOUNT", "Id": "9" * 12}}),
        ("list_policies", {"Filter": "TAG_POLICY"}),
    ],
)
def test_what_is_not_simulated_says_so_in_the_service_s_own_protocol(
    asked: Any, operation: str, parameters: Any
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(asked, operation)(**parameters)
    assert refused.value.response["Error"]["Code"] == "NotSimulated"


def test_a_reset_forgets_everything(aws: SimulatedAws, asked: Any) -> None:
    asked.create_policy(Name="DenyRoot", Description="", Type=SCP, Content=DENY_ROOT)
    aws.establish({"unit": "Root/Exempt", "of": PROD})
    before = root_id(asked)
    aws.reset()
    assert root_id(asked) == before
    assert [one["Name"] for one in asked.list_policies(Filter=SCP)["Policies"]] == ["FullAWSAccess"]
    units = asked.list_organizational_units_for_parent(ParentId=before)["OrganizationalUnits"]
    assert [unit["Name"] for unit in units] == ["Workloads", "Security"]


@pytest.mark.parametrize(
    "condition",
    [
        {"scp": "DenyRoot", "in": "999999999999"},
        {"attached": "DenyRoot", "to": "999999999999", "in": MANAGEMENT},
        {"attached": "DenyRoot", "in": MANAGEMENT},
        {"unit": "Root/Exempt", "of": GOV + "0"},
        {"account_state": "CLOSED", "of": PROD},
    ],
)
def test_what_names_nothing_is_refused(aws: SimulatedAws, condition: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        aws.establish(condition)


def test_a_thousand_accounts_cost_nothing_until_somebody_asks() -> None:
    root = {"intended": "removed", "email": "root@example.com"}
    accounts = {
        str(number): {"name": f"a-{number}", "ou": f"Root/{number % 50}", "root": root}
        for number in range(10**11, 10**11 + 1000)
    }
    organization = Organization.model_validate(
        {
            "schema": 1,
            "organizations": {"main": {"name": "Large", "management_account": str(10**11)}},
            "accounts": accounts,
        }
    )
    simulation = SimulationState(organization, datetime(2026, 11, 24, tzinfo=UTC))
    began = time.perf_counter()
    simulation.reset()
    assert time.perf_counter() - began < 0.1
    began = time.perf_counter()
    tree = simulation.tree(simulation.organization_of(organization.accounts[str(10**11)]))
    assert len(tree.backend.accounts) == 1000
    assert time.perf_counter() - began < 1
    simulation.reset()


def test_an_invited_account_stands_in_the_root_once_it_has_accepted(connect: Connect, aws: SimulatedAws) -> None:
    aws.establish({"outside": PROD})
    management, invited = connect("organizations", MANAGEMENT), connect("organizations", PROD)
    assert PROD not in [account["Id"] for account in management.list_accounts()["Accounts"]]
    sent = management.invite_account_to_organization(Target={"Id": PROD, "Type": "ACCOUNT"})["Handshake"]
    (received,) = invited.list_handshakes_for_account()["Handshakes"]
    assert (received["Id"], received["State"]) == (sent["Id"], "OPEN") == (aws.invitation(PROD), "OPEN")
    assert (received["ExpirationTimestamp"] - received["RequestedTimestamp"]).days == 15
    assert invited.accept_handshake(HandshakeId=sent["Id"])["Handshake"]["State"] == "ACCEPTED"
    (parent,) = management.list_parents(ChildId=PROD)["Parents"]
    assert parent["Id"] == aws.unit_id("Root", PROD)


def test_ids_are_of_units_that_are_there(aws: SimulatedAws) -> None:
    assert aws.unit_id("Root/Workloads/Prod", PROD).startswith("ou-")
    with pytest.raises(ValueError, match="no unit Root/Nowhere"):
        aws.unit_id("Root/Nowhere", PROD)
    with pytest.raises(ValueError, match="nobody has invited"):
        aws.invitation(PROD)
    with pytest.raises(ValueError, match="no account"):
        aws.unit_id("Root", "9" * 12)
