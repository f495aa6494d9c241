"""`mfa-binder cost`: what is needed, owned and to be bought."""

from __future__ import annotations

import os
from decimal import Decimal

import typer
from rich.console import Console
from rich.table import Table

from mfa_binder.commands.settings import AsOfOption, FormatOption, QuietOption, command_settings, parse_day
from mfa_binder.cost import BuyingStrategy, CostLine, CostPlan, cost_plan, money_text
from mfa_binder.workflows.folder_inputs import load_inputs


def cost(
    context: typer.Context, as_of: AsOfOption = None, form: FormatOption = None, quiet: QuietOption = False
) -> None:
    """Say what hardware is needed, owned and to be bought, at dated prices."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    plan = cost_plan(load_inputs(here.folder, parse_day(as_of, "--as-of"), os.environ, here.progress).organization)
    if output.json:
        output.document(_cost_record(plan))
        return
    Console().print(_table(plan))
    output.result(f"To be spent now: {money_text(plan.total, plan.currency)}")
    for strategy in plan.strategies:
        output.result(f"All new, {strategy.name}: {money_text(strategy.total, plan.currency)}")


def _table(plan: CostPlan) -> Table:
    table = Table("Kind", "For", "Needed", "Spares", "Owned", "To buy", "Model", "Amount")
    for line in plan.lines:
        model = line.model.name if line.model is not None else "no priced model"
        counts = (line.needed, line.spares, line.owned, line.count)
        table.add_row(line.kind.value, line.what, *map(str, counts), model, money_text(line.amount, plan.currency))
    return table


def _cost_record(plan: CostPlan) -> dict[str, object]:
    by_model = {line.model.key: _amount(line.amount) for line in plan.lines if line.model is not None}
    return {
        "currency": plan.currency,
        "total": _amount(plan.total),
        "by_model": by_model,
        "lines": [_line_record(line) for line in plan.lines],
        "strategies": [_strategy_record(strategy) for strategy in plan.strategies],
    }


def _line_record(line: CostLine) -> dict[str, object]:
    model = line.model
    return {
        "what": line.what,
        "model": model.key if model is not None else None,
        "count": line.count,
        "unit_price": _amount(model.price if model is not None else None),
        "amount": _amount(line.amount),
        "priced_on": model.priced_on.isoformat() if model is not None and model.priced_on is not None else None,
        "source": model.price_source if model is not None else None,
        "why": line.why,
        "needed": line.needed,
        "spares": line.spares,
        "owned": line.owned,
    }


def _strategy_record(strategy: BuyingStrategy) -> dict[str, object]:
    pieces = {line.kind.value: line.needed + line.spares for line in strategy.lines}
    return {"name": strategy.name, "total": _amount(strategy.total), "pieces": pieces}


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
