"""What is said to a copy that gets no single leaves: a new binder, a complete revision, a new place, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mfa_binder.binder.filing_sheet import besides, leaves, verify
from mfa_binder.binder.pack import Pack
from mfa_binder.revision.ledger import Gets
from mfa_binder.revision.reasons import listed


@dataclass(frozen=True, slots=True)
class Notice:
    """The words of a notice: its title, its steps, what there is besides, and what the receipt says."""

    title: str
    steps: tuple[str, ...]
    besides: str
    receipt: str


def _everything(pack: Pack) -> str:
    front = "list and record" if pack.edition.is_cards else "cover, lists, records, tabs"
    return f"Take out everything: {front}, and {leaves(pack.leaves_filed)} of sheets."


def _replacing(pack: Pack) -> Notice:
    steps = (
        verify(pack.copy.before),
        _everything(pack),
        *_envelope(pack, "keep it with the binder"),
        f"Put in the binder of revision {pack.revision}, complete to its list of effective pages.",
        f"Destroy {'the rest' if _ending(pack) else 'what was taken out'}, in front of the witness.",
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    said = "I have replaced my copy as a whole. It is complete to its list of effective pages."
    return Notice(f"Complete revision {pack.revision}", steps, besides(pack), said)


def _delivering(pack: Pack) -> Notice:
    steps = (
        "Compare the binder with its list of effective pages, line by line: sheets, revision, leaves.",
        "Bring the cards to their place."
        if pack.edition.is_cards
        else "Slide the spine label in, and bring the binder to its place.",
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    said = "I have received this copy. It is complete to its list of effective pages."
    return Notice(f"A new binder: revision {pack.revision}", steps, besides(pack), said)


def _complete(pack: Pack) -> Notice:
    return _replacing(pack) if pack.copy.before else _delivering(pack)


def _moving(pack: Pack) -> Notice:
    what, it = ("cards", "them") if pack.edition.is_cards else ("binder", "it")
    steps = (
        verify(pack.copy.before),
        f"Bring the {what} to {pack.copy.place}, and hand {it} to {', '.join(pack.copy.holders)}.",
        *(["Exchange the cover and the spine label."] if pack.exchanges_cover else []),
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    title = f"This copy has a new place or holder: revision {pack.revision}"
    return Notice(title, steps, besides(pack), "I have taken over this copy.")


def _withdrawing(pack: Pack) -> Notice:
    kept = not pack.is_kept_elsewhere and _ending(pack)
    spine = "" if pack.edition.is_cards else " and the spine label"
    steps = (
        f"Verify that this is copy {pack.copy.number} of {pack.binder.title}.",
        _everything(pack),
        *(_envelope(pack, "send it to the owner") if kept else ()),
        f"Destroy {'the rest' if kept else 'all of it'}{spine}, in front of the witness." + _kept(pack),
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    said = f"This copy is withdrawn. All its leaves were destroyed{', but for those to be kept' if kept else ''}."
    return Notice(f"This copy is withdrawn: revision {pack.revision}", steps, besides(pack), said)


def _ending(pack: Pack) -> Mapping[str, date]:
    """The sheets of a closed account among those that are taken out, and how long they are kept."""
    return {removal.id: removal.keep_until for removal in pack.binder.remove if removal.keep_until is not None}


def _envelope(pack: Pack, then: str) -> Iterator[str]:
    """The step that saves them, if there are any."""
    ending = _ending(pack)
    if ending:
        yield (
            f"Put {listed(ending, len(ending))} into an envelope, write"
            f' "destroy after {max(ending.values()).isoformat()}" on it, and {then}.'
        )


def _kept(pack: Pack) -> str:
    ending = _ending(pack)
    if not ending or not pack.is_kept_elsewhere:
        return ""
    return f" Of sheets that end now the complete binder keeps a copy until {max(ending.values()).isoformat()}."


NOTICES: Mapping[Gets, Callable[[Pack], Notice]] = {
    Gets.COMPLETE: _complete,
    Gets.NOTE: _moving,
    Gets.WITHDRAWAL: _withdrawing,
}
