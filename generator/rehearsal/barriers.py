"""What it means when a block ran against what confines it, in words for whoever wrote the page."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from pathlib import Path

from generator.rehearsal.confinement.limits import FILE_BYTES, PROCESSES
from generator.rehearsal.shell import Run

_NO_NETWORK = "a block reaches no network, only the simulator, and that by aws alone"
_NO_FILES = "a block reaches only its working folder and its home"
_TOO_LARGE = f"a block may write at most {FILE_BYTES // 2**20} MB into a file or to its output"
_TOO_MANY = f"a block may have at most {PROCESSES} processes at a time"

_NOT_FOUND = re.compile(r"(\S+): command not found")
_UNREACHABLE = re.compile(
    "Network is unreachable|Connection refused|name resolution|Name or service not known|Could not connect to"
)
_REFUSED = (
    "Permission denied|Read-only file system|No such file or directory|Operation not permitted|"
    "Device or resource busy|Not a directory|Is a directory"
)
_FILE = re.compile(rf"(?<![\w:/])(?P<path>/[^\s:'\"]*).*(?:{_REFUSED})|(?:{_REFUSED}).*(?P<named>/[^\s:'\"]+)")
_SIGNALLED = (-signal.SIGXFSZ, 128 + signal.SIGXFSZ)


def explanation(run: Run, folder: Path, programs: Sequence[str]) -> str:
    """What a block that failed met, with a semicolon before; empty if it failed of its own accord.

    `folder` is the page's, `programs` the names of all that a block may start.
    """
    last = run.stderr.strip().rpartition("\n")[2]
    found = ""
    if run.exit_status in _SIGNALLED or "File too large" in last:
        found = _TOO_LARGE
    elif "Resource temporarily unavailable" in run.stderr or "Cannot allocate" in run.stderr:
        found = _TOO_MANY
    elif _NOT_FOUND.search(last):
        found = f"a block may use only {', '.join(programs)}, and what is built into bash"
    elif _UNREACHABLE.search(last):
        found = _NO_NETWORK
    elif _leads_outside(last.replace(f"{run.script}: ", ""), folder):
        found = _NO_FILES
    return f"; {found}" if found else ""


def _leads_outside(line: str, folder: Path) -> bool:
    match = _FILE.search(line)
    path = Path(match["path"] or match["named"]) if match else folder
    return path in (folder / "home", folder / "work") or not path.is_relative_to(folder)


def trespass(run: Run, home: Path) -> str:
    """What a block did that its exit status hides: a program it never ran, a home that is gone; else empty."""
    if not home.is_dir():
        return "it removed its home folder, and a reader's would be gone too"
    missed = [line for line in run.stderr.splitlines() if line.startswith(f"{run.script}: ")]
    for found in filter(None, map(_NOT_FOUND.search, missed)):
        return f"it calls {found[1]}, which a block may not use, and goes on as if nothing had happened"
    return ""
