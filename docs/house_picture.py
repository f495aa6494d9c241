"""Draws docs/pictures/house.svg from the imports of the package: `python docs/house_picture.py`.

A room is a folder or a file at the top of `generator/mfa_binder/`. Each stands below every room that it imports, and
an arrow leads to it from those of them that no other arrow implies.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "generator" / "mfa_binder"
PICTURE = ROOT / "docs" / "pictures" / "house.svg"

_BOX_WIDTH, _BOX_HEIGHT, _GAP, _FLOOR_HEIGHT, _MARGIN = 116, 30, 22, 74, 16
"""In pixels, as the next ones."""
_STYLE = (
    "text{font:13px sans-serif;text-anchor:middle;fill:#1b1b1b}"
    "rect{fill:#f3f6fb;stroke:#3f51b5}path{fill:none;stroke:#8a94b8}"
    "@media(prefers-color-scheme:dark){text{fill:#eee}rect{fill:#232a3d}}"
)


@dataclass(frozen=True)
class Import:
    """One import of a room in a file of another or the same room."""

    room: str
    target: str
    place: str
    """File and line, from the folder that holds the package."""


def imports(root: Path) -> Iterator[Import]:
    """All imports of a room by a file under `root`, a folder named `mfa_binder`, wherever in the file they stand."""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts == ("__init__",):
            continue
        package = [root.name, *parts[:-1]]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for module in imported_modules(node, package):
                names = module.split(".")
                if names[0] == root.name and len(names) > 1:
                    place = f"{path.relative_to(root.parent)}:{getattr(node, 'lineno', 0)}"
                    yield Import(parts[0], names[1], place)


def imported_modules(node: ast.AST, package: list[str]) -> list[str]:
    """Absolute names of what a node imports, seen from a file in `package`, the names of the folders above it."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        return [f"{base}.{alias.name}" for alias in node.names] if base == package[0] else [base]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        return [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return []


def draw_house(found: Iterable[Import]) -> str:
    """The picture of these imports, as SVG."""
    above: dict[str, set[str]] = {}
    for each in found:
        above.setdefault(each.room, set())
        above.setdefault(each.target, set())
        if each.room != each.target:
            above[each.room].add(each.target)
    floors = _floors(above)
    places = _places(floors, above)
    width = max(x for x, _ in places.values()) + _BOX_WIDTH + _MARGIN
    height = len(floors) * _FLOOR_HEIGHT - (_FLOOR_HEIGHT - _BOX_HEIGHT) + 2 * _MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>The rooms of mfa-binder: each imports only rooms above it</title>",
        f"<style>{_STYLE}</style>",
        *(_arrow(places[upper], places[room]) for room in sorted(above) for upper in sorted(_direct(room, above))),
        *(_box(room, places[room]) for room in sorted(places)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _floors(above: Mapping[str, set[str]]) -> list[list[str]]:
    """The rooms by the longest way down to each, from those that import none."""
    depth: dict[str, int] = {}
    for room in TopologicalSorter(above).static_order():
        depth[room] = 1 + max((depth[upper] for upper in above[room]), default=-1)
    return [sorted(room for room in depth if depth[room] == floor) for floor in range(max(depth.values()) + 1)]


def _places(floors: list[list[str]], above: Mapping[str, set[str]]) -> Mapping[str, tuple[int, int]]:
    """The left upper corner of each room's box; a room stands near the middle of those that lead to it."""
    width = max(len(floor) for floor in floors) * (_BOX_WIDTH + _GAP)
    places: dict[str, tuple[int, int]] = {}
    for number, floor in enumerate(floors):
        wish = {room: _middle([places[upper][0] for upper in _direct(room, above)]) for room in floor}
        begin = (width - len(floor) * (_BOX_WIDTH + _GAP)) // 2 + _MARGIN
        for position, room in enumerate(sorted(floor, key=lambda room, wish=wish: (wish[room], room))):
            places[room] = (begin + position * (_BOX_WIDTH + _GAP), _MARGIN + number * _FLOOR_HEIGHT)
    return places


def _middle(numbers: list[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0


def _direct(room: str, above: Mapping[str, set[str]]) -> set[str]:
    """What a room imports, without what it would reach by way of another."""
    return {upper for upper in above[room] if not any(_reaches(other, upper, above) for other in above[room] - {upper})}


def _reaches(room: str, upper: str, above: Mapping[str, set[str]]) -> bool:
    return upper in above[room] or any(_reaches(other, upper, above) for other in above[room])


def _arrow(upper: tuple[int, int], lower: tuple[int, int]) -> str:
    x, y = upper[0] + _BOX_WIDTH // 2, upper[1] + _BOX_HEIGHT
    end, bottom = lower[0] + _BOX_WIDTH // 2, lower[1]
    half = (_FLOOR_HEIGHT - _BOX_HEIGHT) // 2
    head = f"M{end - 4} {bottom - 6}L{end} {bottom}L{end + 4} {bottom - 6}"
    return f'<path d="M{x} {y}C{x} {y + half} {end} {bottom - half} {end} {bottom}{head}"/>'


def _box(room: str, place: tuple[int, int]) -> str:
    x, y = place
    middle, base = x + _BOX_WIDTH // 2, y + _BOX_HEIGHT // 2 + 5
    rect = f'<rect x="{x}" y="{y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="5"/>'
    return f'{rect}<text x="{middle}" y="{base}">{escape(room)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(draw_house(imports(PACKAGE)), encoding="utf-8")
