"""Rehearsing what is not proved yet, and keeping what was found out.

A section is left out if its last proof still tells of it: the same text on the disk and in the sidecar,
the same demands, the same answers of the inventory to what was read of it, the same engine. Naming a
page rehearses it in any case.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

from mfa_binder.book.proof import Proof, RehearsalEngine, SectionProof, demands_digest
from mfa_binder.book.proof_status import staleness
from mfa_binder.book.sections import BashBlock, ConsoleStep, Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.errors import UnavailableError
from mfa_binder.files.source_digest import source_digest
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport
from mfa_binder.rehearsal.rehearse_pages import FinishedPage, OnFinishedPage, rehearse_pages
from mfa_binder.simulator.state.inventory_reads import InventoryFingerprint

_SAVE_AFTER_PAGES = 200
"""Pages after which the proof so far is saved: what a crash may cost."""

SaveProof = Callable[[Proof], None]


@dataclass(frozen=True)
class RehearsalInput:
    """What is rehearsed."""

    runbooks: Path
    """The folder of the pages."""
    sidecar: Sidecar
    """What the pages' blocks declare."""
    organization: Organization
    """Whom the pages are for."""

    @cached_property
    def page_digests(self) -> Mapping[str, str]:
        """SHA-256 of each page by path, as it lay there when this was first asked; empty for one that did not."""
        return {section.path: self.digest_now(section.path) for section in self.sidecar.sections}

    def digest_now(self, page: str) -> str:
        """SHA-256 of the page that lies there now, in hexadecimal; empty if none does."""
        try:
            return hashlib.sha256((self.runbooks / page).read_bytes()).hexdigest()
        except OSError:
            return ""


@dataclass(frozen=True, slots=True)
class RehearsalTools:
    """What pages are rehearsed with."""

    aws_program: Path
    """The AWS CLI that answers calls."""
    scratch: Path
    """An existing folder that the caller deletes."""
    engine: RehearsalEngine
    """The versions of all that decides what comes of a block."""
    day: date
    """Today, in UTC."""
    jobs: int = 1
    """How many pages are rehearsed at a time."""
    keep_going: bool = True
    """Whether further pages are begun once one has failed."""
    preload: bool = True
    """Whether the AWS CLI beside us is loaded once; else each call starts `aws_program`."""


@dataclass(frozen=True, slots=True)
class RehearsalOutcome:
    """What came of a rehearsal, and what is proved by it and by those before."""

    report: RehearsalReport
    """What came of the pages that were rehearsed now."""
    now: tuple[SectionProof, ...]
    """The proof of the sections that were rehearsed now."""
    proved_before: tuple[SectionProof, ...]
    """The proof of the sections that were left out, since it still tells of them."""
    proof: Proof
    """The proof of all of it."""
    changed: tuple[str, ...] = ()
    """The paths of pages that were written meanwhile: what came of them proves nothing."""

    @property
    def totals(self) -> Mapping[str, int]:
        """Blocks and calls of `aws`, of what was proved before and of what was rehearsed now."""
        report, before = self.report, self.proved_before
        return {
            "passed": report.passed + sum(section.passed for section in before),
            "failed": report.failed,
            "not_rehearsable": report.not_rehearsable + sum(section.unanswered for section in before),
            "commands": report.commands + sum(section.commands for section in before),
        }

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why blocks of commands were not executed, and how many; the most first."""
        counts = Counter[str]()
        for section in (*self.proved_before, *self.now):
            counts.update(section.not_rehearsable)
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


class ProofStore:
    """The proof of a book while it grows."""

    def __init__(self, book: RehearsalInput, last: Proof, tools: RehearsalTools) -> None:
        self._book = book
        self._tools = tools
        self._fingerprint = InventoryFingerprint(book.organization)
        self._sections = {section.id: section for section in book.sidecar.sections}
        self._by_path = {section.path: section for section in book.sidecar.sections}
        self._engines = {**last.engines, tools.engine.key: tools.engine}
        self._proofs = {name: proof for name, proof in last.by_id.items() if name in self._sections}
        # Asked now, before a page is read: one that is written later is noticed by its digest.
        _ = book.page_digests
        self.changed: list[str] = []
        """The pages that were written since this began, of those that were rehearsed."""

    def proved(self) -> Iterator[tuple[Section, SectionProof]]:
        """The sections whose last proof still tells of them, and of what lies on the disk."""
        digest_now = cache(self._book.digest_now)
        for section in self._book.sidecar.sections:
            last = self._proofs.get(section.id)
            if last is not None and last.state == "proved" and self._holds(section, last, digest_now):
                yield section, last

    def _holds(self, section: Section, last: SectionProof, digest_now: Callable[[str], str]) -> bool:
        if last.engine != self._tools.engine.key:
            return False
        if staleness(section, self._sections, last, self._fingerprint.digest) is not None:
            return False
        sheets = (self._sections[name] for name in last.sheets if name in self._sections)
        return all(digest_now(sheet.path) == sheet.digest for sheet in (section, *sheets))

    def record(self, page: str, blocks: Sequence[BlockResult], readings: Iterable[str]) -> None:
        """One page was rehearsed. A page that the sidecar lacks, or that was written meanwhile, has no proof."""
        section = self._by_path.get(page)
        if section is None:
            return
        inputs, sheets = tuple(readings), self._remedy_sheets(section)
        paths = (page, *(self._sections[name].path for name in sheets))
        if any(self._book.digest_now(path) != self._book.page_digests[path] for path in paths):
            self.changed.append(page)
            return
        failed = next((block for block in blocks if block.status is BlockStatus.FAILED), None)
        console = {block.id for block in section.blocks if isinstance(block, ConsoleStep)}
        unanswered = [block for block in blocks if block.status is BlockStatus.NOT_REHEARSABLE]
        self._proofs[section.id] = SectionProof(
            id=section.id,
            state="proved" if failed is None else "failed",
            reason=f"{failed.id or 'a block'}: {failed.reason}" if failed is not None else "",
            text=self._book.page_digests[page],
            declared=demands_digest(section, (self._sections[name] for name in sheets)),
            sheets=sheets,
            inputs=inputs,
            inputs_digest=self._fingerprint.digest(inputs),
            engine=self._tools.engine.key,
            day=self._tools.day,
            passed=sum(block.status is BlockStatus.PASSED for block in blocks),
            failed=sum(block.status is BlockStatus.FAILED for block in blocks),
            console_only=sum(block.id in console for block in unanswered),
            not_rehearsable=dict(sorted(Counter(b.reason for b in unanswered if b.id not in console).items())),
            commands=sum(block.commands for block in blocks),
            failures=sum(block.failures for block in blocks),
            failures_alike=sum(block.failures_alike for block in blocks),
        )

    def _remedy_sheets(self, section: Section) -> tuple[str, ...]:
        """The other sheets whose steps are rehearsed too, because a failure on this one leads to them."""
        blocks = (block for block in section.blocks if isinstance(block, BashBlock))
        remedies = {failure.remedy for block in blocks for failure in block.failures}
        return tuple(sorted(remedies & self._sections.keys() - {section.id}))

    @property
    def proof(self) -> Proof:
        """All that is known of the book's sections, in the order of the binder."""
        sections = tuple(self._proofs[name] for name in self._sections if name in self._proofs)
        used = {section.engine for section in sections}
        return Proof(engines={key: one for key, one in self._engines.items() if key in used}, sections=sections)


def rehearse_unproven(
    book: RehearsalInput,
    last: Proof,
    tools: RehearsalTools,
    save: SaveProof,
    only: Sequence[str] = (),
    on_page: OnFinishedPage = lambda done: None,
    everything: bool = False,
) -> RehearsalOutcome:
    """Rehearse what `last` does not prove, or `everything`, or the pages in `only`, and save the proof of it.

    It is saved now and then, and in the end however that comes. Raises what `rehearse_pages` raises.
    """
    store = ProofStore(book, last, tools)
    before = {} if only or everything else {section.path: proof for section, proof in store.proved()}

    def record_page(page: FinishedPage) -> None:
        store.record(page.page, page.blocks, page.readings)
        if page.done % _SAVE_AFTER_PAGES == 0:
            save(store.proof)
        on_page(page)

    try:
        report = _rehearse_input(book, tools, only, record_page, before)
        if not only:
            _record_empty_pages(store, book, report, before)
    finally:
        if store.proof != last:
            save(store.proof)
    proof, pages = store.proof, {block.page for block in report.blocks}
    now = {section.id for section in book.sidecar.sections if section.path in pages}
    rehearsed = tuple(section for section in proof.sections if section.id in now)
    return RehearsalOutcome(report, rehearsed, tuple(before.values()), proof, tuple(store.changed))


def _rehearse_input(
    book: RehearsalInput,
    tools: RehearsalTools,
    only: Sequence[str],
    on_page: OnFinishedPage,
    before: Mapping[str, SectionProof],
) -> RehearsalReport:
    return rehearse_pages(
        book.runbooks,
        book.sidecar,
        book.organization,
        tools.aws_program,
        tools.scratch,
        only,
        on_page,
        tools.jobs,
        preload=tools.preload,
        keep_going=tools.keep_going,
        skip=before,
        failed_before=[path for path, proof in before.items() if proof.failures and not proof.failures_alike],
    )


def _record_empty_pages(
    store: ProofStore, book: RehearsalInput, report: RehearsalReport, before: Mapping[str, SectionProof]
) -> None:
    """A page without a block on it or in the sidecar has been looked at: nothing is wrong with it."""
    seen = {*before, *report.left, *(block.page for block in report.blocks)}
    for section in book.sidecar.sections:
        if section.path not in seen and not section.blocks:
            store.record(section.path, (), ())


_ENGINE_ROOMS = ("mfa_binder.simulator", "mfa_binder.terminal", "mfa_binder.rehearsal")
"""The rooms whose code, with all of ours that it imports, decides what comes of a block."""
_VERSION_SECONDS = 60.0


def current_engine(aws_program: Path, own: bool) -> RehearsalEngine:
    """The engine of a rehearsal with an `aws` program; `own`: the one installed with us, which need not be asked."""
    return RehearsalEngine(
        aws_cli=version("awscli") if own else _ask_version(aws_program),
        boto3=version("boto3"),
        botocore=version("botocore"),
        moto=version("moto"),
        mfa_binder=version("mfa-binder"),
        python=".".join(platform.python_version_tuple()[:2]),
        source=source_digest(*_ENGINE_ROOMS),
    )


def _ask_version(aws_program: Path) -> str:
    """The version that a program tells of itself: `2.32.1` of `aws-cli/2.32.1 Python/3.13.9 …`."""
    unknown = UnavailableError(f"{aws_program} does not tell its version", "give the path of an AWS CLI")
    try:
        done = subprocess.run(
            [aws_program, "--version"], capture_output=True, text=True, check=False, timeout=_VERSION_SECONDS, env={}
        )
    except (OSError, subprocess.TimeoutExpired):
        raise unknown from None
    words = (done.stdout or done.stderr).split()
    if done.returncode or not words or not words[0].startswith("aws-cli/"):
        raise unknown
    return words[0].removeprefix("aws-cli/")
