"""Every copy of every binder as PDFs, several at a time; what is printed already is left as it is.

A volume is set again only when something that is printed in it has changed: its sheets, their standing,
its covers and lists, or the typesetter. Each process sets some volumes and ends, which frees its memory.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from generator.atomic import write_text
from generator.binder.edition import Edition
from generator.binder.press import Job, jobs_of, press, volume_names
from generator.pages.sidecar import Section, Sidecar
from generator.pages.standing import Summary
from generator.revision.effective import Effective

_MANIFEST = ".printed.json"
_OF_EARLIER_VERSIONS = re.compile(r"binder(-\d+)?\.pdf")


@dataclass(frozen=True, slots=True)
class Binder:
    """A finished PDF: one volume of one copy of a binder. `set_pages` are the pages of each leaf set in it."""

    id: str
    path: Path
    pages: int
    copy: int
    volume: int
    set_pages: Mapping[str, int]


def _key(job: Job) -> str:
    """What everything depends on that is printed."""
    edition = job.edition
    sets = [(entry.id, entry.digest) for section in job.sections for entry in section.leaf_sets]
    told = {
        "engine": _engine(),
        "front": edition.front.model_dump(mode="json"),
        "plan": edition.plan.model_dump(mode="json"),
        "copy": edition.copy.model_dump(mode="json"),
        "volume": asdict(job.volume),
        "sections": [(section.id, section.title, section.part, section.path) for section in job.sections],
        "sets": [(name, digest, *_standing(edition.standing(name))) for name, digest in sets],
        "rehearsed": repr(job.rehearsed),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8")).hexdigest()


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
    every = editions(sidecar, effective)
    wanted = [job for edition in every for job in jobs_of(runbooks, edition, folder, volume_names(edition), rehearsed)]
    known = _read_manifest(folder)
    keys = {job.destination.name: _key(job) for job in wanted}
    stale = [job for job in wanted if not _is_printed(job.destination, keys[job.destination.name], known)]
    made: dict[str, _Entry] = {}
    for job, pressed in press(stale, jobs):
        name = job.destination.name
        made[name] = {"key": keys[name], "sha256": pressed.sha256, "pages": pressed.pages, "sets": pressed.set_pages}
        on_volume(len(stale))
    kept = {name: known[name] for name in keys if name not in made}
    _tidy(folder, known, {**kept, **made})
    return tuple(_binder(job, {**kept, **made}[job.destination.name]) for job in wanted)


_Entry = dict[str, object]


def _binder(job: Job, entry: _Entry) -> Binder:
    sets = entry["sets"]
    pages = entry["pages"]
    if not isinstance(sets, dict) or not isinstance(pages, int):
        raise TypeError("the manifest is not ours")
    edition = job.edition
    return Binder(edition.plan.id, job.destination, pages, edition.copy.number, job.volume.number, sets)


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
