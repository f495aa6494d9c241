"""Every copy of every binder as PDFs, several at a time; what is printed already is left as it is.

A volume is set again only when something that is printed in it has changed: its sheets, their revisions,
its covers and lists, or the typesetter. Each process sets some volumes and ends, which frees its memory.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from mfa_binder.book.proof_status import ProofSummary
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.errors import OutputError
from mfa_binder.files.source_digest import package_digest
from mfa_binder.files.writing import is_marked_pdf, require_own_places
from mfa_binder.paper.parallel_typesetting import VolumeJob, typeset_volumes, volume_file_names, volume_jobs
from mfa_binder.paper.print_manifest import PRINT_MANIFEST, PrintedFile, read_print_manifest, write_print_manifest
from mfa_binder.paper.printed_copy import PrintedCopy
from mfa_binder.revision.effective_revisions import EffectiveRevision

_MOST_FOREIGN = 10
_OF_EARLIER_VERSIONS = re.compile(r"binder(-\d+)?\.pdf")


@dataclass(frozen=True, slots=True)
class BinderFile:
    """A finished PDF: one volume of one copy of a binder."""

    id: str
    """The binder's id."""
    path: Path
    pages: int
    copy: int
    """The copy's number."""
    volume: int
    """The volume's number, counted from 1."""
    set_pages: Mapping[str, int]
    """The pages of each leaf set in it, by the set's id."""


def _content_key(job: VolumeJob) -> str:
    """The digest of all that the contents of a volume depend on."""
    edition = job.edition
    sets = [(entry.id, entry.digest) for section in job.sections for entry in section.leaf_sets]
    inputs = {
        "engine": _typesetter_digest(),
        "front": edition.front.model_dump(mode="json"),
        "plan": edition.plan.model_dump(mode="json"),
        "copy": edition.copy.model_dump(mode="json"),
        "volume": asdict(job.volume),
        "sections": [(section.id, section.title, section.part, section.path) for section in job.sections],
        "sets": [(name, digest, *_revision_record(edition.revision_of(name))) for name, digest in sets],
        "rehearsed": repr(job.rehearsed),
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode("utf-8")).hexdigest()


def _revision_record(effective: EffectiveRevision) -> tuple[int, str, list[int]]:
    return effective.revision, str(effective.issued), sorted(effective.changed)


@cache
def _typesetter_digest() -> str:
    """Of the typesetter, and of our whole program: no part of it can be forgotten here."""
    return hashlib.sha256(f"typst {version('typst')} {package_digest()}".encode()).hexdigest()


def printed_copies(sidecar: Sidecar, effective: Mapping[str, EffectiveRevision]) -> Iterator[PrintedCopy]:
    """Every copy of every binder that has not been taken back."""
    light = {section.id: section.model_copy(update={"blocks": (), "presumes": ()}) for section in sidecar.sections}
    sheets = {section.path: section.id for section in sidecar.sections}
    for plan in sidecar.binders:
        sections = tuple(light[name] for name in plan.sections)
        sets = [entry.id for section in sections for entry in section.leaf_sets]
        revisions = {name: effective[name] for name in sets if name in effective}
        for copy in plan.copies:
            if copy.withdrawn is None:
                yield PrintedCopy(sidecar.front, plan, copy, sections, revisions, sheets)


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

    `effective` is the revision of each leaf set that was issued, `rehearsed` what the certificate of some sections
    tells (None: there is none), `jobs` the volumes that are set at a time, each in a process of its own; `on_volume`
    hears of each, and how many there are. PDFs of binders that are no more are removed.

    Each file appears whole or not at all. Raises DialectError, and OutputError if a file cannot be written, or one that
    is not ours stands in its place.
    """
    volumes = [
        job
        for edition in printed_copies(sidecar, effective)
        for job in volume_jobs(runbooks, edition, folder, volume_file_names(edition), rehearsed)
    ]
    before = read_print_manifest(folder)
    _require_free_places(folder, volumes, before)
    keys = {job.destination.name: _content_key(job) for job in volumes}
    stale = [job for job in volumes if not _is_up_to_date(job.destination, keys[job.destination.name], before)]
    now = {name: before[name] for name in keys if name in before}
    for job, volume in typeset_volumes(stale, jobs):
        name = job.destination.name
        now[name] = PrintedFile(key=keys[name], sha256=volume.sha256, pages=volume.pages, sets=volume.set_pages)
        on_volume(len(stale))
    # The manifest is written last: a run that ends before prints again what it had printed, and loses nothing.
    write_print_manifest(folder, now)
    _remove_former_binders(folder, before, now)
    return tuple(_binder_file(job, now[job.destination.name]) for job in volumes)


def _require_free_places(folder: Path, volumes: Sequence[VolumeJob], printed: Collection[str]) -> None:
    """Raise OutputError where two volumes have one name, or something that is not ours stands in a volume's place."""
    names = [job.destination.name for job in volumes]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise OutputError(f"two binders would be {twice[0]}", "give one of the two another name in inventory.yaml")
    inside = f"{folder.parent.name}/{folder.name}"
    require_own_places(folder.parent.parent, [f"{inside}/{name}" for name in (*names, PRINT_MANIFEST)])
    unknown = [job.destination for job in volumes if job.destination.name not in printed and job.destination.exists()]
    foreign = [path.name for path in unknown if not is_marked_pdf(path, "binder")]
    if foreign:
        more = f" and {len(foreign) - _MOST_FOREIGN} more" if len(foreign) > _MOST_FOREIGN else ""
        what = f"{folder}: {', '.join(foreign[:_MOST_FOREIGN])}{more}: not made by mfa-binder, and a binder goes there"
        raise OutputError(what, "move what you need to another folder, and remove it here")


def _binder_file(job: VolumeJob, entry: PrintedFile) -> BinderFile:
    edition = job.edition
    return BinderFile(edition.plan.id, job.destination, entry.pages, edition.copy.number, job.volume.number, entry.sets)


def _is_up_to_date(path: Path, key: str, printed: Mapping[str, PrintedFile]) -> bool:
    entry = printed.get(path.name)
    return entry is not None and entry.key == key and _is_unchanged(path, entry.sha256)


def _is_unchanged(path: Path, sha256: str) -> bool:
    try:
        return not path.is_symlink() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _remove_former_binders(folder: Path, before: Mapping[str, PrintedFile], now: Collection[str]) -> None:
    """Remove what an earlier run printed and is no binder any more, if it still is what was printed."""
    gone = [folder / name for name in before if name not in now and _is_unchanged(folder / name, before[name].sha256)]
    former = [path for path in folder.glob("binder*.pdf") if _OF_EARLIER_VERSIONS.fullmatch(path.name)]
    for path in (*gone, *(path for path in former if path.name not in now and _is_typst_pdf(path))):
        path.unlink(missing_ok=True)


def _is_typst_pdf(path: Path) -> bool:
    """Whether a PDF is of our typesetter; those of earlier versions say nothing else of where they come from."""
    return path.is_file() and not path.is_symlink() and b"<xmp:CreatorTool>Typst " in path.read_bytes()
