"""The command line: exit codes, JSON that scripts rely on, results apart from progress."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    shutil.copy(checkout / "inventory.yaml", tmp_path)
    return tmp_path


def run(folder: Path, *words: str, **env: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200", **env}).invoke(app, ["-C", str(folder), *words])


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "inventory.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_check_prints_each_finding_with_its_place_and_exits_3(folder: Path) -> None:
    done = run(folder, "check")
    assert done.exit_code == 3
    line = next(line for line in done.stdout.splitlines() if "HT-004 is lost" in line)
    assert line.startswith("error: ")
    assert "inventory.yaml:" in line
    assert " @ accounts.111122223333.users.billing-carol.mfa[1]: " in line
    assert "10 finding(s)" in done.stderr


def test_check_as_json_keeps_its_keys(folder: Path) -> None:
    done = run(folder, "check", "--format", "json")
    findings = json.loads(done.stdout)["findings"]
    assert len(findings) == 10
    for finding in findings:
        assert set(finding) >= {"id", "severity", "file", "line", "column", "path", "message", "hint"}
        assert finding["line"] > 0
    assert [f["line"] for f in findings] == sorted(f["line"] for f in findings)


def test_level_says_from_where_on_check_fails(folder: Path) -> None:
    edit(folder, "status: lost, status_since: 2026-11-20, ", "")
    assert run(folder, "check", "--level", "error").exit_code == 0
    assert run(folder, "check", "--level", "warning").exit_code == 3


def test_a_broken_inventory_is_every_problem_at_once_and_exit_1_from_every_command(folder: Path) -> None:
    edit(folder, "device: HT-001}", "device: HT-0001}")
    edit(folder, "quorum: 2", "quorum: 3")
    for command in (("check",), ("build",), ("cost",)):
        done = run(folder, *command)
        assert done.exit_code == 1, command
        assert "HT-0001" in done.stderr
        assert "did you mean" in done.stderr
        assert "quorum" in done.stderr
        assert done.stdout == ""
    as_json = json.loads(run(folder, "--format", "json", "check").stdout)
    assert len(as_json["findings"]) == 2
    assert not (folder / "runbooks").exists()


def test_a_missing_inventory_is_one_line_and_exit_1(tmp_path: Path) -> None:
    done = run(tmp_path, "check")
    assert done.exit_code == 1
    assert "inventory.yaml" in done.stderr
    assert "Traceback" not in done.output


def test_a_wrong_command_line_is_exit_2(folder: Path) -> None:
    assert run(folder, "check", "--no-such-flag").exit_code == 2
    assert run(folder, "build", "--as-of", "tomorrow").exit_code == 2


def test_build_makes_pages_site_and_binder_and_says_what_to_open(folder: Path) -> None:
    done = run(folder, "build")
    assert done.exit_code == 0, done.output
    assert (folder / "runbooks" / "devices" / "yk-001" / "lost.md").is_file()
    assert (folder / "site" / "devices" / "yk-001" / "lost.html").is_file()
    assert (folder / "site" / "binders" / "complete-copy-1-volume-1.pdf").read_bytes().startswith(b"%PDF")
    for word in (
        "Made",
        "Found wrong in the inventory: 1 error, 8 warnings, 1 info",
        "Open:",
        "index.html",
        "site/binders/",
    ):
        assert word in done.stdout
    assert run(folder, "build", "--check").exit_code == 0


def test_build_as_json_keeps_its_keys_and_lists_every_page(folder: Path) -> None:
    done = run(folder, "build", "--pages-only", "--format", "json", "--quiet")
    result = json.loads(done.stdout)
    assert done.stderr == ""
    assert set(result) == {"pages", "binders", "findings", "rehearsal"}
    assert result["findings"] == 10
    written = {path.relative_to(folder).as_posix() for path in (folder / "runbooks").rglob("*.md")}
    assert {page["path"] for page in result["pages"]} == written
    assert all(set(page) == {"id", "title", "kind", "subject", "path"} for page in result["pages"])


def test_build_check_writes_nothing_and_exits_4_when_out_of_date(folder: Path) -> None:
    assert run(folder, "build", "--pages-only").exit_code == 0
    edit(folder, "name: Dan Müller", "name: Daniel Müller")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = run(folder, "build", "--check")
    assert done.exit_code == 4
    assert "runbooks/people/dan/index.md is out of date" in done.stdout
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    as_json = json.loads(run(folder, "build", "--check", "--format", "json").stdout)
    assert "runbooks/people/dan/index.md" in as_json["out_of_date"]


def test_strict_exits_3_when_there_are_findings(folder: Path) -> None:
    assert run(folder, "build", "--pages-only", "--strict").exit_code == 3


def test_two_builds_are_byte_identical(folder: Path) -> None:
    assert run(folder, "build").exit_code == 0
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert run(folder, "build").exit_code == 0
    second = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert first.keys() == second.keys()
    assert [str(path) for path in first if first[path] != second[path]] == []


@pytest.mark.parametrize(
    ("words", "env", "dated", "expected"),
    [
        (("--as-of", "2027-01-02"), {"SOURCE_DATE_EPOCH": "0"}, True, "dated 2027-01-02"),
        ((), {"SOURCE_DATE_EPOCH": "0"}, True, "dated 2026-11-24"),
        ((), {"SOURCE_DATE_EPOCH": "1700000000"}, False, "dated 2023-11-14"),
    ],
)
def test_the_day_of_the_document(
    folder: Path, words: tuple[str, ...], env: dict[str, str], dated: bool, expected: str
) -> None:
    if not dated:
        edit(folder, "dated: 2026-11-24, ", "")
    assert run(folder, "build", "--pages-only", *words, **env).exit_code == 0
    assert expected in (folder / "runbooks" / "index.md").read_text(encoding="utf-8")


def test_cost_as_json_keeps_its_keys_and_writes_amounts_as_text(folder: Path) -> None:
    result = json.loads(run(folder, "cost", "--format", "json").stdout)
    assert {"currency", "total", "by_model", "lines", "strategies"} <= set(result)
    keys = {"what", "model", "count", "unit_price", "amount", "priced_on", "source", "why"}
    assert all(keys <= set(line) for line in result["lines"])
    assert result["total"] == "30.00"
    assert result["by_model"]["gemalto-totp"] == "30.00"
    assert "To be spent now: 30.00 USD" in run(folder, "cost").stdout


def test_schema_is_json_that_accepts_the_example(folder: Path) -> None:
    assert json.loads(run(folder, "schema").stdout)["properties"]["devices"]


def test_init_refuses_to_overwrite(folder: Path) -> None:
    before = (folder / "inventory.yaml").read_bytes()
    done = run(folder, "init")
    assert done.exit_code == 1
    assert "already there" in done.stderr
    assert (folder / "inventory.yaml").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["inventory.yaml"]


def test_rehearse_proves_one_page_and_counts(folder: Path) -> None:
    assert run(folder, "build", "--pages-only").exit_code == 0
    done = run(folder, "rehearse", str(folder / "runbooks/devices/ht-001/resync.md"), "--format", "json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert set(result) >= {"passed", "failed", "not_rehearsable", "blocks"}
    assert (result["passed"], result["failed"], result["not_rehearsable"]) == (3, 0, 2)
    assert all({"page", "line", "status", "reason", "commands", "seconds"} <= set(b) for b in result["blocks"])
    assert sum(block["commands"] for block in result["blocks"]) == 3


def test_rehearse_fails_a_page_that_was_changed_after_the_build(folder: Path) -> None:
    assert run(folder, "build", "--pages-only").exit_code == 0
    page = folder / "runbooks" / "devices" / "ht-001" / "resync.md"
    page.write_text(page.read_text().replace("--user-name admin-user", "--user-name admin-bob"))
    done = run(folder, "rehearse", "RS-HT-001")
    assert done.exit_code == 3
    assert "FAILED RS-HT-001.2 (runbooks/devices/ht-001/resync.md:" in done.stdout


def test_rehearse_without_a_build_says_what_to_do(folder: Path) -> None:
    done = run(folder, "rehearse")
    assert done.exit_code == 1
    assert "run mfa-binder build first" in done.stderr


def test_of_many_findings_the_worst_two_hundred_are_told_and_the_rest_is_counted(folder: Path) -> None:
    users = "".join(f"      u{n}: {{access: [administrator]}}\n" for n in range(300))
    edit(folder, "    users:\n      break-glass:\n", f"    users:\n{users}      break-glass:\n")
    done = run(folder, "check", "--quiet")
    lines = done.stdout.splitlines()
    assert (done.exit_code, len(lines)) == (3, 201)
    assert lines[-1] == "and 110 more"
    assert sum(line.startswith("error: ") for line in lines) == 200
    as_json = json.loads(run(folder, "check", "--format", "json").stdout)
    assert (len(as_json["findings"]), as_json["more"]) == (200, 110)
    everything = json.loads(run(folder, "check", "--all", "--format", "json").stdout)
    assert (len(everything["findings"]), everything["more"]) == (310, 0)
    assert len(run(folder, "check", "--all", "--quiet").stdout.splitlines()) == 310


def test_of_many_problems_the_first_two_hundred_are_told_and_the_rest_is_counted(folder: Path) -> None:
    edit(folder, "people:\n", "people:\n" + "".join(f"  p{n}: {{name: A, email: none}}\n" for n in range(300)))
    done = run(folder, "check")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2] == "and 100 more"
    assert done.stderr.splitlines()[-1].startswith("300 problem(s)")
    as_json = json.loads(run(folder, "build", "--format", "json").stdout)
    assert (len(as_json["findings"]), as_json["more"]) == (200, 100)
