"""The strongest confinement that works here, found by trying: what cannot be shown to hold is not claimed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mfa_binder.terminal.confinement import landlock
from mfa_binder.terminal.confinement.allowed_access import AllowedAccess, package_folder, program_paths, python_paths
from mfa_binder.terminal.confinement.guarantees import ConfinementGuarantees
from mfa_binder.terminal.confinement.launcher import ConfinementOrder

_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
_TRIAL_SECONDS = 20.0
_READY = "ready"

# Says what it could do and should not have, and last that what a block needs can be done.
_TRIAL = """\
{ : < "$1/canary"; } 2>&- && echo read
{ : > "$1/written"; } 2>&- && echo write
kill -0 "$2" 2>&- && echo signal
{ : < "/proc/$$/status"; } 2>&- && echo proc
: > "$3/written" && "$4" -I -c 'import ctypes, socket, ssl' && echo ready
"""


@dataclass(frozen=True, slots=True)
class CommandConfiner:
    """Makes the words that stand before a command to confine it."""

    guarantees: ConfinementGuarantees
    """What the confinement achieves."""
    order: ConfinementOrder
    """By what, and what is allowed all the same."""
    can_inspect_children: bool = True
    """Whether the command may look at its children in /proc, and connect to any port on loopback."""

    def prefix(self, write: Iterable[Path], read: Iterable[Path] = ()) -> list[str]:
        """For a command that may change only `write` (folders or files that exist), and read `read` besides.

        It can neither remove nor rename these folders themselves.
        """
        access = self.order.access
        widened = AllowedAccess((*access.read, *read), (*access.write, *write), access.port)
        return replace(self.order, access=widened).prefix()


def find_bubblewrap() -> Path | None:
    """The `bwrap` program of this system, if it has one."""
    program = shutil.which("bwrap", path=_SYSTEM_PATH) if sys.platform == "linux" else None
    return Path(program) if program else None


def strongest_confiner(
    folder: Path, port: int, programs: Iterable[Path], *, network: bool, bwrap: Path | None = None
) -> CommandConfiner:
    """Try the means, strongest first, in an existing folder for their needs; no means at all always works.

    `programs` are those that the commands use, bash first; `port` is the one to be connected to, 0 for
    all that there are; `network` says whether this process has left the network.
    """
    programs = list(programs)
    outside, inside = (folder / name for name in ("outside", "inside"))
    for trial_folder in (outside, inside):
        trial_folder.mkdir()
    (outside / "canary").touch()
    read = (*python_paths(), package_folder(), *(path for program in programs for path in program_paths(program)))
    access = AllowedAccess(read, (), port)
    for order in _candidate_orders(access, bwrap):
        could = _run_trial(order, programs[0], outside, inside)
        if _READY in could and not could & {"read", "write"}:
            return CommandConfiner(_proven_guarantees(order, could, network), order, "proc" in could)
    guarantees = ConfinementGuarantees(network=network, means=_network_means(network))
    return CommandConfiner(guarantees, ConfinementOrder(access))


def _candidate_orders(access: AllowedAccess, bwrap: Path | None) -> Sequence[ConfinementOrder]:
    """One means each, the one to be tried first at the front."""
    if sys.platform != "linux":
        return ()
    version = landlock.landlock_version()
    by_bubblewrap = [ConfinementOrder(access, bwrap=bwrap)] if bwrap is not None else []
    by_landlock = [ConfinementOrder(access, landlock=True)] if version else []
    # bubblewrap hides more. But where a port is to be closed, since no network namespace does it, Landlock alone can,
    # and the way to AWS matters more than whether a process can be seen.
    if access.port and version >= landlock.PORTS_SINCE:
        return (*by_landlock, *by_bubblewrap)
    return (*by_bubblewrap, *by_landlock)


def _run_trial(order: ConfinementOrder, bash: Path, outside: Path, inside: Path) -> set[str]:
    """What the trial could do; nothing if it did not start."""
    words = CommandConfiner(ConfinementGuarantees(), order).prefix([inside])
    arguments = (str(outside), str(os.getpid()), str(inside), sys.executable)
    words += [str(bash), "--norc", "--noprofile", "-c", _TRIAL, "trial", *arguments]
    try:
        done = subprocess.run(words, capture_output=True, env={}, cwd=inside, timeout=_TRIAL_SECONDS)
    except subprocess.TimeoutExpired:
        return set()
    return set(done.stdout.decode().split())


def _proven_guarantees(order: ConfinementOrder, could: set[str], network: bool) -> ConfinementGuarantees:
    # The number of a process outside may be that of another one in bubblewrap's own process namespace, and that
    # one can be signalled: there the trial of signals says nothing.
    hidden = order.bwrap is not None
    means = "bubblewrap" if hidden else f"Landlock {landlock.landlock_version()}"
    return ConfinementGuarantees(
        network=network,
        files_read=True,
        files_written=True,
        processes=hidden or "signal" not in could,
        processes_hidden=hidden,
        means=(*_network_means(network), means),
    )


def _network_means(network: bool) -> tuple[str, ...]:
    return ("a network namespace",) if network else ()
