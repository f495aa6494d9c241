"""`import` and `link` on the command line."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app
from mfa_binder.commands.import_lists import ListFormat
from mfa_binder.inventory.account_lists.account_formats import ACCOUNT_FORMATS
from mfa_binder.inventory.device_lists.device_formats import DEVICE_FORMATS

ARN = "arn:aws:iam::111122223333:u2f/root/yubikey-root-primary-AAAABBBB"
OBSERVED = {
    "schema": 1,
    "began_at": "2026-11-24T10:00:00Z",
    "ended_at": "2026-11-24T10:01:00Z",
    "caller": "arn:aws:iam::111122223333:user/x",
    "region": "us-east-1",
    "accounts": [
        {
            "id": "111122223333",
            "root": {
                "at": "2026-11-24T10:00:30Z",
                "value": {"password": True, "access_keys": 0, "certificates": 0, "devices": [{"serial": ARN}]},
            },
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    shutil.copy(checkout / "inventory.yaml", tmp_path)
    (tmp_path / "observed.json").write_text(json.dumps(OBSERVED), encoding="utf-8")
    (tmp_path / "new.csv").write_text("id,model,serial,holder\nYK-010,yubikey-5c,77,bob\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str, said: str | None = None) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, ["-C", str(folder), *words], input=said)


def text(folder: Path) -> str:
    return (folder / "inventory.yaml").read_text(encoding="utf-8")


def test_a_list_is_written_into_the_inventory(folder: Path) -> None:
    done = run(folder, "import", str(folder / "new.csv"))
    assert (done.exit_code, done.stdout) == (0, "csv: devices 1 new, 0 filled in, 0 unchanged\n")
    assert '  YK-010: {model: yubikey-5c, serial: "77", holder: bob}\n' in text(folder)
    again = run(folder, "import", str(folder / "new.csv"))
    assert "0 new, 0 filled in, 1 unchanged" in again.stdout


def test_a_dry_run_prints_the_change_and_writes_nothing(folder: Path) -> None:
    before = text(folder)
    done = run(folder, "import", str(folder / "new.csv"), "--dry-run")
    assert done.exit_code == 0
    assert '+  YK-010: {model: yubikey-5c, serial: "77", holder: bob}' in done.stdout.splitlines()
    assert text(folder) == before


def test_json_of_import_keeps_its_keys(folder: Path) -> None:
    record = json.loads(run(folder, "--format", "json", "import", str(folder / "new.csv")).stdout)
    assert set(record) == {"format", "written", "added", "filled_in", "unchanged", "models", "gaps", "warnings", "diff"}  # fmt: skip
    assert (record["format"], record["added"], record["written"]) == ("csv", ["YK-010"], True)


def test_a_bad_row_writes_nothing(folder: Path) -> None:
    before = text(folder)
    path = folder / "bad.csv"
    path.write_text("id,model,serial,holder\nYK-010,yubikey-5c,77,bob\nYK-011,yubikey-5c,78,\n", encoding="utf-8")
    done = run(folder, "import", str(path))
    assert done.exit_code == 1
    assert "bad.csv:3:1: " in done.stderr
    assert "--location ID" in done.stderr
    assert text(folder) == before


def test_a_wrong_flag_is_exit_2(folder: Path) -> None:
    for flags in (("--holder", "bop"), ("--location", "x"), ("--status", "x=y"), ("--holder", "bob", "--location", "hq-safe")):  # fmt: skip
        assert run(folder, "import", str(folder / "new.csv"), *flags).exit_code == 2, flags


def test_every_format_can_be_named() -> None:
    assert [each.value for each in ListFormat] == [*(known.name for known in DEVICE_FORMATS), *ACCOUNT_FORMATS]


def test_a_list_of_accounts_is_written_into_the_inventory(folder: Path) -> None:
    before = text(folder)
    path = folder / "accounts.json"
    path.write_text(
        '{"Accounts": [{"Id": "000123456789", "Name": "new", "Email": "new@example.com"}]}', encoding="utf-8"
    )
    dry = run(folder, "import", str(path), "--dry-run")
    assert '+  "000123456789":   # to be filled in: ' in dry.stdout
    assert text(folder) == before
    done = run(folder, "import", str(path))
    assert (done.exit_code, done.stdout) == (0, "organizations: accounts 1 new, 0 filled in, 0 unchanged\n")
    begin = text(folder).index('  "000123456789":')
    end = begin + text(folder)[begin:].index("new@example.com\n") + len("new@example.com\n")
    assert text(folder)[:begin] + text(folder)[end:] == before
    wrong = run(folder, "import", str(path), "--holder", "bob")
    assert (wrong.exit_code, "--holder" in wrong.stderr) == (2, True)


def test_a_warning_of_a_list_is_told_and_the_rest_is_written(folder: Path) -> None:
    path = folder / "keys.txt"
    path.write_text("YubiKey 5C (5.7.1) [FIDO] Serial: 77\nSecurity Key NFC (5.4.3) [FIDO]\n", encoding="utf-8")
    done = run(folder, "import", str(path), "--holder", "bob")
    assert done.exit_code == 0
    assert "warning: " in done.stderr
    assert "keys.txt:2:1: " in done.stderr
    assert "YK-77:" in text(folder)


def test_link_without_a_terminal_only_proposes(folder: Path) -> None:
    before = text(folder)
    done = run(folder, "link")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].startswith(ARN)
    assert done.stdout.splitlines()[1].startswith("  1. YK-001: ")
    record = json.loads(run(folder, "link", "--format", "json").stdout)
    assert set(record["proposals"][0]) == {"arn", "account", "principal", "declared", "enabled", "ambiguous", "candidates"}  # fmt: skip
    assert record["proposals"][0]["candidates"][0]["device"] == "YK-001"
    assert text(folder) == before


def test_yes_writes_the_arn_and_nothing_else(folder: Path) -> None:
    before = text(folder)
    assert run(folder, "link", "--yes", f"{ARN}=YK-001").exit_code == 0
    old, new = "name: yubikey-root-primary}", f'name: yubikey-root-primary, aws_serial: "{ARN}"}}'
    assert text(folder) == before.replace(old, new)
    assert run(folder, "link").stdout == ""
    assert run(folder, "link", "--yes", f"{ARN}=YK-001").exit_code == 0


@pytest.mark.parametrize(("said", "linked"), [("1\n", "YK-001"), ("nobody\nYK-008\n", "YK-008"), ("\n", None), ("q\n", None)])  # fmt: skip
def test_on_a_terminal_a_person_decides(
    folder: Path, monkeypatch: pytest.MonkeyPatch, said: str, linked: str | None
) -> None:
    monkeypatch.setattr("mfa_binder.commands.link.on_a_terminal", lambda: True)
    before = text(folder)
    assert run(folder, "link", said=said).exit_code == 0
    if linked is None:
        assert text(folder) == before
    else:
        line = next(line for line in text(folder).splitlines() if ARN in line)
        assert f"device: {linked}" in line


def test_an_interrupted_conversation_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mfa_binder.commands.link.on_a_terminal", lambda: True)
    before = text(folder)
    assert run(folder, "link", said="").exit_code != 0
    assert text(folder) == before
