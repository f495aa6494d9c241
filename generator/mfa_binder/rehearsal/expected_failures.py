"""What a page says happens when a block fails: caused, read, and put right as the page says.

Each failure starts from the state in which the block is about to run, and leaves nothing of itself
behind: not in the simulator, not in the page's folders. What proves it:

    printed    the step's "If not" names what the block says, and then the remedy's words
    said       the block says that, on either stream
    failed     its exit status is not 0, or something that it promises does not hold
    held       what the failure declares holds, and what the block demands before it still does
    remedied   run again, or after the block or sheet that the page names, what is promised holds; where
               the page says to stop or to go on, nothing was changed

Where nothing was changed and the cause is over, nothing is run again: the block's own run, right after, is
that run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from mfa_binder.book.block_failures import BlockFailure, FailureCause, FailureRemedy
from mfa_binder.book.conditions import Condition, OutputCondition
from mfa_binder.book.printed_steps import advice_on
from mfa_binder.book.sections import BashBlock
from mfa_binder.rehearsal.block_outcomes import UnanswerableError, UnknownConditionError
from mfa_binder.rehearsal.condition_checks import ConditionChecks
from mfa_binder.rehearsal.failure_causes import ImpossibleCauseError, TypedAttempt, apply_cause
from mfa_binder.rehearsal.page_plan import PagePlan, PlannedStep
from mfa_binder.rehearsal.prompt_answers import resolve_answers
from mfa_binder.terminal.bash_terminal import BlockRun

if TYPE_CHECKING:
    from mfa_binder.simulator.simulated_aws import SimulatedAws

_LONGEST_QUOTE = 300
_NOT_SIMULATED = "(NotSimulated)"
_LASTING_CAUSES = (FailureCause.TWICE, FailureCause.DEVICE_LIMIT)
"""The causes that are still there when the block is run again."""
_REMEDIES_WITHOUT_CHANGE = (FailureRemedy.STOP, FailureRemedy.GO_ON)

TypeBlock = Callable[[BashBlock, TypedAttempt], BlockRun]
"""Runs a block as somebody types it, without a trace in the terminal of the page."""


class UnprovenError(Exception):
    """What the page says of a failure is not what happens; the message says which, and what happens."""


class _UnansweredError(Exception):
    """The simulator does not know the operation: the block's own run will say so."""


@dataclass(frozen=True, slots=True)
class ExpectedFailures:
    """Rehearses the failures of one page's blocks. `folders` are all that a block may write to, its own first."""

    plan: PagePlan
    simulator: SimulatedAws
    conditions: ConditionChecks
    folders: Sequence[Path]
    type_in: TypeBlock

    def rehearse(self, step: PlannedStep, block: BashBlock) -> int:
        """Rehearse every failure that a block declares; how many. Raises UnprovenError for the first that differs."""
        text = step.snippet.text if step.snippet is not None else ""
        proved = 0
        for failure in step.printed:
            self._printed(step, failure)
        for failure in block.failures:
            try:
                self._printed(step, failure)
                with self.simulator.kept(), restore_files_afterwards(self.folders):
                    self._rehearse(failure, block, text)
                proved += 1
            except _UnansweredError:
                continue
            except UnprovenError as error:
                raise UnprovenError(f"when it fails ({_describe_failure(failure)}): {error}") from None
            except (ImpossibleCauseError, UnknownConditionError, ValueError) as error:
                raise UnprovenError(f"its failure ({_describe_failure(failure)}) cannot be caused: {error}") from None
        return proved

    # -- the page

    def _printed(self, step: PlannedStep, failure: BlockFailure) -> None:
        if not failure.says:
            return
        if failure.says not in step.otherwise:
            raise UnprovenError(f'the page does not print "{failure.says}" in this step\'s "If not"')
        advised = advice_on(step.otherwise, failure.says)
        if failure.advice not in advised:
            raise UnprovenError(f'of "{failure.says}" the page does not say "{failure.advice}"')
        sheet = self.plan.elsewhere.get(failure.remedy)
        if sheet is not None and _relative_link(self.plan.page, sheet.page) not in advised:
            raise UnprovenError(f'of "{failure.says}" the page does not lead to {failure.remedy}')

    # -- the failure

    def _rehearse(self, failure: BlockFailure, block: BashBlock, text: str) -> None:
        if failure.cause is FailureCause.TWICE:
            self._succeed(block, text, "run the first time")
        changes = self.simulator.changes
        with apply_cause(failure, block, text, self.simulator, self.folders[0]) as attempt:
            run = self.type_in(block, attempt)
        self._judge(failure, block, run)
        lasting = failure.given or failure.cause in _LASTING_CAUSES
        if (
            failure.remedy == FailureRemedy.AGAIN
            and run.exit_status != 0
            and self.simulator.changes == changes
            and not lasting
        ):
            return
        if failure.remedy in _REMEDIES_WITHOUT_CHANGE and self.simulator.changes != changes:
            raise UnprovenError(f'the page says "{failure.advice}", but something was changed')
        self._put_right(failure, block, text)

    def _judge(self, failure: BlockFailure, block: BashBlock, run: BlockRun) -> None:
        said = f"{run.stdout}\n{run.stderr}"
        if _NOT_SIMULATED in said:
            raise _UnansweredError
        if failure.says not in said:
            raise UnprovenError(f'it says "{_last_words(said)}", not "{failure.says}"')
        if run.exit_status == 0 and not list(self._unmet(block.after, run.stdout)):
            raise UnprovenError("it does not fail")
        otherwise = failure.given or not failure.says or failure.cause is FailureCause.TWICE
        still = () if otherwise else block.before
        for condition in self._unmet((*still, *failure.holds), run.stdout):
            raise UnprovenError(f"afterwards this does not hold: {condition.sentence}")

    # -- the remedy

    def _put_right(self, failure: BlockFailure, block: BashBlock, text: str) -> None:
        match failure.remedy:
            case FailureRemedy.STOP | FailureRemedy.GO_ON:
                return
            case FailureRemedy.AGAIN:
                self._succeed(block, text, "run again")
            case earlier if (step := self._step(earlier)) is not None:
                self._run_step(step)
                self._succeed(block, text, f"run again after {earlier}")
            case sheet:
                self._follow(sheet, block)

    def _step(self, id: str) -> PlannedStep | None:
        return next((step for step in self.plan.steps if step.id == id), None)

    def _follow(self, sheet: str, block: BashBlock) -> None:
        """Run a sheet's commands until what this block promises holds."""
        plan = self.plan.elsewhere.get(sheet) or (self.plan if sheet == self.plan.section else None)
        if plan is None:
            raise UnprovenError(f"there is no block and no sheet {sheet}")
        promised = [condition for condition in block.after if not isinstance(condition, OutputCondition)]
        for step in plan.steps:
            if not list(self._unmet(promised)):
                return
            self._run_step(step)
        for condition in self._unmet(promised):
            raise UnprovenError(f"after {sheet} this does not hold: {condition.sentence}")

    def _run_step(self, step: PlannedStep) -> None:
        if isinstance(step.block, BashBlock) and not step.block.not_rehearsable and step.snippet is not None:
            self._succeed(step.block, step.snippet.text, step.id)

    def _succeed(self, block: BashBlock, text: str, how: str) -> None:
        run = self.type_in(block, TypedAttempt(text, resolve_answers(block.answers, self.simulator)))
        if run.exit_status != 0:
            raise UnprovenError(f'{how}, it says "{_last_words(run.stderr)}"')
        for condition in self._unmet(block.after, run.stdout):
            raise UnprovenError(f"{how}, this does not hold: {condition.sentence}")

    def _unmet(self, conditions: Iterable[Condition], stdout: str | None = None) -> Iterator[Condition]:
        for condition in conditions:
            try:
                if not self.conditions.holds(condition, stdout):
                    yield condition
            except UnanswerableError:
                continue
            except ClientError as refused:
                raise UnprovenError(f"{condition.sentence} cannot be asked: {refused}") from None


@contextmanager
def restore_files_afterwards(folders: Sequence[Path]) -> Iterator[None]:
    """Leave the files of folders as they were when the context began."""
    before = {folder: _read_files(folder) for folder in folders}
    try:
        yield
    finally:
        for folder, files in before.items():
            _restore_folder(folder, files)


def _read_files(folder: Path) -> Mapping[Path, tuple[int, bytes]]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path: (path.stat().st_mode, path.read_bytes()) for path in found}


def _restore_folder(folder: Path, files: Mapping[Path, tuple[int, bytes]]) -> None:
    for path in folder.rglob("*"):
        # A link that a block has put in the place of a file must not lead us, who are not confined, out of the folder.
        if path.is_symlink() or (path not in files and not path.is_dir()):
            path.unlink()
    for path, (mode, content) in files.items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(mode)


def _relative_link(page: str, target: str) -> str:
    """A page as another one links to it."""
    return posixpath.relpath(target, posixpath.dirname(page))


def _describe_failure(failure: BlockFailure) -> str:
    what = " ".join(failure.cause.value.split("_"))
    if failure.cause is FailureCause.OTHERWISE:
        what = f"{what}: {'; '.join(condition.sentence for condition in failure.given)}"
    return f"{what}, {failure.concerns}" if failure.concerns else what


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1][:_LONGEST_QUOTE] if lines else ""
