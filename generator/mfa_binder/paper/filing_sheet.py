"""The filing sheet: how one copy is brought to a revision, step by step, and the receipt that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mfa_binder.paper.printed_copy import CopyRevision
from mfa_binder.paper.running_text import text_literal
from mfa_binder.paper.typst_expressions import array, call, literal
from mfa_binder.paper.volumes import divide_into_volumes
from mfa_binder.revision.changes import Removal
from mfa_binder.revision.set_reasons import summarize_list


def filing_sheet(pack: CopyRevision, numbers: Mapping[str, int]) -> str:
    """The sheet of a change pack: verify, exchange line by line, compare, destroy, sign.

    `numbers` are those of the sets that stand in the same document.
    """
    rows = pack.binder.insert or pack.binder.remove
    before = [verify_step(pack.copy.before), *(_EXCHANGE_STEPS if rows else ())]
    after = [
        *_front_matter_steps(pack),
        "Compare the binder with the new list, line by line: sheets, revision, leaves."
        + (" Sheets may now stand in another volume." if _moves_volumes(pack) else ""),
        _destroy_step(pack),
        f"Write revision {pack.revision} into the revision record.",
        "Sign here, both of you. Sign the receipt and send it back. Keep this sheet in front of the record.",
    ]
    return steps_sheet(
        pack,
        f"Filing sheet: revision {pack.revision}",
        before,
        _exchange_rows(pack, numbers),
        after,
        further_news(pack),
    )


_EXCHANGE_STEPS = (
    "Count the leaves to put in against the table. Something is missing: stop, and ask for the pack again.",
    "For each line: take out what it says, put in what it says, at the place that the list of effective pages"
    " gives it, and initial the line.",
)


def _front_matter_steps(pack: CopyRevision) -> Iterator[str]:
    """The exchange of what has no line in the table."""
    if pack.is_regrouped and not pack.edition.is_cards:
        yield "Put in the dividers of this pack, if there are any. Take out one behind which no sheet is left."
    if pack.exchanges_cover:
        yield "Exchange the cover and the spine label" + (", of each volume." if _is_in_volumes(pack) else ".")
    if pack.relisted:
        yield f"Exchange the contents and list of effective pages (LEP){_which_lists(pack)}."


def steps_sheet(
    pack: CopyRevision, title: str, steps: Iterable[str], rows: str, after: Iterable[str], rest: str
) -> str:
    """A sheet of steps to tick, with a table between two runs of them (empty: none), and signatures."""
    return call(
        "filing-sheet",
        text_literal(title),
        literal(pack.revision),
        array(map(text_literal, steps)),
        rows,
        array(map(text_literal, after)),
        text_literal(rest),
    )


def verify_step(before: int) -> str:
    """The first step of every exchange: nothing is filed on a binder that lacks an earlier revision."""
    return (
        f"Verify that revision {before} is the last one in the revision record of this copy. If it is not, stop:"
        " file nothing, and ask the owner."
    )


def _which_lists(pack: CopyRevision) -> str:
    exchanged = pack.relisted
    if exchanged and exchanged[0].count > 1:
        return " of volume " + ", ".join(str(volume.number) for volume in exchanged)
    return ""


def _moves_volumes(pack: CopyRevision) -> bool:
    return pack.is_regrouped and _is_in_volumes(pack)


def _is_in_volumes(pack: CopyRevision) -> bool:
    return len(divide_into_volumes(pack.edition.sections)) > 1


def _exchange_rows(pack: CopyRevision, numbers: Mapping[str, int]) -> str:
    """One line for each set: `(id, what is taken out, revision or none, leaves or none, number or none, why)`."""
    removals = {removal.id: removal for removal in pack.binder.remove}
    rows: dict[str, list[str]] = {}
    for insertion in pack.binder.insert:
        taken = _removed_leaves(removals.pop(insertion.id, None))
        put = [literal(str(insertion.revision)), "none", str(numbers[insertion.id])]
        row = array(
            [text_literal(insertion.id), text_literal(taken), *put, text_literal(insertion.reason or insertion.why)]
        )
        rows.setdefault(_section_of_set(insertion.id), []).append(row)
    for removal in removals.values():
        rows.setdefault(_section_of_set(removal.id), []).append(_removal_row(removal))
    return array(row for section in rows.values() for row in section)


def _section_of_set(leaf_set: str) -> str:
    return leaf_set.partition("/")[0]


def _removal_row(removal: Removal) -> str:
    until = f"; keep until {removal.keep_until.isoformat()}" if removal.keep_until else ""
    why = text_literal((removal.reason or str(removal.why)) + until)
    return array([text_literal(removal.id), text_literal(_removed_leaves(removal)), "none", "none", "none", why])


def _removed_leaves(removal: Removal | None) -> str:
    return f"revision {removal.revision}, {leaves_in_words(removal.leaves)}" if removal is not None else "nothing"


def leaves_in_words(count: int) -> str:
    """A number of leaves, in words."""
    return f"{count} leaf" if count == 1 else f"{count} leaves"


def _destroy_step(pack: CopyRevision) -> str:
    ending = [removal for removal in pack.binder.remove if removal.keep_until is not None]
    destroyed = sum(removal.leaves for removal in pack.binder.remove if removal.keep_until is None)
    old = [
        *([f"what was taken out ({leaves_in_words(destroyed)})"] if destroyed else []),
        *(["the old list (LEP)"] if pack.relisted else []),
        *(["the old cover and spine label"] if pack.exchanges_cover else []),
    ]
    destroy = f"Destroy {summarize_list(old)}, in front of the witness."
    if not ending:
        return destroy
    until = max(removal.keep_until for removal in ending if removal.keep_until is not None)
    return (
        f"Put what is to be kept ({leaves_in_words(sum(removal.leaves for removal in ending))}) into an envelope, write"
        f' "destroy after {until.isoformat()}" on it, and keep it with the binder. ' + destroy
    )


def further_news(pack: CopyRevision) -> str:
    """What else this copy should hear: a new holder or place, what the revision is about."""
    copy = pack.copy
    sentences = []
    if copy.holders_before:
        sentences.append(
            f"This copy was held by {', '.join(copy.holders_before)}; it is now held by {', '.join(copy.holders)}."
        )
    if copy.place_before:
        sentences.append(f"It stood at {copy.place_before}; it now stands at {copy.place}.")
    if pack.changes.revision.note:
        sentences.append(f"What this revision is about: {pack.changes.revision.note}")
    return " ".join(sentences)


def return_receipt(pack: CopyRevision, statement: str) -> str:
    """The receipt that goes back to the owner; `statement` is what is signed."""
    return call("return-receipt", literal(pack.revision), text_literal(statement))
