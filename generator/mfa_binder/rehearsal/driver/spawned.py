"""Any `aws` program, started for each call."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence


def run(program: str, words: Sequence[str], environment: Mapping[str, str], files: Sequence[int]) -> int:
    """Run the program on those open files of this process; its exit status as a shell tells it."""
    status = subprocess.run([program, *words], env=environment, pass_fds=files, check=False).returncode
    return status if status >= 0 else 128 - status
