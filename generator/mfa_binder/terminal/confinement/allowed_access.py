"""What a confined command may reach: folders and files to read, folders and files to write, a port."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LIBRARY_PATHS = (
    *("/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local/lib"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/nix/store", "/gnu/store"),
    *("/etc/localtime", "/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/i18n"),
)
"""Where systems keep what programs load, and the words and times of places. No secret belongs there."""

DEVICE_PATHS = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
"""The devices without a machine behind them."""

_SHARED_FOLDERS = frozenset({Path("/"), Path("/usr"), Path("/usr/local"), Path("/bin"), Path("/sbin"), Path("/opt")})
_PROGRAM_FOLDERS = frozenset({"bin", "sbin"})


@dataclass(frozen=True, slots=True)
class AllowedAccess:
    """The paths and the port that a command is left with; all paths are absolute and exist."""

    read: tuple[Path, ...]
    """What it may read and execute."""
    write: tuple[Path, ...]
    """What it may change too."""
    port: int
    """The one TCP port that may be connected to; 0 where a network namespace leaves nothing to restrict."""

    def paths(self) -> Iterator[tuple[Path, bool]]:
        """Each path, folders before what they hold, and whether it may be written; none twice.

        Libraries and harmless devices are among them.
        """
        writable = {*_with_resolved(self.write), *map(Path, DEVICE_PATHS)}
        named = {*_with_resolved((*map(Path, LIBRARY_PATHS), *self.read)), *writable}
        granted: dict[Path, bool] = {}
        # Shorter paths first: what a folder above grants already is not granted a second time.
        for path in sorted(named, key=lambda path: (len(path.parts), path)):
            above = next((granted[parent] for parent in path.parents if parent in granted), None)
            if path.exists() and (above is None or above < (path in writable)):
                granted[path] = path in writable
                yield path, granted[path]


def _with_resolved(paths: Iterable[Path]) -> Iterator[Path]:
    """As given, because programs name it so, and without symbolic links, because links lead there."""
    for path in paths:
        yield path
        yield path.resolve()


def python_paths() -> tuple[Path, ...]:
    """What this Python needs to run: its prefixes, or only its own part of a prefix shared with the system."""
    paths = [*program_paths(Path(sys.executable)), Path(sys.executable).resolve()]
    prefixes = (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)
    paths += [path for path in map(Path, prefixes) if path not in _SHARED_FOLDERS]
    paths += [Path(path) for path in sysconfig.get_paths().values() if _is_module_folder(path)]
    return tuple(paths)


def _is_module_folder(path: str) -> bool:
    return Path(path).name.endswith(("-packages", f"python{sys.version_info.major}.{sys.version_info.minor}"))


def package_folder() -> Path:
    """The folder `mfa_binder/`: for a command that runs this program's own code."""
    return Path(__file__).resolve().parents[2]


def program_paths(program: Path) -> tuple[Path, ...]:
    """A program as given and as found behind its links, with the folder that it was installed in.

    A folder that many programs share (`/usr/bin`) is not among them.
    """
    paths = [program.absolute()]
    while paths[-1].is_symlink():
        paths.append(Path(os.path.normpath(paths[-1].parent / paths[-1].readlink())))
    interpreter = _interpreter(paths[-1])
    behind = program_paths(interpreter) if interpreter is not None else ()
    return (*paths, *(home for path in paths for home in _install_folders(path)), *behind)


def _interpreter(script: Path) -> Path | None:
    """The program that a script names in its first line."""
    with script.open("rb") as file:
        first = file.readline(4096)
    words = first[2:].split() if first.startswith(b"#!") else []
    named = Path(os.fsdecode(words[0])) if words else None
    return named if named is not None and named.is_file() else None


def _install_folders(program: Path) -> Iterator[Path]:
    folder = program.parent
    if folder.name in _PROGRAM_FOLDERS:
        folder = folder.parent
    if folder not in _SHARED_FOLDERS:
        yield folder
