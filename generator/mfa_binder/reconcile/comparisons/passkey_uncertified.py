"""A FIDO2 device for which AWS has no certification: a synced passkey registers just like a security key."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.parts import DeviceType
from mfa_binder.reconcile.both import Both
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for listing in both.listings:
        for number, device in enumerate(listing.devices):
            if device.type is DeviceType.FIDO2 and device.certifications == {}:
                yield Difference(
                    listing.place(number),
                    f"AWS shows no certification of {device.serial}, registered for {listing.who}: "
                    f"it may be a synced passkey and no hardware{listing.age}",
                    "look at the key itself; if it is a passkey, register a security key and remove it",
                )


COMPARISON = Comparison(
    "passkey-uncertified", Severity.WARNING, "A FIDO2 device without certification may be a synced passkey.", _check
)
