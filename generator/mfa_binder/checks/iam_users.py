"""IAM users in AWS: without a device, with a virtual one, undeclared, gone."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.checks.aws_comparison import AccountPair, AwsComparison, ListedDevices
from mfa_binder.checks.rule import CasePlace, RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import DeviceType, ObservedUser, report_age_note
from mfa_binder.observation.aws_reading import staleness_note
from mfa_binder.organization.users_and_roles import Access

_POWERFUL_ACCESS = (Access.ADMINISTRATOR, Access.BREAK_GLASS)

_REGISTER_DEVICE = "register a device with the user's enrollment sheet, or remove the password"
_REPLACE_VIRTUAL = "register a hardware device with the user's enrollment sheet, then remove the virtual one"
_ASK_FIRST = "ask with aws iam list-mfa-devices first: AWS makes a new report at most every four hours"
"""IAM User Guide, "Generate credential reports for your AWS account"."""


@rule(
    "user-without-mfa",
    Severity.ERROR,
    "A user with a password, or with administrator or break-glass access, has no MFA device "
    "(warning where only the credential report says so).",
)
def user_without_mfa(comparison: AwsComparison) -> Iterator[RuleCase]:
    """Somebody who can sign in with a password alone, or may do much, and has no device."""
    for pair in comparison.pairs:
        for name, access, place in _users_with_access(pair):
            why = _why_mfa_is_due(pair, name, access)
            if why and _is_listed_without_device(pair, name):
                message = (
                    f"user {name} of {pair.name} {why}, and has no MFA device{staleness_note(pair.observed.devices)}"
                )
                yield RuleCase(place, message, _REGISTER_DEVICE)
            elif why and _was_reported_without_device(pair, name):
                message = (
                    f"user {name} of {pair.name} {why}, and had no MFA device{report_age_note(pair.observed.report)}"
                )
                yield RuleCase(place, message, _ASK_FIRST, Severity.WARNING)


def _users_with_access(pair: AccountPair) -> Iterator[tuple[str, tuple[Access, ...], CasePlace]]:
    """The users with what they may do; from the credential report, which does not say it, where nothing else is."""
    identities, report = pair.observed.identities.value, pair.observed.report.value
    if identities is not None:
        for position, user in enumerate(identities.users):
            yield user.name, user.access, pair.user_place(user.name, "identities", "value", "users", position)
    elif report is not None:
        for position, row in enumerate(report.rows):
            if row is not report.root:
                yield row.user, (), pair.user_place(row.user, "report", "value", "rows", position)


def _is_listed_without_device(pair: AccountPair, user: str) -> bool:
    """Whether AWS was asked for the user's devices, and listed none."""
    devices = pair.observed.devices.value
    return devices is not None and user in devices.of_users and not devices.of_users[user]


def _was_reported_without_device(pair: AccountPair, user: str) -> bool:
    """Whether only the credential report, which may be old, says that the user has none."""
    row = pair.observed.report_row(user)
    return pair.observed.devices.value is None and row is not None and row.mfa is False


def _why_mfa_is_due(pair: AccountPair, user: str, access: tuple[Access, ...]) -> str:
    declared, row = pair.declared_user(user), pair.observed.report_row(user)
    on_paper = declared.access if declared is not None else ()
    for much in _POWERFUL_ACCESS:
        if much in on_paper:
            return f"has {much} access"
        if much in access:
            return f"has {much} access{staleness_note(pair.observed.identities)}"
    return f"has a password{report_age_note(pair.observed.report)}" if row is not None and row.password else ""


@rule("user-virtual-mfa", Severity.WARNING, "A user has a virtual MFA device.")
def user_virtual_mfa(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A user with a virtual device: it is no hardware, and on no list of devices here."""
    for listing in comparison.listings:
        if listing.is_root:  # root-virtual-mfa says it
            continue
        for number, device in enumerate(listing.devices):
            if device.type is DeviceType.VIRTUAL and listing.registration_of(device.serial) is None:
                yield RuleCase(
                    listing.device_place(number), _virtual_device_message(listing, device.serial), _REPLACE_VIRTUAL
                )


def _virtual_device_message(listing: ListedDevices, serial: str) -> str:
    return f"{listing.who} has a virtual MFA device, which is no hardware: {serial}{listing.age_note}"


@rule(
    "user-undeclared",
    Severity.WARNING,
    "AWS has an IAM user that nobody declared (information if neither a password nor much access was seen).",
)
def user_undeclared(comparison: AwsComparison) -> Iterator[RuleCase]:
    """An IAM user that nobody declared."""
    for pair in comparison.pairs:
        identities = pair.observed.identities
        if pair.declared is None or identities.value is None:
            continue  # of an undeclared account that is said already
        for position, user in enumerate(identities.value.users):
            if user.name not in pair.declared.users:
                signs_in = _harm_clause(pair, user)
                yield RuleCase(
                    pair.observed_path("identities", "value", "users", position),
                    f"nobody declared user {user.name} of {pair.name}{signs_in}{staleness_note(identities)}",
                    "declare it under users of the account, or delete it in AWS",
                    None if signs_in else Severity.INFO,
                )


def _harm_clause(pair: AccountPair, user: ObservedUser) -> str:
    """How it can do harm, as far as AWS showed; empty for what looks like a program's own user."""
    if user.access:
        return f", who has {' and '.join(user.access)} access"
    row = pair.observed.report_row(user.name)
    return ", who has a password" if row is not None and row.password else ""


@rule("user-gone", Severity.WARNING, "A declared IAM user does not exist in AWS.")
def user_gone(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A declared IAM user that AWS does not have."""
    for pair in comparison.pairs:
        identities = pair.observed.identities
        if pair.declared is None or identities.value is None:
            continue
        seen = {user.name for user in identities.value.users}
        for name in pair.declared.users:
            if name not in seen:
                yield RuleCase(
                    ("accounts", pair.declared.key, "users", name),
                    f"{pair.name} has no user {name} in AWS{staleness_note(identities)}",
                    "remove it here, or make the user with its enrollment sheet",
                )
