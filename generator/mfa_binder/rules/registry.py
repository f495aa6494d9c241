"""Every rule, in the order in which they are documented; to add one, add its file and its line here."""

from __future__ import annotations

from datetime import date

from mfa_binder.findings import Unplaced
from mfa_binder.organization.organization import Organization
from mfa_binder.reconcile.registry import COMPARISONS
from mfa_binder.rules import (
    absent_person,
    battery_ending,
    devices_at_one_site,
    document_review,
    future_date,
    hardware_missing,
    lost_device_registered,
    mailbox_with_phone,
    password_with_device,
    phishing_resistance,
    price_outdated,
    removed_root_with_devices,
    root_contacts_missing,
    root_kept,
    seal_check_overdue,
    shared_root_email,
    similar_names,
    too_few_devices,
    too_few_spares,
    unlinked_security_key,
)
from mfa_binder.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    lost_device_registered.RULE,
    hardware_missing.RULE,
    too_few_devices.RULE,
    devices_at_one_site.RULE,
    phishing_resistance.RULE,
    password_with_device.RULE,
    mailbox_with_phone.RULE,
    root_contacts_missing.RULE,
    root_kept.RULE,
    removed_root_with_devices.RULE,
    battery_ending.RULE,
    seal_check_overdue.RULE,
    absent_person.RULE,
    price_outdated.RULE,
    unlinked_security_key.RULE,
    too_few_spares.RULE,
    document_review.RULE,
    future_date.RULE,
    shared_root_email.RULE,
    similar_names.RULE,
)


def findings(organization: Organization, as_of: date) -> tuple[Unplaced, ...]:
    """What all rules find, rule by rule."""
    return tuple(finding for rule in RULES for finding in rule.findings(organization, as_of))


def as_markdown() -> str:
    """The page of rules, `docs/rules.md`."""
    rows = "".join(f"| `{rule.id}` | {rule.severity} | {rule.summary} |\n" for rule in RULES)
    compared = "".join(f"| `{one.id}` | {one.severity} | {one.summary} |\n" for one in COMPARISONS)
    return (
        "# Rules\n\n"
        "What `mfa-binder check` finds in an inventory that can be read. This page is made from the rules:\n"
        "`python -m mfa_binder.rules.registry > docs/rules.md`.\n\n"
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

    sys.stdout.write(as_markdown())
