"""Every rule, in the order in which they are documented; to add one, add its line here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mfa_binder.checks import (
    accounts_in_aws,
    due_dates,
    hardware_standards,
    iam_users,
    lost_devices,
    names_and_addresses,
    observation_gaps,
    password_expiry,
    people_duties,
    roles_and_paths,
    root_users,
    security_keys,
    unmatched_devices,
)
from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import ComparisonRule, Rule
from mfa_binder.findings import UnplacedFinding
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.organization import Organization

COMPARISONS: tuple[ComparisonRule, ...] = (
    lost_devices.LOST_DEVICE_STILL_REGISTERED,
    root_users.ROOT_NON_COMPLIANT,
    iam_users.USER_WITHOUT_MFA,
    root_users.ROOT_VIRTUAL_MFA,
    iam_users.USER_VIRTUAL_MFA,
    security_keys.PASSKEY_UNCERTIFIED,
    password_expiry.PASSWORD_EXPIRES,
    unmatched_devices.DEVICE_UNOWNED,
    unmatched_devices.DEVICE_NOT_REGISTERED,
    security_keys.DEVICE_COULD_BE,
    accounts_in_aws.ACCOUNT_UNDECLARED,
    accounts_in_aws.ACCOUNT_GONE,
    accounts_in_aws.ACCOUNT_STATUS,
    roles_and_paths.PATH_DIFFERS,
    roles_and_paths.ROLE_TRUST_DIFFERS,
    iam_users.USER_UNDECLARED,
    iam_users.USER_GONE,
    observation_gaps.ACCOUNT_UNREAD,
    observation_gaps.OBSERVATION_STALE,
)


@dataclass(frozen=True, slots=True)
class ComparisonFindings:
    """What all comparisons found: `declared` has its place in inventory.yaml, `observed` in observed.json."""

    declared: tuple[UnplacedFinding, ...]
    observed: tuple[UnplacedFinding, ...]


def compare_with_aws(organization: Organization, observation: Observation, as_of: date) -> ComparisonFindings:
    """Every difference between paper and AWS, comparison by comparison."""
    both = AwsComparison(organization, observation, as_of)
    found = [
        (
            difference.spot.observed,
            UnplacedFinding(
                comparison.id,
                difference.severity or comparison.severity,
                difference.spot.path,
                difference.message,
                difference.hint,
            ),
        )
        for comparison in COMPARISONS
        for difference in comparison.check(both)
    ]
    return ComparisonFindings(
        tuple(unplaced for observed, unplaced in found if not observed),
        tuple(unplaced for observed, unplaced in found if observed),
    )


RULES: tuple[Rule, ...] = (
    lost_devices.LOST_DEVICE_REGISTERED,
    hardware_standards.HARDWARE_MISSING,
    hardware_standards.TOO_FEW_DEVICES,
    hardware_standards.DEVICES_AT_ONE_SITE,
    hardware_standards.PHISHING_RESISTANCE,
    people_duties.PASSWORD_WITH_DEVICE,
    people_duties.MAILBOX_WITH_PHONE,
    root_users.ROOT_CONTACTS_MISSING,
    root_users.ROOT_KEPT,
    root_users.REMOVED_ROOT_WITH_DEVICES,
    due_dates.BATTERY_ENDING,
    due_dates.SEAL_CHECK_OVERDUE,
    people_duties.ABSENT_PERSON,
    due_dates.PRICE_OUTDATED,
    security_keys.UNLINKED_SECURITY_KEY,
    hardware_standards.TOO_FEW_SPARES,
    due_dates.DOCUMENT_REVIEW,
    due_dates.FUTURE_DATE,
    names_and_addresses.SHARED_ROOT_EMAIL,
    names_and_addresses.SIMILAR_NAMES,
)


def inventory_findings(organization: Organization, as_of: date) -> tuple[UnplacedFinding, ...]:
    """What all rules find, rule by rule."""
    return tuple(finding for rule in RULES for finding in rule.findings(organization, as_of))


def rules_page() -> str:
    """The page of rules, `docs/rules.md`."""
    rows = "".join(f"| `{rule.id}` | {rule.severity} | {rule.summary} |\n" for rule in RULES)
    compared = "".join(f"| `{one.id}` | {one.severity} | {one.summary} |\n" for one in COMPARISONS)
    return (
        "# Rules\n\n"
        "What `mfa-binder check` finds in an inventory that can be read. This page is made from the rules:\n"
        "`python -m mfa_binder.checks.registry > docs/rules.md`.\n\n"
        "| Id | Severity | What it finds |\n|---|---|---|\n"
        f"{rows}\n"
        "Where `observed.json` is there, what people wrote down is compared with what AWS said. Nothing is claimed of\n"
        "what could not be read, and what is only known from before says since when.\n\n"
        "| Id | Severity | What it finds |\n|---|---|---|\n"
        f"{compared}\n"
        "Severities: an error is a danger now, a warning a weakness, information something to do when there is time.\n"
        "`--level` of `mfa-binder check` says from which severity on it exits 3.\n"
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(rules_page())
