"""The program as a process of its own, in a folder of its own: started, killed, looked at afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTUP = ROOT / "examples" / "startup" / "inventory.yaml"
_START = "from mfa_binder.entry import main; main()"
_MARK = "MFA_BINDER_TEST_FOLDER"


@dataclass(frozen=True)
class Program:
    """`mfa-binder -C FOLDER …`. Every process that comes of it carries the folder in its environment."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    options: tuple[str, ...] = ()

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, *self.options, "-c", _START, "-C", str(self.folder), *arguments]

    def run(self, *arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            self.command(*arguments), env=self._environment(), capture_output=True, text=True, timeout=300, **how
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        return subprocess.Popen(self.command(*arguments), env=self._environment(), start_new_session=True, **quiet)

    def killed(self, arguments: Sequence[str], after_seconds: float, number: signal.Signals = signal.SIGKILL) -> bool:
        """Start it and send a signal; whether it was still at work. Waits until it is gone."""
        started = self.start(*arguments)
        try:
            started.wait(after_seconds)
        except subprocess.TimeoutExpired:
            started.send_signal(number)
            started.communicate(timeout=30)
            return True
        started.communicate()
        return False

    def processes(self) -> list[str]:
        """What still runs of it."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if f"{_MARK}={self.folder}".encode() in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200])
            except OSError:
                continue  # it ended meanwhile
        return found

    def ended(self, within_seconds: float = 15) -> bool:
        """Whether nothing of it runs any more, soon."""
        until = time.monotonic() + within_seconds
        while self.processes() and time.monotonic() < until:
            time.sleep(0.1)
        return not self.processes()

    def strays(self) -> list[str]:
        """Temporary files that a run left in the folder or in TMPDIR."""
        temporary = Path(self._environment()["TMPDIR"])
        inside = [path for path in self.folder.rglob("*") if path.name.endswith((".part", "-new", "-old"))]
        return [str(path) for path in (*inside, *temporary.iterdir())]

    def _environment(self) -> dict[str, str]:
        temporary = self.folder.parent / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            **self.environment, _MARK: str(self.folder), "TMPDIR": str(temporary),
            "PYTHONPATH": str(ROOT), "NO_COLOR": "1",
        }  # fmt: skip


def working_folder(parent: Path, name: str = "work", inventory: Path = STARTUP) -> Program:
    """A folder with the inventory of the start-up."""
    folder = parent / name
    folder.mkdir(parents=True)
    shutil.copy(inventory, folder / "inventory.yaml")
    return Program(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, but what locks and notes leave."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }
