"""What a rehearsal is made with: a proof made with something else is made again."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from mfa_binder.book.proof import RehearsalEngine
from mfa_binder.errors import UnsafeRehearsalError
from mfa_binder.files.source_digest import source_digest

_ROOTS = ("mfa_binder.simulator", "mfa_binder.rehearsal")
"""The rooms whose code, with all of ours that it imports, decides what comes of a block."""
_SECONDS = 60.0


def engine(aws_program: Path, own: bool) -> RehearsalEngine:
    """The engine of a rehearsal with an `aws` program; `own`: the one installed with us, which need not be asked."""
    return RehearsalEngine(
        aws_cli=version("awscli") if own else _asked(aws_program),
        boto3=version("boto3"),
        botocore=version("botocore"),
        moto=version("moto"),
        mfa_binder=version("mfa-binder"),
        python=".".join(platform.python_version_tuple()[:2]),
        source=source_digest(*_ROOTS),
    )


def _asked(aws_program: Path) -> str:
    """The version that a program tells of itself: `2.32.1` of `aws-cli/2.32.1 Python/3.13.9 …`."""
    unknown = UnsafeRehearsalError(f"{aws_program} does not tell its version", "give the path of an AWS CLI")
    try:
        done = subprocess.run(
            [aws_program, "--version"], capture_output=True, text=True, check=False, timeout=_SECONDS, env={}
        )
    except (OSError, subprocess.TimeoutExpired):
        raise unknown from None
    words = (done.stdout or done.stderr).split()
    if done.returncode or not words or not words[0].startswith("aws-cli/"):
        raise unknown
    return words[0].removeprefix("aws-cli/")
