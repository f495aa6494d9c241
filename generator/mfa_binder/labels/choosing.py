"""Which devices and bags get a label."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from mfa_binder.errors import LabelError
from mfa_binder.inventory.message_words import did_you_mean
from mfa_binder.labels.label import Label, bag_label, device_label
from mfa_binder.organization.mfa_devices import DeviceStatus
from mfa_binder.organization.organization import Organization


class Kind(StrEnum):
    """What labels are for: devices in use, tamper-evident bags, devices in reserve."""

    DEVICES = "devices"
    BAGS = "bags"
    SPARES = "spares"


_STATUS = {Kind.DEVICES: DeviceStatus.ACTIVE, Kind.SPARES: DeviceStatus.SPARE}


def labels_of(organization: Organization, kinds: Collection[Kind]) -> list[Label]:
    """The labels of what is in use or in reserve, in the inventory's order, devices first."""
    wanted = [status for kind, status in _STATUS.items() if kind in kinds]
    devices = [device for device in organization.devices.values() if device.status in wanted]
    bags = organization.bags.values() if Kind.BAGS in kinds else ()
    return [device_label(organization, device) for device in devices] + [bag_label(organization, bag) for bag in bags]


def labels_for(organization: Organization, ids: Sequence[str]) -> list[Label]:
    """The labels of these devices and bags, in this order, whatever their state.

    Raises LabelError naming every id that is neither.
    """
    known = [*organization.devices, *organization.bags]
    unknown = [name for name in dict.fromkeys(ids) if name not in known]
    if unknown:
        hints = [f"{name}: {did_you_mean(name, known, 'see devices: and bags: of the inventory')}" for name in unknown]
        raise LabelError(f"no device and no bag has the id {', '.join(unknown)}", "; ".join(hints))
    return [label for name in dict.fromkeys(ids) for label in _both(organization, name)]


def _both(organization: Organization, name: str) -> Iterator[Label]:
    """A bag and a device may have the same id."""
    if name in organization.devices:
        yield device_label(organization, organization.devices[name])
    if name in organization.bags:
        yield bag_label(organization, organization.bags[name])
