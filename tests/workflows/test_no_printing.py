"""A workflow prints nothing and knows no flags: another program could call it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mfa_binder import workflows

_MODULES = sorted(Path(workflows.__file__).parent.glob("*.py"))
_OF_COMMANDS = {"typer", "rich", "click", "argparse", "getpass"}


@pytest.mark.parametrize("module", _MODULES, ids=lambda path: path.stem)
def test_a_workflow_loads_nothing_that_prints_or_reads_flags(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} & _OF_COMMANDS == set()
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called & {"print", "input", "exit"} == set()
