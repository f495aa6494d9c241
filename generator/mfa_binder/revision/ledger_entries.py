"""The lines of `ledger.jsonl`, each a record; those of a revision; how one is written and read.

The first key of a line says what it tells of. Lines are never changed once they are written, and a ledger of an
earlier version is read for ever: a key may be added to a record with a default, none may go or mean something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, TypeAdapter

from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.sidecar import CoverText
from mfa_binder.errors import LedgerError
from mfa_binder.files.json_lines import json_line
from mfa_binder.revision.changes import BinderChanges, CopyChanges, RevisionChanges
from mfa_binder.revision.ledger import LEDGER_NAME, Delivery

LeafCounts = Mapping[str, Mapping[str, int]]
"""Leaves by leaf set and by name of form."""

LEDGER_VERSION = 1


class _LedgerRecord(BaseModel):
    """Its keys stand in the ledger in the order of its fields.

    A field whose name Python has taken ends with an underscore; its key does not.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        alias_generator=lambda name: name.removesuffix("_"),
        populate_by_name=True,
    )


class HeaderEntry(_LedgerRecord):
    """The first line: whose ledger it is."""

    ledger: int
    """The version of the format."""
    of: Mapping[str, str]
    """Names of the AWS organizations by key, as of the first issue."""
    title: str = ""
    """The title of the documents, for people."""


class RevisionEntry(_LedgerRecord):
    """A revision begins."""

    revision: int
    date_: date
    """The day of its issue."""
    kind: Literal["complete", "changes"]
    """Whether every binder was issued whole."""
    note: str
    """What changed, in the words of the one who issued it."""
    front: CoverText
    """Cover and running lines of that day."""


class CopyRecord(_LedgerRecord):
    """What one copy of a binder got."""

    copy_: int
    """Its number."""
    where: str
    """`location:hq-safe` or `person:alice`."""
    place: str
    holders: tuple[str, ...]
    gets: Delivery | None
    """None: nothing, the copy is as it was."""
    before: int
    """The revision that had to be filed in it; 0: none."""


class BinderEntry(_LedgerRecord):
    """A binder of which some copy got something."""

    binder: str
    """Its id."""
    title: str
    form: str
    """The name of its form, such as `a4`."""
    complete_because: str
    """Why the whole binder was issued; empty: only changes were."""
    ended: bool
    """Whether every copy was withdrawn, because there is no such binder any more."""
    insert: int
    """How many leaf sets were put in."""
    remove: int
    """How many leaf sets were taken out."""
    copies: tuple[CopyRecord, ...]


class SetEntry(_LedgerRecord):
    """A leaf set whose body is new or changed."""

    set_: str
    """Its id."""
    section: str
    """The id of the section that it is a set of."""
    title: str
    subject: str
    """What the section is for, such as `device:YK-001`."""
    digest: str
    lines: str
    """Four characters for each line of it that is not blank."""
    leaves: Mapping[str, int]
    """Leaves by name of form."""
    binders: tuple[str, ...]
    """The ids of the binders in which it is filed."""
    why: tuple[str, ...]
    """The changed facts that concern it."""


class RefiledEntry(_LedgerRecord):
    """A leaf set whose body is as it was, and that stands in other binders now, or in another form."""

    stands: str
    """Its id."""
    leaves: Mapping[str, int]
    binders: tuple[str, ...]


class EndedEntry(_LedgerRecord):
    """A leaf set that stands in no binder any more."""

    ended: str
    """Its id."""
    title: str
    revision: int
    """In which it was filed."""
    leaves: Mapping[str, int]
    why: str
    keep_until: date | None
    """The last day on which its leaves are kept, sealed; None: they are destroyed at once."""


class FactEntry(_LedgerRecord):
    """What the inventory says of one thing from this revision on."""

    fact: str
    """The thing, such as `device:YK-001`."""
    is_: InventoryFact | None
    """None: it is in the inventory no more."""


class EndEntry(_LedgerRecord):
    """A revision ends."""

    end: int
    """Its number."""
    sha256: str
    """SHA-256 over everything that stands before this line, in hexadecimal."""


LedgerEntry = HeaderEntry | RevisionEntry | BinderEntry | SetEntry | RefiledEntry | EndedEntry | FactEntry | EndEntry


def _first_key(line: object) -> str:
    return next(iter(line), "") if isinstance(line, dict) else ""


_ENTRIES: TypeAdapter[LedgerEntry] = TypeAdapter(
    Annotated[
        Annotated[HeaderEntry, Tag("ledger")]
        | Annotated[RevisionEntry, Tag("revision")]
        | Annotated[BinderEntry, Tag("binder")]
        | Annotated[SetEntry, Tag("set")]
        | Annotated[RefiledEntry, Tag("stands")]
        | Annotated[EndedEntry, Tag("ended")]
        | Annotated[FactEntry, Tag("fact")]
        | Annotated[EndEntry, Tag("end")],
        Discriminator(_first_key),
    ]
)


def parse_entry(line: bytes) -> LedgerEntry:
    """The record of a line. Raises pydantic.ValidationError if it is none of ours."""
    return _ENTRIES.validate_json(line)


def entry_line(entry: LedgerEntry) -> str:
    """The line of a record, with its end."""
    return json_line(entry.model_dump(mode="json", by_alias=True)) + "\n"


def ledger_header(changes: RevisionChanges) -> HeaderEntry:
    """The first line of a ledger whose first revision is that of `changes`."""
    organizations = changes.sidecar.issuing.organizations
    return HeaderEntry(ledger=LEDGER_VERSION, of=organizations, title=changes.revision.front.title)


def revision_entries(changes: RevisionChanges, leaves: LeafCounts) -> Iterator[LedgerEntry]:
    """The lines of a revision, without the one that ends it.

    `leaves` says how many each newly typeset set has. Raises LedgerError if a leaf set that is as it was takes
    other leaves now than those that are filed.
    """
    revision = changes.revision
    yield RevisionEntry(
        revision=revision.number,
        date_=revision.issued,
        kind="complete" if revision.complete else "changes",
        note=revision.note,
        front=revision.front,
    )
    # Binders before their sets, what goes before the facts: a reader who stops at a line has seen what it rests on.
    yield from map(_binder_entry, changes.binders)
    yield from _set_entries(changes, leaves)
    yield from _ended_entries(changes)
    yield from _fact_entries(changes)


def _binder_entry(binder: BinderChanges) -> BinderEntry:
    return BinderEntry(
        binder=binder.id,
        title=binder.title,
        form=binder.form.name,
        complete_because=binder.complete_because,
        ended=binder.ended,
        insert=len(binder.insert),
        remove=len(binder.remove),
        copies=tuple(map(_copy_record, binder.copies)),
    )


def _copy_record(copy: CopyChanges) -> CopyRecord:
    return CopyRecord(
        copy_=copy.number,
        where=copy.where,
        place=copy.place,
        holders=copy.holders,
        gets=copy.gets,
        before=copy.before,
    )


def _set_entries(changes: RevisionChanges, leaves: LeafCounts) -> Iterator[LedgerEntry]:
    forms = {plan.id: plan.form.name for plan in changes.filing.plans}
    for key, (section, body) in changes.filing.sets.items():
        binders = changes.filing.binders_of_set[key]
        if key in changes.reasons:
            yield SetEntry(
                set_=key,
                section=section.id,
                title=section.title,
                subject=section.subject,
                digest=body.digest,
                lines=body.lines,
                leaves={form: leaves[key][form] for form in sorted({forms[binder] for binder in binders})},
                binders=binders,
                why=changes.reasons[key],
            )
        else:
            yield from _refiled_entry(changes, key, leaves.get(key, {}), binders)


def _refiled_entry(
    changes: RevisionChanges, key: str, leaves: Mapping[str, int], binders: tuple[str, ...]
) -> Iterator[RefiledEntry]:
    """A line for a set that stands in other binders now, or in another form."""
    issued = changes.ledger.sets[key]
    other = [form for form, count in leaves.items() if issued.leaves.get(form, count) != count]
    if other and not changes.revision.complete:
        raise LedgerError(
            f"{LEDGER_NAME}:{issued.line}: {key} takes {leaves[other[0]]} leaves now where {issued.leaves[other[0]]} "
            "are filed, with the same words: the program sets its sheets otherwise now",
            "issue everything anew: mfa-binder issue --complete",
        )
    filed = dict(sorted({**issued.leaves, **leaves}.items()))
    if binders != issued.binders or filed != issued.leaves:
        yield RefiledEntry(stands=key, leaves=filed, binders=binders)


def _ended_entries(changes: RevisionChanges) -> Iterator[EndedEntry]:
    for gone in changes.ended:
        yield EndedEntry(
            ended=gone.id,
            title=gone.title,
            revision=gone.revision,
            leaves=gone.leaves,
            why=gone.why,
            keep_until=gone.keep_until,
        )


def _fact_entries(changes: RevisionChanges) -> Iterator[FactEntry]:
    then, now = changes.ledger.facts, changes.sidecar.facts
    for thing in [*now, *(thing for thing in then if thing not in now)]:
        if then.get(thing) != now.get(thing):
            yield FactEntry(fact=thing, is_=now.get(thing))
