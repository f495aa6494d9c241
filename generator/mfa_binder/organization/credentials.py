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
    vault: Text | None = None
    """The name of the entry in a password manager."""
    bag: Text | None = None
    location: Text | None = None
    holders: Tuple[Text] = ()
    """Who can read the vault entry."""
    device: Text | None = None
    """The device that a PIN belongs to."""
    rotated_on: Date | None = None
    needs_identity_provider: bool = False
    """Whether it is out of reach while the identity provider is down."""


class Mailbox(KeyedRecord):
    """A mailbox that receives a root user's mail: who reads it can reset the password."""

    address: Text
    readers: Tuple[Text]
    needs_identity_provider: bool = False


class Phone(KeyedRecord):
    """The phone that AWS calls to verify a root user."""

    number: Text
    holders: Tuple[Text] = ()
    location: Text | None = None
