"""What cannot be asked at all is said in a sentence, with what to do; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mfa_binder.cli import app


def said(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["-C", str(folder), "collect", *arguments])
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert [path.name for path in folder.iterdir() if path.name != "config"] == []
    return result.output


@pytest.mark.parametrize("region", ["nonsense", "us east", "../x"])
@pytest.mark.parametrize("wish", [(), ("--print-policy", "caller")], ids=["read", "print"])
def test_a_region_that_is_none(region: str, wish: tuple[str, ...], tmp_path: Path) -> None:
    assert "Next: write a Region as us-east-1" in said(tmp_path, "--region", region, *wish)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    assert "The config profile (nobody) could not be found" in said(tmp_path, "--profile", "nobody")


def test_no_credentials(tmp_path: Path) -> None:
    assert "Unable to locate credentials" in said(tmp_path)


def test_an_endpoint_that_is_no_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nowhere")
    assert "Next: look into your AWS configuration" in said(tmp_path)


def test_a_configuration_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[profile\nregion\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert "Next:" in said(tmp_path)
