"""The worked example of docs/templates.md, as it stands there: in site, binder, rehearsal and checks."""

import re
import shutil
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app

_EXAMPLE = re.compile(r"^`(templates/[^`]+)`\n\n```jinja\n(.*?)^```", re.MULTILINE | re.DOTALL)


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, ["-C", str(folder), *words])


@pytest.fixture(scope="module")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own-words")
    shutil.copy(checkout / "inventory.yaml", folder)
    files = _EXAMPLE.findall((checkout / "docs" / "templates.md").read_text(encoding="utf-8"))
    assert len(files) == 3
    for name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = run(folder, "build")
    assert done.exit_code == 0, done.stderr
    assert "2 Our own runbooks" in done.stdout
    return folder


def test_the_section_and_the_macro_are_in_the_pages(built: Path) -> None:
    sheet = (built / "runbooks/devices/ht-001/lost.md").read_text(encoding="utf-8")
    assert "-   The night desk, extension 4444.\n-   Alice Nguyen (dial 0, then +1 206 555 0101).\n" in sheet


def test_the_runbook_has_its_head_its_steps_and_its_revision_line(built: Path) -> None:
    page = (built / "runbooks/own/access-review/account-444455556666.md").read_text(encoding="utf-8")
    assert page.startswith("# Access review: prod (4444 5555 6666)\n")
    assert "| Sheet | REVIEW-444455556666 |\n" in page
    assert "| For whom | The owner of prod. |\n" in page
    assert "1.  In a terminal" in page
    assert "2.  List the users.\n" in page
    assert page.rstrip().split("\n")[-1].startswith("REVIEW-444455556666 · dated 2026-11-24 · ")


def test_it_exists_where_its_condition_holds(built: Path) -> None:
    names = sorted(path.name for path in (built / "runbooks/own/access-review").iterdir())
    assert names == ["account-111122223333.md", "account-444455556666.md"]


def test_it_is_linked_from_the_card_of_its_account(built: Path) -> None:
    card = (built / "runbooks/accounts/444455556666/index.md").read_text(encoding="utf-8")
    assert "(../../own/access-review/account-444455556666.md), REVIEW-444455556666." in card


def test_it_is_in_the_site_and_in_the_binder(built: Path) -> None:
    html = (built / "site/own/access-review/account-444455556666.html").read_text(encoding="utf-8")
    assert "Access review: prod" in html
    volumes = [pypdfium2.PdfDocument(path) for path in sorted((built / "site/binders").glob("complete-copy-1*.pdf"))]
    text = "".join(page.get_textpage().get_text_range() for pdf in volumes for page in pdf)
    assert "Our own runbooks" in text
    assert "REVIEW-444455556666.2" in text


def test_its_commands_are_rehearsed(built: Path) -> None:
    done = run(built, "rehearse", "REVIEW-444455556666")
    assert done.exit_code == 0, done.stdout
    assert "2 passed, 0 failed, 0 not rehearsable" in done.stdout


def test_a_promise_that_does_not_hold_fails_the_rehearsal(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns("site", "runbooks"))
    template = folder / "templates/access-review.md.j2"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("subject.users | first", '"nobody-of-that-name"'), encoding="utf-8")
    assert run(folder, "build", "--pages-only").exit_code == 0
    done = run(folder, "rehearse", "REVIEW-444455556666")
    assert done.exit_code == 3
    assert "FAILED REVIEW-444455556666.2" in done.stdout


def test_check_and_build_tell_a_mistake_in_it_with_its_line(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns("site", "runbooks"))
    template = folder / "templates/access-review.md.j2"
    template.write_text(template.read_text(encoding="utf-8").replace("for_each: account", "for_each: acount"))
    for command in ("check", "build"):
        done = run(folder, command)
        assert done.exit_code == 1
        assert "access-review.md.j2:4:11: " in done.stderr
        assert "did you mean account?" in done.stderr
        assert "the templates cannot be used" in done.stderr


def test_check_tells_a_file_that_overrides_nothing(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns("site", "runbooks"))
    (folder / "templates/sections/lost-device/tel.md.j2").write_text("x")
    done = run(folder, "check")
    assert "tel.md.j2:1:1: this overrides none of our templates" in done.stdout
