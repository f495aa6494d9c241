"""How long a token's battery is expected to last. AWS gives no figure: it is an input with its source."""

from __future__ import annotations

from datetime import date

from mfa_binder.organization.devices import Device, Model


def battery_end(device: Device, model: Model) -> date | None:
    """Purchase plus the model's battery life, in whole months; None where a figure is missing."""
    if device.purchased is None or model.battery_years is None:
        return None
    months = device.purchased.month - 1 + int(model.battery_years * 12)
    return date(device.purchased.year + months // 12, months % 12 + 1, min(device.purchased.day, 28))
