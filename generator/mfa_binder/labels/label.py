"""What stands on a label: its tag, words for people, and one line of data for a scanner.

The line is plain words, divided by one space, that mean something without any network. It names nobody and opens
nothing:

    MFA-BINDER device ID serial SERIAL model NAME
    MFA-BINDER bag ID location LOCATION

ID, SERIAL and LOCATION are the inventory's; white space and `%` in them are percent-encoded, so that each is one word
(RFC 3986). NAME is the model's name and goes on to the end of the line. A device without a serial has no `serial
SERIAL`. Small labels have room for the beginning only: without `model NAME`, or without all that follows ID.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Bag


@dataclass(frozen=True)
class Label:
    """One label: `tag` is printed large; `words` always follow; `title` stands there if there is room.

    `data` is the line for the scanner: the whole, then its beginnings for smaller labels.
    """

    kind: str
    tag: str
    words: tuple[str, ...]
    title: str
    data: tuple[str, ...]


def device_label(organization: Organization, device: Device) -> Label:
    """The label of a device."""
    model = organization.models[device.model].name
    serial = () if device.serial is None else (f"S/N {device.serial}",)
    short = f"MFA-BINDER device {_word(device.key)}"
    longer = short if device.serial is None else f"{short} serial {_word(device.serial)}"
    data = (f"{longer} model {_one_line(model)}", longer, short)
    return Label("device", device.key, (model, *serial), organization.document.title, tuple(dict.fromkeys(data)))


def bag_label(organization: Organization, bag: Bag) -> Label:
    """The label of a tamper-evident bag: its number, and where it is kept."""
    location = organization.locations[bag.location]
    site = organization.sites[location.site]
    short = f"MFA-BINDER bag {_word(bag.key)}"
    data = (f"{short} location {_word(bag.location)}", short)
    return Label("bag", bag.key, (location.name, site.name), organization.document.title, data)


def _word(text: str) -> str:
    return re.sub(r"[%\s]", lambda found: quote(found[0]), text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
