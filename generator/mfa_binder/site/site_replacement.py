"""Putting a finished site in the place of the last one, keeping what is not ours.

`site/` holds more than pages: the binders, and whatever somebody put there to be published. A
file is ours if the last build wrote it (`.built.json` lists them), if it is a page that MkDocs
made, or, where no list says otherwise, if it lies where Material puts its files: so a run of
`mkdocs build` by hand leaves nothing stale behind. All else is carried over.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import read_note

BINDERS_FOLDER = "binders"
BUILT_MANIFEST = ".built.json"
_MATERIAL = ("assets/", "search/", "sitemap.xml", "404.html", "objects.inv")
_MOST_CLASHES = 10
_MADE_BY_MKDOCS = b'<meta name="generator" content="mkdocs-'


def prepare_staging(site: Path) -> Path:
    """An empty sibling of `site` to build into; also repairs what an interrupted swap left."""
    fresh, old = _staging_folders(site)
    if old.exists() and not site.exists():
        old.rename(site)
    for leftover in (fresh, old):
        if leftover.is_symlink() or leftover.is_file():
            leftover.unlink()
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    return fresh


def replace_site(fresh: Path, site: Path) -> None:
    """Replace `site` by `fresh`, carrying foreign files over; `site` is at no time half of each."""
    _write_manifest(fresh)
    built = _built_before(site)
    foreign = [name for name in _file_names(site) if name != BUILT_MANIFEST and not _is_replaced(site, name, built)]
    _require_no_clashes(site, [name for name in foreign if _is_in_the_way(site, fresh, name, built)])
    for name in foreign:
        _carry_over(site / name, fresh / name)
    _, old = _staging_folders(site)
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def discard_staging(fresh: Path) -> None:
    """Remove what a failed build has left."""
    shutil.rmtree(fresh, ignore_errors=True)


def _staging_folders(site: Path) -> tuple[Path, Path]:
    return site.with_name(f".{site.name}.mfa-binder-new"), site.with_name(f".{site.name}.mfa-binder-old")


def _file_names(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() or path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _write_manifest(fresh: Path) -> None:
    text = json.dumps(list(_file_names(fresh)), indent=0, ensure_ascii=False)
    (fresh / BUILT_MANIFEST).write_text(text + "\n", encoding="utf-8")


def _built_before(site: Path) -> frozenset[str] | None:
    """What the last build wrote; None where no list says so."""
    listed = read_note(site / BUILT_MANIFEST)
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        return None
    return frozenset(listed)


def _is_replaced(site: Path, name: str, built: frozenset[str] | None) -> bool:
    return not name.startswith(f"{BINDERS_FOLDER}/") and _was_built(site, name, built)


def _was_built(site: Path, name: str, built: frozenset[str] | None) -> bool:
    if built is None and name.startswith(_MATERIAL):
        return True
    return (built is not None and name in built) or _is_mkdocs_page(site / name)


def _is_in_the_way(site: Path, fresh: Path, name: str, built: frozenset[str] | None) -> bool:
    """Whether a file that nobody of us made stands where the new build has one, or has a folder."""
    if name.startswith(_MATERIAL):
        return False
    places = [fresh / name, *(fresh / parent for parent in PurePosixPath(name).parents if parent.name)]
    return not _was_built(site, name, built) and (places[0].exists() or any(one.is_file() for one in places[1:]))


def _require_no_clashes(site: Path, clashes: list[str]) -> None:
    if clashes:
        told = ", ".join(clashes[:_MOST_CLASHES]) + (
            f" and {len(clashes) - _MOST_CLASHES} more" if len(clashes) > _MOST_CLASHES else ""
        )
        what = f"{site}: {told}: not made by mfa-binder, and a page of the site goes there"
        raise OutputError(what, "move what you need to another folder, and remove it here")


def _is_mkdocs_page(path: Path) -> bool:
    if path.suffix != ".html" or path.is_symlink():
        return False
    with path.open("rb") as file:
        return _MADE_BY_MKDOCS in file.read(4096)


def _carry_over(source: Path, target: Path) -> None:
    if target.exists():
        return  # a page of the new build stands there
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another file system, or one without hard links
        shutil.copy2(source, target, follow_symlinks=False)
