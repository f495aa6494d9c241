"""`mfa-binder labels`: sheets of labels for devices and tamper-evident bags."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import AsOfOption, FormatOption, QuietOption, command_settings, parse_day
from mfa_binder.errors import UsageError
from mfa_binder.files.writing import require_own_places
from mfa_binder.organization.binder_settings import Paper
from mfa_binder.paper.label_contents import LabelKind, labels_of_ids, labels_of_kinds
from mfa_binder.paper.label_formats import LABEL_STOCKS, USUAL_STOCK, LabelStock
from mfa_binder.paper.label_sheets import LabelOrder, PrintedLabel, PrintedLabels, print_labels
from mfa_binder.workflows.folder_inputs import load_inputs
from mfa_binder.workflows.working_folder import lock_if_inside

_LABEL_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)", re.IGNORECASE)


@dataclass(frozen=True)
class LabelMeasures:
    """What was said of labels of one's own measure; None: not said. Lengths in millimetres."""

    size: str | None
    sheet: Paper | None
    columns: int | None
    rows: int | None
    margin_top: float | None
    margin_left: float | None
    gap_x: float | None
    gap_y: float | None

    @property
    def said(self) -> list[str]:
        """The options that were given."""
        return [f"--{name.replace('_', '-')}" for name, value in asdict(self).items() if value is not None]


def choose_stock(name: str | None, measures: LabelMeasures, paper: Paper) -> LabelStock:
    """The named stock, the described one, else the usual one for the paper of the binders. Raises UsageError."""
    if name is None and measures.size is not None:
        return _describe_stock(measures, paper)
    if measures.said:
        which = "--stock says it all" if name is not None else "they describe labels of --size"
        raise UsageError(f"{', '.join(measures.said)}: {which}", "give --stock NAME, or --size WxH with its measures")
    found = LABEL_STOCKS.get((name or USUAL_STOCK[paper]).upper())
    if found is None:
        raise UsageError(
            f"--stock {name!r} is not known", f"known are {', '.join(LABEL_STOCKS)}; or describe it: --size WxH"
        )
    return found


def _describe_stock(measures: LabelMeasures, paper: Paper) -> LabelStock:
    size = _LABEL_SIZE.fullmatch((measures.size or "").strip())
    missing = [f"--{name}" for name in _NEEDED_MEASURES if getattr(measures, name.replace("-", "_")) is None]
    wrong = [f"--size {measures.size!r} is not WxH in millimetres, such as 50x25.4"] if size is None else []
    if wrong or missing or size is None:
        raise UsageError("; ".join([*wrong, *(f"{option} is missing" for option in missing)]), "measure the sheet")
    width, height = float(size[1]), float(size[2])
    stock = LabelStock(
        f"--size {size[1]}x{size[2]}",
        measures.sheet or paper,
        measures.columns or 0,
        measures.rows or 0,
        width,
        height,
        measures.margin_left or 0.0,
        measures.margin_top or 0.0,
        width + (measures.gap_x or 0.0),
        height + (measures.gap_y or 0.0),
    )
    if problems := stock.problems():
        raise UsageError("; ".join(problems), "measure the sheet, and say --sheet if it is not the binders' paper")
    return stock


_NEEDED_MEASURES = ("columns", "rows", "margin-top", "margin-left")


OfOption = Annotated[
    list[LabelKind] | None, typer.Option("--of", help="What for; may be given again. Without it: devices and bags.")
]
SparesOption = Annotated[bool, typer.Option("--spares", help="Also for the devices in reserve.")]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID", help="Only this device or bag; may be given again.")
]
StockOption = Annotated[
    str | None, typer.Option("--stock", metavar="NAME", help=f"The labels you bought: {', '.join(LABEL_STOCKS)}.")
]
SizeOption = Annotated[
    str | None, typer.Option("--size", metavar="WxH", help="A label of your own measure, in millimetres.")
]
SheetOption = Annotated[Paper | None, typer.Option("--sheet", help="The sheet of --size.")]
ColumnsOption = Annotated[int | None, typer.Option("--columns", min=1, help="Labels beside each other, of --size.")]
RowsOption = Annotated[int | None, typer.Option("--rows", min=1, help="Labels below each other, of --size.")]
TopOption = Annotated[
    float | None, typer.Option("--margin-top", min=0, metavar="MM", help="Above the first row, of --size.")
]
LeftOption = Annotated[
    float | None, typer.Option("--margin-left", min=0, metavar="MM", help="Left of the first column, of --size.")
]
GapXOption = Annotated[float | None, typer.Option("--gap-x", min=0, metavar="MM", help="Between columns, of --size.")]
GapYOption = Annotated[float | None, typer.Option("--gap-y", min=0, metavar="MM", help="Between rows, of --size.")]
StartOption = Annotated[
    int, typer.Option("--start", min=1, metavar="K", help="The first label used, on a sheet that others were taken of.")
]
CopiesOption = Annotated[int, typer.Option("--copies", min=1, max=1000, metavar="N", help="Of each label.")]
OutlineOption = Annotated[bool, typer.Option("--outline", help="Lines around the labels, to test on plain paper.")]
OutputOption = Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Where the PDF goes.")]


def labels(
    context: typer.Context,
    of: OfOption = None,
    spares: SparesOption = False,
    only: OnlyOption = None,
    stock: StockOption = None,
    size: SizeOption = None,
    sheet: SheetOption = None,
    columns: ColumnsOption = None,
    rows: RowsOption = None,
    margin_top: TopOption = None,
    margin_left: LeftOption = None,
    gap_x: GapXOption = None,
    gap_y: GapYOption = None,
    start: StartOption = 1,
    copies: CopiesOption = 1,
    outline: OutlineOption = False,
    destination: OutputOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Make a PDF of labels for devices and tamper-evident bags."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    wanted = _chosen_kinds(of, spares, only)
    opened = load_inputs(here.folder, parse_day(as_of, "--as-of"), os.environ, here.progress)
    measures = LabelMeasures(size, sheet, columns, rows, margin_top, margin_left, gap_x, gap_y)
    bought = choose_stock(stock, measures, opened.organization.binders.paper)
    if start > bought.on_a_sheet:
        raise UsageError(f"--start {start}: a sheet of {bought.name} has {bought.on_a_sheet} labels", "count from 1")
    chosen = labels_of_ids(opened.organization, only) if only else labels_of_kinds(opened.organization, wanted)
    order = LabelOrder(bought, copies, start, outline)
    if destination is None:
        destination = here.folder.binders / "labels.pdf"
        require_own_places(here.folder.path, ("site/binders/labels.pdf",))
    with lock_if_inside(here.folder, (destination,), "labels", here.progress.wait):
        made = print_labels(chosen, order, opened.as_of, destination)
    _print_run(_LabelRun(made, order), output)


def _chosen_kinds(of: list[LabelKind] | None, spares: bool, only: list[str] | None) -> list[LabelKind]:
    if only and (of or spares):
        raise UsageError("--only names each label; --of and --spares choose kinds", "leave out the one or the others")
    return [*(of or (LabelKind.DEVICES, LabelKind.BAGS)), *([LabelKind.SPARES] if spares else [])]


@dataclass(frozen=True)
class _LabelRun:
    """What was printed, and as what was ordered."""

    made: PrintedLabels
    order: LabelOrder

    @property
    def stock(self) -> LabelStock:
        return self.order.stock

    @property
    def untitled(self) -> list[str]:
        """Labels without room for the title."""
        return [printed.label.tag for printed in self.made.labels if not printed.titled]

    @property
    def shortened(self) -> list[str]:
        """Labels whose code holds only the beginning of the line."""
        return [printed.label.tag for printed in self.made.labels if printed.data != printed.label.data[0]]


def _print_run(run: _LabelRun, output: CommandOutput) -> None:
    if output.json:
        output.document(_run_record(run))
        return
    count = len(run.made.labels) * run.order.copies
    output.result(f"{run.made.path}: {count} label(s) on {run.made.sheets} sheet(s) of {run.stock.name}")
    output.note("print at actual size (100 %), not fitted to the page; --outline makes a test for plain paper")
    if run.untitled:
        output.note(f"no room for the title of the documents on {len(run.untitled)} label(s)")
    if run.shortened:
        output.note(f"the code holds a shorter line on {len(run.shortened)} label(s): docs/labels.md")


def _run_record(run: _LabelRun) -> dict[str, object]:
    return {
        "path": str(run.made.path),
        "stock": run.stock.name,
        "paper": run.stock.paper.value,
        "sheets": run.made.sheets,
        "start": run.order.start,
        "copies": run.order.copies,
        "labels": [_label_record(printed) for printed in run.made.labels],
    }


def _label_record(printed: PrintedLabel) -> dict[str, object]:
    return {"id": printed.label.tag, "kind": printed.label.kind, "data": printed.data, "titled": printed.titled}
