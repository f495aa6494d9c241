"""Expected errors: what stops a run for a reason that the user can mend.

    MfaBinderError            cannot go on; exit code and next step
    +-- UsageError            the command line is wrong (exit 2)
    +-- ReadingError          a file cannot be read
    |   +-- MissingFileError  it is not there
    |   +-- TooLargeError     it is larger than what it is to hold ever is
    +-- FindingsError         cannot go on for reasons that are findings
    |   +-- InventoryError    the inventory cannot be used
    |   +-- OwnRunbookError   a runbook of the user's own cannot be used
    |   +-- RenderingError    pages cannot be made from the templates
    |   +-- ObservationError  observed.json cannot be used
    |   +-- DeviceListError   a list of devices or accounts cannot be taken over
    +-- EditError             the inventory is not changed: a person must do it
    +-- TemplateError         a template asks for what cannot be
    +-- DialectError          a page uses Markdown that site and paper read differently
    +-- LedgerError           the ledger of revisions is damaged, or does not fit the documents
    +-- OutputError           an output cannot be made or written, or is somebody else's file
    +-- UnavailableError      what a run needs besides its files cannot be had: AWS, a shut-in shell, a process

The exit code is 1 where none is named.

A wrong inventory is a list of findings (`mfa_binder.findings`), not an exception; a bug is any
other exception and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mfa_binder.findings import Finding


class ExitCode(IntEnum):
    """How a command ends, for scripts; 0 is fine."""

    CANNOT_GO_ON = 1
    USAGE = 2
    FINDINGS = 3
    """It did what it could, and found something wrong, or a block failed in its rehearsal."""
    OUT_OF_DATE = 4
    """`build --check`: what lies on the disk is not what would be built."""
    INTERRUPTED = 130


class MfaBinderError(Exception):
    """An expected error: `message` says what is wrong, `hint` what to do next."""

    exit_code: ExitCode = ExitCode.CANNOT_GO_ON

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[MfaBinderError], tuple[Any, ...]]:
        """So that an error comes out of another process whole."""
        return type(self), (self.message, self.hint)


class UsageError(MfaBinderError):
    """The command line asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class ReadingError(MfaBinderError):
    """A file cannot be read: `reason` says why, `line` and `column` where, from 1 (0: not at one place)."""

    def __init__(self, path: Path, reason: str, hint: str, line: int = 0, column: int = 0) -> None:
        where = f":{line}:{column}" if line else ""
        super().__init__(f"{path}{where}: {reason}", hint)
        self.path, self.reason, self.line, self.column = path, reason, line, column

    def __reduce__(self) -> tuple[type[ReadingError], tuple[Any, ...]]:
        """With other arguments than those of the base."""
        return type(self), (self.path, self.reason, self.hint, self.line, self.column)


class MissingFileError(ReadingError):
    """A file that is to be read is not there."""


class TooLargeError(ReadingError):
    """A file is larger than what it is to hold ever is."""


class FindingsError(MfaBinderError):
    """Something cannot be used; `findings` holds every reason, in file order, and `more` counts those left out."""

    what = "a file"

    def __init__(self, findings: Sequence[Finding], more: int = 0) -> None:
        count = len(findings) + more
        super().__init__(f"{count} problem(s): {self.what} cannot be used until all are fixed", "")
        self.findings = tuple(findings)
        self.more = more

    def __reduce__(self) -> tuple[type[FindingsError], tuple[Any, ...]]:
        """With other arguments than those of the base."""
        return type(self), (self.findings,)


class InventoryError(FindingsError):
    """The inventory cannot be used."""

    what = "the inventory"


class OwnRunbookError(FindingsError):
    """A runbook in the user's templates folder cannot be used."""

    what = "a runbook of your own"


class RenderingError(FindingsError):
    """Pages cannot be made from the templates; `findings` holds every mistake in them."""

    what = "the templates"


class ObservationError(FindingsError):
    """observed.json cannot be used."""

    what = "observed.json"


class DeviceListError(FindingsError):
    """A list of devices or accounts cannot be taken over into the inventory."""

    what = "the list"


class EditError(MfaBinderError):
    """The inventory is not changed by a program: what stands there is for a person to change."""


class TemplateError(MfaBinderError):
    """A template asks for what cannot be; where it stands is told by what renders it."""


class DialectError(MfaBinderError):
    """A page uses Markdown outside the dialect that site and paper share: `what`, in its 1-based `line`."""

    def __init__(self, path: str, line: int, what: str, hint: str) -> None:
        super().__init__(f"{path}:{line}: {what}", hint)
        self.path, self.line, self.what = path, line, what

    def __reduce__(self) -> tuple[type[DialectError], tuple[Any, ...]]:
        """With other arguments than those of the base."""
        return type(self), (self.path, self.line, self.what, self.hint)


class OutputError(MfaBinderError):
    """An output cannot be made or written, or is somebody else's file; the message holds every reason."""


class LedgerError(MfaBinderError):
    """The ledger of revisions is damaged, or is not that of these documents; the message names file and line."""


class UnavailableError(MfaBinderError):
    """What a run needs besides its files cannot be had: AWS, a shell that reaches loopback only, a process of ours."""
