"""What is said to a copy that gets no single leaves: a new binder, a complete revision, a new place, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mfa_binder.paper.filing_sheet import further_news, leaves_in_words, verify_step
from mfa_binder.paper.printed_copy import CopyRevision
from mfa_binder.revision.ledger import Delivery
from mfa_binder.revision.set_reasons import summarize_list


@dataclass(frozen=True, slots=True)
class CopyLetter:
    """The words of a letter."""

    title: str
    steps: tuple[str, ...]
    """What its reader does, in this order."""
    besides: str
    """What else the copy's holders should hear; empty: nothing."""
    receipt: str
    """What they sign."""


def _take_out_step(pack: CopyRevision) -> str:
    front = "list and record" if pack.edition.is_cards else "cover, lists, records, tabs"
    return f"Take out everything: {front}, and {leaves_in_words(pack.leaves_filed)} of sheets."


def _replacement_letter(pack: CopyRevision) -> CopyLetter:
    steps = (
        verify_step(pack.copy.before),
        _take_out_step(pack),
        *_envelope_step(pack, "keep it with the binder"),
        f"Put in the binder of revision {pack.revision}, complete to its list of effective pages.",
        f"Destroy {'the rest' if _sheets_to_keep(pack) else 'what was taken out'}, in front of the witness.",
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    receipt = "I have replaced my copy as a whole. It is complete to its list of effective pages."
    return CopyLetter(f"Complete revision {pack.revision}", steps, further_news(pack), receipt)


def _delivery_letter(pack: CopyRevision) -> CopyLetter:
    steps = (
        "Compare the binder with its list of effective pages, line by line: sheets, revision, leaves.",
        "Bring the cards to their place."
        if pack.edition.is_cards
        else "Slide the spine label in, and bring the binder to its place.",
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    receipt = "I have received this copy. It is complete to its list of effective pages."
    return CopyLetter(f"A new binder: revision {pack.revision}", steps, further_news(pack), receipt)


def _complete_letter(pack: CopyRevision) -> CopyLetter:
    return _replacement_letter(pack) if pack.copy.before else _delivery_letter(pack)


def _move_letter(pack: CopyRevision) -> CopyLetter:
    what, it = ("cards", "them") if pack.edition.is_cards else ("binder", "it")
    steps = (
        verify_step(pack.copy.before),
        f"Bring the {what} to {pack.copy.place}, and hand {it} to {', '.join(pack.copy.holders)}.",
        *(["Exchange the cover and the spine label."] if pack.exchanges_cover else []),
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    title = f"This copy has a new place or holder: revision {pack.revision}"
    return CopyLetter(title, steps, further_news(pack), "I have taken over this copy.")


def _withdrawal_letter(pack: CopyRevision) -> CopyLetter:
    sends_some = not pack.is_kept_elsewhere and bool(_sheets_to_keep(pack))
    rest = "the rest" if sends_some else "all of it"
    spine = "" if pack.edition.is_cards else " and the spine label"
    steps = (
        f"Verify that this is copy {pack.copy.number} of {pack.binder.title}.",
        _take_out_step(pack),
        *(_envelope_step(pack, "send it to the owner") if sends_some else ()),
        f"Destroy {rest}{spine}, in front of the witness." + _kept_elsewhere_words(pack),
        "Sign here, both of you. Sign the receipt and send it back.",
    )
    receipt = (
        f"This copy is withdrawn. All its leaves were destroyed{', but for those to be kept' if sends_some else ''}."
    )
    return CopyLetter(f"This copy is withdrawn: revision {pack.revision}", steps, further_news(pack), receipt)


def _sheets_to_keep(pack: CopyRevision) -> Mapping[str, date]:
    """The sheets of a closed account among those that are taken out, and how long they are kept."""
    return {removal.id: removal.keep_until for removal in pack.binder.remove if removal.keep_until is not None}


def _envelope_step(pack: CopyRevision, then: str) -> Iterator[str]:
    """The step that saves them, if there are any."""
    ending = _sheets_to_keep(pack)
    if ending:
        yield (
            f"Put {summarize_list(ending, len(ending))} into an envelope, write"
            f' "destroy after {max(ending.values()).isoformat()}" on it, and {then}.'
        )


def _kept_elsewhere_words(pack: CopyRevision) -> str:
    ending = _sheets_to_keep(pack)
    if not ending or not pack.is_kept_elsewhere:
        return ""
    return f" Of sheets that end now the complete binder keeps a copy until {max(ending.values()).isoformat()}."


COPY_LETTERS: Mapping[Delivery, Callable[[CopyRevision], CopyLetter]] = {
    Delivery.COMPLETE: _complete_letter,
    Delivery.NOTE: _move_letter,
    Delivery.WITHDRAWAL: _withdrawal_letter,
}
