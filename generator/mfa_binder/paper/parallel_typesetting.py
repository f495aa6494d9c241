"""Volumes typeset, several at a time: each process sets some and ends, which frees its memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from mfa_binder.book.proof_status import ProofSummary
from mfa_binder.book.sections import Section
from mfa_binder.errors import OutputError
from mfa_binder.paper.binder_document import volume_source
from mfa_binder.paper.markdown_parsing import read_pages
from mfa_binder.paper.printed_copy import PrintedCopy
from mfa_binder.paper.typst_compiler import TypesetDocument, typeset_document
from mfa_binder.paper.volumes import BinderVolume, divide_into_volumes, estimate_pages
from mfa_binder.processes.process_pool import fresh_context, work_through

_FRONT_PAGES = 16
"""Covers, lists and certificate of a volume, about."""
_BATCH_PAGES = 240
"""Pages that a process sets before it ends, about."""
_WORTH_PROCESSES = 150
"""Pages from which on processes of their own save more than they cost."""

CertificateSource = Callable[[tuple[Section, ...]], ProofSummary]
"""What the certificate of some sections tells."""


@dataclass(frozen=True)
class VolumeJob:
    """One volume to be typeset, with no more than that needs: it goes to another process."""

    runbooks: Path
    """The folder of the pages."""
    edition: PrintedCopy
    """The copy that it is of, with the sections of this volume only."""
    volume: BinderVolume
    destination: Path
    """Where its PDF goes."""
    rehearsed: ProofSummary | None
    """What its certificate tells; None: it has none."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """Those of the volume."""
        return self.volume.of(self.edition.sections)

    @property
    def estimated_pages(self) -> float:
        """About how many pages it has."""
        return _FRONT_PAGES + sum(map(estimate_pages, self.sections))

    def typeset(self) -> TypesetDocument:
        """Typeset the volume. Raises DialectError and OutputError."""
        pages = read_pages(self.runbooks, self.sections)
        source = volume_source(self.edition, self.volume, pages, self.rehearsed)
        return typeset_document(source, self.edition.front.dated)


@dataclass(frozen=True, slots=True)
class TypesetVolume:
    """A PDF that was written."""

    sha256: str
    """In hexadecimal."""
    pages: int
    set_pages: Mapping[str, int]
    """The pages of each leaf set in it, by the set's id."""


def volume_file_names(edition: PrintedCopy, only: str = "") -> tuple[str, ...]:
    """The file names of a copy's volumes; `only` is added to the name of the only one."""
    parts = divide_into_volumes(edition.sections)
    return tuple(edition.name + (f"-volume-{part.number}" if part.count > 1 else only) + ".pdf" for part in parts)


def volume_jobs(
    runbooks: Path, edition: PrintedCopy, folder: Path, names: Sequence[str], rehearsed: CertificateSource | None
) -> Iterator[VolumeJob]:
    """A job for each volume of a copy; `names` are those of the files."""
    for volume, name in zip(divide_into_volumes(edition.sections), names, strict=True):
        sections = volume.of(edition.sections)
        sets = (entry.id for section in sections for entry in section.leaf_sets)
        revisions = {leaf_set: edition.effective[leaf_set] for leaf_set in sets if leaf_set in edition.effective}
        plan = edition.plan.model_copy(update={"sections": ()})
        part = replace(edition, plan=plan, sections=sections, effective=revisions)
        summary = rehearsed(sections) if rehearsed is not None else None
        yield VolumeJob(runbooks, part, volume.alone, folder / name, summary)


def typeset_volumes(jobs: Sequence[VolumeJob], processes: int) -> Iterator[tuple[VolumeJob, TypesetVolume]]:
    """Set every job, `processes` at a time where there are many pages. Each file appears whole or not at all.

    Raises DialectError, OutputError if a file cannot be written, and UnavailableError.
    """
    pages = sum(job.estimated_pages for job in jobs)
    try:
        if pages <= _WORTH_PROCESSES:
            for job in jobs:
                yield job, _typeset_job(job)
            return
        batches = list(_job_batches(jobs, min(_BATCH_PAGES, pages / processes)))
        left = [iter(batch) for batch in batches]
        with closing(work_through(batches, _typeset_batch, fresh_context(__name__), processes)) as typeset:
            for position, volume in typeset:
                yield next(left[position]), volume
    finally:
        for job in jobs:
            _partial_path(job.destination).unlink(missing_ok=True)


def _job_batches(jobs: Sequence[VolumeJob], most: float) -> Iterator[list[VolumeJob]]:
    """Jobs that one process does: together about `most` pages."""
    batch: list[VolumeJob] = []
    filled = 0.0
    for job in jobs:
        if batch and filled + job.estimated_pages > most:
            yield batch
            batch, filled = [], 0.0
        batch.append(job)
        filled += job.estimated_pages
    if batch:
        yield batch


def _typeset_batch(batch: Sequence[VolumeJob]) -> Iterator[TypesetVolume]:
    return map(_typeset_job, batch)


def _typeset_job(job: VolumeJob) -> TypesetVolume:
    printed = job.typeset()
    _write_pdf(job.destination, printed.pdf)
    return TypesetVolume(hashlib.sha256(printed.pdf).hexdigest(), printed.pages, printed.set_pages)


def _write_pdf(destination: Path, pdf: bytes) -> None:
    """Write the file beside its place, then put it there in one step."""
    temporary = _partial_path(destination)
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(pdf)
        temporary.replace(destination)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(
            f"{destination} cannot be written: {error.strerror}", "free the place and run again"
        ) from error


def _partial_path(destination: Path) -> Path:
    """Where a file is written before it is put in its place; what a killed run leaves there is removed by the next."""
    return destination.with_name(f".{destination.name}.part")
