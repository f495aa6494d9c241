"""Every copy of every binder as PDFs, several at a time; what is printed already is left as it is.

A volume is set again only when something that is printed in it has changed: its sheets, their standing,
its covers and lists, or the typesetter. Each process sets some volumes and ends, which frees its memory.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from mfa_binder.book.proof_status import ProofSummary
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.errors import OutputError
from mfa_binder.files.writing import is_marked_pdf, read_note, require_own_places, write_text
from mfa_binder.paper.parallel_typesetting import VolumeJob, typeset_volumes, volume_file_names, volume_jobs
from mfa_binder.paper.printed_copy import PrintedCopy
from mfa_binder.revision.effective_revisions import EffectiveRevision

_PRINT_MANIFEST = ".printed.json"
_MOST_FOREIGN = 10
_OF_EARLIER_VERSIONS = re.compile(r"binder(-\d+)?\.pdf")


@dataclass(frozen=True, slots=True)
class BinderFile:
    """A finished PDF: one volume of one copy of a binder. `set_pages` are the pages of each leaf set in it."""

    id: str
    path: Path
    pages: int
    copy: int
    volume: int
    set_pages: Mapping[str, int]


def _content_key(job: VolumeJob) -> str:
    """What everything depends on that is printed."""
    edition = job.edition
    sets = [(entry.id, entry.digest) for section in job.sections for entry in section.leaf_sets]
    told = {
        "engine": _typesetter_digest(),
        "front": edition.front.model_dump(mode="json"),
        "plan": edition.plan.model_dump(mode="json"),
        "copy": edition.copy.model_dump(mode="json"),
        "volume": asdict(job.volume),
        "sections": [(section.id, section.title, section.part, section.path) for section in job.sections],
        "sets": [(name, digest, *_standing_record(edition.standing(name))) for name, digest in sets],
        "rehearsed": repr(job.rehearsed),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8")).hexdigest()


def _standing_record(standing: EffectiveRevision) -> tuple[int, str, list[int]]:
    return standing.revision, str(standing.issued), sorted(standing.changed)


@cache
def _typesetter_digest() -> str:
    """The typesetter and our own part of it."""
    told = hashlib.sha256(f"typst {version('typst')}".encode())
    for folder in (files("mfa_binder.paper"), files("mfa_binder.paper") / "typst"):
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith((".py", ".typ", ".txt")):
                told.update(file.name.encode() + file.read_bytes())
    return told.hexdigest()


def printed_copies(sidecar: Sidecar, effective: Mapping[str, EffectiveRevision]) -> Iterator[PrintedCopy]:
    """Every copy of every binder that has not been taken back."""
    known = dict(effective)
    light = {section.id: section.model_copy(update={"blocks": (), "presumes": ()}) for section in sidecar.sections}
    sheets = {section.path: section.id for section in sidecar.sections}
    for plan in sidecar.binders:
        sections = tuple(light[name] for name in plan.sections)
        sets = [entry.id for section in sections for entry in section.leaf_sets]
        standings = {name: known[name] for name in sets if name in known}
        for copy in plan.copies:
            if copy.withdrawn is None:
                yield PrintedCopy(sidecar.front, plan, copy, sections, standings, sheets)


def print_binders(
    runbooks: Path,
    sidecar: Sidecar,
    folder: Path,
    effective: Mapping[str, EffectiveRevision],
    rehearsed: Callable[[tuple[Section, ...]], ProofSummary] | None = None,
    jobs: int = 2,
    on_volume: Callable[[int], None] = lambda count: None,
) -> tuple[BinderFile, ...]:
    """Print every copy of every binder into `folder`, named `BINDER-copy-N.pdf`, with `-volume-M` where there are more.

    `effective` is the standing of each leaf set, `rehearsed` what the certificate of some sections tells (None:
    there is none), `jobs` the volumes that are set at a time, each in a process of its own; `on_volume` hears of
    each, and how many there are. PDFs of binders that are no more are removed.

    Each file appears whole or not at all. Raises DialectError, OutputError if a file cannot be
    written, or one that is not ours stands in its place.
    """
    every = printed_copies(sidecar, effective)
    wanted = [
        job
        for edition in every
        for job in volume_jobs(runbooks, edition, folder, volume_file_names(edition), rehearsed)
    ]
    known = _read_print_manifest(folder)
    _require_free_places(folder, wanted, known)
    keys = {job.destination.name: _content_key(job) for job in wanted}
    stale = [job for job in wanted if not _is_up_to_date(job.destination, keys[job.destination.name], known)]
    made: dict[str, _PrintManifestEntry] = {}
    for job, pressed in typeset_volumes(stale, jobs):
        name = job.destination.name
        made[name] = _PrintManifestEntry(
            key=keys[name], sha256=pressed.sha256, pages=pressed.pages, sets=pressed.set_pages
        )
        on_volume(len(stale))
    kept = {name: known[name] for name in keys if name not in made}
    _record_and_tidy(folder, known, {**kept, **made})
    return tuple(_binder_file(job, {**kept, **made}[job.destination.name]) for job in wanted)


def _require_free_places(folder: Path, wanted: Sequence[VolumeJob], known: Mapping[str, _PrintManifestEntry]) -> None:
    """Raise OutputError where two volumes have one name, or something that is not ours stands in a volume's place."""
    names = [job.destination.name for job in wanted]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise OutputError(f"two binders would be {twice[0]}", "give one of the two another name in inventory.yaml")
    inside = f"{folder.parent.name}/{folder.name}"
    require_own_places(folder.parent.parent, [f"{inside}/{name}" for name in (*names, _PRINT_MANIFEST)])
    there = [job.destination for job in wanted if job.destination.name not in known and job.destination.exists()]
    foreign = [path.name for path in there if not is_marked_pdf(path, "binder")]
    if foreign:
        told = ", ".join(foreign[:_MOST_FOREIGN]) + (
            f" and {len(foreign) - _MOST_FOREIGN} more" if len(foreign) > _MOST_FOREIGN else ""
        )
        what = f"{folder}: {told}: not made by mfa-binder, and a binder goes there"
        raise OutputError(what, "move what you need to another folder, and remove it here")


class _PrintManifestEntry(BaseModel):
    """What the manifest says of a file. `sets` are the pages of each leaf set in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    sha256: str
    pages: int
    sets: Mapping[str, int]


def _binder_file(job: VolumeJob, entry: _PrintManifestEntry) -> BinderFile:
    edition = job.edition
    return BinderFile(edition.plan.id, job.destination, entry.pages, edition.copy.number, job.volume.number, entry.sets)


def _read_print_manifest(folder: Path) -> dict[str, _PrintManifestEntry]:
    """What the last run printed: those of its lines that can be read."""
    known = read_note(folder / _PRINT_MANIFEST)
    found = {}
    for name, entry in known.items() if isinstance(known, dict) else ():
        with suppress(ValidationError):
            if name == Path(name).name:
                found[name] = _PrintManifestEntry.model_validate(entry)
    return found


def _is_up_to_date(path: Path, key: str, known: Mapping[str, _PrintManifestEntry]) -> bool:
    entry = known.get(path.name)
    return entry is not None and entry.key == key and _is_unchanged(path, entry.sha256)


def _is_unchanged(path: Path, sha256: str) -> bool:
    try:
        return not path.is_symlink() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _record_and_tidy(
    folder: Path, known: Mapping[str, _PrintManifestEntry], made: Mapping[str, _PrintManifestEntry]
) -> None:
    """Note what was printed; remove what an earlier run printed and is no binder any more, if it is what it printed."""
    lines = ",\n".join(f"{json.dumps(name)}: {_manifest_line(made[name])}" for name in sorted(made))
    write_text(folder / _PRINT_MANIFEST, f"{{\n{lines}\n}}\n")
    gone = [folder / name for name in known.keys() - made.keys() if _is_unchanged(folder / name, known[name].sha256)]
    former = [path for path in folder.glob("binder*.pdf") if _OF_EARLIER_VERSIONS.fullmatch(path.name)]
    for path in (*gone, *(path for path in former if path.name not in made and _is_typst_pdf(path))):
        path.unlink(missing_ok=True)


def _manifest_line(entry: _PrintManifestEntry) -> str:
    return json.dumps(entry.model_dump(mode="json"), sort_keys=True)


def _is_typst_pdf(path: Path) -> bool:
    """Whether a PDF is of our typesetter; those of earlier versions say nothing else of where they come from."""
    return path.is_file() and not path.is_symlink() and b"<xmp:CreatorTool>Typst " in path.read_bytes()
