"""`mfa-binder import`: a list of devices into the inventory, comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.console import Output
from generator.commands.settings import DryOption, FormatOption, QuietOption, settings
from generator.errors import UsageError
from generator.folder_lock import locked_folder
from generator.inventory.devices.formats import read_list
from generator.inventory.devices.merging import Imported, import_devices
from generator.inventory.devices.naming import folded
from generator.inventory.devices.understanding import Defaults
from generator.inventory.door import read_inventory
from generator.inventory.nearest import did_you_mean
from generator.organization.devices import DeviceKind, DeviceStatus


class ListFormat(StrEnum):
    """The formats of `generator.inventory.devices.formats`."""

    CSV = "csv"
    SNIPE_IT = "snipe-it"
    NETBOX = "netbox"
    YKMAN = "ykman"


FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The list: CSV, or what ykman list --serials says.")]
FromOption = Annotated[ListFormat | None, typer.Option("--from", help="The format; without it the titles tell.")]
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
    dry_run: DryOption = False,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Bring a list of devices into inventory.yaml: a CSV, or what Snipe-IT, NetBox or ykman say."""
    here = settings(context)
    output = here.adjust(form, quiet)
    if location is not None and holder is not None:
        raise UsageError("--location and --holder exclude each other", "give one of them")
    organization = read_inventory(here.folder.inventory).organization
    _require("location", location, organization.locations)
    _require("holder", holder, organization.people)
    _require("model", model, organization.models)
    defaults = Defaults(location, holder, model, kind, _statuses(status or []))
    listed = read_list(file, source.value if source is not None else None)
    with nullcontext() if dry_run else locked_folder(here.folder.path, "import", output.announce):
        imported = import_devices(here.folder.inventory, listed, defaults)
        if not dry_run and imported.edited.before != imported.edited.after:
            imported.edited.write()
    _told(imported, listed.format.name, dry_run, output)


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
        found[folded(word)] = DeviceStatus(state)
    return found


def _told(imported: Imported, name: str, dry_run: bool, output: Output) -> None:
    if output.json:
        output.document(
            {
                "format": name,
                "written": not dry_run,
                "added": list(imported.added),
                "filled_in": list(imported.filled_in),
                "unchanged": list(imported.unchanged),
                "models": list(imported.models),
                "diff": imported.edited.diff(),
            }
        )
        return
    if dry_run:
        output.verbatim(imported.edited.diff().rstrip("\n"))
    counts = f"{len(imported.added)} new, {len(imported.filled_in)} filled in, {len(imported.unchanged)} unchanged"
    models = f", {len(imported.models)} new model(s)" if imported.models else ""
    said = f"{name}: devices {counts}{models}"
    if dry_run:
        output.note(f"{said}; nothing was written (--dry-run)")
    else:
        output.result(said)
