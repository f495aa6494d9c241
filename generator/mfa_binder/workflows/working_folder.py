"""The working folder: where its files are, and the day that its documents are dated."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from mfa_binder.book.sidecar import SIDECAR
from mfa_binder.errors import UsageError
from mfa_binder.rendering.template_files import shipped_templates


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


def document_day(as_of: str | None, dated: date | None, environ: Mapping[str, str], option: str = "--as-of") -> date:
    """What `option` says, else `document.dated`, else SOURCE_DATE_EPOCH, else today."""
    if as_of is not None:
        return _require_possible_year(_parse_day(as_of, option), option)
    if dated is not None:
        return dated
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(tz=UTC).date()
    try:
        return _require_possible_year(datetime.fromtimestamp(int(epoch), tz=UTC).date(), "SOURCE_DATE_EPOCH")
    except (ValueError, OverflowError, OSError):
        raise UsageError("SOURCE_DATE_EPOCH is not a number of seconds", "unset it or set it right") from None


def _require_possible_year(day: date, said_by: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(f"{said_by}: the year is {day.year}", f"take a day from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _parse_day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day", "write it as 2026-11-24") from None
