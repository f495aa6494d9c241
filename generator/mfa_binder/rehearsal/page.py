"""One page from its first block to its last, in a simulator that knows nothing of the page before.

The first block that fails stops the page: what comes after it was not reached, and says so. A block
that no simulator can answer does not stop it; what it promises is made to hold, as for a step in the
console.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from mfa_binder.book.conditions import Condition
from mfa_binder.book.policy_verdicts import Verdict
from mfa_binder.book.sections import BashBlock, ConsoleStep, JsonBlock
from mfa_binder.errors import OutputError
from mfa_binder.files.writing import write_text
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.answers import UnknownAnswerError, answered
from mfa_binder.rehearsal.barriers import explanation, trespass
from mfa_binder.rehearsal.calls import Call, SpoiledLogError, read_calls
from mfa_binder.rehearsal.causes import Attempt
from mfa_binder.rehearsal.cli_versions import only_in_version_2
from mfa_binder.rehearsal.clients import region
from mfa_binder.rehearsal.conditions import (
    ONLY_SEEN,
    Conditions,
    code_of,
    described,
    ordered,
)
from mfa_binder.rehearsal.evidence import Evidence, evidence
from mfa_binder.rehearsal.failures import Failures, UnprovenError
from mfa_binder.rehearsal.outcomes import UnanswerableError, UnknownConditionError
from mfa_binder.rehearsal.plan import PagePlan, Step
from mfa_binder.rehearsal.policies import NotJudgedError
from mfa_binder.rehearsal.policies import fault as policy_fault
from mfa_binder.rehearsal.refused import expected as expected_refusal
from mfa_binder.rehearsal.refused import fault as refusal_fault
from mfa_binder.rehearsal.report import BlockResult, Status
from mfa_binder.rehearsal.sandbox import Sandbox
from mfa_binder.rehearsal.terminals import TIMEOUT_SECONDS, Driver, DriverEndedError, Run, Terminal

if TYPE_CHECKING:
    from mfa_binder.simulator.aws import SimulatedAws

_NOT_SIMULATED = re.compile(r"An error occurred \(NotSimulated\) when calling the (\w+) operation")
_LONGEST_REASON = 500


class _FailedError(Exception):
    """The block, or the page's fault that it stumbles over."""


class _NotRehearsableError(Exception):
    """No simulator can answer; says nothing against the block."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a worker rehearses on: the simulator, the sandbox, and how long a block may take, in seconds.

    `on_run` is called before a block is run, each time; `on_block` with each block's result.
    """

    simulator: SimulatedAws
    organization: Organization
    sandbox: Sandbox
    driver: Driver
    timeout: float = TIMEOUT_SECONDS
    on_run: Callable[[], None] = lambda: None
    on_block: Callable[[BlockResult], None] = lambda result: None


def rehearse_page(plan: PagePlan, stage: Stage) -> tuple[BlockResult, ...]:
    """Rehearse a page's steps in order, in a fresh simulator and a fresh folder; one result for each."""
    stage.sandbox.furnish()
    with ExitStack() as terminals:
        terminals.callback(stage.driver.end_all)
        return _Performance(plan, stage, terminals).results()


class _Performance:
    """One page while it is rehearsed."""

    def __init__(self, plan: PagePlan, stage: Stage, opened: ExitStack) -> None:
        self._plan = plan
        self._stage = stage
        self._opened = opened
        self._terminals: dict[str, Terminal] = {}
        self._conditions = Conditions(stage.simulator, stage.organization)
        self._clients = self._conditions.clients
        opened.callback(self._clients.give_back)
        folders = (stage.sandbox.work, stage.sandbox.home)
        self._failures = Failures(plan, stage.simulator, self._conditions, folders, self._try)
        self._failed_well = 0

    def results(self) -> tuple[BlockResult, ...]:
        """One result for each step."""
        self._stage.simulator.reset()
        obstacle = self._establish(self._plan.presumes, "the page presumes")
        found: list[BlockResult] = []
        stopped = ""
        for step in self._plan.steps:
            result = BlockResult(self._plan.page, step.line, step.id, Status.FAILED, alike=step.alike)
            if stopped:
                result = replace(result, reason=f"not reached: {stopped} failed")
            elif obstacle:
                result = replace(result, reason=obstacle)
            else:
                result = self._rehearsed(step, result)
            if result.status is Status.FAILED:
                stopped = stopped or step.id or f"the fence at line {step.line}"
            found.append(result)
            self._stage.on_block(result)
        return tuple(found)

    def _rehearsed(self, step: Step, result: BlockResult) -> BlockResult:
        self._stage.sandbox.log.write_bytes(b"")
        run: list[Run] = []
        self._failed_well = 0
        try:
            self._perform(step, run)
            status, reason = Status.PASSED, ""
        except (_FailedError, UnprovenError, DriverEndedError, SpoiledLogError) as failed:
            status, reason = Status.FAILED, str(failed)
        except _NotRehearsableError as unanswerable:
            status, reason = Status.NOT_REHEARSABLE, str(unanswerable)
            obstacle = self._establish(_promised(step), "it cannot be rehearsed, and what it promises")
            if obstacle:
                status, reason = Status.FAILED, obstacle
        try:
            calls = read_calls(self._stage.sandbox.log)
        except SpoiledLogError as spoiled:
            calls, status, reason = (), Status.FAILED, str(spoiled)
        seconds = sum(one.seconds for one in run)
        said = self._evidence(run[-1], calls) if run else None
        result = replace(result, evidence=said, failures=self._failed_well)
        return replace(result, status=status, reason=reason, commands=len(calls), seconds=seconds)

    def _evidence(self, run: Run, calls: Sequence[Call]) -> Evidence:
        stderr = run.stderr.replace(f"{run.script}: ", "")
        return evidence(run.exit_status, run.stdout, stderr, calls)

    def _perform(self, step: Step, run: list[Run]) -> None:
        if step.fault:
            raise _FailedError(step.fault)
        text = step.snippet.text if step.snippet is not None else ""
        match step.block:
            case ConsoleStep(reason=reason):
                raise _NotRehearsableError(reason)
            case JsonBlock(file=file, judged=judged):
                self._save(text, file, judged)
            case BashBlock(not_rehearsable=why) if why:
                raise _NotRehearsableError(why)
            case BashBlock() as block:
                self._execute(step, text, block, run)

    # -- policies

    def _save(self, text: str, file: str, judged: Sequence[Verdict]) -> None:
        if file in ("", ".", "..") or "/" in file or "\0" in file:
            raise _FailedError(f"{file!r} is not the name of a file")
        try:
            reason = policy_fault(text, judged, self._account(), self._clients, self._stage.simulator)
        except NotJudgedError as unanswerable:
            raise _NotRehearsableError(str(unanswerable)) from None
        if reason:
            raise _FailedError(reason)
        try:
            write_text(self._stage.sandbox.work / file, text)  # it replaces a link that a block has put there
        except OutputError as error:
            raise _FailedError(error.message) from None

    def _account(self) -> str:
        """Whose IAM judges a policy: the account that the page works in, else a management account."""
        blocks = (step.block for step in self._plan.steps)
        acting = [block.runs_as.split("/")[0] for block in blocks if isinstance(block, BashBlock)]
        managing = [found.management_account for found in self._stage.organization.organizations.values()]
        return next(key for key in [*acting, *managing] if key in self._stage.organization.accounts)

    # -- commands

    def _execute(self, step: Step, text: str, block: BashBlock, run: list[Run]) -> None:
        for condition in block.before:
            self._demand(condition, "before it")
        self._failed_well = self._failures.rehearse(step, block)
        self._stage.sandbox.log.write_bytes(b"")
        try:
            answers = answered(block.answers, self._stage.simulator)
            terminal = self._terminal(block.runs_as, block.new_window)
        except (UnknownAnswerError, ValueError) as error:
            raise _FailedError(str(error)) from None
        self._stage.on_run()
        done = terminal.run(text, answers, self._stage.timeout)
        run.append(done)
        self._judge(done, len(answers), expected_refusal(block))
        for condition in block.after:
            self._demand(condition, "after it", done.stdout)

    def _terminal(self, runs_as: str, new_window: bool) -> Terminal:
        """The window in which somebody works: a new one at first, when the page says so, and after it has ended."""
        found = self._terminals.get(runs_as)
        if new_window or found is None or not found.open:
            sandbox = self._stage.sandbox
            environment = sandbox.environment(
                self._stage.simulator.credentials(runs_as), region(self._stage.organization, runs_as)
            )
            found = self._opened.enter_context(self._stage.driver.terminal(environment, sandbox.work, sandbox.script))
            self._terminals[runs_as] = found
        return found

    def _try(self, block: BashBlock, attempt: Attempt) -> Run:
        """Run a text in a copy of the window of whoever runs the block."""
        terminal = self._terminal(block.runs_as, block.new_window)
        self._stage.on_run()
        run = terminal.run(_with_variables(attempt), attempt.answers, self._stage.timeout, apart=True)
        self._exit_status(run)
        return run

    def _judge(self, run: Run, answers: int, refusal: str) -> None:
        status = self._exit_status(run)
        if run.overread:
            raise _FailedError(f"it asks for more than the {answers} answer(s) that the sidecar declares")
        if refusal:
            reason = refusal_fault(refusal, status, run.stderr.replace(f"{run.script}: ", ""))
            if reason:
                self._forgive(run)
                raise _FailedError(reason)
        elif status != 0:
            self._forgive(run)
            met = explanation(run, self._stage.sandbox)
            raise _FailedError(f"exit status {status}: {_last_words(run)}{met}")
        hidden = trespass(run, self._stage.sandbox)
        if hidden:
            raise _FailedError(hidden)
        if run.unread:
            raise _FailedError(f"it asks for {answers - run.unread} of the {answers} answers that the sidecar declares")

    def _exit_status(self, run: Run) -> int:
        """Of a block that ended by itself and stayed within bounds; another one has failed."""
        if run.excess:
            raise _FailedError(run.excess)
        if run.exit_status is None:
            raise _FailedError(f"it took more than {self._stage.timeout:g} seconds")
        return run.exit_status

    def _forgive(self, run: Run) -> None:
        """A command that this program or this simulator does not have proves nothing about the page."""
        unknown = _NOT_SIMULATED.search(run.stderr)
        if unknown is not None:
            raise _NotRehearsableError(f"the simulator does not know {unknown[1]}")
        calls = self._calls()
        newer = only_in_version_2(calls[-1]) if calls else ""
        if newer:
            raise _NotRehearsableError(f"{newer} exists only in version 2 of the AWS CLI")

    def _calls(self) -> Sequence[str]:
        return [" ".join(call.argv) for call in read_calls(self._stage.sandbox.log)]

    # -- conditions

    def _demand(self, condition: Condition, when: str, stdout: str | None = None) -> None:
        try:
            holds = self._conditions.holds(condition, stdout)
        except UnanswerableError as unanswerable:
            raise _NotRehearsableError(f"{described(condition)}: {unanswerable}") from None
        except UnknownConditionError as unknown:
            raise _FailedError(str(unknown)) from None
        except ClientError as refused:
            outcome = _NotRehearsableError if code_of(refused) == "NotSimulated" else _FailedError
            raise outcome(f"{described(condition)} cannot be asked: {refused}") from None
        if not holds:
            raise _FailedError(f"{when} this does not hold: {described(condition)}")

    def _establish(self, conditions: Iterable[Condition], whose: str) -> str:
        """Make conditions hold; the reason if one cannot, else empty."""
        for condition in conditions:
            try:
                self._stage.simulator.establish(ordered(condition))
            except (UnknownConditionError, ValueError) as error:
                return f"{whose} cannot be established: {error}"
        return ""


def _promised(step: Step) -> tuple[Condition, ...]:
    """What a step that is not executed leaves behind for the steps after it."""
    if isinstance(step.block, ConsoleStep):
        return step.block.establishes
    if isinstance(step.block, BashBlock):
        return tuple(condition for condition in step.block.after if ONLY_SEEN.isdisjoint(condition))
    return ()


def _with_variables(attempt: Attempt) -> str:
    """The text with its variables set before it, on its first line: the numbers of lines stay true."""
    settings = (
        f"unset {name}; " if value is None else f"export {name}={shlex.quote(value)}; "
        for name, value in attempt.variables.items()
    )
    return "".join(settings) + attempt.text


def _last_words(run: Run) -> str:
    """The end of what it said on standard error, without the path of the script."""
    lines = [line.strip() for line in run.stderr.replace(f"{run.script}: ", "").splitlines() if line.strip()]
    return lines[-1][:_LONGEST_REASON] if lines else "no message"
