"""The AWS CLI loaded once does what the `aws` program does: same output, same exit status, same state at AWS.

Every block of a page is run twice, on the same clock and with the same ids: by the driver's preloaded
CLI, and by a new process of the program for each call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import pytest

from mfa_binder.book.sections import BashBlock, JsonBlock, Section
from mfa_binder.book.sidecar import read_sidecar
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_results import BlockResult
from mfa_binder.rehearsal.page_plan import PagePlan
from mfa_binder.rehearsal.rehearse_page import RehearsalStage, rehearse_page
from mfa_binder.rehearsal.rehearse_pages import plan_pages
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.terminal.bash_terminal import TerminalDriver
from mfa_binder.terminal.sandbox import build_sandbox
from tests.rehearsal.conftest import AWS_PROGRAM

ROOT = Path(__file__).parents[2]
MOST_BLOCKS = 20
"""Longer pages take half a minute with a process for each call: they are among the slow tests only."""

BEGINS = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def with_commands() -> Iterator[Section]:
    for section in read_sidecar(ROOT / "runbooks.json").sections:
        if any(isinstance(block, BashBlock) and not block.not_rehearsable for block in section.blocks):
            yield section


def shortest_of_each_kind() -> list[str]:
    found: dict[str, Section] = {}
    for section in with_commands():
        known = found.get(section.kind)
        if known is None or len(section.blocks) < len(known.blocks):
            found[section.kind] = section
    return [section.id for section in found.values() if len(section.blocks) <= MOST_BLOCKS]


def without_failures(plan: PagePlan) -> PagePlan:
    """The commands of a page alone: to cause its failures with a process for each call takes minutes."""
    steps = (
        replace(step, block=step.block.model_copy(update={"failures": ()}))
        if isinstance(step.block, BashBlock)
        else step
        for step in plan.steps
    )
    return replace(plan, steps=tuple(steps))


@contextmanager
def stage(organization: Organization, simulator: SimulatedAws, folder: Path, preload: bool) -> Iterator[RehearsalStage]:
    sandbox = build_sandbox(folder, simulator.endpoint, AWS_PROGRAM)
    with TerminalDriver.running(sandbox, preload=preload) as driver:
        yield RehearsalStage(simulator, organization, sandbox, driver)


def outcome(plan: PagePlan, on: RehearsalStage) -> tuple[list[tuple[object, ...]], object]:
    """What each block said and did, and what is left at AWS.

    A policy is judged once in a process: so that both ways find it judged, the page is rehearsed before.
    """
    if any(isinstance(step.block, JsonBlock) for step in plan.steps):
        rehearse_page(plan, on)
    blocks = rehearse_page(plan, on)
    return [told(block) for block in blocks], content(on.simulator._simulation)


def told(block: BlockResult) -> tuple[object, ...]:
    said = block.evidence
    if said is None:
        return block.id, block.status, block.reason
    calls = [(call.argv, call.exit_status) for call in said.calls]
    return block.id, block.status, block.reason, block.failures, said.exit_status, said.stdout, said.stderr, calls


def content(thing: object, around: tuple[int, ...] = ()) -> object:
    """Everything that an object holds, without where it lies in memory, and each thing within itself once."""
    if id(thing) in around:
        return "…"
    inside = (*around, id(thing))
    if isinstance(thing, Mapping):
        return {str(key): content(value, inside) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [content(value, inside) for value in thing]
    if isinstance(thing, set | frozenset):
        return sorted(str(content(value, inside)) for value in thing)
    if isinstance(thing, str | int | float | bytes | datetime | Enum | None):
        return thing
    if hasattr(thing, "__dict__") and not callable(thing):
        names = {name: value for name, value in vars(thing).items() if name not in NOT_STATE}
        return {"": type(thing).__name__, **{name: content(value, inside) for name, value in names.items()}}
    return type(thing).__name__


NOT_STATE = frozenset({"organization", "_inventory", "lock", "_lock", "readings", "_readings", "kept"})
"""What the simulation holds besides the state: the inventory, which no call changes, and the means of watching it."""


@pytest.fixture(scope="module")
def stages(
    example: Organization, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RehearsalStage, RehearsalStage]]:
    """The AWS CLI loaded, and started for each call, on one simulator."""
    loaded, started = (tmp_path_factory.mktemp(name) for name in ("loaded", "started"))
    with (
        SimulatedAws.running(example, begins=BEGINS) as simulator,
        stage(example, simulator, loaded, True) as first,
        stage(example, simulator, started, False) as second,
    ):
        yield first, second


def page(name: str) -> PagePlan:
    sidecar = read_sidecar(ROOT / "runbooks.json")
    pages = [(section.path, section) for section in sidecar.sections if section.id == name]
    (plan,) = plan_pages(ROOT / "runbooks", sidecar, pages)
    return plan


@pytest.mark.parametrize("name", shortest_of_each_kind())
def test_the_commands_of_the_shortest_page_of_each_kind(
    name: str, stages: tuple[RehearsalStage, RehearsalStage]
) -> None:
    loaded, started = (outcome(without_failures(page(name)), on) for on in stages)
    assert loaded == started
    assert any(block[1] == "passed" for block in loaded[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", [section.id for section in with_commands()])
def test_every_page_of_the_example_with_its_failures(name: str, stages: tuple[RehearsalStage, RehearsalStage]) -> None:
    loaded, started = (outcome(page(name), on) for on in stages)
    assert loaded == started
