"""All pages of a build: every fence of the Markdown and every block of the sidecar gets a result."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.errors import UsageError
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport
from mfa_binder.rehearsal.deduplicate_failures import deduplicate_failures
from mfa_binder.rehearsal.page_plan import PagePlan, plan_page, read_page
from mfa_binder.rehearsal.rehearsal_workers import WorkerSettings, rehearse_plans
from mfa_binder.terminal.bash_terminal import BLOCK_TIMEOUT_SECONDS
from mfa_binder.terminal.confinement.guarantees import NO_GUARANTEES, ConfinementGuarantees
from mfa_binder.terminal.sandbox import require_aws


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """One page that has been rehearsed, in the order in which they finish."""

    page: str
    """Its path under runbooks/."""
    blocks: tuple[BlockResult, ...]
    done: int
    """How many pages are finished, this one included."""
    total: int
    """How many pages there are to rehearse."""
    readings: tuple[str, ...] = ()
    """What was read of the inventory meanwhile (`mfa_binder.simulator.state.inventory_reads`)."""


OnFinishedPage = Callable[[FinishedPage], None]

PageToPlan = tuple[str, Section | None]
"""A page's path under runbooks/, and its section; None for a page that the sidecar lacks."""


def rehearse_pages(
    runbooks: Path,
    sidecar: Sidecar,
    organization: Organization,
    aws_program: Path,
    scratch: Path,
    only: Sequence[str] = (),
    on_page: OnFinishedPage = lambda done: None,
    jobs: int = 1,
    timeout: float = BLOCK_TIMEOUT_SECONDS,
    preload: bool = True,
    keep_going: bool = True,
    skip: Collection[str] = (),
    failed_before: Collection[str] = (),
) -> RehearsalReport:
    """Rehearse the pages under `runbooks`, or those in `only` (section ids, or paths under runbooks/).

    Pages in `skip` (paths) are left out. On those of `failed_before` every failure was brought about already:
    one that enough of them have is only read for its words. Without `keep_going` no further page is begun once
    one has failed.

    `aws_program` is version 1 of the AWS CLI; `scratch` an existing folder that the caller deletes;
    `jobs` the number of pages at a time; `timeout` what a block may take, in seconds. Raises
    UnavailableError when it could reach anything but loopback or has no `aws` program, UsageError
    for an unknown page in `only`.
    """
    require_aws(aws_program)
    pages = _choose_pages(runbooks, sidecar, only, skip)
    earlier = [(section.path, section) for section in sidecar.sections if section.path in failed_before]
    plans = deduplicate_failures(plan_pages(runbooks, sidecar, pages), plan_pages(runbooks, sidecar, earlier))
    settings = WorkerSettings(organization, aws_program.absolute(), scratch.absolute(), timeout, preload)
    results: dict[int, tuple[BlockResult, ...]] = {}
    confinements: list[ConfinementGuarantees] = []
    # Pages finish in any order; the report has them in the order of the binder.
    for finished in rehearse_plans(plans, settings, min(max(jobs, 1), len(pages)), keep_going):
        results[finished.position] = tuple(_drop_evidence(block) for block in finished.blocks)
        confinements.append(finished.confinement)
        page, _ = pages[finished.position]
        on_page(FinishedPage(page, finished.blocks, len(results), len(pages), finished.readings))
    blocks = tuple(block for _, of_page in sorted(results.items()) for block in of_page)
    left = tuple(page for position, (page, _) in enumerate(pages) if position not in results)
    # Only what held in every worker is promised.
    confinement = reduce(ConfinementGuarantees.common, confinements) if confinements else NO_GUARANTEES
    return RehearsalReport(blocks, confinement, left)


def plan_pages(runbooks: Path, sidecar: Sidecar, pages: Iterable[PageToPlan]) -> Iterator[PagePlan]:
    """The plan of each page, made when it is asked for: all at once they would take as much memory as all else."""
    sections = {section.id: section for section in sidecar.sections}
    return (_add_sheets(_plan_alone(runbooks, page, section), runbooks, sections) for page, section in pages)


def _drop_evidence(block: BlockResult) -> BlockResult:
    """A result without what only a failure needs: there may be tens of thousands."""
    return block if block.status is BlockStatus.FAILED else replace(block, evidence=None)


def _choose_pages(runbooks: Path, sidecar: Sidecar, only: Sequence[str], skip: Collection[str]) -> Sequence[PageToPlan]:
    named = _resolve_names(sidecar, only)
    pages = (
        (page, section)
        for page, section in _pages_in_order(runbooks, sidecar)
        if page not in skip and (not only or page in named)
    )
    return [(page, section) for page, section in pages if _has_steps(runbooks / page, section)]


def _has_steps(path: Path, section: Section | None) -> bool:
    return bool(section is not None and section.blocks) or bool(fenced_blocks(read_page(path), path.name))


def _plan_alone(runbooks: Path, page: str, section: Section | None) -> PagePlan:
    markdown = read_page(runbooks / page)
    return plan_page(page, fenced_blocks(markdown, page), section, markdown)


def _add_sheets(plan: PagePlan, runbooks: Path, sections: Mapping[str, Section]) -> PagePlan:
    """A plan with those of the sheets that its failures lead to."""
    named = sorted(plan.remedies & sections.keys() - {plan.section})
    sheets = {name: _plan_alone(runbooks, sections[name].path, sections[name]) for name in named}
    return replace(plan, remedy_plans=sheets) if sheets else plan


def _resolve_names(sidecar: Sidecar, only: Sequence[str]) -> frozenset[str]:
    paths = {section.path: section.path for section in sidecar.sections}
    paths.update({section.id: section.path for section in sidecar.sections})
    unknown = [name for name in only if name not in paths]
    if unknown:
        raise UsageError(f"there is no page {unknown[0]}", "give the document id that stands on the page")
    return frozenset(paths[name] for name in only)


def _pages_in_order(runbooks: Path, sidecar: Sidecar) -> Iterator[tuple[str, Section | None]]:
    for section in sidecar.sections:
        yield section.path, section
    declared = {section.path for section in sidecar.sections}
    for path in sorted(runbooks.rglob("*.md")):
        page = path.relative_to(runbooks).as_posix()
        if page not in declared:
            yield page, None
