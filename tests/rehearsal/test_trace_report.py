"""The trace: every block that ran, with its calls, what it said and how long it took; whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mfa_binder.errors import OutputError
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus
from mfa_binder.rehearsal.report_formats import open_trace
from mfa_binder.terminal.run_evidence import LoggedCall, collect_evidence, read_call_log

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CALLS = (
    LoggedCall(("sts", "get-caller-identity"), 0, 0.02),
    LoggedCall(("configure", "set", "aws_secret_access_key", SECRET), 0, 0.1),
)
RAN = BlockResult(
    "a.md", 3, "A.1", BlockStatus.PASSED, seconds=0.51239, evidence=collect_evidence(0, f"key {SECRET}\n", "", CALLS)
)
CONSOLE = BlockResult("a.md", 0, "A.2", BlockStatus.NOT_REHEARSABLE, "the console")


def test_a_line_for_every_block_that_ran(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    with open_trace(path) as record:
        record((RAN, CONSOLE))
        assert not path.exists()
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "page": "a.md",
        "id": "A.1",
        "line": 3,
        "status": "passed",
        "reason": "",
        "exit_status": 0,
        "seconds": 0.512,
        "calls": [
            {"argv": ["aws", "sts", "get-caller-identity"], "exit_status": 0, "seconds": 0.02},
            {
                "argv": ["aws", "configure", "set", "aws_secret_access_key", "********"],
                "exit_status": 0,
                "seconds": 0.1,
            },
        ],
        "stdout": "key ********\n",
        "stderr": "",
    }
    assert [each.name for each in tmp_path.iterdir()] == ["trace.jsonl"]


def test_an_interruption_keeps_what_was_traced(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    with pytest.raises(KeyboardInterrupt), open_trace(path) as record:
        record((RAN,))
        raise KeyboardInterrupt
    assert json.loads(path.read_text())["id"] == "A.1"


def test_a_trace_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"), open_trace(tmp_path / "nowhere" / "trace.jsonl"):
        pass


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    with open_trace(None) as record:
        record((RAN,))
    assert list(tmp_path.iterdir()) == []


def test_calls_are_read_as_they_were_written_down(tmp_path: Path) -> None:
    log = tmp_path / "aws-calls"
    assert read_call_log(log) == ()
    records = [{"argv": ["iam", "x y", ""], "exit_status": 254, "seconds": 0.5, "more": 1}, {"argv": []}]
    log.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    assert read_call_log(log) == (LoggedCall(("iam", "x y", ""), 254, 0.5), LoggedCall(()))
