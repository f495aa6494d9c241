"""Root users: who can recover them, why they are kept, and what AWS shows of their protection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import DeviceType
from mfa_binder.observation.aws_reading import staleness_note
from mfa_binder.observation.observation import ObservedAccount
from mfa_binder.observation.root_mfa_status import RootMfaState, root_mfa_status
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import RootIntent


@rule("root-contacts-missing", Severity.WARNING, "A kept root user has no mailbox, phone or password recorded.")
def root_contacts_missing(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A root user that is kept, and nobody knows who has its password, mailbox or phone."""
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


@rule("root-kept", Severity.WARNING, "A member account keeps root credentials without a reason or too long.")
def root_kept(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A member account that keeps its root credentials without a reason, or longer than was meant."""
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


@rule("removed-root-with-devices", Severity.WARNING, "A root user that is to be removed still has devices.")
def removed_root_with_devices(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A root user whose credentials are removed cannot have a device."""
    for account in organization.accounts.values():
        if account.root.intended is RootIntent.REMOVED and account.root.mfa:
            yield RuleCase(
                ("accounts", account.key, "root", "mfa"),
                f"the root user of {account.name} is to be removed and still has devices here",
                "remove it in AWS and here, or set intended: kept",
            )


def _virtual_root_device(account: ObservedAccount) -> tuple[str, str] | None:
    """The serial number of the root user's virtual device and how old that knowledge is; None if none was seen."""
    if account.devices.value is not None and account.devices.value.root_virtual is not None:
        return account.devices.value.root_virtual, staleness_note(account.devices)
    audited = account.root.value.devices if account.root.value is not None else ()
    serial = next((device.serial for device in audited if device.type is DeviceType.VIRTUAL), None)
    return (serial, staleness_note(account.root)) if serial is not None else None


@rule("root-virtual-mfa", Severity.WARNING, "A root user has a virtual MFA device.")
def root_virtual_mfa(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A root user with a virtual device: its seed is on a phone, and no hardware protects it."""
    for pair in comparison.pairs:
        virtual = _virtual_root_device(pair.observed)
        if virtual is not None:
            serial, since = virtual
            yield RuleCase(
                pair.place,
                f"the root user of {pair.name} has a virtual MFA device: {serial}{since}",
                "register a hardware key with the root key sheet, then remove the virtual device",
            )


@rule("root-non-compliant", Severity.ERROR, "A root user has an access key, or credentials and no MFA.")
def root_non_compliant(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A root user that what AWS said proves to be badly protected, other than by a virtual device."""
    for pair in comparison.pairs:
        status = root_mfa_status(pair.observed, comparison.observation.partition)
        virtual = _virtual_root_device(pair.observed)
        # root-virtual-mfa tells of a virtual device
        is_virtual = virtual is not None and status.why.endswith(virtual[0])
        if status.state is RootMfaState.NON_COMPLIANT and not is_virtual:
            yield RuleCase(
                pair.place,
                f"root user of {pair.name}: {status.why}",
                "delete access keys, register hardware keys with the root key sheet, or remove the root credentials",
            )
