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
from dataclasses import dataclass, field, replace

from botocore.exceptions import ClientError

from mfa_binder.book.conditions import Condition, StateCondition
from mfa_binder.book.policy_verdicts import PolicyVerdict
from mfa_binder.book.sections import BashBlock, ConsoleStep, JsonBlock
from mfa_binder.errors import OutputError
from mfa_binder.files.writing import write_text
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_outcomes import UnanswerableError, UnknownConditionError
from mfa_binder.rehearsal.condition_checks import (
    ConditionChecks,
    error_code,
    refusal_text,
)
from mfa_binder.rehearsal.expected_failures import ExpectedFailures, UnprovenError
from mfa_binder.rehearsal.failure_causes import TypedAttempt
from mfa_binder.rehearsal.page_plan import PagePlan, PlannedStep
from mfa_binder.rehearsal.policy_checks import NotJudgedError, policy_fault
from mfa_binder.rehearsal.prompt_answers import resolve_answers
from mfa_binder.rehearsal.rehearsal_report import BlockResult, BlockStatus
from mfa_binder.rehearsal.simulator_clients import region_of_account
from mfa_binder.rehearsal.verdict_checks import HeldVerdicts
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.terminal.bash_terminal import (
    BLOCK_TIMEOUT_SECONDS,
    BashTerminal,
    BlockRun,
    DriverEndedError,
    TerminalDriver,
)
from mfa_binder.terminal.cli_versions import only_in_version_2
from mfa_binder.terminal.confinement_messages import explain_failure, find_hidden_fault
from mfa_binder.terminal.run_evidence import LoggedCall, RunEvidence, SpoiledLogError, collect_evidence, read_call_log
from mfa_binder.terminal.sandbox import Sandbox


def refusal_fault(wanted: str, exit_status: int, stderr: str) -> str:
    """Why a block was not refused as it should be; empty if it was."""
    if exit_status == 0:
        return f"it should fail with {wanted!r}, and ended well"
    return "" if wanted in stderr else f"it should fail with {wanted!r}, and said: {_last_line(stderr)}"


def _last_line(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"


_NOT_SIMULATED = re.compile(r"An error occurred \(NotSimulated\) when calling the (\w+) operation")
_LONGEST_REASON = 500


class _FailedError(Exception):
    """The block, or the page's fault that it stumbles over."""


class _NotRehearsableError(Exception):
    """No simulator can answer; says nothing against the block."""


@dataclass(frozen=True, slots=True)
class RehearsalStage:
    """What a worker rehearses on: the simulator, the sandbox, and how long a block may take, in seconds.

    `on_run` is called before a block is run, each time; `on_block` with each block's result.
    """

    simulator: SimulatedAws
    organization: Organization
    sandbox: Sandbox
    driver: TerminalDriver
    timeout: float = BLOCK_TIMEOUT_SECONDS
    on_run: Callable[[], None] = lambda: None
    on_block: Callable[[BlockResult], None] = lambda result: None
    held: HeldVerdicts = field(default_factory=set)
    """Verdicts that held on the pages before."""


def rehearse_page(plan: PagePlan, stage: RehearsalStage) -> tuple[BlockResult, ...]:
    """Rehearse a page's steps in order, in a fresh simulator and a fresh folder; one result for each."""
    stage.sandbox.furnish()
    with ExitStack() as terminals:
        terminals.callback(stage.driver.end_all)
        return _PageRun(plan, stage, terminals).results()


class _PageRun:
    """One page while it is rehearsed."""

    def __init__(self, plan: PagePlan, stage: RehearsalStage, opened: ExitStack) -> None:
        self._plan = plan
        self._stage = stage
        self._opened = opened
        self._terminals: dict[str, BashTerminal] = {}
        self._conditions = ConditionChecks(stage.simulator, stage.organization)
        self._clients = self._conditions.clients
        opened.callback(self._clients.give_back)
        folders = (stage.sandbox.work, stage.sandbox.home)
        self._failures = ExpectedFailures(plan, stage.simulator, self._conditions, folders, self._try)
        self._failed_well = 0

    def results(self) -> tuple[BlockResult, ...]:
        """One result for each step."""
        self._stage.simulator.reset()
        obstacle = self._establish(self._plan.presumes, "the page presumes")
        found: list[BlockResult] = []
        stopped = ""
        for step in self._plan.steps:
            result = BlockResult(self._plan.page, step.line, step.id, BlockStatus.FAILED, alike=step.alike)
            if stopped:
                result = replace(result, reason=f"not reached: {stopped} failed")
            elif obstacle:
                result = replace(result, reason=obstacle)
            else:
                result = self._rehearsed(step, result)
            if result.status is BlockStatus.FAILED:
                stopped = stopped or step.id or f"the fence at line {step.line}"
            found.append(result)
            self._stage.on_block(result)
        return tuple(found)

    def _rehearsed(self, step: PlannedStep, result: BlockResult) -> BlockResult:
        self._stage.sandbox.log.write_bytes(b"")
        run: list[BlockRun] = []
        self._failed_well = 0
        try:
            self._perform(step, run)
            status, reason = BlockStatus.PASSED, ""
        except (_FailedError, UnprovenError, DriverEndedError, SpoiledLogError) as failed:
            status, reason = BlockStatus.FAILED, str(failed)
        except _NotRehearsableError as unanswerable:
            status, reason = BlockStatus.NOT_REHEARSABLE, str(unanswerable)
            obstacle = self._establish(_promised_conditions(step), "it cannot be rehearsed, and what it promises")
            if obstacle:
                status, reason = BlockStatus.FAILED, obstacle
        try:
            calls = read_call_log(self._stage.sandbox.log)
        except SpoiledLogError as spoiled:
            calls, status, reason = (), BlockStatus.FAILED, str(spoiled)
        seconds = sum(one.seconds for one in run)
        said = self._evidence(run[-1], calls) if run else None
        result = replace(result, evidence=said, failures=self._failed_well)
        return replace(result, status=status, reason=reason, commands=len(calls), seconds=seconds)

    def _evidence(self, run: BlockRun, calls: Sequence[LoggedCall]) -> RunEvidence:
        stderr = run.stderr.replace(f"{run.script}: ", "")
        return collect_evidence(run.exit_status, run.stdout, stderr, calls)

    def _perform(self, step: PlannedStep, run: list[BlockRun]) -> None:
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

    def _save(self, text: str, file: str, judged: Sequence[PolicyVerdict]) -> None:
        if file in ("", ".", "..") or "/" in file or "\0" in file:
            raise _FailedError(f"{file!r} is not the name of a file")
        try:
            reason = policy_fault(text, judged, self._account(), self._clients, self._stage.simulator, self._stage.held)
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
        acting = [block.runs_as.account for block in blocks if isinstance(block, BashBlock)]
        managing = [found.management_account for found in self._stage.organization.organizations.values()]
        return next(key for key in [*acting, *managing] if key in self._stage.organization.accounts)

    # -- commands

    def _execute(self, step: PlannedStep, text: str, block: BashBlock, run: list[BlockRun]) -> None:
        for condition in block.before:
            self._demand(condition, "before it")
        self._failed_well = self._failures.rehearse(step, block)
        self._stage.sandbox.log.write_bytes(b"")
        try:
            answers = resolve_answers(block.answers, self._stage.simulator)
            terminal = self._terminal(str(block.runs_as), block.new_window)
        except ValueError as error:
            raise _FailedError(str(error)) from None
        self._stage.on_run()
        done = terminal.run(text, answers, self._stage.timeout)
        run.append(done)
        self._judge(done, len(answers), refusal_text(block.after))
        for condition in block.after:
            self._demand(condition, "after it", done.stdout)

    def _terminal(self, runs_as: str, new_window: bool) -> BashTerminal:
        """The window in which somebody works: a new one at first, when the page says so, and after it has ended."""
        found = self._terminals.get(runs_as)
        if new_window or found is None or not found.open:
            sandbox = self._stage.sandbox
            environment = sandbox.environment(
                self._stage.simulator.credentials(runs_as), region_of_account(self._stage.organization, runs_as)
            )
            found = self._opened.enter_context(self._stage.driver.terminal(environment, sandbox.work, sandbox.script))
            self._terminals[runs_as] = found
        return found

    def _try(self, block: BashBlock, attempt: TypedAttempt) -> BlockRun:
        """Run a text in a copy of the window of whoever runs the block."""
        terminal = self._terminal(str(block.runs_as), block.new_window)
        self._stage.on_run()
        run = terminal.run(_set_variables(attempt), attempt.answers, self._stage.timeout, apart=True)
        self._exit_status(run)
        return run

    def _judge(self, run: BlockRun, answers: int, refusal: str) -> None:
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
            met = explain_failure(run, self._stage.sandbox)
            raise _FailedError(f"exit status {status}: {_last_words(run)}{met}")
        hidden = find_hidden_fault(run, self._stage.sandbox)
        if hidden:
            raise _FailedError(hidden)
        if run.unread:
            raise _FailedError(f"it asks for {answers - run.unread} of the {answers} answers that the sidecar declares")

    def _exit_status(self, run: BlockRun) -> int:
        """Of a block that ended by itself and stayed within bounds; another one has failed."""
        if run.excess:
            raise _FailedError(run.excess)
        if run.exit_status is None:
            raise _FailedError(f"it took more than {self._stage.timeout:g} seconds")
        return run.exit_status

    def _forgive(self, run: BlockRun) -> None:
        """A command that this program or this simulator does not have proves nothing about the page."""
        unknown = _NOT_SIMULATED.search(run.stderr)
        if unknown is not None:
            raise _NotRehearsableError(f"the simulator does not know {unknown[1]}")
        calls = self._calls()
        newer = only_in_version_2(calls[-1]) if calls else ""
        if newer:
            raise _NotRehearsableError(f"{newer} exists only in version 2 of the AWS CLI")

    def _calls(self) -> Sequence[str]:
        return [" ".join(call.argv) for call in read_call_log(self._stage.sandbox.log)]

    # -- conditions

    def _demand(self, condition: Condition, when: str, stdout: str | None = None) -> None:
        try:
            holds = self._conditions.holds(condition, stdout)
        except UnanswerableError as unanswerable:
            raise _NotRehearsableError(f"{condition.sentence}: {unanswerable}") from None
        except UnknownConditionError as unknown:
            raise _FailedError(str(unknown)) from None
        except ClientError as refused:
            outcome = _NotRehearsableError if error_code(refused) == "NotSimulated" else _FailedError
            raise outcome(f"{condition.sentence} cannot be asked: {refused}") from None
        if not holds:
            raise _FailedError(f"{when} this does not hold: {condition.sentence}")

    def _establish(self, conditions: Iterable[Condition], whose: str) -> str:
        """Make conditions hold; the reason if one cannot, else empty."""
        for condition in conditions:
            try:
                self._stage.simulator.establish(condition)
            except ValueError as error:
                return f"{whose} cannot be established: {error}"
        return ""


def _promised_conditions(step: PlannedStep) -> tuple[Condition, ...]:
    """What a step that is not executed leaves behind for the steps after it."""
    if isinstance(step.block, ConsoleStep):
        return step.block.establishes
    if isinstance(step.block, BashBlock):
        return tuple(condition for condition in step.block.after if isinstance(condition, StateCondition))
    return ()


def _set_variables(attempt: TypedAttempt) -> str:
    """The text with its variables set before it, on its first line: the numbers of lines stay true."""
    settings = (
        f"unset {name}; " if value is None else f"export {name}={shlex.quote(value)}; "
        for name, value in attempt.variables.items()
    )
    return "".join(settings) + attempt.text


def _last_words(run: BlockRun) -> str:
    """The end of what it said on standard error, without the path of the script."""
    lines = [line.strip() for line in run.stderr.replace(f"{run.script}: ", "").splitlines() if line.strip()]
    return lines[-1][:_LONGEST_REASON] if lines else "no message"
