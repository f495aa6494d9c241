"""Places: sites, the locations in them, and tamper-evident bags."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from mfa_binder.organization.choice import Choice
from mfa_binder.organization.record import Date, Keyed, Record, Text, Tuple

Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day, HH:MM, in the site's time zone; quoted, since YAML reads 09:00 as a number."""

WEEK = 7 * 24 * 60
"""Minutes; what takes longer is no help in an emergency, and most likely a slip of the pen."""


class LocationKind(Choice):
    """What a location is."""

    SAFE = "safe"
    DEPOSIT_BOX = "deposit-box"
    CABINET = "cabinet"
    VAULT = "vault"


class Site(Keyed):
    """A building or campus that a fire or a flood can close as a whole.

    The devices of one principal should never all be at one site.
    """

    name: Text
    address: Text
    time_zone: Text | None = None
    """An IANA name, such as Europe/Berlin."""


class Travel(Record):
    """How long it takes from one site to another, one way, in both directions."""

    between: Tuple[Text]
    minutes: Annotated[int, Field(gt=0, le=WEEK)]


class OpeningHours(Record):
    """When a location can be opened at all."""

    days: Text
    from_: Clock = Field(alias="from")
    to: Clock


class Location(Keyed):
    """A safe, deposit box, cabinet or vault that only its custodians can open.

    `quorum` of its `custodians` must come together.
    """

    name: Text
    kind: LocationKind
    site: Text
    custodians: Tuple[Text]
    quorum: Annotated[int, Field(ge=1)] = 1
    access_minutes: Annotated[int, Field(ge=0, le=WEEK)] = 0
    """Minutes from standing at the site to having the contents in hand."""
    open: OpeningHours | None = None
    """Empty: at any time."""


class Bag(Keyed):
    """A numbered bag that cannot be opened without a trace, sealed and signed."""

    location: Text
    sealed_on: Date | None = None
    sealed_by: Tuple[Text] = ()
