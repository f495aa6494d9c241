"""How much a confined command may use: so that an endless one ends, and harms nobody until it does."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

FILE_BYTES = 32 * 2**20
"""How large a file, its output included, may become."""

PROCESSES = 1024
"""How many processes may run at a time, where the kernel can count those of a block apart."""

MEMORY_BYTES = 2 * 2**30
"""How much memory a process may ask for."""

_FIRST_TO_GO = "1000"
"""Where memory runs out all the same, the kernel ends what a block has started and nothing else. (proc(5))"""

_OPEN_FILES = 1024


def limit(processes: int | None = None) -> None:
    """Limit this process and all it starts. `processes` counts all of the user unless namespaces set them apart."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_AS: MEMORY_BYTES,
    }
    if processes is not None:
        wanted[resource.RLIMIT_NPROC] = processes
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS has names for limits that it lets nobody set.
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO)
