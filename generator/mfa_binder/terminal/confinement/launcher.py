"""A program that confines itself and then becomes a command: `launcher ORDER COMMAND…`.

It is started anew for each command, because most of what it gives up cannot be given up in a process
with threads, nor taken back. It loads nothing but the standard library and its own few files.

With namespaces three processes stand in a row: the launcher, which waits; the first process of the
namespace, which ends it all when the command ends; and the command. Killing any ends those below.
Without them the launcher leads a process group, watches over whoever started it, and when that is
gone ends the group.

Where both work, bubblewrap goes first: it is older, and read by more people, than any code of ours.
And where a system keeps namespaces from users but for named programs, it may be the only way. Source:
bwrap(1).
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from mfa_binder.terminal.confinement import landlock, linux_calls, namespaces, resource_limits
from mfa_binder.terminal.confinement.allowed_access import DEVICE_PATHS, AllowedAccess


def bubblewrap_command(bwrap: Path, reach: AllowedAccess, folder: Path, command: Sequence[str]) -> list[str]:
    """The command, in the confinement of a `bwrap` program, with `folder` as its working directory."""
    return [str(bwrap), *_bubblewrap_options(reach), "--chdir", str(folder), "--", *command]


def _bubblewrap_options(reach: AllowedAccess) -> Iterator[str]:
    yield from ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
    yield from ("--die-with-parent", "--cap-drop", "ALL")
    for path, writable in reach.paths():
        how = "--dev-bind" if str(path) in DEVICE_PATHS else "--bind" if writable else "--ro-bind"
        yield from (how, str(path), str(path))
    yield from ("--symlink", "/proc/self/fd", "/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        yield from ("--symlink", f"/proc/self/fd/{number}", f"/dev/{name}")
    yield from ("--proc", "/proc", "--remount-ro", "/")


_CANNOT_START = 126
_WATCH_SECONDS = 0.2
_GRACE = 5
"""How many looks at a starter that is gone, before what has not ended by itself is ended."""
_BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from mfa_binder.terminal.confinement.launcher import main; main(sys.argv[1:])"
)


@dataclass(frozen=True, slots=True)
class ConfinementOrder:
    """What to do: each means on or off. `inside` is True where another means has made the namespaces already."""

    reach: AllowedAccess
    bwrap: Path | None = None
    namespaces: bool = False
    landlock: bool = False
    inside: bool = False

    def prefix(self) -> list[str]:
        """The words to put before a command; Python is this one, without its environment and its site."""
        # The folder that holds `mfa_binder/`.
        top = Path(__file__).resolve().parents[3]
        return [sys.executable, "-I", "-S", "-c", _BOOTSTRAP, str(top), self._dumped()]

    def _dumped(self) -> str:
        said = {
            "read": [str(path) for path in self.reach.read],
            "write": [str(path) for path in self.reach.write],
            "port": self.reach.port,
            "root": str(self.reach.root),
            "bwrap": str(self.bwrap) if self.bwrap else None,
            "means": [self.namespaces, self.landlock, self.inside],
        }
        return json.dumps(said)

    @classmethod
    def loaded(cls, text: str) -> ConfinementOrder:
        """The inverse of what `prefix` writes."""
        said = json.loads(text)
        read, write = (tuple(map(Path, said[name])) for name in ("read", "write"))
        bwrap = Path(said["bwrap"]) if said["bwrap"] else None
        return cls(AllowedAccess(read, write, said["port"], Path(said["root"])), bwrap, *said["means"])


def main(arguments: Sequence[str]) -> None:
    """Do as ordered, then become the command; ends with its exit status, or by its signal."""
    order, command = ConfinementOrder.loaded(arguments[0]), list(arguments[1:])
    try:
        if order.bwrap is not None:
            _end_with_parent()
            inner = replace(order, bwrap=None, inside=True)
            _exec_command(bubblewrap_command(order.bwrap, order.reach, Path.cwd(), [*inner.prefix(), *command]))
        elif order.namespaces:
            _end_with_parent()
            _stand_before(order, command)
        elif order.inside:
            resource_limits.apply_limits(resource_limits.PROCESSES)
            _confine(order, proc=True)
            _exec_command(command)
        else:
            resource_limits.apply_limits()
            _supervise_command(order, command)
    except OSError as error:
        os.write(2, f"rehearsal: {command[0]} cannot be confined: {error}\n".encode())
        sys.exit(_CANNOT_START)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        parent = os.getppid()
        linux_calls.die_with_parent(signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(_CANNOT_START)


def _stand_before(order: ConfinementOrder, command: list[str]) -> NoReturn:
    """Start the first process of new namespaces, wait for what it tells of the command, and end likewise."""
    namespaces.leave()
    resource_limits.apply_limits(resource_limits.PROCESSES)
    told, telling = os.pipe()
    first = os.fork()
    if first == 0:
        os.close(told)
        _stand_first(order, command, telling)
    os.close(telling)
    said = os.read(told, 32)
    os.waitpid(first, 0)
    _end_with_status(int(said or _CANNOT_START << 8))


def _stand_first(order: ConfinementOrder, command: list[str], telling: int) -> NoReturn:
    """Build the tree, start the command, and bury what dies until the command does."""
    status = _CANNOT_START << 8
    try:
        linux_calls.die_with_parent(signal.SIGKILL)
        proc = namespaces.furnish(order.reach)
        child = os.fork()
        if child == 0:
            _confine(order, proc=proc)
            _exec_command(command)
        ended = 0
        while ended != child:
            ended, status = os.wait()
    except OSError as error:
        os.write(2, f"rehearsal: {command[0]} cannot be confined: {error}\n".encode())
    os.write(telling, str(status).encode())
    os._exit(0)


def _supervise_command(order: ConfinementOrder, command: list[str]) -> NoReturn:
    """Start the command, wait for it, and end it with all it started when whoever started this is gone."""
    starter = os.getppid()
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _end_with_parent()
        _confine(order, proc=False)
        _exec_command(command)
    orphaned = 0
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            _end_with_status(status)
        orphaned += os.getppid() != starter
        if orphaned > _GRACE:
            os.killpg(0, signal.SIGKILL)
        if select.select([woken], [], [], _WATCH_SECONDS)[0]:
            os.read(woken, 1024)


def _confine(order: ConfinementOrder, *, proc: bool) -> None:
    if sys.platform == "linux":
        linux_calls.renounce_privileges()
        if order.landlock:
            landlock.restrict_process(order.reach, proc=proc)


def _exec_command(command: list[str]) -> NoReturn:
    # Python ignores these; a program would inherit that.
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - to become a command is what this program is for


def _end_with_status(status: int) -> NoReturn:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status))
