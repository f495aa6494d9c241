"""A digest of our own code: of some modules, and of everything of ours that they import."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import mfa_binder

_PACKAGE = Path(mfa_binder.__file__).parent
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(mfa_binder[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+(mfa_binder[\w.]*))",
    re.MULTILINE,
)
_NAME = re.compile(rb"\w+")


def package_digest() -> str:
    """SHA-256, in hexadecimal, over every file of the package."""
    files = (path for path in _PACKAGE.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return _digest(files)


def source_digest(*roots: str) -> str:
    """SHA-256, in hexadecimal, over the files of modules or packages such as `mfa_binder.rendering`.

    What they import counts, wherever the import stands, and so do the files beside a module that are no Python.
    """
    return _digest(source_files(*roots))


def _digest(files: Iterable[Path]) -> str:
    told = hashlib.sha256()
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        told.update(f"{path.relative_to(_PACKAGE).as_posix()} {content}\n".encode())
    return told.hexdigest()


@cache
def source_files(*roots: str) -> frozenset[Path]:
    """The files that `source_digest` reads."""
    found: set[Path] = set()
    waiting = [path for root in roots for path in _of_root(root)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path)
    beside = {entry for path in found for entry in path.parent.iterdir() if path.parent != _PACKAGE}
    return frozenset(found | {entry for entry in beside if entry.is_file() and entry.suffix not in (".py", ".pyc")})


def _of_root(root: str) -> Iterable[Path]:
    place = _place(root)
    return place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]


def _imported(path: Path) -> Iterator[Path]:
    """The files of the modules that a file names in its imports, and of the packages that they are in."""
    for match in _IMPORT.finditer(path.read_bytes()):
        module = (match[1] or match[3]).decode()
        names = [f"{module}.{name.decode()}" for name in _NAME.findall(match[2] or b"")]
        for name in (module, *names):
            yield from _files_of(name)


def _files_of(name: str) -> Iterator[Path]:
    place = _place(name)
    candidates = [place.with_suffix(".py"), *(parent / "__init__.py" for parent in (place, *place.parents))]
    yield from (each for each in candidates if each.is_relative_to(_PACKAGE) and each.is_file())


def _place(name: str) -> Path:
    return _PACKAGE.joinpath(*name.split(".")[1:])
