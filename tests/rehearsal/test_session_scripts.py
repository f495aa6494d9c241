"""The scripts that make a session, in real bash: what they do with a wrong code, a used one, another session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rehearsal.simulator_clients import credential_variables
from mfa_binder.rendering.book_renderer import render_book
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.terminal.bash_terminal import BlockRun, TerminalDriver
from mfa_binder.terminal.sandbox import Sandbox, build_sandbox
from tests.rehearsal.conftest import AWS_PROGRAM

REGION = "us-east-1"
PAGES = {
    "session": ("accounts/444455556666/users/admin-user/session.md", "sts get-session-token"),
    "role": ("accounts/444455556666/roles/adminrole.md", "sts assume-role"),
}


@dataclass(frozen=True)
class Terminal:
    """A user's long-term keys, and the programs of the sandbox; every block is typed into a new window."""

    aws: SimulatedAws
    sandbox: Sandbox
    driver: TerminalDriver
    user: str

    @property
    def environment(self) -> dict[str, str]:
        return dict(self.sandbox.environment(credential_variables(self.aws.credentials(self.user)), REGION))

    def type(self, text: str, *answers: str, environment: Mapping[str, str] | None = None) -> BlockRun:
        self.sandbox.call_log.write_bytes(b"")
        opened = self.driver.terminal(environment or self.environment, self.sandbox.work, self.sandbox.script)
        with opened as window:
            return window.run(text, answers)

    @property
    def calls(self) -> str:
        return self.sandbox.call_log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scripts(example: Organization) -> dict[str, str]:
    """The block of each page that keeps a session."""
    files = render_book(example, make_catalogue(example), date(2026, 11, 24)).files
    found = {}
    for name, (path, call) in PAGES.items():
        texts = [snippet.text for snippet in fenced_blocks(files[path], path)]
        found[name] = next(text for text in texts if call in text and "UNTIL" in text)
    return found


@pytest.fixture(scope="module")
def simulated(example: Organization) -> Iterator[SimulatedAws]:
    with SimulatedAws.running(example) as aws:
        yield aws


@pytest.fixture(scope="module")
def sandbox(simulated: SimulatedAws, tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    return build_sandbox(tmp_path_factory.mktemp("sandbox"), simulated.endpoint, AWS_PROGRAM)


@pytest.fixture(scope="module")
def driver(sandbox: Sandbox) -> Iterator[TerminalDriver]:
    with TerminalDriver.running(sandbox, preload=True) as running:
        yield running


@pytest.fixture
def dan(simulated: SimulatedAws, sandbox: Sandbox, driver: TerminalDriver) -> Iterator[Terminal]:
    simulated.reset()
    sandbox.empty_folders()
    yield Terminal(simulated, sandbox, driver, "444455556666/user/admin-user")
    driver.end_all()


@pytest.fixture
def carol(dan: Terminal) -> Terminal:
    return replace(dan, user="111122223333/user/billing-carol")


SHOW_VARIABLES = " || true\nprintf '\\n'\nexport -p\n"
"""After the block, failed or not: every exported variable."""


def variables(run: BlockRun) -> dict[str, str]:
    lines = [line.removeprefix("declare -x ") for line in run.stdout.splitlines() if line.startswith("declare -x ")]
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}


def test_the_right_code_gives_a_session_with_its_real_end(dan: Terminal, scripts: dict[str, str]) -> None:
    code, _ = dan.aws.codes("HT-001")
    run = dan.type(scripts["session"].rstrip() + SHOW_VARIABLES, code)
    assert run.exit_status == 0, run.stderr
    assert "arn:aws:iam::444455556666:user/admin-user" in run.stdout.splitlines()
    ends = dan.aws.now + timedelta(hours=1)
    assert f"Session until {ends:%Y-%m-%dT%H:%M}" in run.stdout
    assert variables(run)["AWS_ACCESS_KEY_ID"].startswith("ASIA")


def test_the_secrets_are_in_no_file_and_in_no_argument(dan: Terminal, scripts: dict[str, str]) -> None:
    code, _ = dan.aws.codes("HT-001")
    run = dan.type(scripts["session"].rstrip() + SHOW_VARIABLES, code)
    secrets = [variables(run)[name] for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
    written = [path.read_text(errors="replace") for path in dan.sandbox.root.rglob("*") if path.is_file()]
    assert dan.calls.count("sts") == 2
    assert all(secret and not any(secret in text for text in written) for secret in secrets)


@pytest.mark.parametrize("typed", ["000000", "", "$(reboot)"])
def test_a_wrong_code_leaves_everything_as_it_was(dan: Terminal, scripts: dict[str, str], typed: str) -> None:
    run = dan.type(scripts["session"].rstrip() + SHOW_VARIABLES, typed)
    assert "No session." in run.stderr
    assert "Session until" not in run.stdout
    assert "AWS_SESSION_TOKEN" not in variables(run)
    assert variables(run)["AWS_ACCESS_KEY_ID"] == dan.environment["AWS_ACCESS_KEY_ID"]


def test_the_block_itself_fails_without_a_session(dan: Terminal, scripts: dict[str, str]) -> None:
    assert dan.type(scripts["session"], "000000").exit_status == 1


def test_a_used_code_gives_no_second_session(dan: Terminal, scripts: dict[str, str]) -> None:
    code, _ = dan.aws.codes("HT-001")
    assert dan.type(scripts["session"], code).exit_status == 0
    again = dan.type(scripts["session"], code)
    assert again.exit_status == 1
    assert "invalid MFA one time pass code" in again.stderr


@pytest.mark.parametrize("name", ["session", "role"])
def test_under_another_session_it_asks_nothing_and_calls_nothing(
    dan: Terminal, scripts: dict[str, str], name: str
) -> None:
    run = dan.type(scripts[name], "123456", environment={**dan.environment, "AWS_SESSION_TOKEN": "another"})
    assert (run.exit_status, run.unread, dan.calls) == (1, 1, "")
    assert "This window has a session already." in run.stderr


def test_a_session_in_a_profile_is_refused_by_aws_and_not_used(dan: Terminal, scripts: dict[str, str]) -> None:
    code, _ = dan.aws.codes("HT-001")
    first = variables(dan.type(scripts["session"].rstrip() + SHOW_VARIABLES, code))
    environment = with_profile(dan, first)
    fresh, _ = dan.aws.codes("HT-001")
    run = dan.type(scripts["session"].rstrip() + SHOW_VARIABLES, fresh, environment=environment)
    assert "Cannot call GetSessionToken with session credentials" in run.stderr
    assert "AWS_SESSION_TOKEN" not in variables(run)


def test_the_session_outranks_a_profile_with_the_keys(dan: Terminal, scripts: dict[str, str]) -> None:
    code, _ = dan.aws.codes("HT-001")
    environment = with_profile(dan, dan.environment)
    asked_again = "\naws sts get-session-token 2>&1 || true\n"
    run = dan.type(scripts["session"].rstrip() + asked_again, code, environment=environment)
    assert "Cannot call GetSessionToken with session credentials" in run.stdout


def with_profile(window: Terminal, keys: Mapping[str, str]) -> dict[str, str]:
    """The window's environment with the keys in a profile, and none in variables."""
    lines = ["[mine]"] + [
        f"{option} = {keys[option.upper()]}"
        for option in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        if option.upper() in keys
    ]
    (window.sandbox.home / "aws-credentials").write_text("\n".join(lines) + "\n")
    kept = {name: value for name, value in window.environment.items() if not name.startswith("AWS_") or name in _PLAIN}
    return {**kept, "AWS_PROFILE": "mine"}


_PLAIN = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION", "AWS_REGION")


def test_the_role_is_entered_under_the_users_own_name(carol: Terminal, scripts: dict[str, str]) -> None:
    code, _ = carol.aws.codes("HT-003")
    run = carol.type(scripts["role"], "GAHT12345680", code)
    assert run.exit_status == 0, run.stderr
    assert "arn:aws:sts::444455556666:assumed-role/AdminRole/billing-carol" in run.stdout.splitlines()


@pytest.mark.parametrize("serial", ["arn:aws:iam::111122223333:mfa/GAHT12345680", ""])
def test_a_wrong_serial_does_not_enter_the_role(carol: Terminal, scripts: dict[str, str], serial: str) -> None:
    code, _ = carol.aws.codes("HT-003")
    run = carol.type(scripts["role"].rstrip() + SHOW_VARIABLES, serial, code)
    assert "No session." in run.stderr
    assert "AWS_SESSION_TOKEN" not in variables(run)


def test_who_is_not_trusted_does_not_enter_the_role(dan: Terminal, scripts: dict[str, str]) -> None:
    code, _ = dan.aws.codes("HT-001")
    run = dan.type(scripts["role"], "GAHT12345678", code)
    assert run.exit_status == 1
    assert "is not authorized to perform: sts:AssumeRole" in run.stderr
