"""Names of the package: one thing, one word. A stranger looks for a thing under its name and finds one place."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "generator/mfa_binder"
_MOST_LINES = 400


def _repeated(pairs: Iterable[tuple[str, str]], most: int) -> Mapping[str, list[str]]:
    """What stands in more than `most` places, of (name, place)."""
    places = defaultdict(list)
    for name, place in pairs:
        places[name].append(place)
    return {name: where for name, where in places.items() if len(where) > most}


def _files() -> list[Path]:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 100, "an empty scan proves nothing"
    return files


def test_no_class_name_stands_twice() -> None:
    classes = [
        (node.name, str(path.relative_to(PACKAGE)))
        for path in _files()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    assert _repeated(classes, 1) == {}


def test_no_file_name_stands_in_more_than_two_rooms() -> None:
    names = {
        (path.stem, path.relative_to(PACKAGE).parts[0])
        for path in _files()
        if path.stem not in ("__init__", "__main__")
    }
    assert _repeated(names, 2) == {}


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lines = {str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8").count("\n") for path in _files()}
    assert {path: count for path, count in lines.items() if count > _MOST_LINES} == {}
