"""The organization: its accounts and units, what is switched on, who is in IAM Identity Center."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mfa_binder.collect.aws_calls import AwsCalls, NotInRegionError, UnansweredCallError
from mfa_binder.observation.observation import IdentityCenterEntry, ObservedAccount, ObservedOrganization

ORGANIZATION_CALLS = (
    "organizations:DescribeOrganization",
    "organizations:ListRoots",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListAccountsForParent",
    "organizations:ListAccounts",
)
FEATURE_CALLS = ("iam:ListOrganizationsFeatures",)
IDENTITY_CENTER_CALLS = ("sso:ListInstances", "identitystore:ListUsers")

_CENTRAL_ROOT_OFF = ("ServiceAccessNotEnabledException", "OrganizationNotInAllFeaturesModeException")
"""What IAM answers where central root access cannot have been switched on (botocore)."""


def ask_organization(calls: AwsCalls, client: Any) -> ObservedOrganization:
    """The organization and its units. Raises UnansweredCallError."""
    organization = calls.ask(client, "DescribeOrganization")["Organization"]
    root = next(calls.every(client, "ListRoots", "Roots"))
    return ObservedOrganization(
        id=organization["Id"],
        management_account=organization["MasterAccountId"],
        all_features=organization["FeatureSet"] == "ALL",
        root_id=root["Id"],
        units=dict(_ask_units(calls, client, root["Id"], root["Name"])),
    )


def _ask_units(calls: AwsCalls, client: Any, parent: str, path: str) -> Iterator[tuple[str, str]]:
    """Every unit from `parent` down, itself first: id and path."""
    yield parent, path
    for unit in calls.every(client, "ListOrganizationalUnitsForParent", "OrganizationalUnits", ParentId=parent):
        yield from _ask_units(calls, client, unit["Id"], f"{path}/{unit['Name']}")


def ask_accounts(calls: AwsCalls, client: Any, units: Mapping[str, str]) -> tuple[ObservedAccount, ...]:
    """Every account of the organization by number, with the path of its unit. Raises UnansweredCallError."""
    paths = {
        entry["Id"]: path
        for unit, path in units.items()
        for entry in calls.every(client, "ListAccountsForParent", "Accounts", ParentId=unit)
    }
    entries = calls.every(client, "ListAccounts", "Accounts")
    return tuple(_account_of_entry(entry, paths) for entry in sorted(entries, key=lambda entry: str(entry["Id"])))


def _account_of_entry(entry: dict[str, Any], paths: Mapping[str, str]) -> ObservedAccount:
    return ObservedAccount(
        id=entry["Id"],
        name=entry.get("Name", ""),
        email=entry.get("Email", ""),
        status=entry.get("State") or entry.get("Status", "ACTIVE"),
        joined_at=entry.get("JoinedTimestamp"),
        ou=paths.get(entry["Id"]),
    )


def ask_central_root(calls: AwsCalls, iam: Any) -> tuple[str, ...]:
    """The features of central root access that are on. Raises UnansweredCallError."""
    try:
        return tuple(sorted(calls.ask(iam, "ListOrganizationsFeatures").get("EnabledFeatures", [])))
    except UnansweredCallError as refused:
        if refused.code not in _CENTRAL_ROOT_OFF:
            raise
        return ()


def ask_identity_center(
    calls: AwsCalls, client: Callable[[str, str], Any], regions: Sequence[str]
) -> tuple[str, tuple[IdentityCenterEntry, ...]]:
    """The Region of IAM Identity Center, and the users of every instance that AWS shows.

    An instance lives in one Region, and its users are asked for there. `client` makes a client of a service in a
    Region; `regions` are asked in turn, the caller's first. Raises UnansweredCallError, also where none is found:
    that is no proof that the organization has none.
    """
    refused = None
    for region in regions:
        try:
            instances = _ask_instances(calls, client("sso-admin", region))
        except UnansweredCallError as unanswered:
            refused = refused or unanswered
            continue
        if instances:
            users = [user for instance in instances for user in _ask_users(calls, client, instance, region)]
            home = str(instances[0].get("PrimaryRegion") or region)
            return home, tuple(sorted(users, key=lambda user: user.name))
    raise refused or _not_found_in(regions)


def _not_found_in(regions: Sequence[str]) -> UnansweredCallError:
    names = " and ".join(regions)
    why = NotInRegionError(f"no instance of IAM Identity Center was found by asking in {names}")
    return UnansweredCallError(IDENTITY_CENTER_CALLS[0], why)


def _ask_instances(calls: AwsCalls, client: Any) -> list[dict[str, Any]]:
    """The instances in all Regions (botocore, RegionScope); in that of the client, where AWS knows no such question."""
    try:
        return list(calls.every(client, "ListInstances", "Instances", RegionScope="ALL_REGIONS"))
    except UnansweredCallError as refused:
        if refused.code != "ValidationException":
            raise
        return list(calls.every(client, "ListInstances", "Instances"))


def _ask_users(
    calls: AwsCalls, client: Callable[[str, str], Any], instance: dict[str, Any], region: str
) -> Iterator[IdentityCenterEntry]:
    store = client("identitystore", str(instance.get("PrimaryRegion") or region))
    for user in calls.every(store, "ListUsers", "Users", IdentityStoreId=instance["IdentityStoreId"]):
        yield IdentityCenterEntry(
            name=user["UserName"],
            display_name=user.get("DisplayName", ""),
            email=_primary_email(user.get("Emails", [])),
        )


def _primary_email(emails: list[dict[str, Any]]) -> str:
    primary = [entry["Value"] for entry in emails if entry.get("Primary")]
    return str(next(iter([*primary, *(entry["Value"] for entry in emails)]), ""))
