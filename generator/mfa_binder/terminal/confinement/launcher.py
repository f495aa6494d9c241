"""A program that confines itself and then becomes a command: `launcher ORDER COMMAND…`.

It is started anew for each command, because most of what it gives up cannot be given up in a process
with threads, nor taken back. It loads nothing but the standard library and its own few files.

By bubblewrap it becomes `bwrap`, which ends the command with whoever started it, and hides every
process, folder and file that the order does not name. bubblewrap goes first where both work: it is older,
and read by more people, than any code of ours. Source: bwrap(1).

By Landlock, or where there is neither, it watches over whoever started it and over the command, and when
either is gone ends all that the command has started: its process group, and what has left that.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from mfa_binder.terminal.confinement import landlock, linux_calls, resource_limits
from mfa_binder.terminal.confinement.allowed_access import DEVICE_PATHS, AllowedAccess

_CANNOT_START = 126
_WATCH_SECONDS = 0.2
_WATCHES_AFTER_STARTER = 5
"""How often a starter that is gone is looked for, before what has not ended by itself is ended."""
_BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from mfa_binder.terminal.confinement.launcher import main; main(sys.argv[1:])"
)


@dataclass(frozen=True, slots=True)
class ConfinementOrder:
    """By what a command is confined: by bubblewrap, by Landlock, or by neither."""

    access: AllowedAccess
    bwrap: Path | None = None
    """The `bwrap` program to use."""
    landlock: bool = False
    inside_bubblewrap: bool = False
    """Whether this launcher was itself started by `bwrap`, to finish what that cannot do."""

    def prefix(self) -> list[str]:
        """The words to put before a command; Python is this one, without its environment and its site."""
        folder_of_package = Path(__file__).resolve().parents[3]
        return [sys.executable, "-I", "-S", "-c", _BOOTSTRAP, str(folder_of_package), self._dump()]

    def _dump(self) -> str:
        record = {
            "read": [str(path) for path in self.access.read],
            "write": [str(path) for path in self.access.write],
            "port": self.access.port,
            "bwrap": str(self.bwrap) if self.bwrap else None,
            "landlock": self.landlock,
            "inside_bubblewrap": self.inside_bubblewrap,
        }
        return json.dumps(record)

    @classmethod
    def load(cls, text: str) -> ConfinementOrder:
        """The order that `prefix` writes as the last of its words."""
        record = json.loads(text)
        read, write = (tuple(map(Path, record[name])) for name in ("read", "write"))
        bwrap = Path(record["bwrap"]) if record["bwrap"] else None
        access = AllowedAccess(read, write, record["port"])
        return cls(access, bwrap, record["landlock"], record["inside_bubblewrap"])


def main(arguments: Sequence[str]) -> None:
    """Do as ordered, then become the command; ends with its exit status, or by its signal."""
    order, command = ConfinementOrder.load(arguments[0]), list(arguments[1:])
    try:
        # First of all: inside bubblewrap /proc is read-only, and Landlock leaves none.
        if not order.inside_bubblewrap:
            resource_limits.end_first_without_memory()
        if order.bwrap is not None:
            _end_with_parent()
            # The limits come last, by a second launcher inside: a limit of processes set out here would
            # count all of this user's, and bwrap could not fork.
            inner = replace(order, bwrap=None, inside_bubblewrap=True)
            _exec_command(bubblewrap_command(order.bwrap, order.access, Path.cwd(), [*inner.prefix(), *command]))
        elif order.inside_bubblewrap:
            resource_limits.apply_limits(resource_limits.PROCESSES)
            _give_up_rights(order)
            _exec_command(command)
        else:
            resource_limits.apply_limits()
            _supervise_command(order, command)
    except OSError as error:
        os.write(2, f"rehearsal: {command[0]} cannot be confined: {error}\n".encode())
        sys.exit(_CANNOT_START)


def bubblewrap_command(bwrap: Path, access: AllowedAccess, folder: Path, command: Sequence[str]) -> list[str]:
    """The command, in the confinement of a `bwrap` program, with `folder` as its working directory."""
    return [str(bwrap), *_bubblewrap_options(access), "--chdir", str(folder), "--", *command]


def _bubblewrap_options(access: AllowedAccess) -> Iterator[str]:
    """The options in the order in which `bwrap` carries them out: folders before what they hold, / sealed last."""
    yield from ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
    yield from ("--die-with-parent", "--cap-drop", "ALL")
    for path, writable in access.paths():
        how = "--dev-bind" if str(path) in DEVICE_PATHS else "--bind" if writable else "--ro-bind"
        yield from (how, str(path), str(path))
    yield from ("--symlink", "/proc/self/fd", "/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        yield from ("--symlink", f"/proc/self/fd/{number}", f"/dev/{name}")
    # Sealed too: a user who is root could else write to the kernel's own files, whatever the namespace.
    yield from ("--proc", "/proc", "--remount-ro", "/proc", "--remount-ro", "/")


def _end_with_parent() -> None:
    if sys.platform == "linux":
        parent = os.getppid()
        linux_calls.die_with_parent(signal.SIGKILL)
        # A parent that ended before the call above is not noticed by it.
        if os.getppid() != parent:
            sys.exit(_CANNOT_START)


def _supervise_command(order: ConfinementOrder, command: list[str]) -> NoReturn:
    """Start the command, wait for it, and end it with all it started when whoever started this is gone."""
    starter = os.getppid()
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    if sys.platform == "linux":
        linux_calls.adopt_orphans()
    # The pipe is written to at the end of a child, so that the wait below ends then; both stand before the fork,
    # since a child may end before its parent goes on.
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _end_with_parent()
        _give_up_rights(order)
        _exec_command(command)
    watches_after_starter = 0
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            resource_limits.end_descendants(os.getpid(), reap=_reap_children)
            _end_with_status(status)
        watches_after_starter += os.getppid() != starter
        if watches_after_starter > _WATCHES_AFTER_STARTER:
            resource_limits.end_descendants(os.getpid(), reap=_reap_children)
            os.killpg(0, signal.SIGKILL)
        if select.select([woken], [], [], _WATCH_SECONDS)[0]:
            os.read(woken, 1024)


def _reap_children() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue


def _give_up_rights(order: ConfinementOrder) -> None:
    if sys.platform == "linux":
        # Landlock takes only a process that can gain no right any more.
        linux_calls.renounce_privileges()
        if order.landlock:
            landlock.restrict_process(order.access)


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
