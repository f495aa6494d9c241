"""The organization's own rules, each with a default, and the document they are printed in.

They are printed as the organization's standards, never as AWS's word.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from mfa_binder.organization.strict_records import Amount, Date, StrictRecord, Text, Tuple
from mfa_binder.organization.users_and_roles import Access

Requirement = Annotated[str, StringConstraints(pattern=r"^(root|" + "|".join(Access) + r")$")]
"""`root`, or one of the kinds of access."""

Days = Annotated[int, Field(gt=0, le=36_500)]
"""A number of days, up to a century."""


class Standards(StrictRecord):
    """The rules that this organization has given itself, where AWS gives none."""

    hardware_required_for: Tuple[Requirement] = ("root", "break-glass", "administrator", "billing", "sensitive-data")
    """Who must have hardware: root users, or users with this access."""
    phishing_resistant_for: Tuple[Requirement] = ("root", "break-glass")
    """Who must have FIDO2 keys, since a code can be typed into a false page."""
    devices_per_principal: Annotated[int, Field(ge=1, le=8)] = 2
    """AWS allows eight."""
    separate_sites: bool = True
    """The devices of one principal are never all at one site."""
    separate_password_and_device: bool = True
    """Nobody can reach both alone."""
    separate_mailbox_and_phone: bool = True
    """Nobody can reach both alone."""
    drill_every_days: Days = 90
    """How often everything is practised."""
    seal_check_every_days: Days = 180
    """How often a seal is looked at."""
    price_max_age_days: Days = 365
    """How old a price may be."""
    observation_max_age_days: Days = 30
    """How old observed.json may be."""
    spare_ratio: Annotated[Amount, Field(ge=0, le=1)] = Decimal("0.1")
    """Spares to keep, as a part of the devices in use."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    """The currency of all prices, by its three letters (ISO 4217)."""


class Document(StrictRecord):
    """What stands on every page of the binder."""

    title: Text = "Hardware MFA"
    """The title of the binder."""
    dated: Date | None = None
    """The day that everything time-dependent in the pages rests on."""
    owner: Text | None = None
    """Who owns the binder, decides in an emergency, and leads."""
    classification: Text = "INTERNAL"
    """Who may read it, in the organization's own word."""
    review_every_days: Days = 90
    """How often it is gone through."""
