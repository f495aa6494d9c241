"""One page from its first block to its last, in a simulator that knows nothing of the page before.

The first block that fails stops the page: what comes after it was not reached, and says so. A block
that no simulator can answer does not stop it; what it promises is made to hold, as for a step in the
console.

A block whose promise is a refusal (`fails_with`) shows that a policy holds: it must fail, with those words.
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
from mfa_binder.rehearsal.block_outcomes import BlockFailedError, FaultyPageError, UnanswerableError
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus
from mfa_binder.rehearsal.condition_checks import (
    ConditionChecks,
    error_code,
    refusal_text,
)
from mfa_binder.rehearsal.expected_failures import ExpectedFailures
from mfa_binder.rehearsal.failure_causes import TypedAttempt
from mfa_binder.rehearsal.page_plan import PagePlan, PlannedStep
from mfa_binder.rehearsal.policy_checks import PolicyChecks
from mfa_binder.rehearsal.prompt_answers import resolve_answers
from mfa_binder.rehearsal.simulator_clients import credential_variables, region_of_account
from mfa_binder.rehearsal.verdict_checks import HeldVerdicts
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.terminal.bash_terminal import BLOCK_TIMEOUT_SECONDS, BashTerminal, BlockRun, TerminalDriver
from mfa_binder.terminal.cli_versions import only_in_version_2
from mfa_binder.terminal.confinement_messages import explain_failure, find_hidden_fault
from mfa_binder.terminal.run_evidence import LoggedCall, NoEvidenceError, RunEvidence, collect_evidence, read_call_log
from mfa_binder.terminal.sandbox import Sandbox

_NOT_SIMULATED = re.compile(r"An error occurred \(NotSimulated\) when calling the (\w+) operation")
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class RehearsalStage:
    """What a worker rehearses on."""

    simulator: SimulatedAws
    organization: Organization
    sandbox: Sandbox
    driver: TerminalDriver
    timeout: float = BLOCK_TIMEOUT_SECONDS
    """How long a block may take, in seconds."""
    on_run: Callable[[], None] = lambda: None
    """Called before a block is run, each time."""
    on_block: Callable[[BlockResult], None] = lambda result: None
    """Called with each block's result."""
    held_verdicts: HeldVerdicts = field(default_factory=set)
    """What is known of policies from the pages before."""


def rehearse_page(plan: PagePlan, stage: RehearsalStage) -> tuple[BlockResult, ...]:
    """Rehearse a page's steps in order, in a fresh simulator and a fresh folder; one result for each."""
    stage.sandbox.empty_folders()
    with ExitStack() as cleanup:
        # The first to be entered is the last to be left: terminals are closed, then what they left is killed.
        cleanup.callback(stage.driver.end_all)
        return _PageRun(plan, stage, cleanup).results()


class _PageRun:
    """One page while it is rehearsed."""

    def __init__(self, plan: PagePlan, stage: RehearsalStage, cleanup: ExitStack) -> None:
        self._plan = plan
        self._stage = stage
        self._cleanup = cleanup
        self._terminals: dict[str, BashTerminal] = {}
        self._conditions = ConditionChecks(stage.simulator, stage.organization)
        self._policies = PolicyChecks(stage.simulator, self._conditions.clients, stage.held_verdicts)
        cleanup.callback(self._conditions.clients.give_back)
        folders = (stage.sandbox.work, stage.sandbox.home)
        self._failures = ExpectedFailures(plan, stage.simulator, self._conditions, folders, self._run_apart)
        self._rehearsed_failures = 0

    def results(self) -> tuple[BlockResult, ...]:
        """One result for each step."""
        self._stage.simulator.reset()
        obstacle = self._establish(self._plan.presumes, "the page presumes")
        results: list[BlockResult] = []
        failed_step = ""
        for step in self._plan.steps:
            result = BlockResult(
                self._plan.page, step.line, step.id, BlockStatus.FAILED, failures_alike=len(step.only_read)
            )
            if failed_step:
                result = replace(result, reason=f"not reached: {failed_step} failed")
            elif obstacle:
                result = replace(result, reason=obstacle)
            else:
                result = self._rehearse_step(step, result)
            if result.status is BlockStatus.FAILED:
                failed_step = failed_step or step.id or f"the fence at line {step.line}"
            results.append(result)
            self._stage.on_block(result)
        return tuple(results)

    def _rehearse_step(self, step: PlannedStep, result: BlockResult) -> BlockResult:
        self._stage.sandbox.call_log.write_bytes(b"")
        runs: list[BlockRun] = []
        self._rehearsed_failures = 0
        try:
            self._perform(step, runs)
            status, reason = BlockStatus.PASSED, ""
        except (FaultyPageError, BlockFailedError, NoEvidenceError) as failed:
            status, reason = BlockStatus.FAILED, str(failed)
        except UnanswerableError as unanswerable:
            status, reason = BlockStatus.NOT_REHEARSABLE, str(unanswerable)
            obstacle = self._establish(_promised_conditions(step), "it cannot be rehearsed, and what it promises")
            if obstacle:
                status, reason = BlockStatus.FAILED, obstacle
        # Read in any case, last: a log that the block has changed fails it, whatever came of it otherwise.
        try:
            calls = read_call_log(self._stage.sandbox.call_log)
        except NoEvidenceError as spoiled:
            calls, status, reason = (), BlockStatus.FAILED, str(spoiled)
        seconds = sum(run.seconds for run in runs)
        evidence = self._evidence(runs[-1], calls) if runs else None
        result = replace(result, evidence=evidence, failures=self._rehearsed_failures)
        return replace(result, status=status, reason=reason, commands=len(calls), seconds=seconds)

    def _evidence(self, run: BlockRun, calls: Sequence[LoggedCall]) -> RunEvidence:
        stderr = run.stderr.replace(f"{run.script}: ", "")
        return collect_evidence(run.exit_status, run.stdout, stderr, calls)

    def _perform(self, step: PlannedStep, runs: list[BlockRun]) -> None:
        """Do what a step asks for; what was run is added to `runs`. Raises the errors of `block_outcomes`."""
        if step.fault:
            raise FaultyPageError(step.fault)
        text = step.fence.text if step.fence is not None else ""
        match step.block:
            case ConsoleStep(reason=reason):
                raise UnanswerableError(reason)
            case JsonBlock(file=file, judged=judged):
                self._save_policy(text, file, judged)
            case BashBlock(not_rehearsable=why) if why:
                raise UnanswerableError(why)
            case BashBlock() as block:
                self._execute(step, text, block, runs)

    # -- policies

    def _save_policy(self, text: str, file: str, judged: Sequence[PolicyVerdict]) -> None:
        if file in ("", ".", "..") or "/" in file or "\0" in file:
            raise FaultyPageError(f"{file!r} is not the name of a file")
        reason = self._policies.fault(text, judged, self._account())
        if reason:
            raise BlockFailedError(reason)
        try:
            write_text(self._stage.sandbox.work / file, text)  # it replaces a link that a block has put there
        except OutputError as error:
            raise BlockFailedError(error.message) from None

    def _account(self) -> str:
        """Whose IAM judges a policy: the account that the page works in, else a management account."""
        blocks = (step.block for step in self._plan.steps)
        acting = [block.runs_as.account for block in blocks if isinstance(block, BashBlock)]
        managing = [organization.management_account for organization in self._stage.organization.organizations.values()]
        return next(key for key in [*acting, *managing] if key in self._stage.organization.accounts)

    # -- commands

    def _execute(self, step: PlannedStep, text: str, block: BashBlock, runs: list[BlockRun]) -> None:
        for condition in block.before:
            self._require(condition, "before it")
        # How it fails comes before how it ends well: each failure starts from the state that the block finds.
        self._rehearsed_failures = self._failures.rehearse(step, block)
        self._stage.sandbox.call_log.write_bytes(b"")
        try:
            answers = resolve_answers(block.answers, self._stage.simulator)
            terminal = self._terminal(str(block.runs_as), block.new_window)
        except ValueError as error:
            raise FaultyPageError(str(error)) from None
        self._stage.on_run()
        run = terminal.run(text, answers, self._stage.timeout)
        runs.append(run)
        self._judge(run, len(answers), refusal_text(block.after))
        for condition in block.after:
            self._require(condition, "after it", run.stdout)

    def _terminal(self, runs_as: str, new_window: bool) -> BashTerminal:
        """The window in which somebody works: a new one at first, when the page says so, and after it has ended."""
        terminal = self._terminals.get(runs_as)
        if new_window or terminal is None or not terminal.is_open:
            sandbox = self._stage.sandbox
            credentials = credential_variables(self._stage.simulator.credentials(runs_as))
            environment = sandbox.environment(credentials, region_of_account(self._stage.organization, runs_as))
            terminal = self._cleanup.enter_context(
                self._stage.driver.terminal(environment, sandbox.work, sandbox.script)
            )
            self._terminals[runs_as] = terminal
        return terminal

    def _run_apart(self, block: BashBlock, attempt: TypedAttempt) -> BlockRun:
        """Run a text in a copy of the window of whoever runs the block."""
        terminal = self._terminal(str(block.runs_as), block.new_window)
        self._stage.on_run()
        run = terminal.run(_set_variables(attempt), attempt.answers, self._stage.timeout, apart=True)
        self._exit_status(run)
        return run

    def _judge(self, run: BlockRun, answers: int, refusal: str) -> None:
        status = self._exit_status(run)
        if run.overread:
            raise BlockFailedError(f"it asks for more than the {answers} answer(s) that the sidecar declares")
        if refusal:
            reason = refusal_fault(refusal, status, run.stderr.replace(f"{run.script}: ", ""))
            if reason:
                self._require_answerable(run)
                raise BlockFailedError(reason)
        elif status != 0:
            self._require_answerable(run)
            explanation = explain_failure(run, self._stage.sandbox)
            raise BlockFailedError(f"exit status {status}: {_last_words(run)}{explanation}")
        hidden_fault = find_hidden_fault(run, self._stage.sandbox)
        if hidden_fault:
            raise BlockFailedError(hidden_fault)
        if run.unread:
            asked = answers - run.unread
            raise BlockFailedError(f"it asks for {asked} of the {answers} answers that the sidecar declares")

    def _exit_status(self, run: BlockRun) -> int:
        """Of a block that ended by itself and stayed within bounds. Raises NoEvidenceError for another one."""
        if run.excess:
            raise NoEvidenceError(run.excess)
        if run.exit_status is None:
            raise NoEvidenceError(f"it took more than {self._stage.timeout:g} seconds")
        return run.exit_status

    def _require_answerable(self, run: BlockRun) -> None:
        """A command that this program or this simulator does not have proves nothing about the page."""
        unknown = _NOT_SIMULATED.search(run.stderr)
        if unknown is not None:
            raise UnanswerableError(f"the simulator does not know {unknown[1]}")
        calls = read_call_log(self._stage.sandbox.call_log)
        newer = only_in_version_2(" ".join(calls[-1].argv)) if calls else ""
        if newer:
            raise UnanswerableError(f"{newer} exists only in version 2 of the AWS CLI")

    # -- conditions

    def _require(self, condition: Condition, when: str, stdout: str | None = None) -> None:
        try:
            holds = self._conditions.holds(condition, stdout)
        except UnanswerableError as unanswerable:
            raise UnanswerableError(f"{condition.sentence}: {unanswerable}") from None
        except ClientError as refused:
            error = UnanswerableError if error_code(refused) == "NotSimulated" else BlockFailedError
            raise error(f"{condition.sentence} cannot be asked: {refused}") from None
        if not holds:
            raise BlockFailedError(f"{when} this does not hold: {condition.sentence}")

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


def refusal_fault(wanted: str, exit_status: int, stderr: str) -> str:
    """Why a block was not refused as it should be; empty if it was."""
    if exit_status == 0:
        return f"it should fail with {wanted!r}, and ended well"
    return "" if wanted in stderr else f"it should fail with {wanted!r}, and said: {_last_line(stderr)}"


def _last_line(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"
