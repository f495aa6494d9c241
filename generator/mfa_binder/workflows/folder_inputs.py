"""What a working folder holds: its inventory, what AWS said, its own runbooks, and what is wrong in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mfa_binder.checks.registry import compare_with_aws, inventory_findings
from mfa_binder.findings import Finding, FindingPlace, UnplacedFinding
from mfa_binder.inventory.bootstrap import bootstrap_inventory
from mfa_binder.inventory.inventory_loading import Inventory, load_inventory, parse_inventory
from mfa_binder.inventory.message_words import dotted_path, one_line
from mfa_binder.inventory.observed_json import read_observed_for_print
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.own_runbooks import OwnRunbook
from mfa_binder.pages.user_templates import UserTemplates, read_user_templates
from mfa_binder.rendering.shipped_templates import shipped_names
from mfa_binder.workflows.progress import SILENT, InventoryDrafted, WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder, document_day


@dataclass(frozen=True)
class FolderInputs:
    """What everything is made from: a readable inventory, and what lies beside it."""

    organization: Organization
    findings: tuple[Finding, ...]
    """What is found wrong in the folder, in the order of its files."""
    as_of: date
    """The day that everything rests on."""
    own: tuple[OwnRunbook, ...] = ()
    """The runbooks of the user's own templates folder."""
    observation: Observation | None = None
    """What AWS said, if that is there."""
    template_errors: tuple[Finding, ...] = ()
    """What is wrong in the user's templates folder, and no page can be made with."""


def load_inputs(
    folder: WorkingFolder, as_of: date | None, environ: Mapping[str, str], progress: WorkProgress = SILENT
) -> FolderInputs:
    """Read the inventory of a folder, what AWS said, and its own runbooks.

    Without inventory.yaml a first one is drafted from observed.json, and `progress` is told so.
    Raises InventoryError or ObservationError, with every problem at once. What is wrong in templates is for those
    who render them.
    """
    observation = read_observed_for_print(folder.observed) if os.path.lexists(folder.observed) else None
    inventory = _load_inventory(folder, observation, progress)
    day = document_day(as_of, inventory.organization.document.dated, environ)
    found = [inventory.positions.placed(entry) for entry in inventory_findings(inventory.organization, day)]
    if observation is not None:
        compared = compare_with_aws(inventory.organization, observation, day)
        found += [inventory.positions.placed(entry) for entry in compared.declared]
        found += [_observed_finding(entry, str(folder.observed)) for entry in compared.observed]
    templates = _load_user_templates(folder)
    warnings = (entry for entry in templates.findings if entry not in templates.errors)
    ordered = (*sorted(found, key=_file_order), *warnings)
    return FolderInputs(inventory.organization, ordered, day, templates.runbooks, observation, templates.errors)


def _load_inventory(folder: WorkingFolder, observation: Observation | None, progress: WorkProgress) -> Inventory:
    if observation is None or os.path.lexists(folder.inventory):
        return load_inventory(folder.inventory)
    progress.tell(InventoryDrafted())
    return parse_inventory(bootstrap_inventory(observation), f"{folder.inventory} (drafted)")


def _observed_finding(found: UnplacedFinding, file: str) -> Finding:
    """A finding in observed.json, whose lines nobody edits: its path is place enough."""
    place = FindingPlace(file, path=dotted_path(found.path))
    return Finding(found.id, found.severity, place, one_line(found.message), one_line(found.advice))


def _load_user_templates(folder: WorkingFolder) -> UserTemplates:
    if folder.overrides is None:
        return UserTemplates()
    return read_user_templates(folder.overrides, shipped_names())


def _file_order(finding: Finding) -> tuple[str, int, int, str]:
    return (finding.place.file, finding.place.line, finding.place.column, finding.id)
