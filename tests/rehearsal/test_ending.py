"""A rehearsal that is killed and can tell nobody leaves no block behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_CALLER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import conftest
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages

if __name__ == "__main__":
    work = Path(sys.argv[1])
    page = work / "runbooks" / "page.md"
    block = {"language": "bash", "id": "B.1", "runs_as": conftest.PROD, "after": [{"prints_nothing": True}]}
    sidecar = conftest.sidecar_of([conftest.section_of("page.md", page.read_text(), [block])])
    organization = Organization.model_validate(conftest.INVENTORY)
    rehearse_pages(page.parent, sidecar, organization, conftest.AWS_PROGRAM, work / "scratch")
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "kill"])
def test_nothing_runs_on(number: signal.Signals, tmp_path: Path) -> None:
    """The block refuses every signal that can be refused, and so does what it left in the background."""
    if sys.platform != "linux":
        pytest.skip("only Linux tells in /proc which processes there are")
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "scratch").mkdir()
    loop = "while :; do echo on > alive; done"
    (tmp_path / "runbooks" / "page.md").write_text(
        f"```bash title=\"B.1\"\ntrap '' TERM HUP INT\n( {loop} ) &\n{loop}\n```\n", encoding="utf-8"
    )
    rehearsal = subprocess.Popen(
        [sys.executable, "-c", _CALLER, tmp_path, Path(__file__).parent], stderr=subprocess.DEVNULL
    )
    try:
        assert _soon(lambda: any((tmp_path / "scratch").rglob("alive")))
        assert _within(tmp_path)
        os.kill(rehearsal.pid, number)
        rehearsal.wait(30)
    finally:
        rehearsal.kill()
    assert _soon(lambda: not _within(tmp_path)), _within(tmp_path)


def _within(folder: Path) -> list[str]:
    """The processes whose command line names a folder, with their command lines."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words:
            found.append(f"{process.name} {words[-200:]}")
    return found


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False
