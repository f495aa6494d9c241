"""What a rehearsal is made with: a proof made with something else is made again."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import generator
from generator.errors import UnsafeRehearsalError
from generator.pages.proof import Engine

_ROOMS = ("organization", "simulator", "snippets", "rehearsal")
"""The rooms whose code decides what comes of a block."""
_SECONDS = 60.0


def engine(aws_program: Path, own: bool) -> Engine:
    """The engine of a rehearsal with an `aws` program; `own`: the one installed with us, which need not be asked."""
    return Engine(
        aws_cli=version("awscli") if own else _asked(aws_program),
        boto3=version("boto3"),
        botocore=version("botocore"),
        moto=version("moto"),
        mfa_binder=version("mfa-binder"),
        python=".".join(platform.python_version_tuple()[:2]),
        source=_source(Path(generator.__file__).parent),
    )


def _source(package: Path) -> str:
    found = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*")):
            if path.suffix in (".py", ".bash"):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                found.update(f"{path.relative_to(package).as_posix()} {content}\n".encode())
    return found.hexdigest()


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
