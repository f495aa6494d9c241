"""What a block sees: a scratch folder, a PATH of a few programs, and an environment built from nothing.

What keeps a block from AWS, from the outside in:
    1. On Linux the worker sits in a network of its own that holds only loopback (`isolation.py`).
    2. The `aws` on the PATH is a wrapper: it hands the simulator's endpoint to the real program on every
       call, which outranks variables and files, and refuses a block's own `--endpoint-url`.
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
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.errors import UnsafeRehearsalError
from generator.rehearsal.confinement.choice import Confiner, bubblewrap, strongest

if TYPE_CHECKING:
    from generator.simulator.aws import Credentials

PROGRAMS = ("base64", "bash", "cat", "chmod", "cut", "date", "grep", "head", "mktemp", "rm", "sort", "tail", "tr")
"""The programs besides `aws` that a block may use; all else it needs is built into bash."""

_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"

_WRAPPER = """\
#!{bash}
# Lets no call choose its own endpoint (options may be abbreviated), and writes every call down, one a line.
for argument in "$@"; do
  option=${{argument%%=*}}
  if [[ $option == --e* && --endpoint-url == "$option"* ]]; then
    printf 'rehearsal: %s is refused: commands go to the simulator only\\n' "$option" >&2
    exit 90
  fi
done
{{ printf '%q ' "$@"; printf '\\n'; }} >> {log}
exec {aws} --endpoint-url {endpoint} "$@"
"""

_CONFIG = "[default]\nmax_attempts = 1\nretry_mode = standard\n"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One worker's folder: `bin/` with the programs, and a log of the calls of `aws`."""

    root: Path
    endpoint: str

    @property
    def programs(self) -> Path:
        """The only folder on a block's PATH."""
        return self.root / "bin"

    @property
    def log(self) -> Path:
        """The calls of `aws` since the file was last emptied, one a line, words quoted as by bash."""
        return self.root / "aws-calls"

    @property
    def names(self) -> tuple[str, ...]:
        """The programs on that PATH, as a block calls them."""
        return tuple(sorted((*PROGRAMS, "aws")))

    def environment(self, home: Path, credentials: Credentials, region: str) -> Mapping[str, str]:
        """Every variable that a block starts with."""
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
    sandbox = Sandbox(root, endpoint)
    sandbox.programs.mkdir()
    for name in PROGRAMS:
        (sandbox.programs / name).symlink_to(_program(name))
    words = {"bash": _program("bash"), "log": sandbox.log, "aws": aws_program.absolute(), "endpoint": endpoint}
    wrapper = sandbox.programs / "aws"
    wrapper.write_text(_WRAPPER.format_map({name: shlex.quote(str(word)) for name, word in words.items()}))
    wrapper.chmod(0o700)
    return sandbox


def confined(sandbox: Sandbox, aws_program: Path, left_the_network: bool) -> Confiner:
    """The strongest confinement for the blocks of this sandbox; `left_the_network` as `isolation` says."""
    folder = sandbox.root / "confinement"
    folder.mkdir()
    sandbox.log.touch()
    port = urlsplit(sandbox.endpoint).port or 0
    programs = [Path(_program(name)) for name in ("bash", *PROGRAMS)]
    return strongest(folder, port, [*programs, aws_program.absolute()], network=left_the_network, bwrap=bubblewrap())


def furnish(folder: Path) -> tuple[Path, Path]:
    """Make a page's working folder and its home, and return both. The home turns the CLI's retries off."""
    work, home = folder / "work", folder / "home"
    for made in (work, home):
        made.mkdir(mode=0o700)
    (home / "aws-config").write_text(_CONFIG)
    return work, home


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
