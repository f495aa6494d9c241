"""The sidecar of a build, `runbooks.json`: what readers of the pages never see.

For every section (one page of runbooks/, one sheet set of the binder) its id, digest and blocks;
for every block its id, what must hold before and after, and what is typed at its prompts. Site,
binder and rehearsal read the Markdown and this file, never the templates.

A condition is one record that reads like the runbook, for instance
`{"registered": "HT-001", "to": "444455556666/user/admin-user"}`. Principals are written
`ACCOUNT/root`, `ACCOUNT/user/NAME` or `identity-center/NAME`, devices by their id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.records import BookRecord, first_problem
from mfa_binder.book.sections import Section
from mfa_binder.errors import OutputError
from mfa_binder.files.json_lines import json_line
from mfa_binder.files.writing import read_whole


class CoverText(BookRecord):
    """What stands on the cover and in the running lines of every sheet."""

    title: str
    dated: date
    owner: str
    classification: str
    review_by: date
    organizations: tuple[str, ...]


class IssuingSettings(BookRecord):
    """What the inventory says of issuing, so that a revision is issued without reading it."""

    organizations: Mapping[str, str] = {}
    """Names of the AWS organizations by key."""
    complete_revision_above: int = 60
    """Percent of a binder's leaf sets: if more have changed, the whole binder is issued."""
    keep_ended_days: int = 90
    """Days after its closing for which the leaves of a closed account are kept."""


class Sidecar(BookRecord):
    """All sections of a build, in the order of the binder."""

    schema_version: Literal[1] = 1
    front: CoverText
    sections: tuple[Section, ...]
    binders: tuple[BinderPlan, ...] = ()
    issuing: IssuingSettings = IssuingSettings()
    facts: Mapping[str, InventoryFact] = {}
    """What the inventory says of each thing that may change under a sheet, such as `device:YK-001`."""

    def dumps(self) -> str:
        """The file's text: a line for each section and for each block, the same bytes for the same build."""
        front = _json_line(self.front.model_dump(mode="json"))
        issuing = _json_line(self.issuing.model_dump(mode="json"))
        binders = ",\n".join(_json_line(binder.model_dump(mode="json")) for binder in self.binders)
        facts = ",\n".join(f"{_json_line(thing)}: {_json_line(dict(fact))}" for thing, fact in self.facts.items())
        sections = ",\n".join(_section_text(section) for section in self.sections)
        return (
            f'{{"front": {front},\n"schema_version": {self.schema_version},\n'
            f'"issuing": {issuing},\n"binders": [\n{binders}\n],\n'
            f'"facts": {{\n{facts}\n}},\n"sections": [\n{sections}\n]}}\n'
        )


def _section_text(section: Section) -> str:
    """One section; what stands before its blocks is one line, and each block is one."""
    record = section.model_dump(mode="json")
    blocks = ",\n".join(f"  {_json_line(block)}" for block in record.pop("blocks"))
    return f'{_json_line(record)[:-1]}, "blocks": [' + (f"\n{blocks}\n]}}" if blocks else "]}")


def _json_line(record: object) -> str:
    return json_line(record, sort_keys=True)


def read_sidecar(path: Path) -> Sidecar:
    """Read `runbooks.json`. Raises OutputError if it is missing or not ours."""
    return parse_sidecar(sidecar_bytes(path), path.name)


def sidecar_bytes(path: Path) -> bytes:
    """What `runbooks.json` holds. Raises OutputError if it is missing or cannot be read."""
    written = read_whole(path, "move it to another place, and run mfa-binder build")
    if written is None:
        raise OutputError(f"{path.name} is missing", "run mfa-binder build first")
    return written


def parse_sidecar(written: bytes, name: str) -> Sidecar:
    """The sidecar of the file's content; `name` is for the error. Raises OutputError if it is not ours."""
    try:
        return Sidecar.model_validate_json(written)
    except ValidationError as error:
        raise OutputError(f"{name} cannot be read: {first_problem(error)}", "run mfa-binder build") from None


_BLOCK_LINE = re.compile(rb"\n  [^\n]*")
"""`Sidecar.dumps` writes each block on a line of its own, and only blocks on lines that begin with spaces."""


def read_heads(path: Path) -> Sidecar:
    """Read `runbooks.json`, each section without its blocks. Raises OutputError if it is missing or not ours."""
    return parse_heads(sidecar_bytes(path), path.name)


def parse_heads(written: bytes, name: str) -> Sidecar:
    """The same of the file's content; `name` is for the error."""
    return parse_sidecar(_BLOCK_LINE.sub(b"", written), name)
