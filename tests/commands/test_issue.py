"""`issue`, and what `build --check` and `check` say of paper: words, exit codes, JSON."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app
from mfa_binder.errors import OutputError
from mfa_binder.paper import change_pack
from mfa_binder.workflows import page_rendering
from tests.issue_helpers import typesetter

INVENTORY = """\
schema: 1
document: {title: Small hardware MFA, owner: ann, dated: 2026-11-24}
organizations: {main: {name: Small, partition: aws, management_account: "111122223333"}}
models: {key: {name: Key, maker: Maker, kind: fido2}}
sites: {hq: {name: HQ, address: 1 First Street}}
people: {ann: {name: Ann Adler, email: ann@example.com, phone: "+1 206 555 0101"}}
locations:
  safe: {name: HQ safe, kind: safe, site: hq, custodians: [ann]}
  box: {name: Bank box, kind: deposit-box, site: hq, custodians: [ann]}
devices:
  K-1: {model: key, serial: "1", location: safe, status: spare}
  K-2: {model: key, serial: "2", location: box, status: spare}
accounts:
  "111122223333": {name: all, root: {intended: kept, email: root@example.com}}
binders:
  complete_revision_above: 100
  each: {complete: {printed: false}, cards: {printed: false}, account-111122223333: {printed: false}, person-ann: {printed: false}}
"""


Change = Callable[[str, str], None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder with the build of an inventory; each is built once."""

    @cache
    def build(inventory: str) -> Path:
        folder = tmp_path_factory.mktemp("built")
        (folder / "inventory.yaml").write_text(inventory, encoding="utf-8")
        assert run(folder, "build", "--pages-only").exit_code == 0
        return folder

    return build


@pytest.fixture
def folder(tmp_path: Path, built: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Built, with two binders, and a typesetter that writes a few words instead of PDFs."""
    monkeypatch.setattr(change_pack, "typeset_revision", typesetter())
    shutil.copytree(built(INVENTORY), tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def change(folder: Path, built: Callable[[str], Path]) -> Change:
    """Change the inventory, and build."""

    def edit_and_build(old: str, new: str) -> None:
        edit(folder, old, new)
        shutil.rmtree(folder / "runbooks")
        shutil.copytree(built((folder / "inventory.yaml").read_text(encoding="utf-8")), folder, dirs_exist_ok=True)

    return edit_and_build


def run(folder: Path, *words: str, **env: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200", **env}).invoke(app, ["-C", str(folder), *words])


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "inventory.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


MOVED = ('serial: "1", location: safe', 'serial: "1", location: box')
PHONE = ("+1 206 555 0101", "+1 206 555 0199")


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_first_issue_says_what_each_copy_gets_and_where_its_files_are(folder: Path) -> None:
    done = run(folder, "issue")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "Issued revision 1, 2026-11-24: complete",
        "  location-safe copy 1 (HQ safe): the complete binder",
        "  location-box copy 1 (Bank box): the complete binder",
        "  site/binders/revision-001/location-safe-1.pdf  2 pages",
        "  site/binders/revision-001/location-box-1.pdf  2 pages",
    ]
    assert "commit ledger.jsonl" in done.stderr
    assert (folder / "ledger.jsonl").is_file()


def test_a_second_run_says_that_there_is_nothing_to_issue(folder: Path) -> None:
    run(folder, "issue")
    before = files(folder)
    done = run(folder, "issue", "--note", "whatever")
    assert done.exit_code == 0
    assert done.stdout == "Nothing to issue: what is filed is revision 1.\n"
    assert files(folder) == before


def test_where_no_copy_stands_anywhere_it_says_what_is_missing(checkout: Path, tmp_path: Path) -> None:
    smallest = checkout / "tests" / "inventory" / "good" / "smallest.yaml"
    (tmp_path / "inventory.yaml").write_bytes(smallest.read_bytes())
    assert run(tmp_path, "build", "--pages-only").exit_code == 0
    done = run(tmp_path, "issue")
    assert done.exit_code == 0
    assert "no copy of a binder stands anywhere; name document.owner" in done.stdout
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_change_is_a_pack_on_the_revision_that_is_filed(folder: Path, change: Change) -> None:
    run(folder, "issue")
    change(*PHONE)
    done = run(folder, "issue", "--note", "another phone")
    said = r"  location-safe copy 1 \(HQ safe\): a change pack on revision 1: \d+ leaf sets? out \(\d+ leaves\), \d+ in"
    assert re.fullmatch(said, done.stdout.splitlines()[1])
    ledger = (folder / "ledger.jsonl").read_text(encoding="utf-8")
    assert '{"revision": 2, "date": "2026-11-24", "kind": "changes", "note": "another phone"' in ledger
    assert '"why": ["Ann Adler has another phone number"]' in ledger


def test_dry_run_says_the_same_and_writes_nothing(folder: Path) -> None:
    before = files(folder)
    done = run(folder, "issue", "--dry-run")
    assert done.stdout.splitlines()[:2] == [
        "To be issued: revision 1, 2026-11-24: complete",
        "  location-safe copy 1 (HQ safe): the complete binder",
    ]
    assert files(folder) == before


def test_complete_issues_every_binder_whole(folder: Path) -> None:
    run(folder, "issue")
    done = run(folder, "issue", "--complete")
    assert done.stdout.splitlines()[:2] == [
        "Issued revision 2, 2026-11-24: complete",
        "  location-safe copy 1 (HQ safe): the complete binder, asked for",
    ]


def test_json_keeps_its_keys(folder: Path, change: Change) -> None:
    run(folder, "issue")
    change(*MOVED)
    result = json.loads(run(folder, "issue", "--format", "json", "--quiet").stdout)
    assert set(result) == {"revision", "date", "issued", "complete", "binders", "ended", "files"}
    assert (result["revision"], result["date"], result["issued"], result["complete"]) == (2, "2026-11-24", True, False)
    safe, box = result["binders"]
    assert set(safe) == {"id", "form", "complete_because", "insert", "remove", "copies"}
    moved = next(one for one in safe["remove"] if one["id"] == "LD-K-1")
    assert moved["why"] == "no longer in this binder"
    assert moved["reason"] == "K-1 moved"
    assert {one["id"] for one in box["insert"]} >= {"LD-K-1", "ST-box"}
    assert [(one["copy"], one["before"]) for one in box["copies"]] == [(1, 1)]
    assert all((folder / one["path"]).is_file() for one in result["files"])
    nothing = json.loads(run(folder, "issue", "--format", "json").stdout)
    assert (nothing["revision"], nothing["issued"], nothing["binders"], nothing["files"]) == (2, False, [], [])


def test_again_makes_the_same_bytes_and_issues_nothing(folder: Path, change: Change) -> None:
    run(folder, "issue")
    change(*MOVED)
    run(folder, "issue")
    before = files(folder)
    for path in (folder / "site" / "binders" / "revision-002").iterdir():
        path.write_bytes(b"spoiled")
    done = run(folder, "issue", "--again")
    assert done.stdout.startswith("Made again, revision 2")
    assert files(folder) == before
    move = run(folder, "issue", "--again", "--complete")
    assert move.exit_code == 2


def test_pages_that_are_not_those_of_the_inventory_are_refused(folder: Path) -> None:
    edit(folder, *PHONE)
    done = run(folder, "issue")
    assert done.exit_code == 1
    assert "are not what the inventory gives now" in done.stderr
    assert "run mfa-binder build" in done.stderr
    assert not (folder / "ledger.jsonl").exists()


@pytest.mark.parametrize("name", ["templates/glossary.md.j2", "runbooks.json"])
def test_so_are_pages_of_other_templates_and_another_sidecar(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.exists() else "# A glossary of our own\n"
    path.write_text(old.replace('"HQ safe"', '"Somewhere"'), encoding="utf-8")
    assert run(folder, "issue").exit_code == 1
    assert not (folder / "ledger.jsonl").exists()


def test_a_comment_changes_no_page_and_is_no_reason_to_refuse(folder: Path) -> None:
    edit(folder, "schema: 1", "# a comment\nschema: 1")
    done = run(folder, "issue", "--dry-run")
    assert done.exit_code == 0
    assert "rendering the pages" in done.stderr
    assert "rendering the pages" not in run(folder, "issue").stderr, "once is enough"


def test_nothing_but_the_build_is_read_where_that_is_known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the inventory was read")

    monkeypatch.setattr(page_rendering, "require_current_pages", refuse)
    assert run(folder, "issue").exit_code == 0


def test_without_a_build_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    done = run(tmp_path, "issue")
    assert done.exit_code == 1
    assert "runbooks.json is missing" in done.stderr


def test_the_day_is_never_before_the_last_issue(folder: Path, change: Change) -> None:
    assert run(folder, "issue", "--date", "2026-12-01").exit_code == 0
    change(*MOVED)
    done = run(folder, "issue")
    assert done.exit_code == 2
    assert "revision 1 was issued on 2026-12-01, after 2026-11-24" in done.stderr
    assert "issued revision 2, 2026-12-02" in run(folder, "issue", "--date", "2026-12-02").stdout.lower()
    assert run(folder, "issue", "--date", "tomorrow").exit_code == 2


def test_pages_of_another_day_are_refused_where_the_inventory_names_none(folder: Path) -> None:
    edit(folder, ", dated: 2026-11-24", "")
    assert run(folder, "build", "--pages-only", "--as-of", "2026-11-25").exit_code == 0
    done = run(folder, "issue", SOURCE_DATE_EPOCH="0")
    assert done.exit_code == 1
    assert "are as of 2026-11-25, and the revision is of 1970-01-01" in done.stderr
    assert "run mfa-binder build --as-of 1970-01-01" in done.stderr
    assert "revision 1, 2026-11-25" in run(folder, "issue", "--date", "2026-11-25").stdout


def test_build_check_tells_what_is_out_of_date_on_paper(folder: Path, change: Change) -> None:
    assert run(folder, "build", "--check").exit_code == 0, "nothing was issued yet"
    run(folder, "issue")
    assert run(folder, "build", "--check").exit_code == 0
    change(*MOVED)
    done = run(folder, "build", "--check")
    assert done.exit_code == 0, "paper is exchanged after a change was merged"
    told = [line for line in done.stdout.splitlines() if "copy 1" in line]
    assert len(told) == 2
    assert told[0].startswith("safe copy 1: leaf sets ")
    assert told[0].endswith(" are out of date because K-1 moved")
    assert "2 binder copies are out of date on paper: mfa-binder issue" in done.stderr
    as_json = json.loads(run(folder, "build", "--check", "--format", "json").stdout)
    assert [(one["binder"], one["copy"], one["message"]) for one in as_json["paper"]] == [
        ("location-safe", 1, told[0]),
        ("location-box", 1, told[1]),
    ]


def test_check_tells_it_as_findings_in_the_ledger(folder: Path, change: Change) -> None:
    run(folder, "issue")
    change(*MOVED)
    findings = json.loads(run(folder, "check", "--format", "json").stdout)["findings"]
    paper = [one for one in findings if one["id"] == "paper-out-of-date"]
    assert [(one["severity"], one["hint"]) for one in paper] == [("info", "run mfa-binder issue")] * 2
    lines = (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    for one, binder in zip(paper, ("location-safe", "location-box"), strict=True):
        assert one["file"].endswith("ledger.jsonl")
        assert f'"binder": "{binder}"' in lines[one["line"] - 1]
    assert findings[-2:] == paper, "those in the inventory come first"


@pytest.mark.parametrize("words", [("issue",), ("build", "--check"), ("check",), ("issue", "--again")])
def test_a_damaged_ledger_is_one_error_of_every_command(folder: Path, words: tuple[str, ...]) -> None:
    run(folder, "issue")
    ledger = folder / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-20])
    before = ledger.read_bytes()
    done = run(folder, *words)
    assert done.exit_code == 1
    assert "ledger.jsonl:" in done.stderr
    assert "restore the file as it was committed last" in done.stderr
    assert ledger.read_bytes() == before


def test_a_pack_is_printed_and_made_again_byte_for_byte(
    folder: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert run(folder, "issue").exit_code == 0
    change(*PHONE)
    result = json.loads(run(folder, "issue", "--format", "json").stdout)
    assert result["revision"] == 2
    made = {one["path"]: (folder / one["path"]).read_bytes() for one in result["files"]}
    assert made
    assert all(content.startswith(b"%PDF") for content in made.values())
    assert run(folder, "issue", "--again").exit_code == 0
    assert {name: (folder / name).read_bytes() for name in made} == made


def test_the_packs_stay_when_the_site_is_built_again(folder: Path) -> None:
    run(folder, "issue")
    before = {path: data for path, data in files(folder).items() if "revision-001" in str(path)}
    assert before
    assert run(folder, "build").exit_code == 0
    assert {path: path.read_bytes() for path in before} == before


def test_two_problems_of_the_folder_are_no_traceback(folder: Path) -> None:
    (folder / "site").write_bytes(b"a file")
    done = run(folder, "issue")
    assert done.exit_code == 1
    assert not isinstance(done.exception, OutputError)
    assert "cannot be written" in done.stderr
