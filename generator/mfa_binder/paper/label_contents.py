"""Which devices and bags get a label, and what stands on it: a tag, words, one line of data for a scanner.

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
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from mfa_binder.errors import OutputError
from mfa_binder.inventory.message_words import did_you_mean
from mfa_binder.organization.mfa_devices import Device, DeviceStatus
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Bag


@dataclass(frozen=True)
class LabelContents:
    """What stands on one label."""

    kind: str
    """`device` or `bag`."""
    tag: str
    """Its id, which is printed large."""
    words: tuple[str, ...]
    """What always follows, each on a line of its own."""
    title: str
    """The title of the documents, which stands there if there is room."""
    data: tuple[str, ...]
    """The line for the scanner: the whole, then its beginnings for smaller labels."""


def device_label(organization: Organization, device: Device) -> LabelContents:
    """The label of a device."""
    model = organization.models[device.model].name
    serial = () if device.serial is None else (f"S/N {device.serial}",)
    short = f"MFA-BINDER device {_data_word(device.key)}"
    longer = short if device.serial is None else f"{short} serial {_data_word(device.serial)}"
    data = (f"{longer} model {_one_line(model)}", longer, short)
    return LabelContents(
        "device", device.key, (model, *serial), organization.document.title, tuple(dict.fromkeys(data))
    )


def bag_label(organization: Organization, bag: Bag) -> LabelContents:
    """The label of a tamper-evident bag: its number, and where it is kept."""
    location = organization.locations[bag.location]
    site = organization.sites[location.site]
    short = f"MFA-BINDER bag {_data_word(bag.key)}"
    data = (f"{short} location {_data_word(bag.location)}", short)
    return LabelContents("bag", bag.key, (location.name, site.name), organization.document.title, data)


def _data_word(text: str) -> str:
    return re.sub(r"[%\s]", lambda character: quote(character[0]), text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


class LabelKind(StrEnum):
    """What labels are for: devices in use, tamper-evident bags, devices in reserve."""

    DEVICES = "devices"
    BAGS = "bags"
    SPARES = "spares"


_STATUS_OF_KIND = {LabelKind.DEVICES: DeviceStatus.ACTIVE, LabelKind.SPARES: DeviceStatus.SPARE}


def labels_of_kinds(organization: Organization, kinds: Collection[LabelKind]) -> list[LabelContents]:
    """The labels of what is in use or in reserve, in the inventory's order, devices first."""
    states = [status for kind, status in _STATUS_OF_KIND.items() if kind in kinds]
    devices = [device for device in organization.devices.values() if device.status in states]
    bags = organization.bags.values() if LabelKind.BAGS in kinds else ()
    return [device_label(organization, device) for device in devices] + [bag_label(organization, bag) for bag in bags]


def labels_of_ids(organization: Organization, ids: Sequence[str]) -> list[LabelContents]:
    """The labels of these devices and bags, in this order, whatever their state.

    Raises OutputError naming every id that is neither.
    """
    known = [*organization.devices, *organization.bags]
    unknown = [name for name in dict.fromkeys(ids) if name not in known]
    if unknown:
        hints = [f"{name}: {did_you_mean(name, known, 'see devices: and bags: of the inventory')}" for name in unknown]
        raise OutputError(f"no device and no bag has the id {', '.join(unknown)}", "; ".join(hints))
    return [label for name in dict.fromkeys(ids) for label in _labels_of_id(organization, name)]


def _labels_of_id(organization: Organization, name: str) -> Iterator[LabelContents]:
    """A bag and a device may have the same id."""
    if name in organization.devices:
        yield device_label(organization, organization.devices[name])
    if name in organization.bags:
        yield bag_label(organization, organization.bags[name])
