"""What is read of one account: its root user, its IAM users and their devices, the roles that ask for MFA."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mfa_binder.observation.aws_reading import AwsReading, Moment, utc_text
from mfa_binder.organization.identifiers import AccountId, ExternalId, PrincipalArn
from mfa_binder.organization.strict_records import StrictRecord, Tuple, WordEnum
from mfa_binder.organization.users_and_roles import LONGEST_MFA_AGE, Access


class DeviceType(WordEnum):
    """What a serial number says of its device (iam API reference, EnableMFADevice)."""

    HARDWARE_TOTP = "hardware-totp"
    """A bare serial: printed on the token."""
    VIRTUAL = "virtual"
    """`…:mfa/NAME`; a programmable token that was seeded from a QR code is one too."""
    FIDO2 = "fido2"
    """`…:u2f/…`: a security key or a passkey, AWS lists both alike."""


class ObservedDevice(StrictRecord):
    """A device as AWS lists it, by its serial number."""

    serial: Annotated[str, Field(min_length=1)]
    enabled_at: Moment | None = None
    certifications: dict[str, str] | None = None
    """Of a FIDO2 device, by name (iam GetMFADevice); None if nobody could say, empty if it has none."""

    @property
    def type(self) -> DeviceType:
        """Hardware TOTP, virtual or FIDO2, by the form of the serial number."""
        return device_type(self.serial)


def device_type(serial: str) -> DeviceType:
    """What kind of device a serial number belongs to."""
    if not serial.startswith("arn:"):
        return DeviceType.HARDWARE_TOTP
    return DeviceType.FIDO2 if ":u2f/" in serial else DeviceType.VIRTUAL


class AccountSummary(StrictRecord):
    """What iam GetAccountSummary says of the root user, and how many users and devices there are."""

    root_mfa: bool
    root_password: bool | None = None
    root_access_keys: bool
    users: int = 0
    mfa_devices: int = 0
    mfa_devices_in_use: int = 0


class PasswordPolicy(StrictRecord):
    """Whether passwords of IAM users expire (iam GetAccountPasswordPolicy). A root user's never does."""

    max_age_days: Annotated[int, Field(ge=1, le=1095)] | None = None
    """1 to 1,095 days (botocore); None: they do not expire."""
    hard_expiry: bool = False
    """Whether an expired password can be set only by an administrator, and not at sign-in (botocore, HardExpiry)."""

    @property
    def words(self) -> str:
        """It in a few words: `passwords expire after 90 days, and then only an administrator can set one`."""
        if self.max_age_days is None:
            return "passwords do not expire"
        then = ", and then only an administrator can set one" if self.hard_expiry else ""
        return f"passwords expire after {self.max_age_days} day{'s' if self.max_age_days != 1 else ''}{then}"


class CredentialReportRow(StrictRecord):
    """A row of the credential report: a user, or `<root_account>`. None where the report says N/A or nothing."""

    user: str
    password: bool | None = None
    password_used_at: Moment | None = None
    password_changed_at: Moment | None = None
    password_expires_at: Moment | None = None
    """`password_next_rotation`: from then on a new password is demanded."""
    mfa: bool | None = False
    access_keys_active: int = 0
    access_key_used_at: Moment | None = None


class CredentialReport(StrictRecord):
    """The credential report: who had a password, MFA, keys when AWS made it, and when they were used."""

    generated_at: Moment | None = None
    """When AWS made it: up to four hours before it was read. None: nobody knows."""
    rows: Tuple[CredentialReportRow] = ()

    @property
    def root(self) -> CredentialReportRow | None:
        """The row of the root user."""
        return self.of("<root_account>")

    def of(self, user: str) -> CredentialReportRow | None:
        """The row of a user."""
        return next((row for row in self.rows if row.user == user), None)


class ObservedUser(StrictRecord):
    """An IAM user, with what tells what it may do."""

    name: str
    arn: str
    created_at: Moment | None = None
    groups: Tuple[str] = ()
    policies: Tuple[str] = ()
    """Names of all policies that hold for it: attached, inline, and those of its groups."""
    access: Tuple[Access] = ()
    """Administrator or billing, where a policy shows it; empty: neither was seen."""
    mfa_enforced: bool = False
    """Whether a policy denies it much without MFA."""


class ObservedRole(StrictRecord):
    """A role that principals of accounts may assume."""

    name: str
    arn: str = ""
    """With its path; empty in an observed.json of before paths were kept."""
    trusts: Tuple[AccountId] = ()
    trusted_principals: Tuple[PrincipalArn] = ()
    """The users and roles that are named, where not all of their account is trusted."""
    requires_mfa: bool | None = False
    """None: it cannot be told."""
    max_mfa_age_seconds: Annotated[int, Field(ge=1, le=LONGEST_MFA_AGE)] | None = None
    """Under how many seconds old a code must be; None: as old as the session with it."""
    external_id: ExternalId | None = None
    further_trust: Tuple[str] = ()
    """What else the trust policy says, each as a short phrase."""
    max_session_seconds: int = 3600

    @property
    def trust(self) -> str:
        """Whom it trusts and what it asks for, in one line."""
        mfa = {True: "with MFA", False: "without MFA", None: "with or without MFA"}[self.requires_mfa]
        age = [f"less than {self.max_mfa_age_seconds} seconds old"] if self.max_mfa_age_seconds is not None else []
        external = [f"external id {self.external_id}"] if self.external_id is not None else []
        whom = ", ".join((*self.trusts, *self.trusted_principals))
        return "; ".join([f"{whom}, {mfa}", *age, *external, *self.further_trust])


class AccountIdentities(StrictRecord):
    """The users and the roles of an account (iam GetAccountAuthorizationDetails)."""

    users: Tuple[ObservedUser] = ()
    roles: Tuple[ObservedRole] = ()
    """Those that an account is trusted with; services' own roles are left out."""


class AccountDevices(StrictRecord):
    """The MFA devices of an account's users, and whether the root user has a virtual one."""

    of_users: dict[str, Tuple[ObservedDevice]] = Field(default_factory=dict)
    """By user name; a user without a device has an empty list."""
    root_virtual: str | None = None
    """The serial number of the root user's virtual device (iam ListVirtualMFADevices, `User.Arn` ends in `:root`)."""


class RootAudit(StrictRecord):
    """What a member's root user has, seen in a session of sts AssumeRoot with the task of auditing."""

    password: bool
    access_keys: int
    certificates: int
    devices: Tuple[ObservedDevice] = ()

    @property
    def has_credentials(self) -> bool:
        """Whether anybody could sign in as root with what is there."""
        return self.password or self.access_keys > 0 or self.certificates > 0 or bool(self.devices)


class AlternateContactType(WordEnum):
    """The alternate contacts of an account."""

    BILLING = "BILLING"
    OPERATIONS = "OPERATIONS"
    SECURITY = "SECURITY"


class AccountContact(StrictRecord):
    """Somebody whom AWS writes to or calls about an account."""

    name: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""


class AccountContacts(StrictRecord):
    """The primary contact, whom AWS calls to verify a root user, and the alternate ones."""

    primary: AccountContact | None = None
    alternate: dict[AlternateContactType, AccountContact] = Field(default_factory=dict)


def report_age_note(report: AwsReading[CredentialReport]) -> str:
    """What a sentence that rests on the credential report must add: when AWS made it, as far as anybody knows."""
    generated_at = report.value.generated_at if report.value is not None else None
    if generated_at is None:
        return " (by a credential report of unknown age)"
    return f" (by the credential report of {utc_text(generated_at)})"
