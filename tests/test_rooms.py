"""The rooms of `generator/mfa_binder/`: each imports only rooms above it, and none beside it.

Every import counts, wherever it stands: at the top, inside a function, for type checking only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator/mfa_binder"

# From the top of the house to its door. Rooms on one line do not know each other.
HOUSE = [
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


@dataclass(frozen=True)
class Import:
    """One import of `target` (a room) in a file of `room`."""

    room: str
    target: str
    place: str

    @property
    def is_allowed(self) -> bool:
        return self.room == self.target or FLOOR[self.target] < FLOOR[self.room]


def imports(root: Path) -> Iterator[Import]:
    """All imports of a room by a file under `root`, a folder named `mfa_binder`."""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts == ("__init__",):
            continue
        package = ["mfa_binder", *parts[:-1]]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for module in modules(node, package):
                names = module.split(".")
                if names[0] == "mfa_binder" and len(names) > 1:
                    place = f"{path.relative_to(root.parent)}:{getattr(node, 'lineno', 0)}"
                    yield Import(parts[0], names[1], place)


def modules(node: ast.AST, package: list[str]) -> list[str]:
    """Absolute names of what `node` imports, seen from a file in `package`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        return [f"{base}.{alias.name}" for alias in node.names] if base == "mfa_binder" else [base]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        return [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return []


def test_each_room_imports_only_rooms_above_it() -> None:
    found = list(imports(PACKAGE))
    assert len(found) > 20, "an empty scan proves nothing"
    assert [each for each in found if each.target not in FLOOR] == []
    assert [f"{each.place}: {each.room} imports {each.target}" for each in found if not each.is_allowed] == []


def test_every_room_has_its_place_in_the_house() -> None:
    standing = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert standing - {"__init__", "__pycache__"} - FLOOR.keys() - {"templates"} == set()


def test_the_package_itself_imports_no_room() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assert [module for node in ast.walk(tree) for module in modules(node, ["mfa_binder"])] in ([], ["__future__"])


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
    assert [(each.room, each.target, each.is_allowed) for each in imports(tmp_path / "mfa_binder")] == [
        ("pages", "rendering", False)
    ]


def test_rooms_on_one_line_do_not_know_each_other() -> None:
    assert not Import("site", "paper", "").is_allowed
    assert not Import("cost", "collect", "").is_allowed
    assert Import("site", "site", "").is_allowed
    assert Import("site", "pages", "").is_allowed
