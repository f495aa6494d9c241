"""The maps of the house are those of the disk: rooms, modules, picture, paths."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from docs.house_picture import PACKAGE, PICTURE, draw_house, imports
from tests.test_rooms import HOUSE

_ROOT = PACKAGE.parents[1]
_ARCHITECTURE = (_ROOT / "docs/architecture.md").read_text(encoding="utf-8")
_FOLDERS = [PACKAGE, *(path for path in sorted(PACKAGE.rglob("*")) if (path / "__init__.py").is_file())]


def test_the_picture_is_of_the_imports_as_they_are() -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw_house(imports(PACKAGE)), "run: python docs/house_picture.py"


def test_the_table_has_the_rooms_in_their_order() -> None:
    table = _ARCHITECTURE.partition("## The rooms")[2].partition("Beside the package")[0]
    rows = [
        re.findall(r"`([a-z_]+)(?:/|\.py)`", row.split("|")[1]) for row in table.splitlines() if row.startswith("| `")
    ]
    assert [sorted(row) for row in rows] == [sorted(rooms) for rooms in HOUSE]


def test_every_path_leads_somewhere() -> None:
    paths = re.findall(r"`([a-z0-9_./]+/(?:[a-z0-9_./-]+)?|[a-z0-9_./]+\.py)`", _ARCHITECTURE)
    assert len(paths) > 30, "an empty scan proves nothing"
    places = (PACKAGE, _ROOT, _ROOT / "templates")
    assert [path for path in paths if not any((place / path).exists() for place in places)] == []


@pytest.mark.parametrize("folder", _FOLDERS[1:], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_map_of_a_folder_names_its_modules(folder: Path) -> None:
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    named = re.findall(r"^- `([a-z_]+)/?`: ", docstring, re.MULTILINE)
    modules = {path.stem for path in folder.glob("*.py") if path.stem not in ("__init__", "__main__")}
    modules |= {path.parent.name for path in folder.glob("*/__init__.py")}
    assert docstring, "a room says what it is for"
    assert sorted(named) == sorted(modules)
