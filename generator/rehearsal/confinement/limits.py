"""How much a confined command may use: so that an endless one ends, and harms nobody until it does."""

from __future__ import annotations

import resource

FILE_BYTES = 32 * 2**20
"""How large a file, its output included, may become."""

PROCESSES = 1024
"""How many processes may run at a time, where the kernel can count those of a block apart."""

_MEMORY_BYTES = 8 * 2**30
_OPEN_FILES = 1024


def limit(processes: int | None = None) -> None:
    """Limit this process and all it starts. `processes` counts all of the user unless namespaces set them apart."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_AS: _MEMORY_BYTES,
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
