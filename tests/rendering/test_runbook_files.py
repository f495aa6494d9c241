"""Writing touches only what is ours, whole or not at all, and mends what an interruption left."""

import contextlib
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText, Sidecar, read_sidecar
from mfa_binder.errors import OutputError
from mfa_binder.files.writing import write_text
from mfa_binder.rendering.block_recorder import text_digest
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.rendering.runbook_files import compare_runbooks, write_runbooks

FRONT = CoverText(
    title="T", dated=date(2026, 1, 1), owner="o", classification="c", review_by=date(2026, 2, 1), organizations=()
)


def build(**files: str) -> RenderedBook:
    pages = {f"devices/{name}/lost.md": text for name, text in files.items()}
    sections = tuple(
        Section(id=path, kind="k", title=path, subject="s", path=path, part="p", digest=text_digest(text))
        for path, text in pages.items()
    )
    return RenderedBook(pages, Sidecar(front=FRONT, sections=sections))


def page(folder: Path, name: str) -> Path:
    return folder / "runbooks" / "devices" / name / "lost.md"


def test_a_build_writes_pages_and_sidecar_and_a_second_one_nothing(tmp_path: Path) -> None:
    assert len(write_runbooks(tmp_path, build(a="1\n", b="2\n")).missing) == 3
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert write_runbooks(tmp_path, build(a="1\n", b="2\n")).out_of_date == ()
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"lost.md", "runbooks.json"}


def test_a_page_that_is_no_longer_made_is_removed_with_its_empty_folder(tmp_path: Path) -> None:
    write_runbooks(tmp_path, build(a="1\n", b="2\n"))
    assert write_runbooks(tmp_path, build(a="1\n")).stale == ("runbooks/devices/b/lost.md",)
    assert page(tmp_path, "a").exists()
    assert not page(tmp_path, "b").parent.exists()


def test_a_foreign_file_is_named_and_never_removed(tmp_path: Path) -> None:
    write_runbooks(tmp_path, build(a="1\n"))
    page(tmp_path, "mine").parent.mkdir()
    page(tmp_path, "mine").write_text("mine")
    changes = write_runbooks(tmp_path, build(b="2\n"))
    assert changes.foreign == ("runbooks/devices/mine/lost.md",)
    assert page(tmp_path, "mine").read_text() == "mine"


def test_a_stale_page_that_somebody_edited_is_left_and_named(tmp_path: Path) -> None:
    write_runbooks(tmp_path, build(a="1\n", b="2\n"))
    page(tmp_path, "b").write_text("edited")
    assert write_runbooks(tmp_path, build(a="1\n")).foreign == ("runbooks/devices/b/lost.md",)
    assert page(tmp_path, "b").read_text() == "edited"


def test_compare_writes_nothing(tmp_path: Path) -> None:
    write_runbooks(tmp_path, build(a="1\n", b="2\n"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    changes = compare_runbooks(tmp_path, build(a="changed\n", c="3\n"))
    assert changes.missing == ("runbooks/devices/c/lost.md",)
    assert changes.changed == ("runbooks/devices/a/lost.md", "runbooks.json")
    assert changes.stale == ("runbooks/devices/b/lost.md",)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("stop_after", [1, 2, 3, 4])
def test_a_build_that_was_interrupted_is_mended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    write_runbooks(tmp_path, build(a="1\n"))
    calls = 0

    def interrupted(path: Path, text: str) -> None:
        nonlocal calls
        calls += 1
        if calls > stop_after:
            raise KeyboardInterrupt
        write_text(path, text)

    with monkeypatch.context() as patched:
        patched.setattr("mfa_binder.rendering.runbook_files.write_text", interrupted)
        with contextlib.suppress(KeyboardInterrupt):
            write_runbooks(tmp_path, build(b="2\n", c="3\n"))
    changes = write_runbooks(tmp_path, build(d="4\n"))
    assert changes.foreign == ()
    assert sorted(path.parent.name for path in (tmp_path / "runbooks").rglob("*.md")) == ["d"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runbooks", "runbooks.json"]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "dir" / "file.md"
    (tmp_path / "dir").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["dir"]


def spoil(path: Path, how: str) -> None:
    """What a merge, an editor, another program or another version leaves."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = text.splitlines(keepends=True)
    path.unlink(missing_ok=True)
    contents = {
        "conflict": "<<<<<<< HEAD\n" + text + "=======\n" + "".join(lines[-2:]) + ">>>>>>> other\n",
        "cut off": text[: len(text) // 2],
        "newer": text.replace('"schema_version": 1', '"schema_version": 2'),
        "deep": "[" * 200_000,
        "other types": '{"sections": 5, "front": []}',
        "empty": "",
    }
    if how == "not UTF-8":
        path.write_bytes(b"\xff\xfe" + text.encode())
    elif how == "empty folder":
        path.mkdir()
    else:
        path.write_text(contents[how], encoding="utf-8")


SPOILED = ["conflict", "cut off", "newer", "deep", "other types", "empty", "not UTF-8", "empty folder"]


@pytest.mark.parametrize("how", SPOILED)
@pytest.mark.parametrize("name", ["runbooks.json", ".runbooks.journal", ".runbooks.built-from"])
def test_a_build_makes_a_file_of_its_own_again_whatever_it_holds(tmp_path: Path, name: str, how: str) -> None:
    write_runbooks(tmp_path, build(a="1\n", b="2\n"))
    page(tmp_path, "mine").parent.mkdir()
    page(tmp_path, "mine").write_text("mine")
    spoil(tmp_path / name, how)
    write_runbooks(tmp_path, build(a="1\n", b="2\n", c="3\n"))
    assert read_sidecar(tmp_path / "runbooks.json") == build(a="1\n", b="2\n", c="3\n").sidecar
    assert page(tmp_path, "c").read_text() == "3\n"
    assert page(tmp_path, "mine").read_text() == "mine"


@pytest.mark.parametrize("how", ["conflict", "newer"])
def test_what_a_spoiled_sidecar_still_lists_is_removed_when_it_is_no_longer_made(tmp_path: Path, how: str) -> None:
    write_runbooks(tmp_path, build(a="1\n", b="2\n"))
    spoil(tmp_path / "runbooks.json", how)
    changes = write_runbooks(tmp_path, build(a="1\n"))
    assert (changes.unreadable_sidecar, changes.stale) == (True, ("runbooks/devices/b/lost.md",))


def test_what_it_lists_no_more_stays_and_is_named(tmp_path: Path) -> None:
    write_runbooks(tmp_path, build(a="1\n", b="2\n"))
    spoil(tmp_path / "runbooks.json", "deep")
    assert write_runbooks(tmp_path, build(a="1\n")).foreign == ("runbooks/devices/b/lost.md",)


def test_a_journal_never_makes_a_page_of_somebody_else_ours(tmp_path: Path) -> None:
    write_runbooks(tmp_path, build(a="1\n"))
    page(tmp_path, "mine").parent.mkdir()
    page(tmp_path, "mine").write_text("mine")
    name = "runbooks/devices/mine/lost.md"
    (tmp_path / ".runbooks.journal").write_text(f"{name}\n{'0' * 64} {name}\n{'0' * 64} ../../outside\n")
    assert write_runbooks(tmp_path, build(b="2\n")).foreign == (name,)
    assert page(tmp_path, "mine").read_text() == "mine"


def test_a_page_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    page(tmp_path, "a").parent.mkdir(parents=True)
    page(tmp_path, "a").write_text("our own runbook, from before\n")
    with pytest.raises(OutputError, match=r"devices/a/lost\.md: not made by mfa-binder"):
        write_runbooks(tmp_path, build(a="1\n"))
    assert page(tmp_path, "a").read_text() == "our own runbook, from before\n"
    assert not (tmp_path / "runbooks.json").exists()


def test_a_page_that_ends_as_ours_is_replaced_though_no_list_names_it(tmp_path: Path) -> None:
    page(tmp_path, "a").parent.mkdir(parents=True)
    page(tmp_path, "a").write_text("# old\n\n---\n\ndevices/a/lost.md · dated 2026-01-01\n")
    assert write_runbooks(tmp_path, build(a="1\n")).changed == ("runbooks/devices/a/lost.md",)
    assert page(tmp_path, "a").read_text() == "1\n"


@pytest.mark.parametrize("place", ["runbooks", "runbooks/devices", "runbooks/devices/a/lost.md", "runbooks.json"])
@pytest.mark.parametrize("dangling", [True, False])
def test_nothing_is_written_where_a_link_leads(tmp_path: Path, place: str, dangling: bool) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    if not dangling:
        outside.mkdir()
        (outside / "precious.md").write_text("precious")
    (folder / place).parent.mkdir(parents=True)
    (folder / place).symlink_to(outside)
    with pytest.raises(OutputError, match=f"{place} is a symbolic link"):
        write_runbooks(folder, build(a="1\n"))
    assert (folder / place).is_symlink()
    assert not outside.exists() if dangling else [path.name for path in outside.iterdir()] == ["precious.md"]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("runbooks/devices/a/lost.md/notes.txt", "lost.md is a folder, and a file goes there"),
        ("runbooks.json/notes.txt", "runbooks.json is a folder"),
        ("runbooks", "runbooks is a file, and a folder goes there"),
    ],
)
def test_what_cannot_be_replaced_is_told_with_what_to_do(tmp_path: Path, place: str, says: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("mine")
    with pytest.raises(OutputError, match=says) as refused:
        write_runbooks(tmp_path, build(a="1\n"))
    assert refused.value.hint == "move what stands there to another place, and run again"
    assert (tmp_path / place).read_text() == "mine"
    compare_runbooks(tmp_path, build(a="1\n"))


def test_the_sidecar_reads_back_as_it_was_written(tmp_path: Path) -> None:
    rendered = build(a="1\n", b="2\n")
    write_runbooks(tmp_path, rendered)
    assert read_sidecar(tmp_path / "runbooks.json") == rendered.sidecar
