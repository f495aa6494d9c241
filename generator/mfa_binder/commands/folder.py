"""The working folder: what is read from it, and where results go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.book.sidecar import SIDECAR
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
