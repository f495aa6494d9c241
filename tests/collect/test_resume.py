"""The command itself, killed at any point: the next run goes on, and the result is that of a run that nobody killed."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mfa_binder.collect.organization_walk import CollectOptions
from mfa_binder.collect.walk_journal import open_journal
from mfa_binder.errors import OutputError, UnavailableError
from mfa_binder.observation.observation import ObservedAccount
from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.collect.conftest import MANAGEMENT, environment, number, organization, program, simulated
from tests.collect.proxy import Asked, Fault, Proxy, always, between

ACCOUNTS = 7
TIMES = ("at", "began_at", "ended_at")


@pytest.fixture
def seven() -> Iterator[SimulatedAws]:
    with simulated(organization(ACCOUNTS, users=1)) as aws:
        yield aws


def run(aws: SimulatedAws, folder: Path, *arguments: str, endpoint: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        program(folder, *arguments), env=environment(aws, endpoint), capture_output=True, text=True, timeout=120
    )


def observed(folder: Path) -> Any:
    """observed.json without the times at which it was read."""
    return without_times(json.loads((folder / "observed.json").read_text(encoding="utf-8")))


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_times(entry) for name, entry in value.items() if name not in TIMES}
    return [without_times(entry) for entry in value] if isinstance(value, list) else value


def interrupted(aws: SimulatedAws, folder: Path, proxy: Proxy, after: int, how: signal.Signals) -> tuple[int, str]:
    """Start the command and send it a signal at its `after`th request from now on; exit code and what it said."""
    began = len(proxy.asked)
    with subprocess.Popen(
        program(folder), env=environment(aws, proxy.endpoint), stderr=subprocess.PIPE, text=True
    ) as process:
        while len(proxy.asked) - began < after and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(how)
        said = process.communicate(timeout=60)[1]
    return process.returncode, said


def journaled(folder: Path) -> set[str]:
    """The accounts in whole lines of the journal."""
    path = folder / ".observed.journal"
    lines = path.read_bytes().split(b"\n")[1:-1] if path.exists() else []
    return {json.loads(line)["id"] for line in lines}


def entered(asked: list[Asked]) -> set[str]:
    return {one.account for one in asked if one.name == "sts:AssumeRole"}


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_at_any_point_it_goes_on(seven: SimulatedAws, tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    with between(seven.endpoint, latency=0.005) as proxy:
        (tmp_path / "whole").mkdir()
        assert run(seven, tmp_path / "whole", endpoint=proxy.endpoint).returncode == 0
        calls = len(proxy.asked)
        whole = observed(tmp_path / "whole")
        assert [one["id"] for one in whole["accounts"]] == [number(n) for n in range(ACCOUNTS)]
        kept = []
        for round_ in range(kills):
            folder = tmp_path / str(round_)
            folder.mkdir()
            code, _ = interrupted(seven, folder, proxy, chance.randrange(1, calls), signal.SIGKILL)
            done, before = journaled(folder), len(proxy.asked)
            kept.append(len(done))
            assert code == -signal.SIGKILL or done == set()
            assert run(seven, folder, endpoint=proxy.endpoint).returncode == 0
            assert observed(folder) == whole
            assert entered(proxy.asked[before:]) & done == set()
            assert sorted(path.name for path in folder.iterdir()) == ["observed.json"]
    assert max(kept) > 0, "no kill came after an account was done"


def test_interrupted_by_hand_it_says_what_is_kept(seven: SimulatedAws, tmp_path: Path) -> None:
    with between(seven.endpoint, latency=0.02) as proxy:
        code, said = interrupted(seven, tmp_path, proxy, 80, signal.SIGINT)
        assert code == 130
        done, before = journaled(tmp_path), len(proxy.asked)
        assert done
        assert f"interrupted; {len(done)} account(s) are kept, and the next run goes on from there" in said
        again = run(seven, tmp_path, endpoint=proxy.endpoint)
        assert again.returncode == 0
        assert f"{len(done)} account(s) are read already" in again.stderr
        assert entered(proxy.asked[before:]) & done == set()


def test_two_at_once_are_refused(seven: SimulatedAws, tmp_path: Path) -> None:
    with open_journal(tmp_path / ".observed.journal", {"another": "walk"}):
        refused = run(seven, tmp_path)
    assert refused.returncode == 1
    assert "another collect is at work" in refused.stderr
    assert not (tmp_path / "observed.json").exists()


def test_an_account_that_cannot_be_entered_is_a_warning_or_a_failure(seven: SimulatedAws, tmp_path: Path) -> None:
    with between(seven.endpoint, always(Fault.DENIED, "sts:AssumeRole", number(3))) as proxy:
        lax = run(seven, tmp_path, endpoint=proxy.endpoint)
        strict = run(seven, tmp_path, "--strict", endpoint=proxy.endpoint)
    assert (lax.returncode, strict.returncode) == (0, 3)
    assert f"{ACCOUNTS} account(s) in observed.json, 1 of them not whole" in lax.stdout
    assert "role-missing in 1 account(s)" in lax.stderr
    assert run(seven, tmp_path, "--strict").returncode == 0


def test_what_the_organization_hides_is_a_failure_too(seven: SimulatedAws, tmp_path: Path) -> None:
    with between(seven.endpoint, always(Fault.DENIED, "sso:ListInstances")) as proxy:
        found = run(seven, tmp_path, "--strict", endpoint=proxy.endpoint)
    assert found.returncode == 3
    assert "IAM Identity Center could not be read: access-denied at sso:ListInstances" in found.stderr


# -- the journal by itself

ASKED = CollectOptions().record(f"arn:aws:iam::{MANAGEMENT}:user/ops")


def test_a_line_that_was_not_finished_is_read_as_not_there(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    names = ["Größe", "日本", "plain"]
    with pytest.raises(KeyboardInterrupt), open_journal(path, ASKED) as kept:
        for position, name in enumerate(names):
            kept.note(ObservedAccount(id=number(position), name=name))
        raise KeyboardInterrupt
    content = path.read_bytes()
    ends = [index + 1 for index, byte in enumerate(content) if byte == ord("\n")]
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(KeyboardInterrupt), open_journal(path, ASKED) as kept:
            whole = max(0, sum(end <= length for end in ends) - 1)
            assert [account.name for account in kept.done.values()] == names[:whole]
            kept.note(ObservedAccount(id=number(9)))
            raise KeyboardInterrupt
        with open_journal(path, ASKED) as kept:
            assert len(kept.done) == whole + 1


def test_going_on_writes_nothing_again(tmp_path: Path) -> None:
    """Killed again while it goes on, it has lost nothing."""
    path = tmp_path / "journal"
    with pytest.raises(KeyboardInterrupt), open_journal(path, ASKED) as kept:
        kept.note(ObservedAccount(id=number(1)))
        raise KeyboardInterrupt
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt), open_journal(path, ASKED):
        assert path.read_bytes() == before
        raise KeyboardInterrupt


@pytest.mark.parametrize("other", [{"role": "Audit"}, {"audits_root": True}, {"caller": "arn:aws:iam::1:user/x"}])
def test_a_walk_that_asks_otherwise_begins_anew(tmp_path: Path, other: dict[str, Any]) -> None:
    path = tmp_path / "journal"
    with pytest.raises(KeyboardInterrupt), open_journal(path, ASKED) as kept:
        kept.note(ObservedAccount(id=number(1)))
        raise KeyboardInterrupt
    with open_journal(path, {**ASKED, **other}) as kept:
        assert kept.done == {}
    assert not path.exists()


def test_a_journal_that_is_held_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with open_journal(path, ASKED) as kept:
        kept.note(ObservedAccount(id=number(1)))
        with pytest.raises(UnavailableError, match="another collect is at work"), open_journal(path, ASKED):
            pass
        assert path.exists()


@pytest.mark.parametrize("kind", ["link", "dangling link", "hard link"])
def test_a_journal_is_never_written_where_a_link_leads(tmp_path: Path, kind: str) -> None:
    precious, path = tmp_path / "precious", tmp_path / "folder" / ".observed.journal"
    path.parent.mkdir()
    if kind != "dangling link":
        precious.write_text("precious")
    path.hardlink_to(precious) if kind == "hard link" else path.symlink_to(precious)
    with pytest.raises(OutputError, match=r"\.observed\.journal"), open_journal(path, ASKED):
        pytest.fail("the journal was opened")
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert not precious.exists() if kind == "dangling link" else precious.read_text() == "precious"


@pytest.mark.parametrize("content", [b"\xff\n", b"[" * 100_000 + b"\n", b'{"journal": 2}\n', b"<<<<<<< HEAD\n"])
def test_a_journal_that_cannot_be_read_is_begun_again(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    with open_journal(path, ASKED) as kept:
        assert kept.done == {}
    assert not path.exists()
