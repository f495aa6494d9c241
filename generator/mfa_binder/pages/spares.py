"""Which spare replaces a device: its own kind first, then the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from mfa_binder.organization.devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization, Principal
from mfa_binder.organization.partitions import partition
from mfa_binder.pages.custody import home_site, travel

_PRINTED = 3


class Reserve:
    """The spares of an organization, ordered once for every site and kind that asks."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization
        self._ordered: dict[tuple[str | None, DeviceKind, frozenset[DeviceKind]], tuple[Device, ...]] = {}

    def replacing(self, device: Device, principals: Iterable[Principal]) -> tuple[Device, ...]:
        """Up to three spares that may replace the device for every one of the principals, the best first."""
        own = self._organization.kind(device)
        kinds = [DeviceKind.FIDO2] if own is DeviceKind.FIDO2 else list(DeviceKind)
        allowed = frozenset(k for k in kinds if all(self._allowed(k, principal) for principal in principals))
        spares = self._spares(home_site(self._organization, device), own, allowed)
        return tuple(islice((spare for spare in spares if spare.key != device.key), _PRINTED))

    def for_principal(self, principal: Principal, lost: Iterable[Device]) -> tuple[Device, ...]:
        """Up to three spares for a principal that has lost all its devices, the nearest to the first of them first.

        One that had no device gets a key that resists phishing.
        """
        gone = tuple(lost)
        origin = home_site(self._organization, gone[0]) if gone else None
        allowed = frozenset(kind for kind in DeviceKind if self._allowed(kind, principal))
        spares = self._spares(origin, DeviceKind.FIDO2, allowed)
        return tuple(islice((spare for spare in spares if spare not in gone), _PRINTED))

    def _spares(self, origin: str | None, own: DeviceKind, kinds: frozenset[DeviceKind]) -> tuple[Device, ...]:
        wanted = (origin, own, kinds)
        if wanted not in self._ordered:
            fitting = [s for s in self._organization.spares if self._organization.kind(s) in kinds]
            self._ordered[wanted] = tuple(sorted(fitting, key=lambda spare: self._rank(spare, origin, own)))
        return self._ordered[wanted]

    def _rank(self, spare: Device, origin: str | None, own: DeviceKind) -> tuple[bool, bool, int, str]:
        """Another kind last, an unknown way late, then by minutes."""
        minutes = travel(self._organization, origin, spare)
        return (self._organization.kind(spare) is not own, minutes is None, minutes or 0, spare.key)

    def _allowed(self, kind: DeviceKind, principal: Principal) -> bool:
        """Whether a kind of device is possible in the partition and meets the organization's own standards."""
        if kind is DeviceKind.TOTP and set(principal.access) & set(self._organization.standards.phishing_resistant_for):
            return False
        if principal.account is None:
            return kind is DeviceKind.FIDO2
        here = partition(self._organization.aws_organization(principal.account).partition)
        return here.fido2 if kind is DeviceKind.FIDO2 else here.hardware_totp
