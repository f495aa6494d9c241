"""Printing: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mfa_binder.errors import FindingsError, MfaBinderError
from mfa_binder.findings import MOST_FINDINGS, Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


class OutputFormat(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class CommandOutput:
    """Where a command prints. Quiet: only results and errors."""

    def __init__(self, form: OutputFormat, *, quiet: bool) -> None:
        self.format = form
        self.quiet = quiet
        self._out = Console(soft_wrap=True, highlight=False, emoji=False)
        self._err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

    @property
    def json(self) -> bool:
        """Whether a script reads this."""
        return self.format is OutputFormat.JSON

    def result(self, text: str) -> None:
        """A line of the result."""
        self._out.print(text, markup=False)

    def document(self, value: object) -> None:
        """The result for a script; escaped where the stream has not every letter."""
        escaped = not self._out.encoding.startswith("utf")
        self._out.out(json.dumps(value, indent=2, ensure_ascii=escaped), highlight=False)

    def verbatim(self, text: str) -> None:
        """The result for a program, as it is."""
        self._out.out(text, highlight=False)

    def note(self, text: str) -> None:
        """What is going on; nothing when quiet."""
        if not self.quiet:
            self._err.print(text, markup=False)

    def announce(self, text: str) -> None:
        """What somebody must know even when quiet: why nothing happens, or that what was made is of old inputs."""
        self._err.print(text, markup=False)

    def findings(self, findings: Sequence[Finding], *, more: int = 0, to_error: bool = False) -> None:
        """One line each, with its severity; then how many more there are."""
        console = self._err if to_error else self._out
        for finding in findings:
            console.print(f"{finding.severity.value}: ", style=_COLOURS[finding.severity], end="")
            console.print(str(finding), markup=False)
        if more:
            console.print(f"and {more:,} more", markup=False)

    def error(self, error: MfaBinderError) -> None:
        """An expected error: what is wrong and what to do."""
        if isinstance(error, FindingsError):
            self._with_findings(error)
            return
        self._err.print("ERROR ", style="red bold", end="")
        self._err.print(error.message, markup=False)
        if error.hint:
            self._err.print(f"  Next: {error.hint}", markup=False)

    def _with_findings(self, error: FindingsError) -> None:
        told = error.findings[:MOST_FINDINGS]
        more = error.more + len(error.findings) - len(told)
        if self.json:
            self.document({"findings": [finding.as_json() for finding in told], "more": more})
            return
        self.findings(told, more=more, to_error=True)
        self._err.print(f"{error.message}.", markup=False)

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[_ProgressBar]:
        """A bar on a terminal, nothing in a pipe. A total of None is not known yet."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        hidden = self.quiet or not self._err.is_terminal
        with Progress(*columns, console=self._err, transient=True, disable=hidden) as progress:
            yield _ProgressBar(progress, what, total)

    @contextmanager
    def rates(self, what: str) -> Iterator[_RateBar]:
        """A bar for work whose pace is worth knowing, on a terminal; nothing in a pipe."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[said]}"),
            TimeRemainingColumn(),
        )
        hidden = self.quiet or not self._err.is_terminal
        with Progress(*columns, console=self._err, transient=True, disable=hidden) as progress:
            yield _RateBar(progress, what)


class _RateBar:
    """One bar with a few words beside it."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None, said="")

    def reach(self, done: int, total: int, said: str) -> None:
        """So many of so many pieces are done, and how it goes."""
        self._progress.update(self._task, completed=done, total=total, said=said)


class _ProgressBar:
    """One bar."""

    def __init__(self, progress: Progress, what: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=total)

    def reach(self, done: int, total: int) -> None:
        """So many of so many pieces are done."""
        self._progress.update(self._task, completed=done, total=total)
