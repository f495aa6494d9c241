"""The digest of our own code counts every module that is imported, wherever the import stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mfa_binder.files.source_digest import source_files

PACKAGE = Path(__file__).parents[2] / "generator/mfa_binder"
ROOTS = ("mfa_binder.simulator", "mfa_binder.terminal", "mfa_binder.rehearsal")


def imported(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, as Python itself reads it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_import_is_missed() -> None:
    files = source_files(*ROOTS)
    modules = [path for path in files if path.suffix == ".py"]
    missing = [
        f"{path}: {name}"
        for path in modules
        for name in imported(path)
        if name.startswith("mfa_binder.")
        for place in [PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py")]
        if place.is_file() and place not in files
    ]
    assert missing == []
    assert len(modules) > 100, "an empty walk proves nothing"


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("terminal/driver/terminal.bash", True),
        ("book/sidecar.py", True),
        ("pages/__init__.py", True),
        ("organization/mfa_devices.py", True),
        ("paper/parallel_typesetting.py", False),
        ("cost.py", False),
    ],
)
def test_what_a_rehearsal_rests_on_counts_and_nothing_else(file: str, counts: bool) -> None:
    assert (PACKAGE / file).is_file()
    assert (PACKAGE / file in source_files(*ROOTS)) is counts
