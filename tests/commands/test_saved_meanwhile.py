"""What was built is what was read: an inventory that is saved while a build runs is never taken for built."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app
from mfa_binder.workflows import building, page_rendering

INVENTORY = """\
schema: 1
document: {title: Small hardware MFA, owner: ann, dated: 2026-11-24}
organizations: {main: {name: Small, partition: aws, management_account: "111122223333"}}
people: {ann: {name: Ann Adler, email: ann@example.com, phone: "+1 206 555 0101"}}
accounts:
  "111122223333": {name: all, root: {intended: kept, email: root@example.com}}
"""
OLD, NEW = "+1 206 555 0101", "+1 206 555 0199"


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "300"}).invoke(app, ["-C", str(folder), *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    return tmp_path


def saving(folder: Path, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, and before it somebody saves the inventory with another number."""

    def saved(*given: Any, **named: Any) -> Any:
        (folder / "inventory.yaml").write_text(INVENTORY.replace(OLD, NEW), encoding="utf-8")
        return function(*given, **named)

    return saved


@pytest.mark.parametrize("moment", ["render_pages", "write_runbooks", "write_build_note", "current_proof"])
def test_what_was_saved_while_it_was_built_is_not_issued(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(building, moment, saving(folder, getattr(building, moment)))
        made = run(folder, "build", "--pages-only", "-q")
    assert made.exit_code == 0
    assert ("inventory.yaml changed while this build ran" in made.stderr) is (moment != "current_proof")
    pages = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.md"))
    assert (OLD in pages, NEW in pages) == (True, False)
    refused = run(folder, "issue")
    assert (refused.exit_code, "are not what the inventory gives now" in refused.stderr) == (1, True)
    assert not (folder / "ledger.jsonl").exists()
    assert run(folder, "build", "--check").exit_code == 4


def test_what_is_saved_while_issue_renders_is_not_remembered_as_rendered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder, "build", "--pages-only", "-q")
    (folder / ".runbooks.built-from").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(page_rendering, "compare_runbooks", saving(folder, page_rendering.compare_runbooks))
        run(folder, "issue", "--dry-run")
    assert not (folder / ".runbooks.built-from").exists()
    assert run(folder, "issue").exit_code == 1


@pytest.mark.parametrize("content", [b"\xff", b"{", b"[" * 100_000, b'{"sections": 3}', b'{"schema_version": 9}'])
def test_a_proof_that_cannot_be_read_proves_nothing_and_stops_nothing(folder: Path, content: bytes) -> None:
    (folder / "rehearsal.json").write_bytes(content)
    made = run(folder, "build", "--pages-only", "--format", "json")
    assert (made.exit_code, json.loads(made.stdout)["rehearsal"]["proved"]) == (0, 0)
    assert "rehearsal.json cannot be read" in made.stderr
    checked = run(folder, "build", "--check")
    assert (checked.exit_code, "rehearsal.json cannot be read" in checked.stderr) == (0, True)
