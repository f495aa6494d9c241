"""The command line of bubblewrap that gives a command what `namespaces.py` gives it.

Where both work, bubblewrap goes first: it is older, and read by more people, than any code of ours.
And where a system keeps namespaces from users but for named programs, it may be the only way. Source:
bwrap(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mfa_binder.rehearsal.confinement.reach import DEVICES, Reach


def wrapped(bwrap: Path, reach: Reach, folder: Path, command: Sequence[str]) -> list[str]:
    """The command, in the confinement of a `bwrap` program, with `folder` as its working directory."""
    return [str(bwrap), *_options(reach), "--chdir", str(folder), "--", *command]


def _options(reach: Reach) -> Iterator[str]:
    yield from ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
    yield from ("--die-with-parent", "--cap-drop", "ALL")
    for path, writable in reach.paths():
        how = "--dev-bind" if str(path) in DEVICES else "--bind" if writable else "--ro-bind"
        yield from (how, str(path), str(path))
    yield from ("--symlink", "/proc/self/fd", "/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        yield from ("--symlink", f"/proc/self/fd/{number}", f"/dev/{name}")
    yield from ("--proc", "/proc", "--remount-ro", "/")
