"""Hardware MFA devices: FIDO2 security keys and TOTP tokens."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mfa_binder.organization.choice import Choice
from mfa_binder.organization.record import Amount, Date, Keyed, Text, Tuple


class DeviceKind(Choice):
    """How a device proves itself."""

    FIDO2 = "fido2"
    TOTP = "totp"


class DeviceStatus(Choice):
    """The state of a device on paper; AWS knows nothing of it."""

    ACTIVE = "active"
    SPARE = "spare"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    RETIRED = "retired"


class Model(Keyed):
    """A kind of device as it is sold.

    A price is printed with its date and source or not at all.
    """

    name: Text
    maker: Text
    kind: DeviceKind
    price: Annotated[Amount, Field(ge=0)] | None = None
    """Per piece, in the currency of `standards.currency`."""
    priced_on: Date | None = None
    price_source: Text | None = None
    connectors: Tuple[Text] = ()
    battery_years: Annotated[Amount, Field(gt=0, le=100)] | None = None
    """Expected battery life of a TOTP token, in years. AWS gives no figure."""
    battery_source: Text | None = None


class Device(Keyed):
    """One security key or token, known by the tag that is stuck to it.

    It is in exactly one of bag, location, holder.
    """

    model: Text
    serial: Text | None = None
    """The printed or engraved serial. Yubico's Security Key series has none."""
    bag: Text | None = None
    location: Text | None = None
    holder: Text | None = None
    status: DeviceStatus = DeviceStatus.ACTIVE
    status_since: Date | None = None
    firmware: Text | None = None
    purchased: Date | None = None

    @property
    def in_hand(self) -> bool:
        """Whether somebody can take the device in hand, working or not: it is neither lost nor stolen."""
        return self.status not in (DeviceStatus.LOST, DeviceStatus.STOLEN)

    @property
    def usable(self) -> bool:
        """Whether the device can still sign in: in use or in reserve."""
        return self.status in (DeviceStatus.ACTIVE, DeviceStatus.SPARE)
