"""The rooms of `generator/mfa_binder/`: each imports only rooms above it, and none beside it.

Every import counts, wherever it stands: at the top, inside a function, for type checking only.
"""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from docs.house_picture import Import, imported_modules, imports

PACKAGE = Path(__file__).parents[1] / "generator/mfa_binder"

# From the top of the house to its door. Rooms on one line do not know each other.
HOUSE = [
    ["plain_text"],
    ["findings"],
    ["errors"],
    ["files"],
    ["processes", "client_pool"],
    ["organization"],
    ["policies"],
    ["book"],
    ["observation"],
    ["access"],
    ["simulator"],
    ["inventory"],
    ["collect", "cost"],
    ["checks"],
    ["pages"],
    ["rendering"],
    ["terminal"],
    ["revision"],
    ["rehearsal", "paper", "site"],
    ["workflows"],
    ["commands"],
    ["cli"],
    ["entry"],
]
FLOOR = {room: floor for floor, rooms in enumerate(HOUSE) for room in rooms}


def _is_allowed(each: Import) -> bool:
    return each.room == each.target or FLOOR[each.target] < FLOOR[each.room]


def test_each_room_imports_only_rooms_above_it() -> None:
    found = list(imports(PACKAGE))
    assert len(found) > 20, "an empty scan proves nothing"
    assert [each for each in found if each.target not in FLOOR] == []
    assert [f"{each.place}: {each.room} imports {each.target}" for each in found if not _is_allowed(each)] == []


def test_the_terminal_knows_nothing_of_pages_and_organizations() -> None:
    """It would serve any text of bash: more than its place in the house asks for."""
    known = {each.target for each in imports(PACKAGE) if each.room == "terminal"}
    assert known - {"terminal"} <= {"errors", "files", "plain_text", "processes"}


def test_every_room_has_its_place_in_the_house() -> None:
    standing = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert standing - {"__init__", "__pycache__"} - FLOOR.keys() - {"templates"} == set()


def test_the_package_itself_imports_no_room() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assert [module for node in ast.walk(tree) for module in imported_modules(node, ["mfa_binder"])] in (
        [],
        ["__future__"],
    )


@pytest.mark.parametrize(
    "line",
    [
        "import mfa_binder.rendering",
        "from mfa_binder import rendering",
        "from mfa_binder.rendering import write",
        "from ..rendering import write",
        "from .. import rendering",
        "def f():\n    from mfa_binder.rendering.write import atomic",
        "if TYPE_CHECKING:\n    from mfa_binder.rendering import write",
        "import importlib\nimportlib.import_module('mfa_binder.rendering.write')",
    ],
)
def test_an_upward_import_is_seen_in_every_form(tmp_path: Path, line: str) -> None:
    file = tmp_path / "mfa_binder" / "pages" / "page.py"
    file.parent.mkdir(parents=True)
    file.write_text(line + "\n", encoding="utf-8")
    assert [(each.room, each.target, _is_allowed(each)) for each in imports(tmp_path / "mfa_binder")] == [
        ("pages", "rendering", False)
    ]


def test_rooms_on_one_line_do_not_know_each_other() -> None:
    assert not _is_allowed(Import("site", "paper", ""))
    assert not _is_allowed(Import("cost", "collect", ""))
    assert _is_allowed(Import("site", "site", ""))
    assert _is_allowed(Import("site", "pages", ""))


def test_no_module_imports_itself_by_way_of_others() -> None:
    modules = {
        ".".join(("mfa_binder", *path.relative_to(PACKAGE).with_suffix("").parts)): path
        for path in PACKAGE.rglob("*.py")
    }
    assert len(modules) > 100, "an empty scan proves nothing"
    graph = {
        name: {
            module
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for module in imported_modules(node, name.split(".")[:-1])
        }
        & modules.keys()
        for name, path in modules.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle
