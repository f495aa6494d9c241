"""A page exists only where it applies."""

from collections.abc import Callable

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue

KEPT_PROD = "      intended: kept\n      reason:"
REMOVED_PROD = "      intended: removed\n      reason:"
OWN_DIRECTORY = ("      source: external\n", "      source: identity-center\n")
NO_PROVIDER = ("      source: external\n", "      source: none\n")
UNPREPARED = ("      emergency_access: {", "      # {")
KEPT_SECURITY = ("{intended: removed, email: aws-root+security", "{intended: kept, email: aws-root+security")
UNCENTRAL = ("central_root_access: true", "central_root_access: false")
CLOSED_PROD = ("    ou: Root/Workloads/Prod\n", "    status: closed\n    closed_on: 2026-11-01\n")


def ids(organization: Organization) -> set[str]:
    return {page.id for page in make_catalogue(organization).pages}


def test_the_example_has_these_pages(example: Organization) -> None:
    assert ids(example) == {
        "START", "RG-ACCOUNTS", "RG-DEVICES", "RG-PEOPLE", "RG-LOCATIONS", "GL-1", "DG-1", "CP-1",
        *(f"LD-YK-00{n}" for n in range(1, 9)),
        *(f"LD-HT-00{n}" for n in range(1, 5)),
        *(f"RS-HT-00{n}" for n in range(1, 4)),
        "EM-main", "PD-main", "ID-main", "EC-main", "BG-111122223333", "BG-444455556666",
        "RE-111122223333", "RE-444455556666",
        "RR-111122223333", "RR-444455556666",
        "MR-main", "AJ-main", "AX-main",
        "ST-hq-safe", "ST-bank-box", "ST-berlin-safe",
        *(f"{kind}-111122223333-{name}" for kind in ("UE", "CS") for name in ("break-glass", "billing-carol")),
        *(f"{kind}-444455556666-{name}" for kind in ("UE", "CS") for name in ("admin-user", "admin-bob")),
        "IS-main", "CR-444455556666-AdminRole",
        "EF-main", "EA-111122223333", "EA-444455556666", "DC-main",
        *(f"AC-{key}" for key in ("111122223333", "444455556666", "777788889999", "012345678901")),
        *(f"PC-{name}" for name in ("alice", "bob", "carol", "dan", "erin", "frank")),
        *(f"ON-{name}" for name in ("alice", "bob", "carol", "dan", "erin", "frank")),
        *(f"OF-{name}" for name in ("alice", "bob", "carol", "dan")),
        "TD-main", "TR-main", "TP-main",
        *(f"{kind}-{place}" for kind in ("CL", "DW", "SC") for place in ("hq-safe", "bank-box", "berlin-safe")),
        *(f"AF-{name}" for name in ("alice", "bob", "carol", "dan", "erin", "frank")),
        "DS-1", "EX-main",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "present", "absent"),
    [
        ((), {"RE-444455556666"}, {"RE-777788889999", "RE-012345678901"}),
        (((KEPT_PROD, REMOVED_PROD),), set(), {"RE-444455556666"}),
        ((("    ou: Root/Workloads/Prod\n", "    status: suspended\n"),), {"AC-444455556666"}, {"RE-444455556666"}),
        (
            (("    ou: Root/Workloads/Prod\n", "    status: suspended\n"),),
            {"CS-111122223333-billing-carol"},
            {"UE-444455556666-admin-user", "CS-444455556666-admin-user", "CR-444455556666-AdminRole"},
        ),
        (
            (("mfa: [{device: HT-001}, {device: HT-002}]", "mfa: []"),),
            {"UE-444455556666-admin-user"},
            {"CS-444455556666-admin-user"},
        ),
        (
            (
                OWN_DIRECTORY,
                UNPREPARED,
                ('      start_url: "https://example.awsapps.com/start"\n', ""),
                ("source: identity-center\n  {}", "source: identity-center\n  {ann: {mfa: [{device: YK-003}]}, tom: {}}"),
            ),
            {"IE-ann"},
            {"IE-tom", "IS-main"},
        ),
        (((KEPT_PROD, REMOVED_PROD),), {"MR-main"}, {"RE-444455556666", "RR-444455556666"}),
        ((KEPT_SECURITY,), {"RR-777788889999"}, {"MR-main"}),
        ((UNCENTRAL,), {"MR-main", "RR-444455556666"}, set()),
        ((CLOSED_PROD,), {"AX-main"}, {"RR-444455556666"}),
        ((), {"EF-main", "EA-444455556666", "DC-main"}, {"EA-777788889999", "EA-012345678901"}),
        ((("    ou: Root/Workloads/Prod\n", "    status: suspended\n"),), {"AC-444455556666", "EF-main"}, {"RE-444455556666", "EA-444455556666"}),
        ((("    ou: Root/Workloads/Prod\n", "    status: suspended\n"),), {"AC-444455556666"}, {"RE-444455556666"}),
        (((KEPT_PROD, REMOVED_PROD),), {"BG-111122223333", "EM-main", "EC-main"}, {"BG-444455556666"}),
        ((("      source: external\n", "      source: active-directory\n"),), {"PD-main", "ID-main"}, set()),
        ((OWN_DIRECTORY, UNPREPARED), {"ID-main", "EM-main", "EC-main"}, {"PD-main"}),
        ((NO_PROVIDER, UNPREPARED), {"EM-main", "EC-main"}, {"PD-main", "ID-main"}),
        ((("serial: GAHT12345678, ", "serial: GAHT12345678, status: damaged, "),), {"LD-HT-001"}, {"RS-HT-001"}),
        ((("ends: 2026-12-31", "ends: 2026-11-24"),), {"ON-frank"}, {"OF-frank"}),
        ((("ends: 2026-12-31", "ends: 2026-11-23"),), {"PC-frank"}, {"ON-frank", "OF-frank"}),
        ((("ends: 2026-12-31", "ends: 2026-11-23"), ("deputy: dan", "deputy: frank")), {"OF-frank"}, {"ON-frank"}),
        ((("dated: 2026-11-24, ", ""), ("ends: 2026-12-31", "ends: 2026-11-23")), {"ON-frank"}, {"OF-frank"}),
        ((("serial: \"20481344\", holder: alice", "serial: \"20481344\", holder: erin"),), {"ON-erin", "OF-erin"}, set()),
    ],
)  # fmt: skip
def test_situation_to_pages(
    variant: Callable[..., Organization],
    situation: tuple[tuple[str, str], ...],
    present: set[str],
    absent: set[str],
) -> None:
    found = ids(variant(*situation))
    assert present <= found
    assert not absent & found


def test_no_resync_sheet_for_a_fido2_key_or_a_token_that_opens_nothing(example: Organization) -> None:
    found = ids(example)
    assert not {name for name in found if name.startswith("RS-YK")}
    assert "RS-HT-004" not in found  # lost: there is nothing in the hand to synchronize


def test_ids_and_paths_are_unique(example: Organization) -> None:
    pages = make_catalogue(example).pages
    assert len({page.id for page in pages}) == len({page.path for page in pages}) == len(pages)


def test_every_page_is_found_by_what_it_is_for(example: Organization) -> None:
    found = make_catalogue(example)
    assert all(found.find(page.kind, page.subject) is page for page in found.pages)
    assert found.find("resync", "device:YK-001") is None


def test_an_organization_without_members_closes_none_and_has_none_without_root(
    small: Callable[..., Organization],
) -> None:
    found = make_catalogue(small(member=False))
    assert {"RR-111122223333", "AJ-main"} <= {page.id for page in found.pages}
    reasons = {absence.kind: absence.reason for absence in found.absences}
    assert reasons["account-closes"].startswith("the organization has no member account")
    assert reasons["removed-roots"].startswith("no active member account")


@pytest.mark.parametrize("partition", ["aws-us-gov", "aws-cn"])
def test_without_root_users_accounts_still_join_and_close(small: Callable[..., Organization], partition: str) -> None:
    found = make_catalogue(small(partition))
    assert {"AJ-main", "AX-main"} <= {page.id for page in found.pages}
    assert not {page.id for page in found.pages if page.id.startswith(("RR-", "MR-"))}
    reasons = {absence.kind: absence.reason for absence in found.absences}
    assert reasons["root-recovery"] == reasons["removed-roots"] == "this partition has no root user"


def test_why_somebody_has_no_sheet_is_said(variant: Callable[..., Organization]) -> None:
    found = make_catalogue(variant(("ends: 2026-12-31", "ends: 2026-11-23")))
    assert found.why_none("onboarding", "person:frank") == "Frank Li left on 2026-11-23"
    assert found.why_none("offboarding", "person:erin").startswith("the inventory gives them nothing")
