"""The label stock that the command line names, or describes in millimetres."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from mfa_binder.errors import UsageError
from mfa_binder.organization.binder_settings import Paper
from mfa_binder.paper.label_formats import LABEL_STOCKS, USUAL_STOCK, LabelStock

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Measures:
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


def chosen_stock(name: str | None, measures: Measures, paper: Paper) -> LabelStock:
    """The named stock, the described one, else the usual one for the paper of the binders. Raises UsageError."""
    if name is None and measures.size is not None:
        return _described(measures, paper)
    if measures.said:
        which = "--stock says it all" if name is not None else "they describe labels of --size"
        raise UsageError(f"{', '.join(measures.said)}: {which}", "give --stock NAME, or --size WxH with its measures")
    found = LABEL_STOCKS.get((name or USUAL_STOCK[paper]).upper())
    if found is None:
        raise UsageError(
            f"--stock {name!r} is not known", f"known are {', '.join(LABEL_STOCKS)}; or describe it: --size WxH"
        )
    return found


def _described(measures: Measures, paper: Paper) -> LabelStock:
    size = _SIZE.fullmatch((measures.size or "").strip())
    missing = [f"--{name}" for name in _NEEDED if getattr(measures, name.replace("-", "_")) is None]
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


_NEEDED = ("columns", "rows", "margin-top", "margin-left")
