"""What a block met is told in words; what failed of its own accord is not blamed on the confinement."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfa_binder.terminal.bash_terminal import BlockRun
from mfa_binder.terminal.confinement_messages import explain_failure, find_hidden_fault
from mfa_binder.terminal.sandbox import Sandbox


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    made = Sandbox(tmp_path, "http://127.0.0.1:1", tmp_path / "aws")
    made.home.mkdir()
    return made


def run(sandbox: Sandbox, stderr: str, status: int = 1) -> BlockRun:
    return BlockRun(str(sandbox.script), status, "", stderr.replace("<work>", str(sandbox.work)), 0, False, 0.1)


FILES = "; a block reaches only what is in its working folder and in its home"


@pytest.mark.parametrize(
    ("stderr", "met"),
    [
        ("cat: /etc/passwd: No such file or directory", FILES),
        ("<work>/../block: line 1: /etc/passwd: Permission denied", FILES),
        ("rm: cannot remove '<work>': Device or resource busy", FILES),
        ("bash: line 1: /dev/tcp/192.0.2.1/80: Permission denied", "; a block reaches no network"),
        ("bash: connect: Network is unreachable", "; a block reaches no network"),
        ("PermissionError: [Errno 13] Permission denied", f"{FILES}, and no network"),
        ("block: line 1: jq: command not found", "; a block may use only aws, base64, "),
        ("bash: kill: (77) - No such process", "; a block reaches only processes that it started"),
        ("bash: fork: retry: Resource temporarily unavailable\nbash: fork: no", "; a block may have at most 1024"),
        ("bash: printf: write error: File too large", "; a block may write at most 32 MB"),
    ],
)
def test_what_stopped_it_is_said(stderr: str, met: str, sandbox: Sandbox) -> None:
    assert explain_failure(run(sandbox, stderr), sandbox).startswith(met)


@pytest.mark.parametrize(
    "stderr",
    [
        "",
        "An error occurred (NoSuchEntity) when calling the GetUser operation: no user",
        "Unable to load paramfile file://policy.json: [Errno 2] No such file or directory: 'policy.json'",
        "cat: <work>/policy.json: No such file or directory",
        "An error occurred (AccessDenied) when calling the GetUser operation: arn:aws:iam::1:user/a/b",
    ],
)
def test_a_page_s_own_mistake_is_not_explained_away(stderr: str, sandbox: Sandbox) -> None:
    assert explain_failure(run(sandbox, stderr), sandbox) == ""


@pytest.mark.parametrize("status", [-25, 153])
def test_the_signal_of_a_file_too_large_is_told(status: int, sandbox: Sandbox) -> None:
    assert "32 MB" in explain_failure(run(sandbox, "", status), sandbox)


def test_a_program_that_was_not_found_is_told_even_if_the_block_went_on(sandbox: Sandbox) -> None:
    said = f"{sandbox.script}: line 3: curl: command not found\n"
    assert find_hidden_fault(run(sandbox, said, 0), sandbox).startswith("it calls curl, which a block may not use")
    assert find_hidden_fault(run(sandbox, "curl: command not found, says a page\n", 0), sandbox) == ""


def test_a_home_that_is_gone_is_told(sandbox: Sandbox) -> None:
    sandbox.home.rmdir()
    assert find_hidden_fault(run(sandbox, "", 0), sandbox).startswith("it removed its home folder")
