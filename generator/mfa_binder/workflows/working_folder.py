"""The working folder: where its files are, and the day that its documents are dated."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mfa_binder.book.document_names import SIDECAR
from mfa_binder.errors import OutputError, UsageError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.rendering.shipped_templates import shipped_templates

if TYPE_CHECKING:
    from mfa_binder.revision.effective_revisions import PageText


@dataclass(frozen=True)
class WorkingFolder:
    """A folder with an `inventory.yaml`, an `observed.json` or both; the rest is used when present."""

    path: Path

    @property
    def inventory(self) -> Path:
        """The declared half of the inventory."""
        return self.path / "inventory.yaml"

    @property
    def observed(self) -> Path:
        """What AWS said, if `collect` was run here."""
        return self.path / "observed.json"

    @property
    def runbooks(self) -> Path:
        """The generated Markdown."""
        return self.path / "runbooks"

    @property
    def sidecar(self) -> Path:
        """What the pages' readers do not see, of the same build."""
        return self.path / SIDECAR

    @property
    def proof(self) -> Path:
        """What the last rehearsals found out."""
        return self.path / "rehearsal.json"

    @property
    def site(self) -> Path:
        """The built site."""
        return self.path / "site"

    @property
    def binders(self) -> Path:
        """The folder of the printed binders, in the site."""
        return self.site / "binders"

    @property
    def ledger(self) -> Path:
        """What was issued on paper, if anything was."""
        return self.path / "ledger.jsonl"

    def published_inputs(self) -> Mapping[str, Path]:
        """What site and binders are made from besides the pages, by name."""
        files = (self.proof, self.ledger, self.path / "mkdocs.yml")
        return {file.name: file for file in files}

    @property
    def overrides(self) -> Path | None:
        """The user's own templates, if there are any; in the checkout they are ours."""
        folder = self.path / "templates"
        return folder if os.path.lexists(folder) else None

    @property
    def has_own_templates(self) -> bool:
        """Whether the folder has templates that are not ours."""
        folder = self.overrides
        return folder is not None and folder.resolve() != shipped_templates().resolve()

    @property
    def site_config(self) -> Path | None:
        """The user's mkdocs.yml, if there is one."""
        config = self.path / "mkdocs.yml"
        return config if os.path.lexists(config) else None


FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Builds that must not depend on the day use 1970; after 2199 a period of a century still has an end."""


def document_day(given: date | None, dated: date | None, environ: Mapping[str, str]) -> date:
    """The day that was asked for, else `document.dated`, else SOURCE_DATE_EPOCH, else today."""
    if given is not None:
        return given
    if dated is not None:
        return dated
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(tz=UTC).date()
    try:
        return require_possible_year(datetime.fromtimestamp(int(epoch), tz=UTC).date(), "SOURCE_DATE_EPOCH")
    except (ValueError, OverflowError, OSError):
        raise UsageError("SOURCE_DATE_EPOCH is not a number of seconds", "unset it or set it right") from None


def require_possible_year(day: date, said_by: str) -> date:
    """The day itself. Raises UsageError, naming who said it, if documents cannot be dated so."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(f"{said_by}: the year is {day.year}", f"take a day from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def lock_if_inside(
    folder: WorkingFolder, destinations: Iterable[Path], command: str, on_wait: Callable[[str], None]
) -> AbstractContextManager[None]:
    """The lock of the folder while files are written where the user says, if one of these lies in it."""
    inside = folder.path.resolve()
    if any(destination.resolve().is_relative_to(inside) for destination in destinations):
        return locked_folder(folder.path, command, on_wait)
    return nullcontext()


_CACHED_PAGES = 64


def page_reader(runbooks: Path) -> PageText:
    """The pages of a folder, by their path under it."""

    @lru_cache(_CACHED_PAGES)
    def read_page(path: str) -> str:
        try:
            return (runbooks / path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            raise OutputError(f"{runbooks.name}/{path} cannot be read", "run mfa-binder build") from None

    return read_page
