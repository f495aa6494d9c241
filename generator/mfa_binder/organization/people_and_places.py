"""People, and the places where things are kept: sites, the locations in them, and tamper-evident bags."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from mfa_binder.organization.strict_records import Date, KeyedRecord, StrictRecord, Text, Tuple, WordEnum


class Person(KeyedRecord):
    """A human being, employed or contracted."""

    name: Text
    """The name as printed on sheets and signed."""
    email: Text
    """The address at work."""
    phone: Text | None = None
    """The number on which the person is called in an emergency."""
    team: Text | None = None
    """The team or department."""
    site: Text | None = None
    """The site where the person works; where spares are fetched for them first."""
    deputy: Text | None = None
    """Who stands in when this person cannot be reached."""
    employer: Text | None = None
    """The contractor's company; empty for the organization's own staff."""
    starts: Date | None = None
    """The first day at work."""
    ends: Date | None = None
    """The last day of a contract."""


TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day, HH:MM, in the site's time zone; quoted, since YAML reads 09:00 as a number."""

MINUTES_IN_A_WEEK = 7 * 24 * 60
"""Minutes; what takes longer is no help in an emergency, and most likely a slip of the pen."""


class LocationKind(WordEnum):
    """What a location is."""

    SAFE = "safe"
    DEPOSIT_BOX = "deposit-box"
    CABINET = "cabinet"
    VAULT = "vault"


class Site(KeyedRecord):
    """A building or campus that a fire or a flood can close as a whole.

    The devices of one principal should never all be at one site.
    """

    name: Text
    """The name as printed."""
    address: Text
    """The address to which people travel."""
    time_zone: Text | None = None
    """An IANA name, such as Europe/Berlin."""


class Travel(StrictRecord):
    """How long it takes from one site to another, one way, in both directions."""

    between: Tuple[Text]
    """The two sites."""
    minutes: Annotated[int, Field(gt=0, le=MINUTES_IN_A_WEEK)]
    """Minutes on the way, with what people usually travel by."""


class OpeningHours(StrictRecord):
    """When a location can be opened at all."""

    days: Text
    """The days of the week, such as Mon-Fri."""
    from_: TimeOfDay = Field(alias="from")
    """When it opens."""
    to: TimeOfDay
    """When it closes."""


class Location(KeyedRecord):
    """A safe, deposit box, cabinet or vault that only its custodians can open.

    `quorum` of its `custodians` must come together.
    """

    name: Text
    """The name as printed."""
    kind: LocationKind
    """What it is."""
    site: Text
    """The site that it is in."""
    custodians: Tuple[Text]
    """Who can open it."""
    quorum: Annotated[int, Field(ge=1)] = 1
    """How many custodians must come together to open it."""
    access_minutes: Annotated[int, Field(ge=0, le=MINUTES_IN_A_WEEK)] = 0
    """Minutes from standing at the site to having the contents in hand."""
    open: OpeningHours | None = None
    """Empty: at any time."""


class Bag(KeyedRecord):
    """A numbered bag that cannot be opened without a trace, sealed and signed."""

    location: Text
    """The location that it lies in."""
    sealed_on: Date | None = None
    """The day on which it was sealed."""
    sealed_by: Tuple[Text] = ()
    """Who signed across the seal."""
