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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType, MappingProxyType

from generator.errors import MfaBinderError
from generator.organization.organization import Organization
from generator.rehearsal.confinement.record import Confinement
from generator.rehearsal.ending import end_with_the_caller
from generator.rehearsal.isolation import leave_the_network
from generator.rehearsal.page import Stage, rehearse_page
from generator.rehearsal.plan import PagePlan
from generator.rehearsal.report import BlockResult, Status
from generator.rehearsal.sandbox import build, confined
from generator.rehearsal.terminals import Driver
from generator.simulator.aws import SimulatedAws

_PATIENCE_SECONDS = 10.0


def _read_only(entries: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(entries)


# The model's maps are read-only views, which pickle does not know by itself.
copyreg.pickle(MappingProxyType, lambda view: (_read_only, (dict(view),)))


@dataclass(frozen=True, slots=True)
class Setting:
    """What every worker starts from. `timeout` is that of a block, in seconds."""

    organization: Organization
    aws_program: Path
    scratch: Path
    timeout: float
    preload: bool = True
    """Whether the AWS CLI beside us is loaded once; else each call starts `aws_program`."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One page, by its position among the plans; `confinement` as in `Report`.

    `readings` are what was read of the inventory meanwhile (`generator.simulator.readings`).
    """

    position: int
    blocks: tuple[BlockResult, ...]
    confinement: Confinement
    readings: tuple[str, ...]


def rehearsed(plans: Iterable[PagePlan], setting: Setting, jobs: int, keep_going: bool = True) -> Iterator[Rehearsed]:
    """Rehearse plans with `jobs` workers, and give each page when it is done.

    Without `keep_going` no further page is begun once one has failed. Raises what a worker raises:
    UnsafeRehearsalError before anything has run.
    """
    waiting: Iterator[tuple[int, PagePlan]] = iter(enumerate(plans))
    with _workers(jobs, setting) as workers:
        at_work: dict[Connection, tuple[int, str]] = {}
        for worker in workers:
            _give_next(worker, waiting, at_work)
        while at_work:
            for ready in wait(list(at_work)):
                assert isinstance(ready, Connection)
                position, name = at_work.pop(ready)
                page = Rehearsed(position, *_received(ready, name))
                if not keep_going and any(block.status is Status.FAILED for block in page.blocks):
                    waiting = iter(())
                _give_next(ready, waiting, at_work)
                yield page


def _give_next(
    worker: Connection, waiting: Iterator[tuple[int, PagePlan]], at_work: dict[Connection, tuple[int, str]]
) -> None:
    following = next(waiting, None)
    if following is not None:
        position, plan = following
        at_work[worker] = position, plan.page
        worker.send(plan)


def _received(worker: Connection, page: str) -> tuple[tuple[BlockResult, ...], Confinement, tuple[str, ...]]:
    try:
        answer = worker.recv()
    except EOFError:
        raise RuntimeError(f"the process that rehearsed {page} ended; what it said is above") from None
    if isinstance(answer, MfaBinderError):
        raise answer
    blocks, confinement, readings = answer
    return blocks, confinement, readings


@contextmanager
def _workers(count: int, setting: Setting) -> Iterator[list[Connection]]:
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    started: list[tuple[BaseProcess, Connection]] = []
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, setting), daemon=True)
            process.start()
            theirs.close()
            started.append((process, ours))
        yield [connection for _, connection in started]
    except BaseException:
        for worker, _ in started:
            worker.terminate()
        raise
    finally:
        for worker, connection in started:
            connection.close()
            worker.join(_PATIENCE_SECONDS)
            if worker.is_alive():
                worker.kill()


def _work(pages: Connection, setting: Setting) -> None:
    """A worker's life: until its pipe is closed."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    left = leave_the_network()
    end_with_the_caller()
    with tempfile.TemporaryDirectory(dir=setting.scratch, prefix="worker-") as root:
        _close_environment(Path(root))
        try:
            with SimulatedAws.running(setting.organization) as simulator:
                sandbox = build(Path(root), simulator.endpoint, setting.aws_program)
                confiner = confined(sandbox, network=left)
                with Driver.running(sandbox, confiner, preload=setting.preload) as driver:
                    stage = Stage(simulator, simulator.organization, sandbox, driver, setting.timeout)
                    while True:
                        blocks = rehearse_page(pages.recv(), stage)
                        pages.send((blocks, confiner.confinement, simulator.readings))
        except EOFError:
            return
        except MfaBinderError as error:
            pages.send(error)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """So that a block at work ends with its worker."""
    sys.exit(1)


def _close_environment(home: Path) -> None:
    os.environ.clear()
    os.environ.update({"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", "TZ": "UTC"})
    os.environ.update({"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull})
