"""What an observation says of a root user's protection by hardware, and never more than it shows.

AWS names no root device but a virtual one, so hardware is what is left when MFA is on and no virtual
device is registered: that a passkey is no hardware cannot be seen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mfa_binder.observation.account_parts import AccountDevices, AccountSummary, DeviceType, RootAudit
from mfa_binder.observation.aws_reading import AwsReading, ReadValue, utc_text
from mfa_binder.observation.observation import ObservedAccount
from mfa_binder.organization.partitions import PartitionName, partition


class RootMfaState(StrEnum):
    """COMPLIANT needs evidence for everything it says; without it the state is UNKNOWN."""

    COMPLIANT = "COMPLIANT"
    NON_COMPLIANT = "NON_COMPLIANT"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """There are no root credentials."""
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class RootMfaStatus:
    """How well hardware protects a root user, as far as an observation shows."""

    state: RootMfaState
    why: str
    """Why it is that one, as a clause."""


def root_mfa_status(account: ObservedAccount, partition_name: PartitionName) -> RootMfaStatus:
    """The status of an account's root user, from what the last attempt could read."""
    if not partition(partition_name).root_user:
        return RootMfaStatus(RootMfaState.NOT_APPLICABLE, f"accounts in {partition_name.value} have no root user")
    if not account.active:
        return RootMfaStatus(
            RootMfaState.UNKNOWN, f"the account is {account.status.lower().replace('_', ' ')}: nobody can read it"
        )
    summary, devices, audit = (
        _current_value(account.summary),
        _current_value(account.devices),
        _current_value(account.root),
    )
    return (
        _proven_weakness(summary, devices, audit)
        or _absent_credentials(summary, audit)
        or _proven_protection(account, summary, devices, audit)
    )


def _current_value(reading: AwsReading[ReadValue]) -> ReadValue | None:
    return reading.value if reading.current else None


def _proven_weakness(
    summary: AccountSummary | None, devices: AccountDevices | None, audit: RootAudit | None
) -> RootMfaStatus | None:
    """What is wrong, whatever else could not be read."""
    if (summary is not None and summary.root_access_keys) or (audit is not None and audit.access_keys):
        return RootMfaStatus(RootMfaState.NON_COMPLIANT, "the root user has an access key")
    virtual = devices.root_virtual if devices is not None else None
    if virtual is None and audit is not None:
        virtual = next((device.serial for device in audit.devices if device.type is DeviceType.VIRTUAL), None)
    if virtual is not None:
        return RootMfaStatus(RootMfaState.NON_COMPLIANT, f"a virtual device is registered to the root user: {virtual}")
    if summary is not None and summary.root_password and not summary.root_mfa:
        return RootMfaStatus(RootMfaState.NON_COMPLIANT, "the root user has a password and no MFA")
    if audit is not None and audit.has_credentials and not audit.devices:
        return RootMfaStatus(RootMfaState.NON_COMPLIANT, "the root user has credentials and no MFA")
    return None


def _absent_credentials(summary: AccountSummary | None, audit: RootAudit | None) -> RootMfaStatus | None:
    if audit is not None and not audit.has_credentials:
        return RootMfaStatus(RootMfaState.NOT_APPLICABLE, "the root user has no credentials")
    if summary is not None and summary.root_password is False and not summary.root_mfa:
        return RootMfaStatus(
            RootMfaState.NOT_APPLICABLE, "the root user has no password, no access key and no MFA device"
        )
    return None


def _proven_protection(
    account: ObservedAccount, summary: AccountSummary | None, devices: AccountDevices | None, audit: RootAudit | None
) -> RootMfaStatus:
    """Compliant if MFA is on and every device is seen not to be virtual; else what is not known."""
    mfa = (summary is not None and summary.root_mfa) or (audit is not None and bool(audit.devices))
    if mfa and (devices is not None or audit is not None):
        return RootMfaStatus(RootMfaState.COMPLIANT, "MFA is on, and no virtual device is registered to the root user")
    return RootMfaStatus(RootMfaState.UNKNOWN, _why_unknown(account))


def _why_unknown(account: ObservedAccount) -> str:
    for part in ("summary", "devices", "root"):
        reading = account.reading(part)
        if reading.failure is not None and part != "root":
            since = f", last read {utc_text(reading.at)}" if reading.at is not None else ""
            return f"could not be read: {reading.failure.reason.value} at {reading.failure.operation}{since}"
    return "whether the root user has a password was not told"
