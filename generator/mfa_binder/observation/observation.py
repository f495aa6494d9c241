"""The whole of what AWS said: an observation, its accounts, and its text as `observed.json` has it.

Besides: why something could not be read, and how old an answer is, in words that people read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mfa_binder.observation.account_parts import (
    AccountContact,
    AccountContacts,
    AccountDevices,
    AccountIdentities,
    AccountSummary,
    CredentialReport,
    CredentialReportRow,
    PasswordPolicy,
    RootAudit,
)
from mfa_binder.observation.aws_reading import AwsReading, FailureReason, Moment, ReadingFailure
from mfa_binder.organization.identifiers import AccountId
from mfa_binder.organization.partitions import PartitionName
from mfa_binder.organization.strict_records import StrictRecord, Tuple

PARTS = ("tags", "contacts", "summary", "password_policy", "report", "identities", "devices", "root")
"""The readings of an account, in the order in which they are taken."""

NO_ORGANIZATION = "AWSOrganizationsNotInUseException"
"""What Organizations answers an account that is in none (botocore): that is no failure."""

_PART_NAMES = {
    "tags": "tags",
    "contacts": "contacts",
    "summary": "account summary",
    "password_policy": "password policy",
    "report": "credential report",
    "identities": "users and roles",
    "devices": "MFA devices",
    "root": "audit of the root user",
}


class ObservedOrganization(StrictRecord):
    """AWS Organizations: who manages it and how its units hang together."""

    id: str
    management_account: AccountId
    all_features: bool = True
    root_id: str = ""
    units: dict[str, str] = Field(default_factory=dict)
    """The path of each unit by its id, from the root: `Root/Workloads/Prod`."""


class IdentityCenterEntry(StrictRecord):
    """A user of IAM Identity Center; no API shows its devices."""

    name: str
    display_name: str = ""
    email: str = ""


class ObservedAccount(StrictRecord):
    """One account. Name, email, status and unit are those of the last list of accounts in which it stood."""

    id: AccountId
    name: str = ""
    email: str = ""
    """The address of the root user (organizations ListAccounts)."""
    status: str = "ACTIVE"
    """As AWS says it: ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED."""
    joined_at: Moment | None = None
    ou: str | None = None
    """The unit's path, from the root."""
    tags: AwsReading[dict[str, str]] = AwsReading[dict[str, str]]()
    contacts: AwsReading[AccountContacts] = AwsReading[AccountContacts]()
    summary: AwsReading[AccountSummary] = AwsReading[AccountSummary]()
    password_policy: AwsReading[PasswordPolicy] = AwsReading[PasswordPolicy]()
    report: AwsReading[CredentialReport] = AwsReading[CredentialReport]()
    identities: AwsReading[AccountIdentities] = AwsReading[AccountIdentities]()
    devices: AwsReading[AccountDevices] = AwsReading[AccountDevices]()
    root: AwsReading[RootAudit] = AwsReading[RootAudit]()

    @property
    def active(self) -> bool:
        """Whether it can be signed in to."""
        return self.status == "ACTIVE"

    def reading(self, part: str) -> AwsReading[object]:
        """One of PARTS."""
        reading: AwsReading[object] = getattr(self, part)
        return reading

    def report_row(self, user: str) -> CredentialReportRow | None:
        """The row of a user in the credential report; None, too, for one who is younger than the report."""
        if self.report.value is None:
            return None
        users = () if self.identities.value is None else self.identities.value.users
        created = next((entry.created_at for entry in users if entry.name == user), None)
        generated_at = self.report.value.generated_at
        is_younger = generated_at is not None and created is not None and created > generated_at
        return None if is_younger else self.report.value.of(user)

    @property
    def failures(self) -> tuple[ReadingFailure, ...]:
        """Why parts of it could not be read the last time, one for each part."""
        return tuple(reading.failure for part in PARTS if (reading := self.reading(part)).failure is not None)

    def with_parts_of(self, other: ObservedAccount) -> ObservedAccount:
        """The same account in the list, with the readings of another."""
        return self.model_copy(update={part: other.reading(part) for part in PARTS})

    def since(self, last: ObservedAccount | None) -> ObservedAccount:
        """The same account, with what was known of it before wherever it could not be read now."""
        if last is None:
            return self
        return self.model_copy(update={part: self.reading(part).since(last.reading(part)) for part in PARTS})


class Observation(StrictRecord):
    """What AWS said of one organization, or of one account that belongs to none."""

    schema_: Literal[1] = Field(alias="schema")
    began_at: Moment
    ended_at: Moment
    caller: str
    """The ARN that asked."""
    partition: PartitionName = PartitionName.AWS
    region: str
    organization: AwsReading[ObservedOrganization] = AwsReading[ObservedOrganization]()
    central_root: AwsReading[Tuple[str]] = AwsReading[Tuple[str]]()
    """The features of central root access that are on (iam ListOrganizationsFeatures)."""
    identity_center: AwsReading[Tuple[IdentityCenterEntry]] = AwsReading[Tuple[IdentityCenterEntry]]()
    identity_center_region: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{0,63}$")] = ""
    """The Region in which IAM Identity Center was found, now or before; empty: it never was."""
    accounts: Tuple[ObservedAccount] = ()
    """By number, each once. An account that the organization lists no more is not among them."""

    @cached_property
    def by_id(self) -> Mapping[str, ObservedAccount]:
        """The accounts by their numbers."""
        return {account.id: account for account in self.accounts}

    @property
    def management_account(self) -> str | None:
        """The account that manages the organization; None if there is none, or nobody may know."""
        organization = self.organization.value
        return organization.management_account if organization is not None else None


def free_texts(observation: Observation) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text that somebody chose and AWS only keeps, with its path in observed.json: names, tags, contacts."""
    organization = observation.organization.value
    if organization is not None:
        yield from ((("organization", "value", "units", key), path) for key, path in organization.units.items())
    for at, entry in enumerate(observation.identity_center.value or ()):
        yield ("identity_center", "value", at, "name"), entry.name
        yield ("identity_center", "value", at, "display_name"), entry.display_name
    for at, account in enumerate(observation.accounts):
        yield from ((("accounts", at, *path), text) for path, text in _texts_of_account(account))


def _texts_of_account(account: ObservedAccount) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("name",), account.name
    yield from ((("tags", "value", key), text) for key, text in (account.tags.value or {}).items())
    contacts, identities, devices = account.contacts.value, account.identities.value, account.devices.value
    if contacts is not None:
        if contacts.primary is not None:
            yield from _texts_of_contact(("primary",), contacts.primary)
        for kind, contact in contacts.alternate.items():
            yield from _texts_of_contact(("alternate", kind.value), contact)
    if identities is not None:
        yield from ((("identities", "value", "users", n, "name"), user.name) for n, user in enumerate(identities.users))
        yield from ((("identities", "value", "roles", n, "name"), role.name) for n, role in enumerate(identities.roles))
    if devices is not None:
        for user, held in devices.of_users.items():
            yield from (
                (("devices", "value", "of_users", user, n, "serial"), device.serial) for n, device in enumerate(held)
            )


def _texts_of_contact(path: tuple[str, ...], contact: AccountContact) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from ((("contacts", "value", *path, key), getattr(contact, key)) for key in AccountContact.model_fields)


def observation_text(observation: Observation) -> str:
    """The text of observed.json: what was not asked or has nothing to say is left out."""
    return observation.model_dump_json(by_alias=True, exclude_defaults=True, indent=1) + "\n"


def part_name(part: str) -> str:
    """What people call one of PARTS."""
    return _PART_NAMES[part]


@dataclass(frozen=True, slots=True)
class UnreadParts:
    """Parts of an account that could not be read for one reason."""

    parts: tuple[str, ...]
    """Some of PARTS."""
    last_known: datetime | None
    """When all of them were read last; None: never."""
    failure: ReadingFailure
    """That of the first of them: the others have the same reason, operation and code."""

    @property
    def names(self) -> str:
        """The parts as people call them."""
        return ", ".join(_PART_NAMES[part] for part in self.parts)


_SameFailure = tuple[FailureReason, str, str, datetime | None]
"""What parts have in common that are told of together: reason, operation, code, and when they were last read."""


def unread_parts(account: ObservedAccount) -> tuple[UnreadParts, ...]:
    """What could not be read of an account the last time, but for what was not asked on purpose."""
    failures: dict[_SameFailure, ReadingFailure] = {}
    parts: dict[_SameFailure, list[str]] = {}
    for part in PARTS:
        reading = account.reading(part)
        if reading.failure is not None and reading.failure.reason is not FailureReason.NOT_ASKED:
            same = (reading.failure.reason, reading.failure.operation, reading.failure.code, reading.at)
            failures.setdefault(same, reading.failure)
            parts.setdefault(same, []).append(part)
    return tuple(UnreadParts(tuple(parts[same]), same[3], failure) for same, failure in failures.items())
