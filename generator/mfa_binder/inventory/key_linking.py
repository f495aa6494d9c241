"""Which device of the inventory a FIDO2 registration in AWS could be: proposed with reasons, never decided.

AWS lists a FIDO2 key by an ARN that says nothing of the metal. What is known is the name that somebody gave
it there, the day on which it was enabled, and whom it lets in; the inventory knows the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mfa_binder.errors import UsageError
from mfa_binder.inventory.editing.text_splices import ValueEdit
from mfa_binder.inventory.message_words import did_you_mean, quote_word
from mfa_binder.inventory.yaml_nodes import KeyPath
from mfa_binder.observation.account_parts import DeviceType, ObservedDevice
from mfa_binder.observation.observation import Observation, ObservedAccount
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.references import RootReference, UserReference
from mfa_binder.organization.users_and_roles import Registration

SOON_AFTER_PURCHASE = timedelta(days=60)
"""How long after its purchase an enabled key still speaks for a device."""


@dataclass(frozen=True, slots=True)
class LinkReason:
    """Something that speaks for a device, or against it if its weight is negative."""

    weight: int
    text: str


@dataclass(frozen=True, slots=True)
class LinkCandidate:
    """A device that a registration in AWS could be."""

    device: str
    reasons: tuple[LinkReason, ...]
    """Never empty."""

    @property
    def weight(self) -> int:
        """The sum of its reasons."""
        return sum(reason.weight for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class UnlinkedRegistration:
    """A FIDO2 registration in AWS that no registration of the inventory names by its ARN."""

    arn: str
    account: str
    who: str
    """The principal in the form that scripts rely on."""
    principal: Principal | None
    """None where the inventory does not have it."""
    enabled: date | None

    @property
    def name(self) -> str:
        """The name that was given in AWS: the last part of the ARN without the id that AWS adds."""
        last = self.arn.rpartition("/")[2]
        return last.rpartition("-")[0] or last


@dataclass(frozen=True, slots=True)
class LinkProposal:
    """The devices that a registration could be, the likeliest first."""

    unlinked: UnlinkedRegistration
    candidates: tuple[LinkCandidate, ...]

    @property
    def ambiguous(self) -> bool:
        """Whether several devices are equally likely to be it."""
        return len(self.candidates) > 1 and self.candidates[0].weight == self.candidates[1].weight


def propose_links(organization: Organization, observation: Observation) -> tuple[LinkProposal, ...]:
    """A proposal for each FIDO2 registration in AWS that is not linked, by account and principal."""
    return tuple(
        LinkProposal(unlinked, _link_candidates(organization, unlinked))
        for unlinked in _unlinked_registrations(organization, observation)
    )


def _unlinked_registrations(organization: Organization, observation: Observation) -> Iterator[UnlinkedRegistration]:
    principals = {principal.ref: principal for principal in organization.principals}
    linked = {entry.aws_serial for principal in principals.values() for entry in principal.mfa}
    for account in observation.accounts:
        for who, device in _fido2_devices(account):
            if device.serial not in linked:
                enabled = device.enabled_at.date() if device.enabled_at is not None else None
                yield UnlinkedRegistration(device.serial, account.id, who, principals.get(who), enabled)


def _fido2_devices(account: ObservedAccount) -> Iterator[tuple[str, ObservedDevice]]:
    """Each FIDO2 device of an account with whom it lets in."""
    of_root = account.root.value.devices if account.root.value is not None else ()
    of_users = account.devices.value.of_users if account.devices.value is not None else {}
    every = [(str(RootReference(account.id)), of_root)]
    every += [(str(UserReference(account.id, user)), of_users[user]) for user in sorted(of_users)]
    for who, devices in every:
        yield from ((who, device) for device in devices if device.type is DeviceType.FIDO2)


def _link_candidates(organization: Organization, unlinked: UnlinkedRegistration) -> tuple[LinkCandidate, ...]:
    if unlinked.principal is None:
        return ()
    registered = {entry.device: entry for entry in unlinked.principal.mfa if entry.virtual is None}
    candidates = []
    for device in organization.devices.values():
        entry = registered.get(device.key)
        if organization.kind(device) is not DeviceKind.FIDO2 or (entry is not None and entry.aws_serial is not None):
            continue
        reasons = tuple(_link_reasons(organization, unlinked, device, entry))
        if any(reason.weight > 0 for reason in reasons):
            candidates.append(LinkCandidate(device.key, reasons))
    return tuple(sorted(candidates, key=lambda candidate: (-candidate.weight, candidate.device)))


def _link_reasons(
    organization: Organization, unlinked: UnlinkedRegistration, device: Device, entry: Registration | None
) -> Iterator[LinkReason]:
    who = unlinked.who
    if entry is not None and entry.name is not None and entry.name == unlinked.name:
        yield LinkReason(16, f"the inventory calls its registration {entry.name}, as AWS does")
    elif entry is not None and entry.name is not None:
        yield LinkReason(1, f"it is registered to {who} on paper, but by the name {entry.name}")
    elif entry is not None:
        yield LinkReason(4, f"it is registered to {who} on paper, and its ARN is not written down")
    if _has_word(unlinked.name, device.key):
        yield LinkReason(8, f"the name in AWS has its id, {device.key}")
    if device.serial is not None and len(device.serial) >= 4 and _has_word(unlinked.name, device.serial):
        yield LinkReason(8, f"the name in AWS has its serial number, {device.serial}")
    person = unlinked.principal.person if unlinked.principal is not None else None
    if person is not None and device.holder == person:
        yield LinkReason(2, f"{organization.people[person].name}, whose user it is, holds it")
    yield from _date_reasons(unlinked.enabled, device.purchased)


def _date_reasons(enabled: date | None, purchased: date | None) -> Iterator[LinkReason]:
    if enabled is None or purchased is None:
        return
    if enabled < purchased:
        yield LinkReason(-32, f"it was bought on {purchased}, after the key was enabled on {enabled}")
    elif enabled - purchased <= SOON_AFTER_PURCHASE:
        yield LinkReason(1, f"it was bought on {purchased}, shortly before the key was enabled on {enabled}")


def _has_word(name: str, word: str) -> bool:
    """Whether a name has a word in it as a whole: YK-1 is in root-yk-1 and not in YK-12."""
    plain_name, plain_word = (re.sub(r"[\W_]+", " ", text).strip().casefold() for text in (name, word))
    return bool(plain_word) and f" {plain_word} " in f" {plain_name} "


# -- what was confirmed


def link_edits(
    organization: Organization, observation: Observation, links: Sequence[tuple[str, str]]
) -> tuple[ValueEdit, ...]:
    """What is put into the inventory for links of ARNs to devices. Raises UsageError for one that cannot be.

    A link that the inventory has already puts nothing.
    """
    waiting = {unlinked.arn: unlinked for unlinked in _unlinked_registrations(organization, observation)}
    arns = {device.serial for account in observation.accounts for _, device in _fido2_devices(account)}
    edits: list[ValueEdit] = []
    added: dict[str, int] = {}
    devices: dict[str, str] = {}
    arns_by_registration: dict[tuple[str, str], str] = {}
    for arn, device in dict.fromkeys(links):
        _refuse_unknown(organization, arns, arn, device)
        if devices.setdefault(arn, device) != device:
            raise UsageError(f"{arn} is given to {devices[arn]} and to {device}", "give each ARN one device")
        if arn not in waiting:
            _refuse_other_device(organization, arn, device)
            continue
        who = waiting[arn].who
        if arns_by_registration.setdefault((who, device), arn) != arn:
            raise UsageError(f"{device} is given for two ARNs of {who}", "a device is registered to a principal once")
        edits.append(_link_edit(waiting[arn], device, added))
    return tuple(edits)


def _refuse_unknown(organization: Organization, arns: set[str], arn: str, device: str) -> None:
    if arn not in arns:
        hint = did_you_mean(arn, sorted(arns), "run mfa-binder collect again; mfa-binder link lists the ARNs")
        raise UsageError(f"observed.json lists no FIDO2 key {quote_word(arn)}", hint)
    known_device = organization.devices.get(device)
    if known_device is None:
        hint = did_you_mean(device, list(organization.devices), "add it under devices, or bring it in with import")
        raise UsageError(f"no device is called {quote_word(device)}", hint)
    if organization.kind(known_device) is not DeviceKind.FIDO2:
        raise UsageError(f"{device} is a TOTP token, and the ARN is that of a FIDO2 key", "name the key")


def _refuse_other_device(organization: Organization, arn: str, device: str) -> None:
    for principal in organization.principals:
        for entry in principal.mfa:
            if entry.aws_serial == arn and entry.device != device:
                message = f"the inventory gives {arn} to {entry.device} already"
                raise UsageError(message, "change aws_serial there by hand if that is wrong")


def _link_edit(unlinked: UnlinkedRegistration, device: str, added: dict[str, int]) -> ValueEdit:
    principal = unlinked.principal
    if principal is None:
        message = f"the inventory has no {unlinked.who}, so nothing can be linked to it"
        raise UsageError(message, f"add it under accounts.{unlinked.account} first")
    path: KeyPath = (*principal.path, "mfa")
    for number, entry in enumerate(principal.mfa):
        if entry.device == device and entry.virtual is None and entry.aws_serial is not None:
            message = f"{device} is linked to {entry.aws_serial} of {unlinked.who} already"
            raise UsageError(message, "change aws_serial there by hand if that is wrong")
        if entry.device == device and entry.virtual is None:
            return ValueEdit((*path, number, "aws_serial"), unlinked.arn)
    number = len(principal.mfa) + added.setdefault(unlinked.who, 0)
    added[unlinked.who] += 1
    return ValueEdit((*path, number), {"device": device, "aws_serial": unlinked.arn})


def proposal_record(proposal: LinkProposal) -> Mapping[str, object]:
    """The record of `link --format json`: its keys are a promise to scripts."""
    unlinked = proposal.unlinked
    return {
        "arn": unlinked.arn,
        "account": unlinked.account,
        "principal": unlinked.who,
        "declared": unlinked.principal is not None,
        "enabled": unlinked.enabled.isoformat() if unlinked.enabled is not None else None,
        "ambiguous": proposal.ambiguous,
        "candidates": [
            {
                "device": candidate.device,
                "weight": candidate.weight,
                "reasons": [reason.text for reason in candidate.reasons],
            }
            for candidate in proposal.candidates
        ],
    }
