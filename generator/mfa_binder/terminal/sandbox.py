"""What a block sees: a scratch folder, a PATH of a few programs, and an environment built from nothing.

What keeps a block from AWS, from the outside in:
    1. On Linux the process that starts the driver has left the network: nothing but loopback is there
       (`mfa_binder.terminal.confinement.network_namespace`).
    2. The `aws` on the PATH hands every call to the driver (`mfa_binder.terminal.driver`), which gives the
       simulator's endpoint to the real program, where it outranks variables and files, and refuses a block's
       own `--endpoint-url`.
    3. The environment holds nothing of the caller's: own HOME, own AWS files, invented credentials, no
       proxy, no metadata service. No other program that talks to a network is on the PATH.
    4. The driver, and with it all that blocks start, is confined by bubblewrap or by Landlock
       (`mfa_binder.terminal.confinement`): what it does not need does not exist for it, or is refused.

What it does not protect against, system by system, stands in docs/rehearsal.md.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mfa_binder.errors import UnavailableError
from mfa_binder.terminal.confinement.allowed_access import package_folder
from mfa_binder.terminal.confinement.confiner_selection import CommandConfiner, find_bubblewrap, strongest_confiner

ALLOWED_PROGRAMS = (
    "base64",
    "bash",
    "cat",
    "chmod",
    "cut",
    "date",
    "grep",
    "head",
    "mktemp",
    "rm",
    "sort",
    "tail",
    "tr",
)
"""The programs besides `aws` that a block may use; all else it needs is built into bash."""

_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"

_AWS_CONFIG = "[default]\nmax_attempts = 1\nretry_mode = standard\n"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One worker's folder: `bin/` with the programs, and a log of the calls of `aws`.

    Every page has the same paths for its HOME and its working folder, one after the other.
    """

    root: Path
    """The worker's folder: it exists, and whoever made it deletes it."""
    endpoint: str
    """Where the simulator listens: a URL on loopback."""
    aws_program: Path
    """The AWS CLI that answers calls."""

    @property
    def programs(self) -> Path:
        """The only folder on a block's PATH."""
        return self.root / "bin"

    @property
    def call_log(self) -> Path:
        """The calls of `aws` since the file was last emptied; see `mfa_binder.terminal.run_evidence`."""
        return self.root / "aws-calls"

    @property
    def code_folder(self) -> Path:
        """A folder with our package and nothing else: a confined Python may not list the one that it lies in."""
        return self.root / "code"

    @property
    def program_names(self) -> tuple[str, ...]:
        """The programs on the PATH, as a block calls them."""
        return tuple(sorted((*ALLOWED_PROGRAMS, "aws")))

    @property
    def writable(self) -> tuple[Path, ...]:
        """What the driver and the blocks may change."""
        return (self.work, self.home, self.call_log)

    @property
    def readable(self) -> tuple[Path, ...]:
        """What they may only read. Not the whole folder: in it lies also what a confinement was tried out on."""
        call_socket = [self.call_socket] if self.call_socket.exists() else []
        return (self.programs, self.code_folder, self.script, *call_socket)

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

    def empty_folders(self) -> None:
        """Give a page an empty HOME and an empty working folder. The HOME turns the CLI's retries off.

        They stay the same folders, since it is these that a confined driver may change.
        """
        for folder in (self.work, self.home):
            folder.mkdir(exist_ok=True)
            _empty_folder(folder)
        (self.home / "aws-config").write_text(_AWS_CONFIG)

    @property
    def call_socket(self) -> Path:
        """The socket of calls, where there is one with a name."""
        return self.root / "calls"

    def install_aws(self, text: str) -> None:
        """Put an `aws` on the PATH, executable by this user alone."""
        (self.programs / "aws").write_text(text, encoding="utf-8")
        (self.programs / "aws").chmod(0o700)

    def driver_settings(self) -> dict[str, object]:
        """What the driver is told of the sandbox; see `mfa_binder.terminal.driver.__main__`."""
        return {
            "endpoint": self.endpoint,
            "program": str(self.aws_program),
            "bash": str(self.programs / "bash"),
            "address": str(self.call_socket),
            "log": str(self.call_log),
        }

    def driver_environment(self) -> Mapping[str, str]:
        """Every variable that the driver starts with."""
        variables = {
            "HOME": str(self.home),
            "PATH": str(self.programs),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(self.code_folder),
        }
        return variables | dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)

    def environment(self, credentials: Mapping[str, str | None], region: str) -> Mapping[str, str]:
        """Every variable that a terminal starts with.

        `credentials` are the variables that the AWS CLI finds credentials in; one that is None is not set.
        """
        home = self.home
        return {
            "HOME": str(home),
            "TMPDIR": str(home),
            "PATH": str(self.programs),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "AWS_CONFIG_FILE": str(home / "aws-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "aws-credentials"),
            "AWS_ENDPOINT_URL": self.endpoint,
            **{name: value for name, value in credentials.items() if value is not None},
            "AWS_DEFAULT_REGION": region,
            "AWS_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }


def build_sandbox(root: Path, endpoint: str, aws_program: Path) -> Sandbox:
    """Make a sandbox in a folder that exists. Raises UnavailableError as the two checks below do."""
    require_loopback(endpoint)
    require_aws(aws_program)
    sandbox = Sandbox(root, endpoint, aws_program.absolute())
    sandbox.programs.mkdir()
    for name in ALLOWED_PROGRAMS:
        (sandbox.programs / name).symlink_to(_find_program(name))
    sandbox.code_folder.mkdir()
    (sandbox.code_folder / "mfa_binder").symlink_to(package_folder())
    sandbox.call_log.touch()
    sandbox.script.touch()
    sandbox.empty_folders()
    return sandbox


def choose_confiner(sandbox: Sandbox, *, network: bool) -> CommandConfiner:
    """The strongest confinement for the driver of this sandbox; `network` says whether this process has left it."""
    trials = sandbox.root / "confinement"
    trials.mkdir()
    programs = [Path(_find_program(name)) for name in ("bash", *ALLOWED_PROGRAMS)]
    port = 0 if network else urlsplit(sandbox.endpoint).port or 0
    return strongest_confiner(trials, port, [*programs, sandbox.aws_program], network=network, bwrap=find_bubblewrap())


def _empty_folder(folder: Path) -> None:
    folder.chmod(0o700)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, onerror=_open_and_remove)
        else:
            path.unlink()


def _open_and_remove(remove: Callable[[str], object], path: str, _error: object) -> None:
    """Once more for what stood in a folder that a block had closed."""
    for closed in (Path(path).parent, Path(path)):
        if not closed.is_symlink():
            closed.chmod(0o700)
    if Path(path).is_dir() and not Path(path).is_symlink():
        shutil.rmtree(path)
    else:
        remove(path)


def require_loopback(endpoint: str) -> None:
    """Raise UnavailableError unless the endpoint is an address of this machine, written as a number."""
    host = urlsplit(endpoint).hostname or ""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UnavailableError(
            f"the rehearsal's endpoint {endpoint} is not a loopback address", "give the simulator a 127.0.0.1 address"
        )


def require_aws(aws_program: Path) -> None:
    """Raise UnavailableError unless there is an `aws` program to run."""
    if not (aws_program.is_file() and os.access(aws_program, os.X_OK)):
        raise UnavailableError(
            f"the aws program is missing: {aws_program}", "install the package awscli beside mfa-binder"
        )


def _find_program(name: str) -> str:
    program = shutil.which(name, path=_SYSTEM_PATH)
    if program is None:
        raise UnavailableError(f"the program {name} is missing", f"install it in one of {_SYSTEM_PATH}")
    return program
