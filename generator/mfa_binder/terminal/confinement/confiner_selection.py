"""The strongest confinement that works here, found by trying: what cannot be shown to hold is not claimed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.terminal.confinement import landlock
from mfa_binder.terminal.confinement.allowed_access import AllowedAccess, package_folder, program_paths, python_paths
from mfa_binder.terminal.confinement.guarantees import ConfinementGuarantees
from mfa_binder.terminal.confinement.launcher import ConfinementOrder

_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
_PATIENCE_SECONDS = 20.0
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
    """Makes the words that stand before a command to confine it; `confinement` is what they achieve.

    `looks`: whether the command may look at its children in /proc, and connect to any port on loopback.
    """

    confinement: ConfinementGuarantees
    order: ConfinementOrder
    looks: bool = True

    def prefix(self, write: Iterable[Path], read: Iterable[Path] = ()) -> list[str]:
        """For a command that may change only `write` (folders or files that exist), and read `read` besides.

        It can neither remove nor rename these folders themselves.
        """
        reach = self.order.reach
        widened = AllowedAccess((*reach.read, *read), (*reach.write, *write), reach.port, reach.root)
        return ConfinementOrder(widened, self.order.bwrap, self.order.namespaces, self.order.landlock).prefix()


def find_bubblewrap() -> Path | None:
    """The `bwrap` program of this system, if it has one."""
    found = shutil.which("bwrap", path=_SYSTEM_PATH) if sys.platform == "linux" else None
    return Path(found) if found else None


def strongest_confiner(
    folder: Path, port: int, programs: Iterable[Path], *, network: bool, bwrap: Path | None = None
) -> CommandConfiner:
    """Try the means, strongest first, in an existing folder for their needs; the last always works.

    `programs` are those that the commands use, bash first; `port` is the one to be connected to, 0 for
    all that there are; `network` says whether this process has left the network.
    """
    programs = list(programs)
    outside, inside, root = (folder / name for name in ("outside", "inside", "root"))
    for made in (outside, inside, root):
        made.mkdir()
    (outside / "canary").touch()
    read = (*python_paths(), package_folder(), *(path for program in programs for path in program_paths(program)))
    reach = AllowedAccess(read, (), port, root)
    for order in _candidate_orders(reach, bwrap):
        could = _run_trial(order, programs[0], outside, inside)
        if _READY in could and not could & {"read", "write"}:
            return CommandConfiner(_proven_guarantees(order, could, network), order, network and "proc" in could)
    return CommandConfiner(
        ConfinementGuarantees(network=network, means=_network_means(network)), ConfinementOrder(reach)
    )


def _candidate_orders(reach: AllowedAccess, bwrap: Path | None) -> Iterator[ConfinementOrder]:
    if sys.platform != "linux":
        return
    for locked in (True, False) if landlock.landlock_version() else (False,):
        if bwrap is not None:
            yield ConfinementOrder(reach, bwrap=bwrap, landlock=locked)
        yield ConfinementOrder(reach, namespaces=True, landlock=locked)
    if landlock.landlock_version():
        yield ConfinementOrder(reach, landlock=True)


def _run_trial(order: ConfinementOrder, bash: Path, outside: Path, inside: Path) -> set[str]:
    """What the trial could do; nothing if it did not start."""
    words = CommandConfiner(ConfinementGuarantees(), order).prefix([inside])
    given = (str(outside), str(os.getpid()), str(inside), sys.executable)
    words += [str(bash), "--norc", "--noprofile", "-c", _TRIAL, "trial", *given]
    try:
        done = subprocess.run(words, capture_output=True, env={}, cwd=inside, timeout=_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return set()
    return set(done.stdout.decode().split())


def _proven_guarantees(order: ConfinementOrder, could: set[str], network: bool) -> ConfinementGuarantees:
    means = list(_network_means(network))
    if order.bwrap is not None:
        means.append("bubblewrap")
    elif order.namespaces:
        means.append("mount and process namespaces")
    if order.landlock:
        means.append(f"Landlock {landlock.landlock_version()}")
    apart = order.bwrap is not None or order.namespaces
    return ConfinementGuarantees(network, True, True, apart or "signal" not in could, tuple(means))


def _network_means(network: bool) -> tuple[str, ...]:
    return ("a network namespace",) if network else ()
