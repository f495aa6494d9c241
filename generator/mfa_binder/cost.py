"""The cost plan: how many devices of which kind are needed, owned and to be bought.

A TOTP token serves exactly one identity, a FIDO2 key many identities and accounts. So TOTP tokens
are counted per identity, FIDO2 keys per holder: a person, or the shared identities (root and
break-glass users) of one AWS organization, whose keys lie in safes. Either count is taken times
`standards.devices_per_principal`, and spares are added (`standards.spare_ratio`, rounded up).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from mfa_binder.access.hardware_requirements import must_resist_phishing, principals_needing_hardware
from mfa_binder.organization.mfa_devices import Device, DeviceKind, Model
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal


@dataclass(frozen=True)
class CostLine:
    """So many pieces of one model."""

    what: str
    """What the pieces are and how many they serve, in words."""
    kind: DeviceKind
    model: Model | None
    """The model to buy; None where no model of the kind has a price."""
    needed: int
    """Pieces in use at a time."""
    spares: int
    """Pieces in reserve."""
    owned: int
    """Pieces of the kind that work already."""
    why: str
    """What the count rests on, in words."""

    @property
    def count(self) -> int:
        """Pieces to buy."""
        return max(0, self.needed + self.spares - self.owned)

    @property
    def amount(self) -> Decimal | None:
        """Price of the pieces to buy, in the currency of the standards; None where none is known."""
        price = self.model.price if self.model is not None else None
        return None if price is None else price * self.count


@dataclass(frozen=True)
class BuyingStrategy:
    """One way to meet the standards, counted from nothing: as if no device were owned."""

    name: str
    """What is bought, in words."""
    lines: tuple[CostLine, ...]

    @property
    def total(self) -> Decimal | None:
        """What it costs to buy all of it new; None where a price is missing."""
        return _total_amount(
            line.model.price * (line.needed + line.spares) if line.model and line.model.price else None
            for line in self.lines
            if line.needed + line.spares
        )


@dataclass(frozen=True)
class CostPlan:
    """The plan for what the organization has: lines to buy, and strategies to compare."""

    currency: str
    """The currency of every amount, by its three letters."""
    lines: tuple[CostLine, ...]
    """What is still to be bought if each identity stays with its kind of device."""
    strategies: tuple[BuyingStrategy, ...]
    """FIDO2 keys for everybody, and TOTP tokens where the standards allow them."""
    elsewhere: tuple[Device, ...] = ()
    """Devices that are counted as owned, but that only open systems outside AWS."""

    @property
    def total(self) -> Decimal | None:
        """What is still to be spent; None where a price is missing."""
        return _total_amount(line.amount for line in self.lines if line.count)

    @property
    def totp_is_cheaper(self) -> bool:
        """Whether the way with TOTP tokens costs less than FIDO2 for all; no where a price is missing."""
        totals = [strategy.total for strategy in self.strategies]
        fido2, totp = totals if len(totals) == 2 else (None, None)
        return fido2 is not None and totp is not None and totp < fido2


def _total_amount(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = list(amounts)
    return None if any(amount is None for amount in known) else sum((a for a in known if a is not None), Decimal(0))


def money_text(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency and two decimals; says so where it is unknown."""
    return f"{amount:.2f} {currency}" if amount is not None else "price unknown"


def cost_plan(organization: Organization) -> CostPlan:
    """The plan that meets the organization's own standards, for all of its AWS organizations together."""
    standards = organization.standards
    required = tuple(principals_needing_hardware(organization))
    resistant = tuple(p for p in required if must_resist_phishing(organization, p))
    either = tuple(p for p in required if not must_resist_phishing(organization, p))
    fido2_only = _fido2_line(organization, required, "every identity on FIDO2")
    mixed = (
        _fido2_line(organization, resistant, "identities that must resist phishing"),
        _totp_line(organization, either, "the other identities on TOTP"),
    )
    lines = _lines_to_buy(organization, resistant, either)
    strategies = (
        BuyingStrategy("FIDO2 for all", (fido2_only,)),
        BuyingStrategy("TOTP where our standards allow it", mixed),
    )
    return CostPlan(standards.currency, lines, strategies, _only_elsewhere(organization))


def _only_elsewhere(organization: Organization) -> tuple[Device, ...]:
    usable = (device for device in organization.devices.values() if device.usable)
    return tuple(d for d in usable if organization.opens_elsewhere(d) and not organization.opens(d))


def _lines_to_buy(
    organization: Organization, resistant: Sequence[Principal], either: Sequence[Principal]
) -> tuple[CostLine, ...]:
    """What is still to buy if each identity stays with the kind of device that it has now."""
    on_totp = [p for p in either if _uses(organization, p, DeviceKind.TOTP)]
    on_fido2 = [*resistant, *(p for p in either if not _uses(organization, p, DeviceKind.TOTP))]
    return (
        _fido2_line(organization, on_fido2, "people and shared identities on FIDO2 keys"),
        _totp_line(organization, on_totp, "identities on TOTP tokens"),
    )


def _fido2_line(organization: Organization, principals: Sequence[Principal], why: str) -> CostLine:
    holders = sorted({_holder(organization, principal) for principal in principals})
    what = f"FIDO2 security keys for {_count_and_noun(len(holders), 'holder', 'holders')}"
    return _cost_line(organization, DeviceKind.FIDO2, len(holders), what, why)


def _totp_line(organization: Organization, principals: Sequence[Principal], why: str) -> CostLine:
    what = f"TOTP tokens for {_count_and_noun(len(principals), 'identity', 'identities')}"
    return _cost_line(organization, DeviceKind.TOTP, len(principals), what, why)


def _count_and_noun(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _cost_line(organization: Organization, kind: DeviceKind, served: int, what: str, why: str) -> CostLine:
    copies = organization.standards.devices_per_principal
    needed = served * copies
    spares = int((needed * organization.standards.spare_ratio).to_integral_value(ROUND_CEILING))
    owned = sum(1 for d in organization.devices.values() if d.usable and organization.kind(d) is kind)
    return CostLine(what, kind, _cheapest_model(organization, kind), needed, spares, owned, f"{why}, {copies} each")


def _cheapest_model(organization: Organization, kind: DeviceKind) -> Model | None:
    """The model to buy: of those with a price, the cheapest; of equals, the first by id."""
    of_kind = [m for m in organization.models.values() if m.kind is kind and m.price is not None]
    return min(of_kind, key=lambda m: (m.price, m.key), default=None)


def _holder(organization: Organization, principal: Principal) -> str:
    if principal.person is not None:
        return f"person:{principal.person}"
    if principal.account is None:
        return principal.ref
    return f"organization:{organization.aws_organization(principal.account).key}"


def _uses(organization: Organization, principal: Principal, kind: DeviceKind) -> bool:
    return any(organization.kind(organization.device_of(r)) is kind for r in principal.mfa)
