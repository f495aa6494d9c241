"""`rehearse` on the command line: what is printed, in which form, with which exit code, and what is kept."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.book.sidecar import Sidecar, read_sidecar
from mfa_binder.cli import app
from mfa_binder.workflows import rehearsing

KEPT = ("RS-HT-001", "RS-HT-002")


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, ["-C", str(folder), *words])


@pytest.fixture(scope="module")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example organization with two short pages only."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copy(checkout / "inventory.yaml", folder)
    assert run(folder, "build", "--pages-only").exit_code == 0
    sidecar = read_sidecar(folder / "runbooks.json")
    kept = tuple(section for section in sidecar.sections if section.id in KEPT)
    for section in sidecar.sections:
        if section not in kept:
            (folder / "runbooks" / section.path).unlink()
    (folder / "runbooks.json").write_text(Sidecar(front=sidecar.front, sections=kept).dumps(), encoding="utf-8")
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return shutil.copytree(built, tmp_path / "folder")


def spoil(folder: Path) -> None:
    """The first page is changed by hand after the build."""
    page = folder / "runbooks" / "devices" / "ht-001" / "resync.md"
    page.write_text(page.read_text().replace("--user-name admin-user", "--user-name admin-bob"), encoding="utf-8")


def test_the_second_run_takes_only_what_is_not_proved_and_all_takes_all(folder: Path) -> None:
    first = run(folder, "rehearse", "--format", "json")
    assert first.exit_code == 0, first.output
    result = json.loads(first.stdout)
    assert {block["page"] for block in result["blocks"]} == {f"devices/ht-00{n}/resync.md" for n in (1, 2)}
    assert result["pages"] == {"rehearsed": 2, "proved_before": 0, "left": []}

    again = json.loads(run(folder, "rehearse", "--format", "json").stdout)
    assert again["blocks"] == []
    assert again["pages"] == {"rehearsed": 0, "proved_before": 2, "left": []}
    assert again["now"] == {"passed": 0, "failed": 0, "not_rehearsable": 0, "commands": 0}
    for count in ("passed", "failed", "not_rehearsable", "commands"):
        assert again[count] == result[count], "the counts are of the whole proof"
    text = run(folder, "rehearse").stdout
    assert f"{result['passed']} passed, 0 failed" in text
    assert "2 pages were proved before" in text

    everything = json.loads(run(folder, "rehearse", "--all", "--format", "json").stdout)
    assert everything["pages"]["rehearsed"] == 2


def test_a_failure_is_told_whole_the_rest_is_named_and_the_exit_code_is_3(folder: Path) -> None:
    spoil(folder)
    done = run(folder, "rehearse", "--jobs", "1")
    assert done.exit_code == 3
    assert "FAILED RS-HT-001.2 (runbooks/devices/ht-001/resync.md:48, step 2 of Part 1): its text is not" in done.stdout
    assert f"to run it alone: mfa-binder -C {folder} rehearse RS-HT-001" in done.stdout
    assert "Not begun, because a page failed (--keep-going goes on): 1 page(s)" in done.stdout
    assert "  runbooks/devices/ht-002/resync.md" in done.stdout
    on = run(folder, "rehearse", "--jobs", "1", "--keep-going", "--format", "json")
    assert on.exit_code == 3
    result = json.loads(on.stdout)
    assert result["pages"]["left"] == []
    failed = next(block for block in result["blocks"] if block["status"] == "failed")
    assert failed["step"] == "step 2 of Part 1"
    assert failed["alone"] == f"mfa-binder -C {folder} rehearse RS-HT-001"


def test_junit_and_trace(folder: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    done = run(folder, "rehearse", "RS-HT-001", "--format", "junit", "--trace", str(trace), "--quiet")
    assert done.exit_code == 0, done.output
    suites = ElementTree.fromstring(done.stdout)
    assert [suite.attrib["name"] for suite in suites] == ["runbooks/devices/ht-001/resync.md"]
    cases = list(suites.iter("testcase"))
    assert len(cases) == int(suites.attrib["tests"]) >= 3
    records = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]
    assert {record["id"] for record in records} <= {case.attrib["name"] for case in cases}
    assert all(record["calls"][0]["argv"][0] == "aws" for record in records)
    assert records[0]["calls"][0]["exit_status"] == 0


def test_a_broken_proof_is_told_and_counts_as_none(folder: Path) -> None:
    (folder / "rehearsal.json").write_text("<<<<<<< ours", encoding="utf-8")
    done = run(folder, "rehearse", "RS-HT-001")
    assert done.exit_code == 0
    assert "rehearsal.json" in done.stderr
    assert json.loads((folder / "rehearsal.json").read_text(encoding="utf-8"))["sections"]


def test_build_tells_how_much_is_proved_and_rehearses_on_demand(checkout: Path, tmp_path: Path) -> None:
    shutil.copy(checkout / "examples" / "startup" / "inventory.yaml", tmp_path)
    done = run(tmp_path, "build", "--pages-only")
    line = next(line for line in done.stdout.splitlines() if "rehearsed:" in line)
    assert line.split()[:2] == ["rehearsed:", "0"]
    assert line.endswith("mfa-binder rehearse proves the rest")
    as_json = json.loads(run(tmp_path, "build", "--pages-only", "--format", "json").stdout)["rehearsal"]
    assert as_json["proved"] == 0
    assert as_json["unproven"] == as_json["with_commands"] > 0


def test_a_build_after_a_rehearsal_knows_its_proof(checkout: Path, tmp_path: Path) -> None:
    shutil.copy(checkout / "inventory.yaml", tmp_path)
    assert run(tmp_path, "build", "--pages-only").exit_code == 0
    assert run(tmp_path, "rehearse", *KEPT).exit_code == 0
    as_json = json.loads(run(tmp_path, "build", "--pages-only", "--format", "json").stdout)["rehearsal"]
    assert as_json["proved"] == len(KEPT)
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(inventory.read_text().replace("HT-002: {", "HT-002: {firmware: '1', "), encoding="utf-8")
    changed = json.loads(run(tmp_path, "build", "--pages-only", "--format", "json").stdout)["rehearsal"]
    assert changed["proved"] == 0, "both read the token's record, though nothing of it stands on the page"


def test_a_stop_from_outside_ends_it_as_an_interruption_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM, as CI sends it: what follows an interruption is tested where the proof is kept."""
    seen = []

    def stopped(*_: object) -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            seen.append("in order")

    monkeypatch.setattr(rehearsing, "rehearse_unproven", stopped)
    before = signal.getsignal(signal.SIGTERM)
    assert run(folder, "rehearse").exit_code == 128 + signal.SIGTERM
    assert seen == ["in order"]
    assert signal.getsignal(signal.SIGTERM) is before
