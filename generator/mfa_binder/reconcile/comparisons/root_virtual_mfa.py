"""A root user with a virtual device: its seed is on a phone, and no hardware protects it."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.observation import ObservedAccount
from mfa_binder.observation.parts import DeviceType
from mfa_binder.observation.telling import age
from mfa_binder.reconcile.both import Both
from mfa_binder.reconcile.comparison import Comparison, Difference


def virtual_device(account: ObservedAccount) -> tuple[str, str] | None:
    """The serial number of the root user's virtual device and how old that knowledge is; None if none was seen."""
    if account.devices.value is not None and account.devices.value.root_virtual is not None:
        return account.devices.value.root_virtual, age(account.devices)
    audited = account.root.value.devices if account.root.value is not None else ()
    serial = next((device.serial for device in audited if device.type is DeviceType.VIRTUAL), None)
    return (serial, age(account.root)) if serial is not None else None


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        found = virtual_device(pair.observed)
        if found is not None:
            serial, since = found
            yield Difference(
                pair.spot,
                f"the root user of {pair.name} has a virtual MFA device: {serial}{since}",
                "register a hardware key with the root key sheet, then remove the virtual device",
            )


COMPARISON = Comparison("root-virtual-mfa", Severity.WARNING, "A root user has a virtual MFA device.", _check)
