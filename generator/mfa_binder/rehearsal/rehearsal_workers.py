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
from mfa_binder.processes.process_pool import Worker, end_with_the_caller, fresh_processes, start_worker
from mfa_binder.rehearsal.page_plan import PagePlan
from mfa_binder.rehearsal.rehearsal_report import BlockResult, BlockStatus
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
    """What every worker starts from. `timeout` is that of a block, in seconds."""

    organization: Organization
    aws_program: Path
    scratch: Path
    timeout: float
    preload: bool = True
    """Whether the AWS CLI beside us is loaded once; else each call starts `aws_program`."""


@dataclass(frozen=True, slots=True)
class RehearsedPage:
    """One page, by its position among the plans; `confinement` as in `RehearsalReport`.

    `readings` are what was read of the inventory meanwhile (`mfa_binder.simulator.state.inventory_reads`).
    """

    position: int
    blocks: tuple[BlockResult, ...]
    confinement: ConfinementGuarantees
    readings: tuple[str, ...]


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
    plans: Iterable[PagePlan], setting: WorkerSettings, jobs: int, keep_going: bool = True
) -> Generator[RehearsedPage, None, None]:
    """Rehearse plans with `jobs` workers, and give each page when it is done.

    A worker that ends, by whatever cause, ends its page alone: the block that it was at has failed. Without
    `keep_going` no further page is begun once one has failed. Raises UnavailableError before anything has run.
    """
    crew = _WorkerCrew(plans, setting, keep_going)
    try:
        yield from crew.pages(jobs)
    except BaseException:
        crew.end(at_once=True)
        raise
    finally:
        crew.end()


@dataclass(slots=True)
class _BusyWorker:
    """A worker, the page that it has, and the blocks of it that are done; `heard` is when it spoke last (monotonic).

    `said` is the file of what it, its driver and their like write on standard error.
    """

    worker: Worker
    said: Path
    position: int
    plan: PagePlan
    blocks: list[BlockResult] = field(default_factory=list)
    begun: bool = False
    heard: float = field(default_factory=time.monotonic)


class _WorkerCrew:
    """The workers, and the pages that wait for them."""

    def __init__(self, plans: Iterable[PagePlan], setting: WorkerSettings, keep_going: bool) -> None:
        self._waiting: Iterator[tuple[int, PagePlan]] = iter(enumerate(plans))
        self._setting = setting
        self._keep_going = keep_going
        self._silence = setting.timeout + _SILENCE_SECONDS
        self._posts: dict[Connection, _BusyWorker] = {}
        self._free: list[_BusyWorker] = []
        self._started = 0
        self._failed_starts = 0
        self._was_ready = False
        self._confinement = NO_GUARANTEES
        self._context: BaseContext = fresh_processes(__name__)

    def pages(self, jobs: int) -> Iterator[RehearsedPage]:
        """Each page when it is done."""
        for position, plan in islice(self._waiting, jobs):
            self._start(position, plan)
        while self._posts:
            ready = wait(list(self._posts), self._until_silence())
            for post in [post for connection, post in self._posts.items() if connection in ready]:
                yield from self._hear(post)
            for post in [post for post in self._posts.values() if self._left(post) <= 0]:
                post.worker.process.kill()

    def end(self, *, at_once: bool = False) -> None:
        """End every worker, a block at work with it."""
        posts = [*self._posts.values(), *self._free]
        self._posts.clear()
        self._free.clear()
        for post in posts if at_once else ():
            post.worker.process.terminate()
        for post in posts:
            post.worker.end()
            _pass_error_output_on(post.said)

    def _left(self, post: _BusyWorker) -> float:
        return post.heard + self._silence - time.monotonic()

    def _until_silence(self) -> float:
        return max(0.0, min(map(self._left, self._posts.values())))

    def _start(self, position: int, plan: PagePlan) -> None:
        """A page for a worker that is free, else for a new one."""
        if self._free:
            post = self._free.pop()
            post.position, post.plan = position, plan
            post.blocks, post.begun, post.heard = [], False, time.monotonic()
            self._send(post, plan)
            return
        self._started += 1
        said = self._setting.scratch / f"said-{self._started}"
        worker = start_worker(_run_worker, self._context)
        post = _BusyWorker(worker, said, position, plan)
        self._send(post, (self._setting, said), plan)

    def _send(self, post: _BusyWorker, *messages: object) -> None:
        self._posts[post.worker.connection] = post
        with suppress(BrokenPipeError, ConnectionResetError):  # it has ended, which is heard next
            for message in messages:
                post.worker.connection.send(message)

    def _hear(self, post: _BusyWorker) -> Iterator[RehearsedPage]:
        try:
            answer = post.worker.connection.recv()
        except (EOFError, OSError):
            yield from self._lost(post)
            return
        post.heard = time.monotonic()
        match answer:
            case _WorkerSignal.READY:
                self._was_ready, self._failed_starts = True, 0
            case _WorkerSignal.ALIVE:
                post.begun = True
            case BlockResult():
                post.blocks.append(answer)
            case _PageEnded(confinement=confinement, readings=readings):
                self._confinement = confinement
                self._free.append(self._posts.pop(post.worker.connection))
                yield self._done(post.position, tuple(post.blocks), readings)
            case MfaBinderError():
                raise answer

    def _done(self, done: int, blocks: tuple[BlockResult, ...], readings: tuple[str, ...] = ()) -> RehearsedPage:
        """The page at the position `done`, after whoever has become free has got another one."""
        if not self._keep_going and any(block.status is BlockStatus.FAILED for block in blocks):
            self._waiting = iter(())
        for position, plan in islice(self._waiting, 1):
            self._start(position, plan)
        return RehearsedPage(done, blocks, self._confinement, readings)

    def _lost(self, post: _BusyWorker) -> Iterator[RehearsedPage]:
        """A worker has ended: its page has failed, unless it had not begun it and another may try."""
        del self._posts[post.worker.connection]
        silent = self._left(post) <= 0
        how = "was killed, since nothing was heard of it" if silent else post.worker.how_it_ended()
        post.worker.end()
        words = _read_error_output(post.said)
        last = words.strip().rpartition("\n")[2]
        reason = f"the process that rehearsed it {how}{f': {last}' if last else ''}"
        self._failed_starts += not post.begun
        if not post.begun and self._failed_starts < _STARTS:
            self._start(post.position, post.plan)
            return
        if not self._was_ready:
            raise UnavailableError(
                f"the rehearsal cannot start: {reason.replace('rehearsed it', 'rehearses pages')}",
                "see whether there is memory and space, and run again",
            )
        yield self._done(post.position, _fail_rest_of_page(post, reason, words))


def _fail_rest_of_page(post: _BusyWorker, reason: str, words: str) -> tuple[BlockResult, ...]:
    """The blocks of a page whose worker has ended: the one that it was at has failed, the rest was not reached."""
    steps = post.plan.steps
    done = post.blocks[: len(steps) - 1]  # what holds after the last one was not told
    at, *beyond = (BlockResult(post.plan.page, step.line, step.id, BlockStatus.FAILED) for step in steps[len(done) :])
    stopped = f"not reached: {at.id or f'the fence at line {at.line}'} failed"
    failed = replace(at, reason=reason, evidence=collect_evidence(None, "", words, ()))
    return (*done, failed, *(replace(one, reason=stopped) for one in beyond))


def _read_error_output(said: Path) -> str:
    """The end of what a worker has written on standard error."""
    try:
        with said.open("rb") as file:
            file.seek(max(0, said.stat().st_size - _ERROR_OUTPUT_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def _pass_error_output_on(said: Path) -> None:
    """Pass on what a worker that has ended in order had to say."""
    words = _read_error_output(said)
    if words:
        os.write(2, words.encode("utf-8", "replace"))


# -- the worker's process


def _run_worker(pipe: Connection) -> None:
    """A worker's life: until its pipe is closed."""
    try:
        setting, said = pipe.recv()
    except (EOFError, OSError):
        return  # whoever asked was interrupted meanwhile
    errors = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 2)
    os.close(errors)
    signal.signal(signal.SIGTERM, _exit_on_signal)
    left = leave_network()  # only a process with a single thread can
    end_with_the_caller()
    with tempfile.TemporaryDirectory(dir=setting.scratch, prefix="worker-") as root:
        _close_environment(Path(root))
        try:
            with SimulatedAws.running(setting.organization) as simulator:
                sandbox = build_sandbox(Path(root), simulator.endpoint, setting.aws_program)
                _rehearse_until_closed(pipe, setting, simulator, sandbox, network=left)
        except MfaBinderError as error:
            pipe.send(error)


def _rehearse_until_closed(
    pipe: Connection, setting: WorkerSettings, simulator: SimulatedAws, sandbox: Sandbox, *, network: bool
) -> None:
    """Page after page, until no more come. A driver that a page has ended is started again for the next one."""
    confiner = choose_confiner(sandbox, network=network)
    held: HeldVerdicts = set()
    while True:
        with TerminalDriver.running(sandbox, confiner, preload=setting.preload) as driver:
            pipe.send(_WorkerSignal.READY)
            stage = RehearsalStage(
                simulator,
                simulator.organization,
                sandbox,
                driver,
                setting.timeout,
                on_run=lambda: pipe.send(_WorkerSignal.ALIVE),
                on_block=pipe.send,
                held=held,
            )
            while driver.is_alive:
                try:
                    plan = pipe.recv()
                except (EOFError, OSError):
                    return
                pipe.send(_WorkerSignal.ALIVE)
                rehearse_page(plan, stage)
                pipe.send(_PageEnded(confiner.confinement, simulator.readings))


def _exit_on_signal(_signal: int, _frame: FrameType | None) -> None:
    """So that a block at work ends with its worker."""
    sys.exit(1)


def _close_environment(home: Path) -> None:
    os.environ.clear()
    os.environ.update({"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", "TZ": "UTC"})
    os.environ.update({"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull})
