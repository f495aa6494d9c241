"""Every rule, in the order in which they are documented; to add one, add its line here."""

from __future__ import annotations

from collections.abc import Iterable
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
from mfa_binder.checks.rule import Rule
from mfa_binder.findings import UnplacedFinding
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.organization import Organization

INVENTORY_RULES: tuple[Rule[[Organization, date]], ...] = (
    lost_devices.lost_device_registered,
    hardware_standards.hardware_missing,
    hardware_standards.too_few_devices,
    hardware_standards.devices_at_one_site,
    hardware_standards.phishing_resistance,
    people_duties.password_with_device,
    people_duties.mailbox_with_phone,
    root_users.root_contacts_missing,
    root_users.root_kept,
    root_users.removed_root_with_devices,
    due_dates.battery_ending,
    due_dates.seal_check_overdue,
    people_duties.absent_person,
    due_dates.price_outdated,
    security_keys.unlinked_security_key,
    hardware_standards.too_few_spares,
    due_dates.document_review,
    due_dates.future_date,
    names_and_addresses.shared_root_email,
    names_and_addresses.similar_names,
)
"""What is unwise in an inventory by itself."""

AWS_RULES: tuple[Rule[[AwsComparison]], ...] = (
    lost_devices.lost_device_still_registered,
    root_users.root_non_compliant,
    iam_users.user_without_mfa,
    root_users.root_virtual_mfa,
    iam_users.user_virtual_mfa,
    security_keys.passkey_uncertified,
    password_expiry.password_expires,
    unmatched_devices.device_unowned,
    unmatched_devices.device_not_registered,
    security_keys.device_could_be,
    accounts_in_aws.account_undeclared,
    accounts_in_aws.account_gone,
    accounts_in_aws.account_status,
    roles_and_paths.path_differs,
    roles_and_paths.role_trust_differs,
    iam_users.user_undeclared,
    iam_users.user_gone,
    observation_gaps.account_unread,
    observation_gaps.observation_stale,
)
"""Where an inventory differs from what AWS said, or what AWS said is a danger."""


@dataclass(frozen=True, slots=True)
class ComparisonFindings:
    """What all comparisons with AWS found."""

    declared: tuple[UnplacedFinding, ...]
    """Those that have their place in inventory.yaml."""
    observed: tuple[UnplacedFinding, ...]
    """Those that have their place in observed.json."""


def inventory_findings(organization: Organization, as_of: date) -> tuple[UnplacedFinding, ...]:
    """What is unwise in an inventory on the day of the document, rule by rule."""
    return tuple(rule.finding(case) for rule in INVENTORY_RULES for case in rule.check(organization, as_of))


def compare_with_aws(organization: Organization, observation: Observation, as_of: date) -> ComparisonFindings:
    """Every difference between paper and AWS, rule by rule."""
    comparison = AwsComparison(organization, observation, as_of)
    cases = [(rule, case) for rule in AWS_RULES for case in rule.check(comparison)]
    return ComparisonFindings(
        declared=tuple(rule.finding(case) for rule, case in cases if not case.is_observed),
        observed=tuple(rule.finding(case) for rule, case in cases if case.is_observed),
    )


def rules_page() -> str:
    """The page of rules, `docs/rules.md`."""
    return (
        "# Rules\n\n"
        "What `mfa-binder check` finds in an inventory that can be read. This page is made from the rules:\n"
        "`python -m mfa_binder.checks.registry > docs/rules.md`.\n\n"
        "| Id | Severity | What it finds |\n|---|---|---|\n"
        f"{_table_rows(INVENTORY_RULES)}\n"
        "Where `observed.json` is there, what people wrote down is compared with what AWS said. Nothing is claimed of\n"
        "what could not be read, and what is only known from before says since when.\n\n"
        "| Id | Severity | What it finds |\n|---|---|---|\n"
        f"{_table_rows(AWS_RULES)}\n"
        "Severities: an error is a danger now, a warning a weakness, information something to do when there is time.\n"
        "`--level` of `mfa-binder check` says from which severity on it exits 3.\n"
    )


def _table_rows(rules: Iterable[Rule[...]]) -> str:
    return "".join(f"| `{rule.id}` | {rule.severity} | {rule.summary} |\n" for rule in rules)


if __name__ == "__main__":
    import sys

    sys.stdout.write(rules_page())
