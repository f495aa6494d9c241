"""The filing sheet: how one copy is brought to a revision, step by step, and the receipt that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mfa_binder.binder.pack import Pack
from mfa_binder.binder.volume import volumes
from mfa_binder.revision.changes import Removal
from mfa_binder.revision.reasons import listed
from mfa_binder.typesetting.typst_source import array, call, literal
from mfa_binder.typesetting.wording import words


def filing_sheet(pack: Pack, numbers: Mapping[str, int]) -> str:
    """The sheet of a change pack: verify, exchange line by line, compare, destroy, sign.

    `numbers` are those of the sets that stand in the same document.
    """
    rows = pack.binder.insert or pack.binder.remove
    before = [verify(pack.copy.before), *(_EXCHANGE if rows else ())]
    after = [
        *_besides_the_sheets(pack),
        "Compare the binder with the new list, line by line: sheets, revision, leaves."
        + (" Sheets may now stand in another volume." if _moves_volumes(pack) else ""),
        _destroy(pack),
        f"Write revision {pack.revision} into the revision record.",
        "Sign here, both of you. Sign the receipt and send it back. Keep this sheet in front of the record.",
    ]
    return sheet(pack, f"Filing sheet: revision {pack.revision}", before, _rows(pack, numbers), after, besides(pack))


_EXCHANGE = (
    "Count the leaves to put in against the table. Something is missing: stop, and ask for the pack again.",
    "For each line: take out what it says, put in what it says, at the place that the list of effective pages"
    " gives it, and initial the line.",
)


def _besides_the_sheets(pack: Pack) -> Iterator[str]:
    """The exchange of what has no line in the table."""
    if pack.is_regrouped and not pack.edition.is_cards:
        yield "Put in the dividers of this pack, if there are any. Take out one behind which no sheet is left."
    if pack.exchanges_cover:
        yield "Exchange the cover and the spine label" + (", of each volume." if _is_in_volumes(pack) else ".")
    if pack.relisted:
        yield f"Exchange the contents and list of effective pages (LEP){_which_lists(pack)}."


def sheet(pack: Pack, title: str, steps: Iterable[str], rows: str, after: Iterable[str], rest: str) -> str:
    """A sheet of steps to tick, with a table between two runs of them (empty: none), and signatures."""
    return call(
        "filing-sheet",
        words(title),
        literal(pack.revision),
        array(map(words, steps)),
        rows,
        array(map(words, after)),
        words(rest),
    )


def verify(before: int) -> str:
    """The first step of every exchange: nothing is filed on a binder that lacks an earlier revision."""
    return (
        f"Verify that revision {before} is the last one in the revision record of this copy. If it is not, stop:"
        " file nothing, and ask the owner."
    )


def _which_lists(pack: Pack) -> str:
    exchanged = pack.relisted
    if exchanged and exchanged[0].count > 1:
        return " of volume " + ", ".join(str(volume.number) for volume in exchanged)
    return ""


def _moves_volumes(pack: Pack) -> bool:
    return pack.is_regrouped and _is_in_volumes(pack)


def _is_in_volumes(pack: Pack) -> bool:
    return len(volumes(pack.edition.sections)) > 1


def _rows(pack: Pack, numbers: Mapping[str, int]) -> str:
    """One line for each set: `(id, what is taken out, revision or none, leaves or none, number or none, why)`."""
    removals = {removal.id: removal for removal in pack.binder.remove}
    rows: dict[str, list[str]] = {}
    for insertion in pack.binder.insert:
        taken = _taken(removals.pop(insertion.id, None))
        put = [literal(str(insertion.revision)), "none", str(numbers[insertion.id])]
        row = array([words(insertion.id), words(taken), *put, words(insertion.reason or insertion.why)])
        rows.setdefault(_section(insertion.id), []).append(row)
    for removal in removals.values():
        rows.setdefault(_section(removal.id), []).append(_gone(removal))
    return array(row for section in rows.values() for row in section)


def _section(leaf_set: str) -> str:
    return leaf_set.partition("/")[0]


def _gone(removal: Removal) -> str:
    kept = f"; keep until {removal.keep_until.isoformat()}" if removal.keep_until else ""
    why = words((removal.reason or str(removal.why)) + kept)
    return array([words(removal.id), words(_taken(removal)), "none", "none", "none", why])


def _taken(removal: Removal | None) -> str:
    return f"revision {removal.revision}, {leaves(removal.leaves)}" if removal is not None else "nothing"


def leaves(count: int) -> str:
    """A number of leaves, in words."""
    return f"{count} leaf" if count == 1 else f"{count} leaves"


def _destroy(pack: Pack) -> str:
    kept = [removal for removal in pack.binder.remove if removal.keep_until is not None]
    destroyed = sum(removal.leaves for removal in pack.binder.remove if removal.keep_until is None)
    old = [
        *([f"what was taken out ({leaves(destroyed)})"] if destroyed else []),
        *(["the old list (LEP)"] if pack.relisted else []),
        *(["the old cover and spine label"] if pack.exchanges_cover else []),
    ]
    told = f"Destroy {listed(old)}, in front of the witness."
    if not kept:
        return told
    until = max(removal.keep_until for removal in kept if removal.keep_until is not None)
    return (
        f"Put what is to be kept ({leaves(sum(removal.leaves for removal in kept))}) into an envelope, write"
        f' "destroy after {until.isoformat()}" on it, and keep it with the binder. ' + told
    )


def besides(pack: Pack) -> str:
    """What else this copy should hear: a new holder or place, what the revision is about."""
    copy = pack.copy
    told = []
    if copy.holders_before:
        told.append(
            f"This copy was held by {', '.join(copy.holders_before)}; it is now held by {', '.join(copy.holders)}."
        )
    if copy.place_before:
        told.append(f"It stood at {copy.place_before}; it now stands at {copy.place}.")
    if pack.changes.revision.note:
        told.append(f"What this revision is about: {pack.changes.revision.note}")
    return " ".join(told)


def receipt(pack: Pack, said: str) -> str:
    """The receipt that goes back to the owner; `said` is what is signed."""
    return call("return-receipt", literal(pack.revision), words(said))
