"""`kill -9` at any moment: no process and no stray file stays, nothing is half written, the next run is as any other."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.collect.conftest import environment, organization
from tests.robustness.program import Program, contents, working_folder

MOMENTS = 14
"""Kills of each of the five commands, spread evenly over its time."""

pytestmark = pytest.mark.slow

LIST = "id,model,serial,location\nKEY-90,security-key,20489090,cabinet\nKEY-91,security-key,20489091,bank-box\n"


def spread(seconds: float) -> list[float]:
    return [seconds * (number + 0.5) / MOMENTS for number in range(MOMENTS)]


def kill_everywhere(program: Program, arguments: list[str], seconds: float, afterwards: Callable[[], None]) -> int:
    hit = 0
    for moment in spread(seconds):
        hit += program.killed(arguments, moment)
        assert program.ended(), program.processes()
        afterwards()
    return hit


def seconds_of(program: Program, *arguments: str) -> float:
    began = time.monotonic()
    done = program.run(*arguments)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began


def test_build(tmp_path: Path) -> None:
    program = working_folder(tmp_path)
    seconds = seconds_of(program, "build", "--quiet")
    whole = contents(program.folder)

    def afterwards() -> None:
        shutil.rmtree(program.folder / "site", ignore_errors=True)

    afterwards()
    assert kill_everywhere(program, ["build", "--quiet"], seconds, afterwards) > MOMENTS // 2
    assert program.run("build", "--quiet").returncode == 0
    assert contents(program.folder) == whole
    assert program.strays() == []


def test_issue(tmp_path: Path) -> None:
    program = working_folder(tmp_path)
    assert program.run("build", "--quiet").returncode == 0
    seconds = seconds_of(program, "issue", "--quiet")
    ledger = program.folder / "ledger.jsonl"
    line = ledger.read_text(encoding="utf-8")

    def afterwards() -> None:
        if ledger.exists():
            assert ledger.read_text(encoding="utf-8") == line
            ledger.unlink()
        shutil.rmtree(program.folder / "site" / "binders" / "revision-001", ignore_errors=True)

    afterwards()
    assert kill_everywhere(program, ["issue", "--quiet"], seconds, afterwards) > MOMENTS // 2
    assert program.run("issue", "--quiet").returncode == 0
    assert ledger.read_text(encoding="utf-8") == line
    assert program.strays() == []


def test_collect(tmp_path: Path) -> None:
    with SimulatedAws.running(Organization.model_validate(organization(12).model_dump(by_alias=True))) as aws:
        program = Program(tmp_path / "work", environment(aws))
        program.folder.mkdir()
        seconds = seconds_of(program, "collect", "--quiet")
        observed = program.folder / "observed.json"
        accounts = {account["id"] for account in json.loads(observed.read_text())["accounts"]}

        def afterwards() -> None:
            if observed.exists():
                assert {account["id"] for account in json.loads(observed.read_text())["accounts"]} == accounts
                observed.unlink()

        afterwards()
        assert kill_everywhere(program, ["collect", "--quiet"], seconds, afterwards) > MOMENTS // 2
        assert program.run("collect", "--quiet").returncode == 0
        assert {account["id"] for account in json.loads(observed.read_text())["accounts"]} == accounts
        assert program.strays() == []


def edit_killed(program: Program, arguments: list[str]) -> None:
    """An edit of the inventory happens whole or not at all."""
    inventory = program.folder / "inventory.yaml"
    before = inventory.read_bytes()
    seconds = seconds_of(program, *arguments)
    after = inventory.read_bytes()
    assert after != before

    def afterwards() -> None:
        assert inventory.read_bytes() in (before, after)
        inventory.write_bytes(before)

    afterwards()
    assert kill_everywhere(program, arguments, seconds, afterwards) > MOMENTS // 2
    assert program.run(*arguments).returncode == 0
    assert inventory.read_bytes() == after
    assert program.strays() == []


def test_import(tmp_path: Path) -> None:
    program = working_folder(tmp_path)
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    edit_killed(program, ["import", str(tmp_path / "list.csv")])


def test_link(tmp_path: Path) -> None:
    program = working_folder(tmp_path)
    arn = "arn:aws:iam::202020202001:u2f/user/break-glass/key-AAAABBBB"
    device = {"serial": arn, "enabled_at": "2026-09-14T10:00:00Z"}
    devices = {"at": "2026-11-24T10:00:30Z", "value": {"of_users": {"break-glass": [device]}}}
    observed = {
        "schema": 1, "began_at": "2026-11-24T10:00:00Z", "ended_at": "2026-11-24T10:01:00Z", "region": "us-east-1",
        "caller": "arn:aws:iam::202020202001:user/x", "accounts": [{"id": "202020202001", "devices": devices}],
    }  # fmt: skip
    (program.folder / "observed.json").write_text(json.dumps(observed), encoding="utf-8")
    edit_killed(program, ["link", "--yes", f"{arn}=KEY-4"])


@pytest.mark.parametrize("command", ["build", "rehearse", "check"])
def test_ctrl_c_ends_it_at_once_without_a_traceback(tmp_path: Path, command: str) -> None:
    program = working_folder(tmp_path)
    assert program.run("build", "--pages-only", "--quiet").returncode == 0
    for moment in spread(4):
        started = program.start(command)
        with suppress(subprocess.TimeoutExpired):
            started.wait(moment)
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=20)
        assert b"Traceback" not in said, said.decode()
        assert started.returncode in (0, 130, -signal.SIGINT, 3)
        assert program.ended(), program.processes()
