"""The proof of a build, `rehearsal.json`: what the rehearsal found out about each section, and of what.

It stands beside the pages, not in them. A section's proof holds as long as its text, what the sidecar
demands of its commands, and what was read of the inventory are as they were: `mfa_binder.book.proof_status`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from mfa_binder.book.records import BookRecord, first_problem
from mfa_binder.book.sections import Section
from mfa_binder.errors import OutputError
from mfa_binder.files.json_lines import json_line
from mfa_binder.files.writing import read_whole


class RehearsalEngine(BookRecord):
    """What a section was rehearsed with: versions of programs and libraries, and our own code."""

    aws_cli: str
    boto3: str
    botocore: str
    moto: str
    mfa_binder: str
    python: str
    source: str
    """SHA-256 over the files of the simulator, of the rehearsal and of what they import, in hexadecimal."""

    @property
    def key(self) -> str:
        """The name under which sections refer to it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


class SectionProof(BookRecord):
    """What came of one section the last time that it was rehearsed. All counts are of blocks but `commands`."""

    id: str
    state: Literal["proved", "failed"]
    reason: str = ""
    """Why the first block failed that did; empty where none did."""
    text: str
    """SHA-256 of the page's Markdown, in hexadecimal."""
    declared: str
    """SHA-256 over what the sidecar demands of it, and over the other sheets that were rehearsed with it."""
    sheets: tuple[str, ...] = ()
    """The ids of those other sheets."""
    inputs: tuple[str, ...]
    """What was read of the inventory, by the names of `mfa_binder.simulator.state.inventory_reads`."""
    inputs_digest: str
    """SHA-256 over what the inventory answered."""
    engine: str
    day: date
    """The day of the rehearsal, in UTC."""
    passed: int = 0
    failed: int = 0
    console_only: int = 0
    """Steps in the console, which no command does."""
    not_rehearsable: Mapping[str, int] = {}
    """Blocks of commands that no simulator can answer, by reason."""
    commands: int = 0
    """Calls of the `aws` program."""
    failures: int = 0
    """Ways to fail that the page tells of, and that were rehearsed."""
    failures_alike: int = 0
    """Ways to fail that the page tells of and that were not: enough other sheets have the same."""

    @property
    def unanswered(self) -> int:
        """Everything that was counted but not executed."""
        return self.console_only + sum(self.not_rehearsable.values())


class Proof(BookRecord):
    """All sections that were rehearsed, in the order of the binder."""

    schema_version: Literal[1] = 1
    engines: Mapping[str, RehearsalEngine] = {}
    sections: tuple[SectionProof, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, SectionProof]:
        """The sections by id."""
        return {section.id: section for section in self.sections}

    def dumps(self) -> str:
        """The file's text: a line for each engine and for each section, the same bytes for the same proof."""
        engines = ",\n".join(f"{json_line(key)}: {_proof_line(engine)}" for key, engine in sorted(self.engines.items()))
        sections = ",\n".join(map(_proof_line, self.sections))
        version = f'"schema_version": {self.schema_version}'
        return f'{{"engines": {{\n{engines}\n}},\n{version},\n"sections": [\n{sections}\n]}}\n'


def _proof_line(record: BookRecord) -> str:
    return json_line(record.model_dump(mode="json", exclude_defaults=True), sort_keys=True)


def read_proof(path: Path) -> Proof:
    """Read `rehearsal.json`; an empty proof where there is none. Raises OutputError if it is not ours."""
    hint = "move it to another place: mfa-binder rehearse makes it again"
    written = read_whole(path, hint)
    if written is None:
        return Proof()
    try:
        return Proof.model_validate_json(written)
    except ValidationError as error:
        raise OutputError(f"{path.name} cannot be read: {first_problem(error)}", hint) from None


def read_proof_or_warn(path: Path, on_unreadable: Callable[[str], None]) -> Proof:
    """As `read_proof`; where that is not ours, an empty proof, and `on_unreadable` is told why."""
    try:
        return read_proof(path)
    except OutputError as error:
        on_unreadable(f"warning: {error.message}. Every sheet counts as not rehearsed")
        return Proof()


def merge_proofs(last: Proof, ours: Proof, theirs: Proof) -> Proof:
    """`theirs`, with what is otherwise in `ours` than in `last`: two runs that began with `last` keep what both found.

    In the order of `ours`; a section that `ours` does not know has gone.
    """
    sections = tuple(
        section if section != last.by_id.get(section.id) else theirs.by_id.get(section.id, section)
        for section in ours.sections
    )
    known = {section.id for section in sections}
    sections += tuple(one for one in theirs.sections if one.id not in known and one.id not in last.by_id)
    used = {section.engine for section in sections}
    engines = {key: one for key, one in {**theirs.engines, **ours.engines}.items() if key in used}
    return Proof(engines=engines, sections=sections)


def demands_digest(section: Section, sheets: Iterable[Section] = ()) -> str:
    """SHA-256 over what the sidecar demands of a section, and over all of the other `sheets`."""
    parts = [_demands_text(section), *(f"{sheet.id} {sheet.digest} {_demands_text(sheet)}" for sheet in sheets)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _demands_text(section: Section) -> str:
    return section.model_dump_json(include={"presumes", "blocks"})
