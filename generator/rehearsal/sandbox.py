"""What a block sees: a scratch folder, a PATH of a few programs, and an environment built from nothing.

What keeps a block from AWS, from the outside in:
    1. On Linux the worker sits in a network of its own that holds only loopback (`isolation.py`).
    2. The `aws` on the PATH hands every call to the driver (`driver/`), which gives the simulator's endpoint
       to the real program, where it outranks variables and files, and refuses a block's own
       `--endpoint-url`.
    3. The environment holds nothing of the caller's: own HOME, own AWS files, invented credentials, no
       proxy, no metadata service. No other program that talks to a network is on the PATH.

What it does not protect against: a block is bash with the user's rights, so by an absolute path it can
start any program, and read or write any file, that the user can. Where point 1 does not work (macOS, a
kernel without namespaces for users) such a program could reach a network. Rehearse pages that you
built, as you would run their commands.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.errors import UnsafeRehearsalError

if TYPE_CHECKING:
    from generator.simulator.aws import Credentials

PROGRAMS = ("base64", "bash", "cat", "chmod", "cut", "date", "grep", "head", "mktemp", "rm", "sort", "tail", "tr")
"""The programs besides `aws` that a block may use; all else it needs is built into bash."""

_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"

_CONFIG = "[default]\nmax_attempts = 1\nretry_mode = standard\n"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One worker's folder: `bin/` with the programs, and a log of the calls of `aws`.

    Every page has the same paths for its HOME and its working folder, one after the other.
    """

    root: Path
    endpoint: str
    aws_program: Path

    @property
    def programs(self) -> Path:
        """The only folder on a block's PATH."""
        return self.root / "bin"

    @property
    def log(self) -> Path:
        """The calls of `aws` since the file was last emptied; see `generator.rehearsal.calls`."""
        return self.root / "aws-calls"

    @property
    def home(self) -> Path:
        """The page's HOME."""
        return self.root / "home"

    @property
    def work(self) -> Path:
        """The page's working folder."""
        return self.root / "work"

    @property
    def script(self) -> Path:
        """The block that is running."""
        return self.root / "block"

    def furnish(self) -> None:
        """Give a page an empty HOME and an empty working folder. The HOME turns the CLI's retries off."""
        for folder in (self.work, self.home):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
        (self.home / "aws-config").write_text(_CONFIG)

    def driver_settings(self) -> dict[str, object]:
        """What the driver is told of the sandbox; see `generator.rehearsal.driver.__main__`."""
        return {
            "endpoint": self.endpoint,
            "program": str(self.aws_program),
            "bash": str(self.programs / "bash"),
            "standin": str(self.programs / "aws"),
            "log": str(self.log),
        }

    def driver_environment(self, code: Path) -> Mapping[str, str]:
        """Every variable that the driver starts with; `code` is the folder that our package lies in."""
        own = {"HOME": str(self.home), "PATH": str(self.programs), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(code)}
        return own | dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)

    def environment(self, credentials: Credentials, region: str) -> Mapping[str, str]:
        """Every variable that a terminal starts with."""
        home = self.home
        token = {"AWS_SESSION_TOKEN": credentials.session_token} if credentials.session_token else {}
        return {
            "HOME": str(home),
            "TMPDIR": str(home),
            "PATH": str(self.programs),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "AWS_CONFIG_FILE": str(home / "aws-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "aws-credentials"),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
            **token,
            "AWS_DEFAULT_REGION": region,
            "AWS_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }


def build(root: Path, endpoint: str, aws_program: Path) -> Sandbox:
    """Make a sandbox in a folder that exists. Raises UnsafeRehearsalError as the two checks below do."""
    require_loopback(endpoint)
    require_aws(aws_program)
    sandbox = Sandbox(root, endpoint, aws_program.absolute())
    sandbox.programs.mkdir()
    for name in PROGRAMS:
        (sandbox.programs / name).symlink_to(_program(name))
    sandbox.furnish()
    return sandbox


def require_loopback(endpoint: str) -> None:
    """Raise UnsafeRehearsalError unless the endpoint is an address of this machine, written as a number."""
    host = urlsplit(endpoint).hostname or ""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UnsafeRehearsalError(
            f"the rehearsal's endpoint {endpoint} is not a loopback address", "give the simulator a 127.0.0.1 address"
        )


def require_aws(aws_program: Path) -> None:
    """Raise UnsafeRehearsalError unless there is an `aws` program to run."""
    if not (aws_program.is_file() and os.access(aws_program, os.X_OK)):
        raise UnsafeRehearsalError(
            f"the aws program is missing: {aws_program}", "install the package awscli beside mfa-binder"
        )


def _program(name: str) -> str:
    found = shutil.which(name, path=_SYSTEM_PATH)
    if found is None:
        raise UnsafeRehearsalError(f"the program {name} is missing", f"install it in one of {_SYSTEM_PATH}")
    return found
