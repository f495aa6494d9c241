"""What else opens a principal: where secrets are kept, who reads a mailbox, who holds a phone.

Never the secret itself: these records say where it is.
"""

from __future__ import annotations

from mfa_binder.organization.strict_records import Date, KeyedRecord, Text, Tuple, WordEnum


class SecretKind(WordEnum):
    """What a secret is."""

    PASSWORD = "password"  # noqa: S105 - a kind of secret, not one
    FIDO2_PIN = "fido2-pin"
    RECOVERY_CODE = "recovery-codes"
    SAFE_COMBINATION = "safe-combination"
    OTHER = "other"


class Secret(KeyedRecord):
    """A password, a PIN or the like: the inventory says where it is kept, never what it is.

    It is in exactly one of vault, bag, location.
    """

    kind: SecretKind
    """What it is."""
    vault: Text | None = None
    """The name of the entry in a password manager."""
    bag: Text | None = None
    """The bag that it is sealed in."""
    location: Text | None = None
    """The location where it lies without a bag."""
    holders: Tuple[Text] = ()
    """Who can read the vault entry."""
    device: Text | None = None
    """The device that a PIN belongs to."""
    rotated_on: Date | None = None
    """The day on which it was last changed."""
    needs_identity_provider: bool = False
    """Whether it is out of reach while the identity provider is down."""


class Mailbox(KeyedRecord):
    """A mailbox that receives a root user's mail: who reads it can reset the password."""

    address: Text
    """The address that the mail goes to."""
    readers: Tuple[Text]
    """Who can read it."""
    needs_identity_provider: bool = False
    """Whether it is out of reach while the identity provider is down."""


class Phone(KeyedRecord):
    """The phone that AWS calls to verify a root user."""

    number: Text
    """The number that AWS calls, with its country."""
    holders: Tuple[Text] = ()
    """Who carries it."""
    location: Text | None = None
    """The location where it lies when nobody carries it."""
