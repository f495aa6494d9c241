"""`--mfa-serial`: the code is asked for once, and what is read afterwards is read with MFA."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mfa_binder.cli import app
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws

USER, TOKEN, SERIAL = "444455556666/user/admin-user", "HT-001", "GAHT12345678"


@pytest.fixture
def aws(example: Organization, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedAws]:
    """A simulated copy of the example, and a shell in which admin-user has signed in with an access key."""
    with SimulatedAws.running(example) as running:
        keys = running.credentials(USER)
        for name, value in {
            "AWS_ENDPOINT_URL": running.endpoint,
            "AWS_ACCESS_KEY_ID": keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }.items():
            monkeypatch.setenv(name, value)
        yield running


def collect(folder: Path, code: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["-C", str(folder), "collect", "--mfa-serial", SERIAL], input=f"{code}\n")
    return done.exit_code, done.output


def test_a_session_with_mfa_asks_in_the_users_place(aws: SimulatedAws, tmp_path: Path) -> None:
    code, _ = aws.codes(TOKEN)
    status, output = collect(tmp_path, code)
    assert status == 0, output
    text = (tmp_path / "observed.json").read_text(encoding="utf-8")
    summary = next(one for one in json.loads(text)["accounts"] if one["id"] == USER[:12])["summary"]
    assert summary["value"]["users"] >= 2
    assert code not in text
    assert list(tmp_path.iterdir()) == [tmp_path / "observed.json"]


def test_a_wrong_code_ends_it_before_anything_is_written(aws: SimulatedAws, tmp_path: Path) -> None:
    status, output = collect(tmp_path, aws.trouble.wrong_code(TOKEN))
    assert status == 1
    assert f"AWS does not take the code of {SERIAL}: AccessDenied" in output
    assert list(tmp_path.iterdir()) == []
