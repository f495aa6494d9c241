"""The working folder: what is read from it, where results go, and the day they are dated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from generator.errors import OwnRunbookError, UsageError
from generator.findings import Finding, Place, Unplaced
from generator.inventory.door import Inventory, parse_inventory, read_inventory
from generator.inventory.drafting import drafted
from generator.inventory.observed import read_observed
from generator.inventory.spelling import dotted, one_line
from generator.observation.observation import Observation
from generator.organization.organization import Organization
from generator.pages.own_runbooks import OwnRunbook
from generator.pages.user_templates import UserTemplates, read_user_templates
from generator.reconcile.registry import reconcile
from generator.rendering.loading import shipped_names
from generator.rendering.writing import SIDECAR
from generator.rules.registry import findings


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

    @property
    def overrides(self) -> Path | None:
        """The user's own templates; None in the checkout, whose templates are ours."""
        folder = self.path / "templates"
        return folder if folder.is_dir() else None

    @property
    def site_config(self) -> Path | None:
        """The user's mkdocs.yml, if there is one."""
        config = self.path / "mkdocs.yml"
        return config if config.is_file() else None


@dataclass(frozen=True)
class Opened:
    """A readable inventory, what is found wrong in the folder, the day that everything rests on.

    `own` are the runbooks of the user's own templates folder; `observation` is what AWS said, if that is there.
    """

    organization: Organization
    findings: tuple[Finding, ...]
    as_of: date
    own: tuple[OwnRunbook, ...] = ()
    observation: Observation | None = None


def open_folder(
    folder: WorkingFolder,
    as_of: str | None,
    environ: Mapping[str, str],
    note: Callable[[str], None] = lambda text: None,
) -> Opened:
    """Read the inventory of a folder, what AWS said, and its own runbooks.

    Without inventory.yaml a first one is drafted from observed.json, and `note` is told so.
    Raises InventoryError, ObservationError or OwnRunbookError, with every problem at once.
    """
    observation = read_observed(folder.observed) if folder.observed.is_file() else None
    inventory = _inventory(folder, observation, note)
    day = document_day(as_of, inventory.organization.document.dated, environ)
    found = [inventory.positions.placed(entry) for entry in findings(inventory.organization, day)]
    if observation is not None:
        compared = reconcile(inventory.organization, observation, day)
        found += [inventory.positions.placed(entry) for entry in compared.declared]
        found += [_observed(entry, str(folder.observed)) for entry in compared.observed]
    templates = _user_templates(folder)
    ordered = (*sorted(found, key=_file_order), *templates.findings)
    return Opened(inventory.organization, ordered, day, templates.runbooks, observation)


def _inventory(folder: WorkingFolder, observation: Observation | None, note: Callable[[str], None]) -> Inventory:
    if observation is None or folder.inventory.exists():
        return read_inventory(folder.inventory)
    note("there is no inventory.yaml: this rests on what AWS said alone, with gaps (mfa-binder init --from-observed)")
    return parse_inventory(drafted(observation), f"{folder.inventory} (drafted)")


def _observed(found: Unplaced, file: str) -> Finding:
    """A finding in observed.json, whose lines nobody edits: its path is place enough."""
    place = Place(file, path=dotted(found.path))
    return Finding(found.id, found.severity, place, one_line(found.message), one_line(found.hint))


def _user_templates(folder: WorkingFolder) -> UserTemplates:
    if folder.overrides is None:
        return UserTemplates()
    templates = read_user_templates(folder.overrides, shipped_names())
    if templates.errors:
        raise OwnRunbookError(templates.errors)
    return templates


def document_day(as_of: str | None, dated: date | None, environ: Mapping[str, str], option: str = "--as-of") -> date:
    """What `option` says, else `document.dated`, else SOURCE_DATE_EPOCH, else today."""
    if as_of is not None:
        return _parse(as_of, option)
    if dated is not None:
        return dated
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(tz=UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError("SOURCE_DATE_EPOCH is not a number of seconds", "unset it or set it right") from None


def _parse(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day", "write it as 2026-11-24") from None


def _file_order(finding: Finding) -> tuple[str, int, int, str]:
    return (finding.place.file, finding.place.line, finding.place.column, finding.id)
