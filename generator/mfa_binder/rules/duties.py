"""What a person holds for the organization: devices, custody, secrets, mailboxes, phones."""

from __future__ import annotations

from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people import Person


def duties(organization: Organization, person: Person) -> tuple[str, ...]:
    """What would be without this person, in words."""
    key = person.key
    return (
        *(f"device {device.key}" for device in organization.held_by(person)),
        *(f"custody of {place.key}" for place in organization.locations.values() if key in place.custodians),
        *(f"secret {secret.key}" for secret in organization.secrets.values() if key in secret.holders),
        *(f"mailbox {mailbox.key}" for mailbox in organization.mailboxes.values() if key in mailbox.readers),
        *(f"phone {phone.key}" for phone in organization.phones.values() if key in phone.holders),
        *(principal.ref for principal in organization.principals_for(person)),
    )
