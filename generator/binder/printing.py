"""Every copy of every binder as PDFs, several at a time; what is printed already is left as it is.

A volume is set again only when something that is printed in it has changed: its sheets, their standing,
its covers and lists, or the typesetter. Each process sets some volumes and ends, which frees its memory.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from pathlib import Path

from generator.atomic import write_text
from generator.binder.document import volume_source
from generator.binder.edition import Edition
from generator.binder.typeset import Printed, read_pages, typeset
from generator.binder.volume import Volume, volumes
from generator.errors import OutputError
from generator.pages.sidecar import Section, Sidecar
from generator.pages.standing import Summary
from generator.revision.effective import Effective

_MANIFEST = ".printed.json"
_OF_EARLIER_VERSIONS = re.compile(r"binder(-\d+)?\.pdf")
_BATCH = 360
"""Pages that a process sets before it ends, about."""
_WORTH_PROCESSES = 150
"""Pages from which on processes of their own save more than they cost."""


@dataclass(frozen=True, slots=True)
class Binder:
    """A finished PDF: one volume of one copy of a binder. `set_pages` are the pages of each leaf set in it."""

    id: str
    path: Path
    pages: int
    copy: int
    volume: int
    set_pages: Mapping[str, int]


@dataclass(frozen=True)
class _Work:
    runbooks: Path
    edition: Edition
    volume: Volume
    destination: Path
    rehearsed: Summary | None

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.volume.of(self.edition.sections)

    @property
    def guessed_pages(self) -> int:
        """About how many pages it has."""
        return 16 + sum(len(entry.lines) // 80 + 1 for section in self.sections for entry in section.leaf_sets)

    def key(self) -> str:
        """What everything depends on that is printed."""
        edition = self.edition
        sets = [(entry.id, entry.digest) for section in self.sections for entry in section.leaf_sets]
        told = {
            "engine": _engine(),
            "front": edition.front.model_dump(mode="json"),
            "plan": edition.plan.model_dump(mode="json", exclude={"sections"}),
            "copy": edition.copy.model_dump(mode="json"),
            "volume": asdict(self.volume),
            "sections": [(section.id, section.title, section.part, section.path) for section in self.sections],
            "sets": [(name, digest, *_standing(edition.standing(name))) for name, digest in sets],
            "rehearsed": repr(self.rehearsed),
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8")).hexdigest()

    def done(self) -> Printed:
        edition = self.edition
        pages = read_pages(self.runbooks, self.sections)
        source = volume_source(edition, self.volume, pages, self.rehearsed)
        return typeset(source, edition.front.dated)


def _standing(standing: Effective) -> tuple[int, str, list[int]]:
    return standing.revision, str(standing.issued), sorted(standing.changed)


@cache
def _engine() -> str:
    """The typesetter and our own part of it."""
    told = hashlib.sha256(f"typst {version('typst')}".encode())
    for package in ("generator.typesetting", "generator.binder"):
        for file in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if file.name.endswith((".py", ".typ", ".txt")):
                told.update(file.name.encode() + file.read_bytes())
    return told.hexdigest()


def editions(sidecar: Sidecar, effective: Mapping[str, Effective]) -> Iterator[Edition]:
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
                yield Edition(sidecar.front, plan, copy, sections, standings, sheets)


def print_binders(
    runbooks: Path,
    sidecar: Sidecar,
    folder: Path,
    effective: Mapping[str, Effective],
    rehearsed: Callable[[tuple[Section, ...]], Summary] | None = None,
    jobs: int = 2,
    on_volume: Callable[[int], None] = lambda count: None,
) -> tuple[Binder, ...]:
    """Print every copy of every binder into `folder`, named `BINDER-copy-N.pdf`, with `-volume-M` where there are more.

    `effective` is the standing of each leaf set, `rehearsed` what the certificate of some sections tells (None:
    there is none), `jobs` the volumes that are set at a time, each in a process of its own; `on_volume` hears of
    each, and how many there are. PDFs of binders that are no more are removed.

    Each file appears whole or not at all. Raises DialectError, BinderError, and OutputError if a file cannot be
    written.
    """
    works = [work for edition in editions(sidecar, effective) for work in _works(runbooks, edition, folder, rehearsed)]
    known = _read_manifest(folder)
    keys = {work.destination.name: work.key() for work in works}
    stale = [work for work in works if not _is_printed(work.destination, keys[work.destination.name], known)]
    made: dict[str, _Entry] = {}
    for work, entry in _set(stale, jobs):
        made[work.destination.name] = {**entry, "key": keys[work.destination.name]}
        on_volume(len(stale))
    kept = {name: known[name] for name in keys if name not in made}
    _tidy(folder, known, {**kept, **made})
    return tuple(_binder(work, {**kept, **made}[work.destination.name]) for work in works)


_Entry = dict[str, object]


def file_names(edition: Edition) -> tuple[str, ...]:
    """The PDFs of a copy, a volume each."""
    parts = volumes(edition.sections)
    return tuple(edition.name + (f"-volume-{part.number}" if part.count > 1 else "") + ".pdf" for part in parts)


def _works(
    runbooks: Path, edition: Edition, folder: Path, rehearsed: Callable[[tuple[Section, ...]], Summary] | None
) -> Iterator[_Work]:
    for volume, name in zip(volumes(edition.sections), file_names(edition), strict=True):
        sections = volume.of(edition.sections)
        told = rehearsed(sections) if rehearsed is not None else None
        sets = (entry.id for section in sections for entry in section.leaf_sets)
        standings = {leaf_set: edition.effective[leaf_set] for leaf_set in sets if leaf_set in edition.effective}
        plan = edition.plan.model_copy(update={"sections": ()})
        part = replace(edition, plan=plan, sections=sections, effective=standings)
        yield _Work(runbooks, part, volume.alone, folder / name, told)


def _set(works: Sequence[_Work], jobs: int) -> Iterator[tuple[_Work, _Entry]]:
    pages = sum(work.guessed_pages for work in works)
    if pages <= _WORTH_PROCESSES:
        for work in works:
            yield work, _print(work)
        return
    batches = list(_batches(works, min(_BATCH, pages / jobs)))
    with ProcessPoolExecutor(jobs, _processes(), max_tasks_per_child=1) as pool:
        for batch, entries in zip(batches, pool.map(_print_all, batches), strict=True):
            yield from zip(batch, entries, strict=True)


def _processes() -> BaseContext:
    """New processes begin with our modules loaded; never as a copy of this one, in which the typesetter may run."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _batches(works: Sequence[_Work], most: float) -> Iterator[list[_Work]]:
    """Works that one process does: together about `most` pages."""
    batch: list[_Work] = []
    filled = 0
    for work in works:
        if batch and filled + work.guessed_pages > most:
            yield batch
            batch, filled = [], 0
        batch.append(work)
        filled += work.guessed_pages
    if batch:
        yield batch


def _print_all(batch: Sequence[_Work]) -> list[_Entry]:
    return [_print(work) for work in batch]


def _print(work: _Work) -> _Entry:
    printed = work.done()
    _write(work.destination, printed.pdf)
    digest = hashlib.sha256(printed.pdf).hexdigest()
    return {"sha256": digest, "pages": printed.pages, "sets": dict(printed.set_pages)}


def _binder(work: _Work, entry: _Entry) -> Binder:
    sets = entry["sets"]
    pages = entry["pages"]
    if not isinstance(sets, dict) or not isinstance(pages, int):
        raise TypeError("the manifest is not ours")
    edition = work.edition
    return Binder(edition.plan.id, work.destination, pages, edition.copy.number, work.volume.number, sets)


def _read_manifest(folder: Path) -> dict[str, _Entry]:
    """What the last run printed; nothing if that cannot be known."""
    try:
        known = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _is_printed(path: Path, key: str, known: Mapping[str, _Entry]) -> bool:
    entry = known.get(path.name)
    if entry is None or entry.get("key") != key:
        return False
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == entry.get("sha256")
    except OSError:
        return False


def _tidy(folder: Path, known: Mapping[str, _Entry], made: Mapping[str, _Entry]) -> None:
    """Note what was printed; remove what an earlier run printed and is no binder any more."""
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(made[name], sort_keys=True)}" for name in sorted(made))
    write_text(folder / _MANIFEST, f"{{\n{lines}\n}}\n")
    earlier = {path.name for path in folder.glob("binder*.pdf") if _OF_EARLIER_VERSIONS.fullmatch(path.name)}
    for name in (known.keys() | earlier) - made.keys():
        (folder / Path(name).name).unlink(missing_ok=True)


def _write(destination: Path, pdf: bytes) -> None:
    """Write the file beside its place, then put it there in one step."""
    temporary = destination.with_name(f".{destination.name}.part")
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(pdf)
        temporary.replace(destination)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(
            f"{destination} cannot be written: {error.strerror}", "free the place and run again"
        ) from error
