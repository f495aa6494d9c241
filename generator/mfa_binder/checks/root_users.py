"""Root users: who can recover them, why they are kept, and what AWS shows of their protection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import ComparisonCase, ComparisonRule, Rule, RuleCase
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import DeviceType
from mfa_binder.observation.aws_reading import staleness_note
from mfa_binder.observation.observation import ObservedAccount
from mfa_binder.observation.root_mfa_status import RootMfaState, root_mfa_status
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import RootIntent


def _root_contacts_missing(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    for account in organization.accounts.values():
        if not organization.keeps_root(account):
            continue
        known = {"mailbox": account.root.mailbox, "phone": account.root.phone, "password": account.root.password}
        missing = [name for name, value in known.items() if value is None]
        if missing:
            yield RuleCase(
                ("accounts", account.key, "root"),
                f"the root user of {account.name} has no {' and no '.join(missing)} here",
                "without them a lost device cannot be replaced: name them",
            )


ROOT_CONTACTS_MISSING = Rule(
    "root-contacts-missing",
    Severity.WARNING,
    "A kept root user has no mailbox, phone or password recorded.",
    _root_contacts_missing,
)


def _root_kept(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    for account in organization.accounts.values():
        if not organization.keeps_root(account) or organization.is_management(account):
            continue
        if account.root.reason is None:
            yield RuleCase(
                ("accounts", account.key, "root"),
                f"the member account {account.name} keeps its root credentials without a reason",
                "give a reason and an until, or have them removed centrally (intended: removed)",
            )
        if account.root.until is not None and account.root.until < as_of:
            yield RuleCase(
                ("accounts", account.key, "root", "until"),
                f"the root credentials of {account.name} were to be kept until {account.root.until.isoformat()}",
                "have them removed centrally, or give a new day and reason",
            )


ROOT_KEPT = Rule(
    "root-kept", Severity.WARNING, "A member account keeps root credentials without a reason or too long.", _root_kept
)


def _removed_root_with_devices(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    for account in organization.accounts.values():
        if account.root.intended is RootIntent.REMOVED and account.root.mfa:
            yield RuleCase(
                ("accounts", account.key, "root", "mfa"),
                f"the root user of {account.name} is to be removed and still has devices here",
                "remove it in AWS and here, or set intended: kept",
            )


REMOVED_ROOT_WITH_DEVICES = Rule(
    "removed-root-with-devices",
    Severity.WARNING,
    "A root user that is to be removed still has devices.",
    _removed_root_with_devices,
)


def _virtual_root_device(account: ObservedAccount) -> tuple[str, str] | None:
    """The serial number of the root user's virtual device and how old that knowledge is; None if none was seen."""
    if account.devices.value is not None and account.devices.value.root_virtual is not None:
        return account.devices.value.root_virtual, staleness_note(account.devices)
    audited = account.root.value.devices if account.root.value is not None else ()
    serial = next((device.serial for device in audited if device.type is DeviceType.VIRTUAL), None)
    return (serial, staleness_note(account.root)) if serial is not None else None


def _root_virtual_mfa(both: AwsComparison) -> Iterator[ComparisonCase]:
    for pair in both.pairs:
        found = _virtual_root_device(pair.observed)
        if found is not None:
            serial, since = found
            yield ComparisonCase(
                pair.spot,
                f"the root user of {pair.name} has a virtual MFA device: {serial}{since}",
                "register a hardware key with the root key sheet, then remove the virtual device",
            )


ROOT_VIRTUAL_MFA = ComparisonRule(
    "root-virtual-mfa", Severity.WARNING, "A root user has a virtual MFA device.", _root_virtual_mfa
)


def _root_non_compliant(both: AwsComparison) -> Iterator[ComparisonCase]:
    for pair in both.pairs:
        verdict = root_mfa_status(pair.observed, both.observation.partition)
        virtual = _virtual_root_device(pair.observed)
        told = virtual is not None and verdict.why.endswith(virtual[0])  # root-virtual-mfa says it
        if verdict.state is RootMfaState.NON_COMPLIANT and not told:
            yield ComparisonCase(
                pair.spot,
                f"root user of {pair.name}: {verdict.why}",
                "delete access keys, register hardware keys with the root key sheet, or remove the root credentials",
            )


ROOT_NON_COMPLIANT = ComparisonRule(
    "root-non-compliant",
    Severity.ERROR,
    "A root user has an access key, or credentials and no MFA.",
    _root_non_compliant,
)
