"""`mfa-binder import`: a list of devices or accounts into the inventory, comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import DryOption, FormatOption, QuietOption, command_settings
from mfa_binder.errors import UsageError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.inventory.account_lists.account_formats import ACCOUNT_FORMATS, lists_accounts, read_accounts
from mfa_binder.inventory.account_lists.account_import import import_accounts
from mfa_binder.inventory.device_lists.device_formats import IGNORED_COLUMN, OWN_KEYS, read_devices
from mfa_binder.inventory.device_lists.device_import import import_devices
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults
from mfa_binder.inventory.device_lists.name_matching import fold_name
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.inventory.lists.list_import import ListImport
from mfa_binder.inventory.lists.list_text import read_list_text
from mfa_binder.inventory.message_words import did_you_mean
from mfa_binder.organization.mfa_devices import DeviceKind, DeviceStatus


class ListFormat(StrEnum):
    """The formats in `inventory/device_lists/device_formats.py` and `inventory/account_lists/account_formats.py`."""

    CSV = "csv"
    SNIPE_IT = "snipe-it"
    NETBOX = "netbox"
    YKMAN = "ykman"
    ORGANIZATIONS = "organizations"
    LANDING_ZONE = "landing-zone"
    ORG_FORMATION = "org-formation"
    TERRAFORM = "terraform"
    ACCOUNTS_CSV = "accounts-csv"


FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The list: CSV, JSON, YAML, or what ykman prints.")]
FromOption = Annotated[ListFormat | None, typer.Option("--from", help="The format; without it the file tells.")]
OrganizationOption = Annotated[
    str | None, typer.Option("--organization", metavar="ID", help="The organization that listed accounts belong to.")
]
LocationOption = Annotated[
    str | None, typer.Option("--location", metavar="ID", help="Where new devices are whose row does not say.")
]
HolderOption = Annotated[
    str | None, typer.Option("--holder", metavar="ID", help="Who has new devices whose row does not say.")
]
ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="ID", help="The model of new devices whose row does not say.")
]
KindOption = Annotated[
    DeviceKind | None, typer.Option("--kind", help="The kind of new models where the list does not say.")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="TITLE=KEY", help="What a column is, or - for nothing; may be given again."),
]
StatusOption = Annotated[
    list[str] | None,
    typer.Option("--status", metavar="WORD=STATE", help="What a word of the list means; may be given again."),
]


def import_list(
    context: typer.Context,
    file: FileArgument,
    source: FromOption = None,
    location: LocationOption = None,
    holder: HolderOption = None,
    model: ModelOption = None,
    kind: KindOption = None,
    status: StatusOption = None,
    column: ColumnOption = None,
    organization: OrganizationOption = None,
    dry_run: DryOption = False,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Bring a list of devices or of AWS accounts into inventory.yaml."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    if location is not None and holder is not None:
        raise UsageError("--location and --holder exclude each other", "give one of them")
    known = load_inventory(here.folder.inventory).organization
    _require("location", location, known.locations)
    _require("holder", holder, known.people)
    _require("model", model, known.models)
    _require("organization", organization, known.organizations)
    defaults = NewDeviceDefaults(location, holder, model, kind, _statuses(status or []))
    columns = _columns(column or [])
    listed = read_list_text(file)
    name = source.value if source is not None else None
    accounts = name in ACCOUNT_FORMATS or (name is None and lists_accounts(listed))
    if accounts and (defaults != NewDeviceDefaults() or columns):
        message = "these are accounts: --location, --holder, --model, --kind, --status, --column are for devices"
        raise UsageError(message, "leave them out")
    with nullcontext() if dry_run else locked_folder(here.folder.path, "import", output.announce):
        if accounts:
            listing = read_accounts(listed, name)
            imported, what = (
                import_accounts(here.folder.inventory, listing, organization),
                f"{listing.format}: accounts",
            )
        else:
            devices = read_devices(listed, name, columns)
            imported = import_devices(here.folder.inventory, devices, defaults)
            what = f"{devices.format.name}: devices"
        if not dry_run and imported.edited.before != imported.edited.after:
            imported.edited.write()
    _told(imported, what, dry_run, output)


def _require(option: str, key: str | None, known: Mapping[str, object]) -> None:
    if key is not None and key not in known:
        hint = did_you_mean(key, list(known), "add it to the inventory first")
        raise UsageError(f"--{option} {key}: the inventory has no such id", hint)


def _statuses(given: list[str]) -> Mapping[str, DeviceStatus]:
    found = {}
    for each in given:
        word, _, state = each.rpartition("=")
        if not word or state not in list(DeviceStatus):
            states = ", ".join(status.value for status in DeviceStatus)
            raise UsageError(f"--status {each}: this is not WORD=STATE", f"STATE is one of {states}")
        found[fold_name(word)] = DeviceStatus(state)
    return found


def _columns(given: list[str]) -> Mapping[str, str]:
    found = {}
    for each in given:
        title, _, key = each.rpartition("=")
        if not title.strip() or key not in {IGNORED_COLUMN, *OWN_KEYS}:
            raise UsageError(
                f"--column {each}: this is not TITLE=KEY", f"KEY is - or one of {', '.join(sorted(OWN_KEYS))}"
            )
        found[title] = key
    return found


def _told(imported: ListImport, what: str, dry_run: bool, output: CommandOutput) -> None:
    if output.json:
        output.document(
            {
                "format": what.partition(":")[0],
                "written": not dry_run,
                "added": list(imported.added),
                "filled_in": list(imported.filled_in),
                "unchanged": list(imported.unchanged),
                "models": list(imported.models),
                "gaps": list(imported.gaps),
                "warnings": [finding.as_json() for finding in imported.warnings],
                "diff": imported.edited.diff(),
            }
        )
        return
    output.findings(imported.warnings, to_error=True)
    if dry_run:
        output.verbatim(imported.edited.diff().rstrip("\n"))
    counts = f"{len(imported.added)} new, {len(imported.filled_in)} filled in, {len(imported.unchanged)} unchanged"
    models = f", {len(imported.models)} new model(s)" if imported.models else ""
    gaps = f", {len(imported.gaps)} without an id, marked as gaps" if imported.gaps else ""
    said = f"{what} {counts}{models}{gaps}"
    if dry_run:
        output.note(f"{said}; nothing was written (--dry-run)")
    else:
        output.result(said)
