"""What in site/ is not ours is carried over into the next site; it is never replaced by a page of ours.

`site/` holds more than pages: the binders, and whatever somebody put there to be published. A file is ours if the
last build wrote it (`.built.json` lists them), if it is a page that MkDocs made, or, where no list says otherwise, if
it lies where Material puts its files: so a run of `mkdocs build` by hand leaves nothing stale behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from mfa_binder.errors import OutputError
from mfa_binder.files.folder_replacement import carry_over
from mfa_binder.files.writing import read_note

BINDERS_FOLDER = "binders"
BUILT_MANIFEST = ".built.json"
_MATERIAL = ("assets/", "search/", "sitemap.xml", "404.html", "objects.inv")
_MOST_CLASHES = 10
_MADE_BY_MKDOCS = b'<meta name="generator" content="mkdocs-'
_HEAD_BYTES = 4096
"""In which that line stands."""


def carry_over_foreign_files(site: Path, fresh: Path) -> None:
    """Note what was built into `fresh`, and add what in `site` is not ours. Raises OutputError if a page is there."""
    # The list is written first: what is carried over was not built.
    _write_manifest(fresh)
    built = _built_before(site)
    foreign = [name for name in _file_names(site) if name != BUILT_MANIFEST and not _is_replaced(site, name, built)]
    _require_no_clashes(site, [name for name in foreign if _is_in_the_way(site, fresh, name, built)])
    for name in foreign:
        if not (fresh / name).exists():
            carry_over(site / name, fresh / name)


def _file_names(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() or path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _write_manifest(fresh: Path) -> None:
    text = json.dumps(list(_file_names(fresh)), indent=0, ensure_ascii=False)
    (fresh / BUILT_MANIFEST).write_text(text + "\n", encoding="utf-8")


def _built_before(site: Path) -> frozenset[str] | None:
    """What the last build wrote; None where no list says so."""
    names = read_note(site / BUILT_MANIFEST)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    return frozenset(names)


def _is_replaced(site: Path, name: str, built: frozenset[str] | None) -> bool:
    return not name.startswith(f"{BINDERS_FOLDER}/") and _was_built(site, name, built)


def _was_built(site: Path, name: str, built: frozenset[str] | None) -> bool:
    if built is None and name.startswith(_MATERIAL):
        return True
    return (built is not None and name in built) or _is_mkdocs_page(site / name)


def _is_in_the_way(site: Path, fresh: Path, name: str, built: frozenset[str] | None) -> bool:
    """Whether a file that nobody of us made stands where the new build has one, or has a folder."""
    if name.startswith(_MATERIAL) or _was_built(site, name, built):
        return False
    parents = (fresh / parent for parent in PurePosixPath(name).parents if parent.name)
    return (fresh / name).exists() or any(parent.is_file() for parent in parents)


def _require_no_clashes(site: Path, clashes: list[str]) -> None:
    if clashes:
        more = f" and {len(clashes) - _MOST_CLASHES} more" if len(clashes) > _MOST_CLASHES else ""
        names = ", ".join(clashes[:_MOST_CLASHES]) + more
        what = f"{site}: {names}: not made by mfa-binder, and a page of the site goes there"
        raise OutputError(what, "move what you need to another folder, and remove it here")


def _is_mkdocs_page(path: Path) -> bool:
    if path.suffix != ".html" or path.is_symlink():
        return False
    with path.open("rb") as file:
        return _MADE_BY_MKDOCS in file.read(_HEAD_BYTES)
