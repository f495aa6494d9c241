"""Expected errors: what stops a run for a reason that the user can mend.

    MfaBinderError            cannot go on; exit code and next step
    +-- UsageError            the command line is wrong (exit 2)
    +-- FindingsError         cannot go on for reasons that are findings (exit 1)
    |   +-- InventoryError    the inventory cannot be used
    |   +-- OwnRunbookError   a runbook of the user's own cannot be used
    |   +-- ObservationError  observed.json cannot be used
    |   +-- DeviceListError   a list of devices or accounts cannot be taken over
    +-- EditError             the inventory is not changed: a person must do it (exit 1)
    +-- TemplateError         a template cannot be rendered (exit 1)
    +-- DialectError          a page uses Markdown that site and paper read differently (exit 1)
    +-- ProcessError          a process of ours was ended by something else (exit 1)
    +-- OutputError           an output cannot be written, or is somebody else's file (exit 1)
    +-- LedgerError           the ledger of revisions is damaged, or does not fit the documents (exit 1)
    +-- SiteError             the site builder refused the pages (exit 1)
    +-- BinderError           the typesetter refused the pages (exit 1)
    +-- LabelError            labels cannot be printed as asked (exit 1)
    +-- EncryptionError       a PDF cannot be encrypted (exit 1)
    +-- CollectError          AWS cannot be asked, or another walk is at work (exit 1)
    +-- UnsafeRehearsalError  the rehearsal could reach something other than loopback (exit 1)

A wrong inventory is a list of findings (`generator.findings`), not an exception; a bug is any
other exception and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.findings import Finding


class MfaBinderError(Exception):
    """An expected error: `message` says what is wrong, `hint` what to do next."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[MfaBinderError], tuple[str, str]]:
        """So that an error comes out of another process whole."""
        return type(self), (self.message, self.hint)


class UsageError(MfaBinderError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class FindingsError(MfaBinderError):
    """Something cannot be used; `findings` holds every reason, in file order, and `more` counts those left out."""

    what = "a file"

    def __init__(self, findings: Sequence[Finding], more: int = 0) -> None:
        count = len(findings) + more
        super().__init__(f"{count} problem(s): {self.what} cannot be used until they are mended", "")
        self.findings = tuple(findings)
        self.more = more


class InventoryError(FindingsError):
    """The inventory cannot be used."""

    what = "the inventory"


class OwnRunbookError(FindingsError):
    """A runbook in the user's templates folder cannot be used."""

    what = "a runbook of your own"


class ObservationError(FindingsError):
    """observed.json cannot be used."""

    what = "observed.json"


class DeviceListError(FindingsError):
    """A list of devices or accounts cannot be taken over into the inventory."""

    what = "the list"


class EditError(MfaBinderError):
    """The inventory is not changed by a program: what stands there is for a person to change."""


class TemplateError(MfaBinderError):
    """A template cannot be rendered; the message names template and line."""


class DialectError(MfaBinderError):
    """A page uses Markdown outside the dialect that site and paper share."""


class ProcessError(MfaBinderError):
    """A process that this run had started was ended by something else."""


class OutputError(MfaBinderError):
    """An output cannot be written."""


class LedgerError(MfaBinderError):
    """The ledger of revisions is damaged, or is not that of these documents; the message names file and line."""


class SiteError(MfaBinderError):
    """The site builder refused the pages."""


class BinderError(MfaBinderError):
    """The typesetter refused the pages."""


class LabelError(MfaBinderError):
    """Labels cannot be printed as asked."""


class EncryptionError(MfaBinderError):
    """A PDF cannot be encrypted; the message holds every reason."""


class UnsafeRehearsalError(MfaBinderError):
    """A rehearsal could reach something other than loopback, so it does not start."""


class CollectError(MfaBinderError):
    """AWS cannot be asked at all, or another walk is at work."""
