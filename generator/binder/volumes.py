"""Volumes: a large binder in several PDFs, each a document of its own that fits into memory.

The typesetter needs about 1.2 MB a page, and pages of one document cannot be set apart: finished
PDFs are never merged, since that would lose the accessibility tags. A small binder is one volume.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from generator.binder.typeset import Binder, typeset
from generator.binder.volume import Volume
from generator.pages.sidecar import Section, Sidecar
from generator.pages.standing import Summary

SECTIONS = 250
"""Sections in a volume at most: about 1,300 pages, more than two ring binders hold."""

_OURS = re.compile(r"binder(-\d+)?\.pdf")


@dataclass(frozen=True)
class _Work:
    runbooks: Path
    sidecar: Sidecar
    volume: Volume
    destination: Path
    rehearsed: Summary | None

    def done(self) -> Binder:
        return typeset(self.runbooks, self.sidecar, self.destination, self.volume, self.rehearsed)


def typeset_volumes(
    runbooks: Path,
    sidecar: Sidecar,
    folder: Path,
    sections: int = SECTIONS,
    jobs: int = 2,
    rehearsed: Callable[[tuple[Section, ...]], Summary] | None = None,
) -> tuple[Binder, ...]:
    """Typeset all sections into `folder`: binder.pdf, and binder-2.pdf and so on where one is not enough.

    `jobs` volumes are set at a time, each in a process of its own. Volumes of an earlier, larger
    binder are removed. `rehearsed` gives what the certificate page of a volume tells of its sections; None:
    there is no such page. Raises what `typeset` raises.
    """
    works = list(_works(runbooks, sidecar, folder, sections, rehearsed))
    if len(works) == 1:
        binders = [works[0].done()]
    else:
        with ProcessPoolExecutor(jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
            binders = list(pool.map(_Work.done, works))
    made = {binder.path.name for binder in binders}
    for path in folder.iterdir():
        if _OURS.fullmatch(path.name) and path.name not in made:
            path.unlink()
    return tuple(binders)


def _works(
    runbooks: Path,
    sidecar: Sidecar,
    folder: Path,
    sections: int,
    rehearsed: Callable[[tuple[Section, ...]], Summary] | None,
) -> Iterator[_Work]:
    count = max(1, -(-len(sidecar.sections) // sections))
    for number in range(1, count + 1):
        volume = Volume(number, count, sections)
        name = "binder.pdf" if number == 1 else f"binder-{number}.pdf"
        told = rehearsed(volume.sections(sidecar)) if rehearsed is not None else None
        yield _Work(runbooks, sidecar, volume, folder / name, told)
