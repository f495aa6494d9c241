"""`mfa-binder import`: a list of devices or accounts into the inventory, comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import DryOption, FormatOption, QuietOption, command_settings
from mfa_binder.errors import UsageError
from mfa_binder.inventory.device_lists.device_formats import IGNORED_COLUMN, OWN_KEYS
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults
from mfa_binder.inventory.device_lists.name_matching import fold_name
from mfa_binder.organization.mfa_devices import DeviceKind, DeviceStatus
from mfa_binder.workflows.importing import ImportedList, ImportRequest, import_list


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


def import_into_inventory(
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
    request = ImportRequest(
        file,
        source.value if source is not None else None,
        organization,
        NewDeviceDefaults(location, holder, model, kind, _parse_statuses(status or [])),
        _parse_columns(column or []),
    )
    _print_imported(import_list(here.folder, request, here.progress, write=not dry_run), output, dry_run=dry_run)


def _parse_statuses(given: list[str]) -> Mapping[str, DeviceStatus]:
    parsed = {}
    for each in given:
        word, _, state = each.rpartition("=")
        if not word or state not in list(DeviceStatus):
            states = ", ".join(status.value for status in DeviceStatus)
            raise UsageError(f"--status {each}: this is not WORD=STATE", f"STATE is one of {states}")
        parsed[fold_name(word)] = DeviceStatus(state)
    return parsed


def _parse_columns(given: list[str]) -> Mapping[str, str]:
    parsed = {}
    for each in given:
        title, _, key = each.rpartition("=")
        if not title.strip() or key not in {IGNORED_COLUMN, *OWN_KEYS}:
            raise UsageError(
                f"--column {each}: this is not TITLE=KEY", f"KEY is - or one of {', '.join(sorted(OWN_KEYS))}"
            )
        parsed[title] = key
    return parsed


def _print_imported(imported: ImportedList, output: CommandOutput, *, dry_run: bool) -> None:
    content = imported.content
    if output.json:
        output.document(_imported_record(imported, dry_run=dry_run))
        return
    output.findings(content.warnings, to_error=True)
    if dry_run:
        output.verbatim(content.edited.diff().rstrip("\n"))
    what = f"{imported.format}: {'accounts' if imported.lists_accounts else 'devices'}"
    counts = f"{len(content.added)} new, {len(content.filled_in)} filled in, {len(content.unchanged)} unchanged"
    models = f", {len(content.models)} new model(s)" if content.models else ""
    gaps = f", {len(content.gaps)} without an id, marked as gaps" if content.gaps else ""
    summary = f"{what} {counts}{models}{gaps}"
    if dry_run:
        output.note(f"{summary}; nothing was written (--dry-run)")
    else:
        output.result(summary)


def _imported_record(imported: ImportedList, *, dry_run: bool) -> dict[str, object]:
    content = imported.content
    return {
        "format": imported.format,
        "written": not dry_run,
        "added": list(content.added),
        "filled_in": list(content.filled_in),
        "unchanged": list(content.unchanged),
        "models": list(content.models),
        "gaps": list(content.gaps),
        "warnings": [finding.as_json() for finding in content.warnings],
        "diff": content.edited.diff(),
    }
