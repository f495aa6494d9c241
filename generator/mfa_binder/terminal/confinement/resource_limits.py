"""How much a page may use: what the kernel limits, and what is counted from outside.

A limit of the kernel (`apply_limits`) ends one process or one file. Where it sets none to all of a page
together, what the page has started and written is looked at a few times a second (`ResourceUsage`); so it
may be a little more for a moment.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FILE_BYTES = 32 * 2**20
"""How large a file, its output included, may become."""

PROCESSES = 1024
"""How many processes may run at a time, where the kernel can count those of a block apart."""

PROCESS_MEMORY_BYTES = 2 * 2**30
"""How much memory a process may ask for."""

_FIRST_TO_GO = "1000"
"""Where memory runs out all the same, the kernel ends what a block has started and nothing else. (proc(5))"""

_OPEN_FILES = 1024


FOLDER_BYTES = 256 * 2**20
"""How much a page may leave in its folders, its HOME included."""
FOLDER_FILES = 10_000
PAGE_MEMORY_BYTES = 4 * 2**30
"""How much memory all processes of a page may have at a time, without what they share with files."""
LEFT_RUNNING = 100
"""How many processes a block may leave running when it ends; those of the rehearsal are counted with them."""

TOO_MUCH_WRITTEN = f"a page may keep at most {FOLDER_BYTES // 2**20} MB and {FOLDER_FILES:,} files in its folders"
TOO_MUCH_MEMORY = f"the processes of a page may use at most {PAGE_MEMORY_BYTES // 2**30} GB of memory"
TOO_MANY_PROCESSES = f"a block may have at most {PROCESSES} processes at a time"
LEFT_TOO_MANY = f"it leaves more than {LEFT_RUNNING} processes running when it ends"

_ENDING_SECONDS = 10.0
"""How long what a page has left running is killed, one round after the other."""

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def apply_limits(processes: int | None = None) -> None:
    """Limit this process and all it starts. `processes` counts all of the user unless a namespace sets them apart."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_AS: PROCESS_MEMORY_BYTES,
    }
    if processes is not None:
        limits[resource.RLIMIT_NPROC] = processes
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS has names for limits that it lets nobody set.
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def end_first_without_memory() -> None:
    """Have the kernel end this process and all it starts before any other, should memory run out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO)


@dataclass(frozen=True, slots=True)
class ResourceUsage:
    """What a page uses while it runs."""

    root: int
    """The process of which all that it has started counts as the page's."""
    folders: Sequence[Path]
    """The folders of which all that lies in them counts as the page's."""

    def excess(self) -> str:
        """What there is too much of, in words; empty if all is well."""
        return self.excess_written() or self._excess_running()

    def excess_written(self) -> str:
        """What there is too much of in the folders, in words; empty if all is well."""
        files = size = 0
        for file in _file_sizes(self.folders):
            files, size = files + 1, size + file
            if files > FOLDER_FILES or size > FOLDER_BYTES:
                return TOO_MUCH_WRITTEN
        return ""

    def _excess_running(self) -> str:
        count = memory = 0
        for process in descendant_processes(self.root):
            count, memory = count + 1, memory + _process_memory(process)
            if memory > PAGE_MEMORY_BYTES:
                return TOO_MUCH_MEMORY
            if count > 2 * PROCESSES:
                return TOO_MANY_PROCESSES
        return ""

    def processes(self) -> int:
        """How many processes there are, counted until there are too many to be left running."""
        return sum(1 for _ in zip(descendant_processes(self.root), range(LEFT_RUNNING + 1), strict=False))


def descendant_processes(root: int) -> Iterator[int]:
    """What a process has started, and so on; nothing where the system does not tell (proc(5), children)."""
    waiting = [root]
    while waiting:
        tasks = Path(f"/proc/{waiting.pop()}/task")
        with suppress(OSError):
            for task in list(tasks.iterdir()):
                children = [int(word) for word in (task / "children").read_text().split()]
                waiting += children
                yield from children


def end_descendants(root: int, kept: Collection[int] = (), reap: Callable[[], None] = lambda: None) -> None:
    """Kill what a process has started, and so on, until nothing more of it comes; but not those in `kept`.

    `reap` is called after each round: what has ended goes only when its parent has waited for it.
    """
    until = time.monotonic() + _ENDING_SECONDS
    while (rest := set(descendant_processes(root)).difference(kept)) and time.monotonic() < until:
        for process in rest:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        reap()


def _process_memory(process: int) -> int:
    """Bytes in memory that belong to no file; 0 for one that has ended."""
    try:
        _, resident, shared = map(int, Path(f"/proc/{process}/statm").read_text().split()[:3])
    except (OSError, ValueError):
        return 0
    return (resident - shared) * _PAGE_BYTES


def _file_sizes(folders: Sequence[Path]) -> Iterator[int]:
    """The size of everything in folders, in bytes; what goes away meanwhile, or cannot be read, is left out."""
    waiting = [os.fspath(folder) for folder in folders]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    yield entry.stat(follow_symlinks=False).st_size
