"""What a block can see and reach, and when a rehearsal refuses to start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.errors import UnavailableError
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_results import RehearsalReport
from mfa_binder.rehearsal.page_plan import PagePlan
from mfa_binder.rehearsal.rehearsal_workers import WorkerSettings, rehearse_plans
from mfa_binder.terminal.sandbox import ALLOWED_PROGRAMS, build_sandbox, require_loopback

RehearseOne = Callable[..., RehearsalReport]


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:5000", "http://127.1.2.3:1", "http://[::1]:5000"])
def test_a_loopback_address_is_accepted(endpoint: str) -> None:
    require_loopback(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://sts.amazonaws.com",
        "http://192.0.2.1:5000",
        "http://0.0.0.0:5000",
        "http://localhost:5000",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@192.0.2.1:80",
        "http://[::ffff:192.0.2.1]:80",
        "127.0.0.1:5000",
        "",
    ],
)
def test_any_other_endpoint_is_refused(endpoint: str, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="not a loopback address") as refusal:
        build_sandbox(tmp_path, endpoint, Path(sys.executable))
    assert refusal.value.hint
    assert not list(tmp_path.iterdir())


def test_a_missing_aws_program_is_refused_with_a_hint(
    tmp_path: Path,
) -> None:
    with pytest.raises(UnavailableError, match="aws program is missing") as refusal:
        build_sandbox(tmp_path, "http://127.0.0.1:1", tmp_path / "aws")
    assert "awscli" in refusal.value.hint
    (tmp_path / "aws").write_text("not executable")
    with pytest.raises(UnavailableError, match="aws program is missing"):
        build_sandbox(tmp_path, "http://127.0.0.1:1", tmp_path / "aws")


def test_a_worker_s_refusal_reaches_the_caller(organization: Organization, tmp_path: Path) -> None:
    setting = WorkerSettings(organization, tmp_path / "aws", tmp_path, 60.0)
    with pytest.raises(UnavailableError, match="aws program is missing") as refusal:
        list(rehearse_plans([PagePlan("p.md", (), ())], setting, 1))
    assert "awscli" in refusal.value.hint


def test_only_the_few_programs_are_on_the_path(rehearse_one: RehearseOne) -> None:
    report = rehearse_one('for PROGRAM in "$PATH"/*; do echo -n "${PROGRAM##*/} " >&2; done; exit 3')
    (block,) = report.blocks
    assert block.reason.removeprefix("exit status 3: ").split() == sorted([*ALLOWED_PROGRAMS, "aws"])


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
    after = [{"prints": conftest.PROD}, {"password": "present", "of": conftest.PROD + "/user/dan"}]
    block = {"language": "bash", "id": "B.1", "runs_as": conftest.PROD, "after": after}
    sidecar = conftest.sidecar_of([conftest.section_of("page.md", page.read_text(), [block])])
    organization = Organization.model_validate(conftest.INVENTORY)
    report = rehearse_pages(page.parent, sidecar, organization, conftest.AWS_PROGRAM, work)
    sys.exit(0 if report.passed == 1 else repr(report))
"""
_REAL = "REAL-AND-NOT-TO-BE-SEEN"


def test_real_credentials_and_proxies_never_reach_a_block(tmp_path: Path) -> None:
    """The caller's shell is full of them: a fresh process, so that nothing was started before.

    They do not reach the client that checks the conditions either: it would stumble over the profile.
    """
    home = tmp_path / "home"
    (home / ".aws").mkdir(parents=True)
    for name in ("credentials", "config"):
        (home / ".aws" / name).write_text(
            f"[default]\naws_access_key_id = {_REAL}\naws_secret_access_key = {_REAL}\nregion = {_REAL}\n"
        )
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "page.md").write_text(
        '```bash title="B.1"\n'
        "export -p > exported\n"
        "set > variables\n"
        "cat ~/.aws/credentials > credentials 2>&1 || true\n"
        "aws configure list > list\n"
        f'cat exported variables credentials list > seen; [[ $(<seen) != *{_REAL[:4]}""{_REAL[4:]}* ]]\n'
        f'[[ $(<seen) != *"{home}"* && $(<seen) == *\'AWS_ENDPOINT_URL="http://127.0.0.1:\'* ]]\n'
        '[[ $(<exported) != *[Pp][Rr][Oo][Xx][Yy]* && $(<credentials) == *"No such file or directory"* ]]\n'
        "aws sts get-caller-identity --query Account --output text\n"
        "```\n"
    )
    planted = {
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"), _REAL),
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), f"http://{_REAL}:1"),
        "AWS_ENDPOINT_URL": "https://sts.amazonaws.com",
        "AWS_ROLE_ARN": _REAL,
        "BASH_ENV": f"{home}/startup",
        "HOME": str(home),
    }
    (home / "startup").write_text(f"export STARTUP={_REAL}\n")
    done = subprocess.run(
        [sys.executable, "-c", _CALLER, tmp_path, Path(__file__).parent],
        env={**os.environ, **planted},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_a_block_starts_with_these_variables_and_no_others(rehearse_one: RehearseOne) -> None:
    report = rehearse_one('echo $(compgen -e) "[$AWS_PAGER] $TZ $LC_ALL $(umask)" >&2; exit 3')
    (block,) = report.blocks
    names, _, values = block.reason.removeprefix("exit status 3: ").partition(" [")
    assert set(names.split()) - {"OLDPWD", "PWD", "SHLVL"} == {
        "AWS_ACCESS_KEY_ID",
        "AWS_CONFIG_FILE",
        "AWS_DEFAULT_REGION",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_ENDPOINT_URL",
        "AWS_MAX_ATTEMPTS",
        "AWS_PAGER",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SHARED_CREDENTIALS_FILE",
        "HOME",
        "LC_ALL",
        "PATH",
        "TMPDIR",
        "TZ",
    }
    assert values == "] UTC C.UTF-8 0077"


def test_a_network_of_its_own_reaches_nothing_outside(rehearse_one: RehearseOne) -> None:
    """Not even this machine's loopback, by no program but bash itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            report = rehearse_one(f"exec 3<>/dev/tcp/127.0.0.1/{port}")
    if not report.confinement.network:
        pytest.skip("this system has no network namespaces for users")
    (block,) = report.blocks
    assert "Connection refused" in block.reason


def test_where_the_network_cannot_be_left_the_report_says_so() -> None:
    report = RehearsalReport(())
    assert not report.confinement.network
    assert "every network" not in report.confinement.sentence
