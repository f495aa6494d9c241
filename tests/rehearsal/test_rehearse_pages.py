"""A build's pages as a whole: which are rehearsed, in what order they are told, what scripts get."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.errors import UsageError
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport
from mfa_binder.rehearsal.rehearse_pages import FinishedPage

PROD = "444455556666"
RehearseBook = Callable[..., RehearsalReport]
RehearseOne = Callable[..., RehearsalReport]


@pytest.fixture
def runbooks(tmp_path: Path) -> Path:
    """Four pages of one quick block each, and one without blocks."""
    folder = tmp_path / "runbooks"
    (folder / "devices").mkdir(parents=True)
    for name in "abcd":
        (folder / "devices" / f"{name}.md").write_text(f'```bash title="{name}.1"\necho {name}\n```\n')
    (folder / "index.md").write_text("# Nothing to type\n")
    return folder


def declared(*names: str) -> dict[str, list[object]]:
    return {
        f"devices/{name}.md": [{"language": "bash", "id": f"{name}.1", "runs_as": PROD, "after": [{"prints": name}]}]
        for name in names
    }


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_are_in_the_sidecar_s_order_whoever_finishes_first(
    jobs: int, runbooks: Path, rehearse_book: RehearseBook
) -> None:
    done: list[FinishedPage] = []
    report = rehearse_book(runbooks, declared("c", "a", "d", "b"), jobs=jobs, on_page=done.append)
    assert [(block.id, block.status) for block in report.blocks] == [
        (f"{name}.1", BlockStatus.PASSED) for name in ("c", "a", "d", "b")
    ]
    assert [(page.done, page.total) for page in done] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert sorted(page.page for page in done) == [f"devices/{name}.md" for name in "abcd"]


def test_pages_that_the_sidecar_lacks_come_last_and_fail(runbooks: Path, rehearse_book: RehearseBook) -> None:
    report = rehearse_book(runbooks, declared("d"))
    assert [(block.page, block.status) for block in report.blocks] == [
        ("devices/d.md", BlockStatus.PASSED),
        ("devices/a.md", BlockStatus.FAILED),
        ("devices/b.md", BlockStatus.FAILED),
        ("devices/c.md", BlockStatus.FAILED),
    ]


@pytest.mark.parametrize("name", ["devices/b", "devices/b.md"])
def test_only_some_pages_by_id_or_path(name: str, runbooks: Path, rehearse_book: RehearseBook) -> None:
    report = rehearse_book(runbooks, declared("a", "b"), only=[name])
    assert [block.page for block in report.blocks] == ["devices/b.md"]


def test_an_unknown_page_is_a_mistake_of_the_command_line(runbooks: Path, rehearse_book: RehearseBook) -> None:
    with pytest.raises(UsageError, match="there is no page LD-9"):
        rehearse_book(runbooks, declared("a"), only=["LD-9"])


def test_a_missing_page_fails_with_every_block_it_should_have(runbooks: Path, rehearse_book: RehearseBook) -> None:
    blocks = declared("a", "b")
    (runbooks / "devices" / "a.md").write_text("")
    report = rehearse_book(runbooks, blocks, only=["devices/a"])
    assert [(block.line, block.reason) for block in report.blocks] == [(0, "the page lacks it")]


def test_nothing_to_rehearse_is_an_empty_report(tmp_path: Path, rehearse_book: RehearseBook) -> None:
    assert rehearse_book(tmp_path, {}).blocks == ()


def test_a_page_starts_afresh(tmp_path: Path, rehearse_book: RehearseBook) -> None:
    """What one page does to AWS and to its folder is unknown to the next, in the same worker."""
    text = "aws iam delete-login-profile --user-name dan\n[[ ! -e left ]]\necho > left\n"
    gone = {"password": "none", "of": f"{PROD}/user/dan"}
    there = {"password": "present", "of": f"{PROD}/user/dan"}
    for name in "ab":
        (tmp_path / f"{name}.md").write_text(f'```bash title="{name}.1"\n{text}```\n')
    blocks = {
        f"{name}.md": [{"language": "bash", "id": f"{name}.1", "runs_as": PROD, "before": [there], "after": [gone]}]
        for name in "ab"
    }
    report = rehearse_book(tmp_path, blocks, jobs=1)
    assert [block.reason for block in report.blocks] == ["", ""]


def test_a_block_that_takes_too_long_fails_and_the_next_page_goes_on(
    runbooks: Path, rehearse_book: RehearseBook
) -> None:
    (runbooks / "devices" / "a.md").write_text('```bash title="a.1"\nwhile :; do :; done\n```\n')
    report = rehearse_book(runbooks, declared("a", "b"), only=["devices/a", "devices/b"], timeout=1.0)
    slow, quick = report.blocks
    assert (slow.status, slow.reason) == (BlockStatus.FAILED, "it took more than 1 seconds")
    assert slow.seconds >= 1
    assert quick.status is BlockStatus.PASSED


def test_an_interruption_leaves_no_block_running(tmp_path: Path, rehearse_book: RehearseBook) -> None:
    """The endless one can show itself only in its own folder, which is in the scratch folder."""
    pages, scratch = tmp_path / "runbooks", tmp_path / "scratch"
    pages.mkdir()
    scratch.mkdir()
    (pages / "a.md").write_text('```bash title="a.1"\nwhile :; do echo on > alive; done\n```\n')
    (pages / "b.md").write_text('```bash title="b.1"\naws --version\n```\n')

    def interrupt(done: FinishedPage) -> None:
        while not list(scratch.rglob("alive")):
            assert time.monotonic() - began < 30
        raise KeyboardInterrupt

    blocks = {
        f"{name}.md": [{"language": "bash", "id": f"{name}.1", "runs_as": PROD, "after": [{"prints_nothing": True}]}]
        for name in "ab"
    }
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        rehearse_book(pages, blocks, jobs=2, on_page=interrupt, scratch=scratch)
    assert time.monotonic() - began < 30
    assert not list(scratch.rglob("alive"))
    assert not [process for process in Path("/proc").glob("[0-9]*") if _works_in(process, scratch)]


def _works_in(process: Path, folder: Path) -> bool:
    """Whether a process stands in a folder, that it was in when it still existed; False where /proc is unknown."""
    try:
        return (process / "cwd").readlink().is_relative_to(folder)
    except OSError:
        return False


def test_the_record_for_scripts() -> None:
    report = RehearsalReport(
        (
            BlockResult("devices/a.md", 12, "LD-A.1", BlockStatus.PASSED, commands=2, seconds=0.71234),
            BlockResult("devices/a.md", 0, "LD-A.2", BlockStatus.NOT_REHEARSABLE, "a step in the console"),
            BlockResult("devices/b.md", 3, "", BlockStatus.FAILED, "the sidecar does not declare it"),
        )
    )
    assert json.loads(json.dumps(report.as_json())) == {
        "passed": 1,
        "failed": 1,
        "not_rehearsable": 1,
        "blocks": [
            {
                "page": "devices/a.md",
                "line": 12,
                "id": "LD-A.1",
                "status": "passed",
                "reason": "",
                "commands": 2,
                "seconds": 0.712,
                "failures": 0,
                "failures_alike": 0,
            },
            {
                "page": "devices/a.md",
                "line": 0,
                "id": "LD-A.2",
                "status": "not_rehearsable",
                "reason": "a step in the console",
                "commands": 0,
                "seconds": 0,
                "failures": 0,
                "failures_alike": 0,
            },
            {
                "page": "devices/b.md",
                "line": 3,
                "id": "",
                "status": "failed",
                "reason": "the sidecar does not declare it",
                "commands": 0,
                "seconds": 0,
                "failures": 0,
                "failures_alike": 0,
            },
        ],
    }
