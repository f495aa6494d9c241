"""Pages side by side: each worker is a process with its own simulator, sandbox and network.

A worker begins in a process that has run nothing yet (multiprocessing's fork server), because one may
leave the network only before threads start, and moto's state belongs to the process. The
environment of the caller ends there: neither boto3 nor the simulator sees a profile, a proxy or a key.
"""

from __future__ import annotations

import copyreg
import os
import signal
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from pathlib import Path
from types import FrameType, MappingProxyType

from mfa_binder.errors import MfaBinderError, UnavailableError
from mfa_binder.organization.organization import Organization
from mfa_binder.processes.process_pool import Worker, end_with_the_caller, fresh_context, start_worker
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus
from mfa_binder.rehearsal.page_plan import PagePlan
from mfa_binder.rehearsal.rehearse_page import RehearsalStage, rehearse_page
from mfa_binder.rehearsal.verdict_checks import HeldVerdicts
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.terminal.bash_terminal import TerminalDriver
from mfa_binder.terminal.confinement.guarantees import NO_GUARANTEES, ConfinementGuarantees
from mfa_binder.terminal.confinement.network_namespace import leave_network
from mfa_binder.terminal.run_evidence import collect_evidence
from mfa_binder.terminal.sandbox import Sandbox, build_sandbox, choose_confiner

_SILENCE_SECONDS = 120.0
"""How long a worker may say nothing, besides the time of a block, before it is killed."""

_STARTS = 3
"""How many workers may end, one after the other, before they have begun a page."""

_ERROR_OUTPUT_BYTES = 20_000


def _read_only(entries: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(entries)


# The model's maps are read-only views, which pickle does not know by itself.
copyreg.pickle(MappingProxyType, lambda view: (_read_only, (dict(view),)))


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """What every worker starts from."""

    organization: Organization
    aws_program: Path
    """The AWS CLI that answers calls."""
    scratch: Path
    """An existing folder, in which each worker makes one of its own."""
    timeout: float
    """How long a block may take, in seconds."""
    preload: bool = True
    """Whether the AWS CLI beside us is loaded once; else each call starts `aws_program`."""


@dataclass(frozen=True, slots=True)
class RehearsedPage:
    """What came of one page."""

    position: int
    """Its position among the plans."""
    blocks: tuple[BlockResult, ...]
    confinement: ConfinementGuarantees
    """What kept its blocks from the machine and its network."""
    readings: tuple[str, ...]
    """What was read of the inventory meanwhile (`mfa_binder.simulator.state.inventory_reads`)."""


@dataclass(frozen=True, slots=True)
class _PageEnded:
    """What a worker says when a page is done."""

    confinement: ConfinementGuarantees
    readings: tuple[str, ...]


class _WorkerSignal(Enum):
    """What a worker says besides."""

    READY = "ready"
    ALIVE = "alive"


def rehearse_plans(
    plans: Iterable[PagePlan], settings: WorkerSettings, jobs: int, keep_going: bool = True
) -> Generator[RehearsedPage, None, None]:
    """Rehearse plans with `jobs` workers, and give each page when it is done.

    A worker that ends, by whatever cause, ends its page alone: the block that it was at has failed. Without
    `keep_going` no further page is begun once one has failed. Raises UnavailableError before anything has run.
    """
    crew = _WorkerCrew(plans, settings, keep_going)
    try:
        yield from crew.pages(jobs)
    except BaseException:
        crew.end(at_once=True)
        raise
    finally:
        crew.end()


@dataclass(slots=True)
class _WorkerState:
    """A worker, as those who wait for it see it."""

    worker: Worker
    errors: Path
    """The file of what it, its driver and their like write on standard error."""
    position: int
    """The position among the plans of the page that it has."""
    plan: PagePlan
    """The page that it has."""
    blocks: list[BlockResult] = field(default_factory=list)
    """The blocks of that page that are done."""
    has_begun: bool = False
    """Whether it has begun that page."""
    last_heard: float = field(default_factory=time.monotonic)
    """When it spoke last (monotonic, in seconds)."""


class _WorkerCrew:
    """The workers, and the pages that wait for them."""

    def __init__(self, plans: Iterable[PagePlan], settings: WorkerSettings, keep_going: bool) -> None:
        self._waiting: Iterator[tuple[int, PagePlan]] = iter(enumerate(plans))
        self._settings = settings
        self._keep_going = keep_going
        self._silence = settings.timeout + _SILENCE_SECONDS
        self._busy: dict[Connection, _WorkerState] = {}
        self._free: list[_WorkerState] = []
        self._started = 0
        self._failed_starts = 0
        self._was_ready = False
        self._confinement = NO_GUARANTEES
        self._context: BaseContext = fresh_context(__name__)

    def pages(self, jobs: int) -> Iterator[RehearsedPage]:
        """Each page when it is done."""
        for position, plan in islice(self._waiting, jobs):
            self._start_page(position, plan)
        while self._busy:
            ready = wait(list(self._busy), self._seconds_until_silence())
            for state in [state for connection, state in self._busy.items() if connection in ready]:
                yield from self._hear(state)
            # A worker that is killed here is heard of in the next round: its connection is closed.
            for state in [state for state in self._busy.values() if self._patience_left(state) <= 0]:
                state.worker.process.kill()

    def end(self, *, at_once: bool = False) -> None:
        """End every worker, a block at work with it."""
        states = [*self._busy.values(), *self._free]
        self._busy.clear()
        self._free.clear()
        # All are told before one is waited for: they end side by side.
        for state in states if at_once else ():
            state.worker.process.terminate()
        for state in states:
            state.worker.end()
            _pass_errors_on(state.errors)

    def _patience_left(self, state: _WorkerState) -> float:
        return state.last_heard + self._silence - time.monotonic()

    def _seconds_until_silence(self) -> float:
        return max(0.0, min(map(self._patience_left, self._busy.values())))

    def _start_page(self, position: int, plan: PagePlan) -> None:
        """Give a page to a worker that is free, else to a new one."""
        if self._free:
            state = self._free.pop()
            state.position, state.plan = position, plan
            state.blocks, state.has_begun, state.last_heard = [], False, time.monotonic()
            self._send(state, plan)
            return
        self._started += 1
        errors = self._settings.scratch / f"said-{self._started}"
        worker = start_worker(_run_worker, self._context)
        state = _WorkerState(worker, errors, position, plan)
        self._send(state, (self._settings, errors), plan)

    def _send(self, state: _WorkerState, *messages: object) -> None:
        self._busy[state.worker.connection] = state
        with suppress(BrokenPipeError, ConnectionResetError):  # it has ended, which is heard next
            for message in messages:
                state.worker.connection.send(message)

    def _hear(self, state: _WorkerState) -> Iterator[RehearsedPage]:
        try:
            answer = state.worker.connection.recv()
        except (EOFError, OSError):
            yield from self._bury(state)
            return
        state.last_heard = time.monotonic()
        match answer:
            case _WorkerSignal.READY:
                self._was_ready, self._failed_starts = True, 0
            case _WorkerSignal.ALIVE:
                state.has_begun = True
            case BlockResult():
                state.blocks.append(answer)
            case _PageEnded(confinement=confinement, readings=readings):
                self._confinement = confinement
                self._free.append(self._busy.pop(state.worker.connection))
                yield self._finish_page(state.position, tuple(state.blocks), readings)
            case MfaBinderError():
                raise answer

    def _finish_page(
        self, position: int, blocks: tuple[BlockResult, ...], readings: tuple[str, ...] = ()
    ) -> RehearsedPage:
        """The page that is done, after whoever has become free has got another one."""
        if not self._keep_going and any(block.status is BlockStatus.FAILED for block in blocks):
            self._waiting = iter(())
        for next_position, plan in islice(self._waiting, 1):
            self._start_page(next_position, plan)
        return RehearsedPage(position, blocks, self._confinement, readings)

    def _bury(self, state: _WorkerState) -> Iterator[RehearsedPage]:
        """A worker has ended: its page has failed, unless it had not begun it and another may try."""
        del self._busy[state.worker.connection]
        was_silent = self._patience_left(state) <= 0
        how = "was killed, since nothing was heard of it" if was_silent else state.worker.how_it_ended()
        state.worker.end()
        words = _read_errors(state.errors)
        last_line = words.strip().rpartition("\n")[2]
        reason = f"the process that rehearsed it {how}{f': {last_line}' if last_line else ''}"
        self._failed_starts += not state.has_begun
        if not state.has_begun and self._failed_starts < _STARTS:
            self._start_page(state.position, state.plan)
            return
        if not self._was_ready:
            raise UnavailableError(
                f"the rehearsal cannot start: {reason.replace('rehearsed it', 'rehearses pages')}",
                "see whether there is memory and space, and run again",
            )
        yield self._finish_page(state.position, _fail_rest_of_page(state, reason, words))


def _fail_rest_of_page(state: _WorkerState, reason: str, words: str) -> tuple[BlockResult, ...]:
    """The blocks of a page whose worker has ended: the one that it was at has failed, the rest was not reached."""
    page, steps = state.plan.page, state.plan.steps
    done = state.blocks[: len(steps) - 1]  # what holds after the last one was not told
    current, *rest = (BlockResult(page, step.line, step.id, BlockStatus.FAILED) for step in steps[len(done) :])
    not_reached = f"not reached: {current.id or f'the fence at line {current.line}'} failed"
    failed = replace(current, reason=reason, evidence=collect_evidence(None, "", words, ()))
    return (*done, failed, *(replace(block, reason=not_reached) for block in rest))


def _read_errors(errors: Path) -> str:
    """The end of what a worker has written on standard error."""
    try:
        with errors.open("rb") as file:
            file.seek(max(0, errors.stat().st_size - _ERROR_OUTPUT_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def _pass_errors_on(errors: Path) -> None:
    """Pass on what a worker that has ended in order had to say."""
    words = _read_errors(errors)
    if words:
        os.write(2, words.encode("utf-8", "replace"))


# -- the worker's process


def _run_worker(pipe: Connection) -> None:
    """A worker's life: until its pipe is closed."""
    try:
        settings, error_file = pipe.recv()
    except (EOFError, OSError):
        return  # whoever asked was interrupted meanwhile
    # The order is the safety: standard error first, so that whatever goes wrong is told; then out of the network,
    # which only a process with a single thread can leave; then the watch over the caller and the simulator, which
    # start threads, and the driver, which inherits the network.
    errors = os.open(error_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 2)
    os.close(errors)
    signal.signal(signal.SIGTERM, _exit_on_signal)
    has_left_network = leave_network()
    end_with_the_caller()
    with tempfile.TemporaryDirectory(dir=settings.scratch, prefix="worker-") as root:
        _close_environment(Path(root))
        try:
            with SimulatedAws.running(settings.organization) as simulator:
                sandbox = build_sandbox(Path(root), simulator.endpoint, settings.aws_program)
                _rehearse_until_closed(pipe, settings, simulator, sandbox, network=has_left_network)
        except MfaBinderError as error:
            pipe.send(error)


def _rehearse_until_closed(
    pipe: Connection, settings: WorkerSettings, simulator: SimulatedAws, sandbox: Sandbox, *, network: bool
) -> None:
    """Page after page, until no more come. A driver that a page has ended is started again for the next one."""
    confiner = choose_confiner(sandbox, network=network)
    held_verdicts: HeldVerdicts = set()
    while True:
        with TerminalDriver.running(sandbox, confiner, preload=settings.preload) as driver:
            pipe.send(_WorkerSignal.READY)
            stage = RehearsalStage(
                simulator,
                simulator.organization,
                sandbox,
                driver,
                settings.timeout,
                on_run=lambda: pipe.send(_WorkerSignal.ALIVE),
                on_block=pipe.send,
                held_verdicts=held_verdicts,
            )
            while driver.is_alive:
                try:
                    plan = pipe.recv()
                except (EOFError, OSError):
                    return
                pipe.send(_WorkerSignal.ALIVE)
                rehearse_page(plan, stage)
                pipe.send(_PageEnded(confiner.guarantees, simulator.readings))


def _exit_on_signal(_signal: int, _frame: FrameType | None) -> None:
    """So that a block at work ends with its worker."""
    sys.exit(1)


def _close_environment(home: Path) -> None:
    os.environ.clear()
    os.environ.update({"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", "TZ": "UTC"})
    os.environ.update({"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull})
