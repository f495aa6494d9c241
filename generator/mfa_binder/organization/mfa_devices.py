"""Hardware MFA devices: FIDO2 security keys and TOTP tokens, their models and their batteries."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from mfa_binder.organization.strict_records import Amount, Date, KeyedRecord, Text, Tuple, WordEnum


class DeviceKind(WordEnum):
    """How a device proves itself."""

    FIDO2 = "fido2"
    TOTP = "totp"


class DeviceStatus(WordEnum):
    """The state of a device on paper; AWS knows nothing of it."""

    ACTIVE = "active"
    SPARE = "spare"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    RETIRED = "retired"


class Model(KeyedRecord):
    """A kind of device as it is sold.

    A price is printed with its date and source or not at all.
    """

    name: Text
    """The name that its maker sells it under."""
    maker: Text
    """Who makes it."""
    kind: DeviceKind
    """Whether it is a FIDO2 key or a TOTP token."""
    price: Annotated[Amount, Field(ge=0)] | None = None
    """Per piece, in the currency of `standards.currency`."""
    priced_on: Date | None = None
    """The day of the price."""
    price_source: Text | None = None
    """Where the price was read."""
    connectors: Tuple[Text] = ()
    """What it fits into, such as USB-A or NFC."""
    battery_years: Annotated[Amount, Field(gt=0, le=100)] | None = None
    """Expected battery life of a TOTP token, in years. AWS gives no figure."""
    battery_source: Text | None = None
    """Where the battery life was read, or who assumes it."""


class Device(KeyedRecord):
    """One security key or token, known by the tag that is stuck to it.

    It is in exactly one of bag, location, holder.
    """

    model: Text
    """The model that it is of."""
    serial: Text | None = None
    """The printed or engraved serial. Yubico's Security Key series has none."""
    bag: Text | None = None
    """The bag that it is sealed in."""
    location: Text | None = None
    """The location where it lies without a bag."""
    holder: Text | None = None
    """The person who carries it."""
    status: DeviceStatus = DeviceStatus.ACTIVE
    """Whether it is in use, in reserve, or gone."""
    status_since: Date | None = None
    """The day since which it has that status."""
    firmware: Text | None = None
    """The version of its firmware."""
    purchased: Date | None = None
    """The day on which it was bought."""

    @property
    def in_hand(self) -> bool:
        """Whether somebody can take the device in hand, working or not: it is neither lost nor stolen."""
        return self.status not in (DeviceStatus.LOST, DeviceStatus.STOLEN)

    @property
    def usable(self) -> bool:
        """Whether the device can still sign in: in use or in reserve."""
        return self.status in (DeviceStatus.ACTIVE, DeviceStatus.SPARE)


def battery_end(device: Device, model: Model) -> date | None:
    """Purchase plus the model's battery life, in whole months; None where a figure is missing.

    AWS gives no figure: it is an input with its source.
    """
    if device.purchased is None or model.battery_years is None:
        return None
    months = device.purchased.month - 1 + int(model.battery_years * 12)
    return date(device.purchased.year + months // 12, months % 12 + 1, min(device.purchased.day, 28))
