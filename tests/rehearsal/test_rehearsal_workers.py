"""Whatever a page does to what rehearses it, and whatever else ends a worker: that page has failed, the others go on."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread

import pytest

from mfa_binder.errors import UnavailableError
from mfa_binder.rehearsal import rehearsal_workers
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport
from mfa_binder.terminal.confinement.confiner_selection import find_bubblewrap
from mfa_binder.terminal.confinement.network_namespace import can_leave_network

PROD = "444455556666"
RehearseBook = Callable[..., RehearsalReport]

ENDED = "it ended or stopped the process that carries out the calls of aws"
SPOILED = "it changed the file in which its calls of aws are written down"
TOO_MUCH = "a page may keep at most 256 MB and 10,000 files in its folders"
HARM: Mapping[str, tuple[str, str]] = {
    "end all": ("kill -9 -1", ENDED),
    "processes without end": (":(){ :|:& };:", "it leaves more than 100 processes running when it ends"),
    "spoil the log": ("echo nonsense > ~/../aws-calls", SPOILED),
    "spoil the log with a record": ("echo '{\"argv\": 5}' > ~/../aws-calls", SPOILED),
    "no text": ("printf '\\377\\376\\0' >&2; exit 3", "exit status 3: \ufffd\ufffd"),
    "a long word": ("printf '%0100000d' 0 >&2; exit 3", "exit status 3: 0+$"),
    "its descriptors": ('for i in {0..255}; do eval "exec $i>&-"; done; exit 3', "exit status 3"),
    "become another": ("exec cat /nowhere", "exit status 1"),
    "leave": ("exit 7", "exit status 7"),
    "its folder": ("cd $(mktemp -d); rm -rf $PWD; exit 3", "exit status 3"),
}
"""What a block does, and why its page fails."""

SLOW_HARM: Mapping[str, tuple[str, str]] = {
    "end all, politely": ("kill -TERM -1", ENDED),
    "end its parent": ("kill -9 $PPID", ENDED),
    "stop all": ("kill -STOP -1; :", ENDED),
    "stop itself": ("kill -STOP $$", "it took more than 60 seconds"),
    "files without end": ("for i in {1..1000000}; do : > $i; done", TOO_MUCH),
    "large files": ("for i in {1..1000}; do head -c 30000000 /dev/zero > $i; done", TOO_MUCH),
    "memory": ("a=x; while :; do a=$a$a; done", "cannot allocate .*; a process of a block may use at most 2 GB"),
}


def book(folder: Path, texts: Mapping[str, str]) -> Mapping[str, object]:
    """Pages of one block each, which prints nothing."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(f'```bash title="{name}.1"\n{text}\n```\n', encoding="utf-8")
    after = [{"prints_nothing": True}]
    return {f"{n}.md": [{"language": "bash", "id": f"{n}.1", "runs_as": PROD, "after": after}] for n in texts}


Harmed = Mapping[str, BlockResult]


def harmed_by(
    harm: Mapping[str, tuple[str, str]], folder: Path, rehearse_book: RehearseBook, good: str = ": > answer"
) -> Harmed:
    """After each page that does harm comes one that does none, in the same worker."""
    texts: dict[str, str] = {}
    for number, (text, _) in enumerate(harm.values()):
        texts |= {f"{number}-harm": text, f"{number}-good": f"[[ ! -e 1 ]]; {good}"}
    report = rehearse_book(folder, book(folder, texts), jobs=1, preload=False)
    return {block.id: block for block in report.blocks}


def judge(harm: Mapping[str, tuple[str, str]], name: str, harmed: Harmed) -> None:
    number = list(harm).index(name)
    failed, good = harmed[f"{number}-harm.1"], harmed[f"{number}-good.1"]
    assert failed.status is BlockStatus.FAILED
    assert re.search(harm[name][1], failed.reason), failed.reason
    assert (good.status, good.reason) == (BlockStatus.PASSED, "")


@pytest.fixture(scope="module")
def harmed(rehearse_book: RehearseBook, tmp_path_factory: pytest.TempPathFactory) -> Harmed:
    return harmed_by(HARM, tmp_path_factory.mktemp("book"), rehearse_book)


@pytest.fixture(scope="module")
def slowly_harmed(rehearse_book: RehearseBook, tmp_path_factory: pytest.TempPathFactory) -> Harmed:
    asks_aws = "aws sts get-caller-identity > answer"
    return harmed_by(SLOW_HARM, tmp_path_factory.mktemp("book"), rehearse_book, asks_aws)


needs_confinement = pytest.mark.skipif(
    find_bubblewrap() is None and not can_leave_network(),
    reason="this system confines nothing for users: see docs/rehearsal.md",
)


@needs_confinement
@pytest.mark.parametrize("name", HARM)
def test_harm_is_told_of_its_page_and_the_next_one_passes(name: str, harmed: Harmed) -> None:
    judge(HARM, name, harmed)


@needs_confinement
@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW_HARM)
def test_slow_harm_is_told_of_its_page_and_the_next_one_passes(name: str, slowly_harmed: Harmed) -> None:
    judge(SLOW_HARM, name, slowly_harmed)


ENDLESS = "while :; do echo on > alive; done"


def end_worker_once_it_is_at_work(scratch: Path, number: signal.Signals) -> Thread:
    """From outside, as the kernel does when memory runs out, or somebody who is tired of waiting."""

    def end() -> None:
        deadline = time.monotonic() + 60
        while not (at_work := list(scratch.rglob("alive"))):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        worker = next(path for path in at_work[0].parents if path.name.startswith("worker-"))
        for process in multiprocessing.active_children():
            if process.pid and Path(f"/proc/{process.pid}/environ").exists() and _works_in(process.pid, worker):
                os.kill(process.pid, number)

    thread = Thread(target=end)
    thread.start()
    return thread


def _works_in(process: int, folder: Path) -> bool:
    """Whether one of its children stands in a folder."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return any(str(folder) in Path(f"/proc/{child}/cmdline").read_text() for child in found)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (signal.SIGKILL, "the process that rehearsed it was ended by SIGKILL"),
        pytest.param(signal.SIGSEGV, "the process that rehearsed it was ended by SIGSEGV", marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, "the process that rehearsed it ended with exit status 1", marks=pytest.mark.slow),
    ],
)
def test_a_worker_that_is_ended_from_outside_costs_its_page(
    number: signal.Signals, says: str, tmp_path: Path, rehearse_book: RehearseBook
) -> None:
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        pytest.skip("this system does not tell whose child a process is")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    texts = {"a": ENDLESS, "b": "true", "c": "true"}
    declared = book(tmp_path / "runbooks", texts)
    ending = end_worker_once_it_is_at_work(scratch, number)
    report = rehearse_book(tmp_path / "runbooks", declared, jobs=1, preload=False, scratch=scratch)
    ending.join()
    ended, *others = report.blocks
    assert ended.status is BlockStatus.FAILED
    assert ended.reason.startswith(says)
    assert [block.status for block in others] == [BlockStatus.PASSED, BlockStatus.PASSED]


def test_a_policy_that_cannot_be_saved_costs_its_page_alone(tmp_path: Path, rehearse_book: RehearseBook) -> None:
    """The AWS CLI is made to leave a folder where a policy is to be written."""
    policy = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'
    (tmp_path / "a.md").write_text(
        '```bash title="a.1"\nAWS_CONFIG_FILE=$PWD/policy.json/x aws configure set region x\n```\n'
        f'```json title="a.2: policy.json"\n{policy}\n```\n```bash title="a.3"\ntrue\n```\n'
    )
    nothing = {"runs_as": PROD, "after": [{"prints_nothing": True}]}
    declared = {
        **book(tmp_path, {"b": "true"}),
        "a.md": [
            {"language": "bash", "id": "a.1", **nothing},
            {"language": "json", "id": "a.2", "file": "policy.json", "judged": [{"denies": "iam:ListUsers"}]},
            {"language": "bash", "id": "a.3", **nothing},
        ],
    }
    report = rehearse_book(tmp_path, declared, jobs=1)
    good, before, failed, beyond = report.blocks
    assert (good.status, before.status, failed.status) == (BlockStatus.PASSED, BlockStatus.PASSED, BlockStatus.FAILED)
    assert "policy.json cannot be written" in failed.reason
    assert beyond.reason == "not reached: a.2 failed"


def test_a_worker_that_cannot_start_is_told_once(tmp_path: Path, rehearse_book: RehearseBook) -> None:
    """Its scratch folder is gone: every start ends before a page has begun."""
    declared = book(tmp_path / "runbooks", {"a": "true", "b": "true"})
    with pytest.raises(UnavailableError, match="the rehearsal cannot start: the process that rehearses pages ended"):
        rehearse_book(tmp_path / "runbooks", declared, scratch=tmp_path / "nowhere")


@pytest.mark.slow
def test_a_worker_that_is_silent_is_ended(
    tmp_path: Path, rehearse_book: RehearseBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that is stopped from outside, or goes round in circles."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(rehearsal_workers, "_SILENCE_SECONDS", 8.0)
    declared = book(tmp_path / "runbooks", {"a": ENDLESS, "b": "true"})
    stopping = end_worker_once_it_is_at_work(scratch, signal.SIGSTOP)
    report = rehearse_book(tmp_path / "runbooks", declared, jobs=1, preload=False, scratch=scratch, timeout=1.0)
    stopping.join()
    assert [block.status for block in report.blocks] == [BlockStatus.FAILED, BlockStatus.PASSED]
