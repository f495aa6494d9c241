"""What is said to a copy that gets no single leaves: a new binder, a complete revision, a new place, the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.binder.filing_sheet import besides, leaves, verify
from generator.binder.pack import Pack
from generator.revision.ledger import Gets


@dataclass(frozen=True, slots=True)
class Notice:
    """The words of a notice: its title, its steps, what there is besides, and what the receipt says."""

    title: str
    steps: tuple[str, ...]
    besides: str
    receipt: str


def _replacing(pack: Pack) -> Notice:
    filed = sum(removal.leaves for removal in pack.binder.remove)
    steps = (
        verify(pack.copy.before),
        f"Take out everything: cover, lists, records, tabs, and {leaves(filed)} of sheets.",
        f"Put in the binder of revision {pack.revision}, complete to its list of effective pages.",
        "Destroy what was taken out, in front of the witness.",
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    said = "I have replaced my copy as a whole. It is complete to its list of effective pages."
    return Notice(f"Complete revision {pack.revision}", steps, besides(pack), said)


def _delivering(pack: Pack) -> Notice:
    steps = (
        "Compare the binder with its list of effective pages, line by line: sheets, revision, leaves.",
        "Slide the spine label in, and bring the binder to its place.",
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    said = "I have received this copy. It is complete to its list of effective pages."
    return Notice(f"A new binder: revision {pack.revision}", steps, besides(pack), said)


def _complete(pack: Pack) -> Notice:
    return _replacing(pack) if pack.copy.before else _delivering(pack)


def _moving(pack: Pack) -> Notice:
    steps = (
        verify(pack.copy.before),
        f"Bring the binder to {pack.copy.place}, and hand it to {', '.join(pack.copy.holders)}.",
        "Exchange the cover and the spine label.",
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    title = f"This copy has a new place or holder: revision {pack.revision}"
    return Notice(title, steps, besides(pack), "I have taken over this copy.")


def _withdrawing(pack: Pack) -> Notice:
    filed = sum(removal.leaves for removal in pack.binder.remove)
    steps = (
        f"Verify that this is copy {pack.copy.number} of {pack.binder.title}.",
        f"Take out everything: cover, lists, records, tabs, and {leaves(filed)} of sheets.",
        "Destroy all of it, in front of the witness, the spine label too." + _kept(pack),
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    said = "This copy is withdrawn. All its leaves were destroyed."
    return Notice(f"This copy is withdrawn: revision {pack.revision}", steps, besides(pack), said)


def _kept(pack: Pack) -> str:
    until = [removal.keep_until for removal in pack.binder.remove if removal.keep_until is not None]
    return f" Of sheets that end now the complete binder keeps a copy until {max(until).isoformat()}." if until else ""


NOTICES: Mapping[Gets, Callable[[Pack], Notice]] = {
    Gets.COMPLETE: _complete,
    Gets.NOTE: _moving,
    Gets.WITHDRAWAL: _withdrawing,
}
