"""What is brought into inventory.yaml, its comments kept: lists of devices and of accounts, and which key is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from mfa_binder.errors import UsageError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.inventory.account_lists.account_formats import ACCOUNT_FORMATS, lists_accounts, read_accounts
from mfa_binder.inventory.account_lists.account_import import import_accounts
from mfa_binder.inventory.device_lists.device_formats import read_devices
from mfa_binder.inventory.device_lists.device_import import import_devices
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults
from mfa_binder.inventory.editing.inventory_edit import InventoryEdit, edit_inventory
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.inventory.key_linking import LinkProposal, link_edits, propose_links
from mfa_binder.inventory.lists.list_import import ListImport
from mfa_binder.inventory.lists.list_text import ListText, read_list_text
from mfa_binder.inventory.message_words import did_you_mean
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.organization import Organization
from mfa_binder.workflows.progress import WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A list, and what it does not say of itself."""

    file: Path
    format: str | None = None
    """Its name; None: the file tells."""
    organization: str | None = None
    """The id of the organization to which listed accounts belong."""
    defaults: NewDeviceDefaults = field(default_factory=NewDeviceDefaults)
    """What is true of new devices whose row does not say."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """What a column is, by its title."""


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A list, and what it brings."""

    format: str
    lists_accounts: bool
    """Whether it lists accounts; else devices."""
    content: ListImport


@dataclass(frozen=True, slots=True)
class KeyLinking:
    """The FIDO2 keys in AWS that no device of the inventory is known to be, and what they could be."""

    organization: Organization
    observation: Observation
    proposals: tuple[LinkProposal, ...]


def import_list(
    folder: WorkingFolder, request: ImportRequest, progress: WorkProgress, *, write: bool = True
) -> ImportedList:
    """Bring a list of devices or of AWS accounts into inventory.yaml; without `write` nothing is written.

    Raises UsageError if the request does not fit the inventory or the list, DeviceListError if the list cannot
    be taken over.
    """
    _require_known_ids(request, load_inventory(folder.inventory).organization)
    text = read_list_text(request.file)
    is_of_accounts = request.format in ACCOUNT_FORMATS or (request.format is None and lists_accounts(text))
    if is_of_accounts and (request.defaults != NewDeviceDefaults() or request.columns):
        message = "these are accounts: --location, --holder, --model, --kind, --status, --column are for devices"
        raise UsageError(message, "leave them out")
    with locked_folder(folder.path, "import", progress.wait) if write else nullcontext():
        imported = (_import_accounts if is_of_accounts else _import_devices)(folder, request, text)
        edit = imported.content.edited
        if write and edit.before != edit.after:
            edit.write()
    return imported


def _require_known_ids(request: ImportRequest, organization: Organization) -> None:
    defaults = request.defaults
    _require_known("location", defaults.location, organization.locations)
    _require_known("holder", defaults.holder, organization.people)
    _require_known("model", defaults.model, organization.models)
    _require_known("organization", request.organization, organization.organizations)


def _require_known(option: str, key: str | None, known: Mapping[str, object]) -> None:
    if key is not None and key not in known:
        hint = did_you_mean(key, list(known), "add it to the inventory first")
        raise UsageError(f"--{option} {key}: the inventory has no such id", hint)


def _import_accounts(folder: WorkingFolder, request: ImportRequest, text: ListText) -> ImportedList:
    listing = read_accounts(text, request.format)
    return ImportedList(listing.format, True, import_accounts(folder.inventory, listing, request.organization))


def _import_devices(folder: WorkingFolder, request: ImportRequest, text: ListText) -> ImportedList:
    devices = read_devices(text, request.format, request.columns)
    return ImportedList(devices.format.name, False, import_devices(folder.inventory, devices, request.defaults))


def propose_key_links(folder: WorkingFolder) -> KeyLinking:
    """Which device each FIDO2 key in AWS could be."""
    organization = load_inventory(folder.inventory).organization
    observation = read_observed(folder.observed)
    return KeyLinking(organization, observation, propose_links(organization, observation))


def write_key_links(
    folder: WorkingFolder,
    linking: KeyLinking,
    links: Sequence[tuple[str, str]],
    progress: WorkProgress,
    *,
    write: bool = True,
) -> InventoryEdit:
    """Put the confirmed pairs of ARN and device into inventory.yaml; without `write` nothing is written."""
    # Locked only now: somebody may have been asked before, which takes long.
    with locked_folder(folder.path, "link", progress.wait) if write else nullcontext():
        edit = edit_inventory(folder.inventory, link_edits(linking.organization, linking.observation, links))
        if write and edit.before != edit.after:
            edit.write()
    return edit
