"""A folder is replaced as a whole or stays as it was, whatever ends the run that replaces it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfa_binder.files.folder_replacement import carry_over, replace_folder


def contents(folder: Path) -> dict[str, str]:
    """The text of every file under a folder, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_new_folder_stands_at_its_place_and_nothing_is_left_of_the_old(tmp_path: Path) -> None:
    write(tmp_path / "a/site/old.html", "old")
    with replace_folder(tmp_path / "a/site") as fresh:
        assert contents(tmp_path / "a/site") == {"old.html": "old"}
        write(fresh / "new/page.html", "new")
    assert contents(tmp_path) == {"a/site/new/page.html": "new"}


def test_a_place_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    with replace_folder(tmp_path / "a/b/site") as fresh:
        write(fresh / "page.html", "new")
    assert contents(tmp_path) == {"a/b/site/page.html": "new"}


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_run_that_fails_leaves_all_as_it_was(tmp_path: Path, end: type[BaseException]) -> None:
    write(tmp_path / "site/old.html", "old")
    with pytest.raises(end), replace_folder(tmp_path / "site") as fresh:
        write(fresh / "new.html", "new")
        raise end
    assert contents(tmp_path) == {"site/old.html": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# What a killed run can leave: it had begun; it had moved the old folder away; it had not yet removed it.
KILLED = {
    "while it was filled": {"site/old.html": "old", ".site.mfa-binder-new/half": "half"},
    "between the moves": {".site.mfa-binder-old/old.html": "old", ".site.mfa-binder-new/half": "half"},
    "before the old one went": {"site/old.html": "old", ".site.mfa-binder-old/older.html": "older"},
    "and that of another place": {"site/old.html": "old", ".other.mfa-binder-new/half": "half"},
}


@pytest.mark.parametrize("left", KILLED.values(), ids=KILLED)
def test_what_a_killed_run_left_is_put_in_order_first(tmp_path: Path, left: dict[str, str]) -> None:
    for name, text in left.items():
        write(tmp_path / name, text)
    with replace_folder(tmp_path / "site") as fresh:
        assert list(fresh.iterdir()) == []
        assert contents(tmp_path / "site") == {"old.html": "old"}
        write(fresh / "new.html", "new")
    assert contents(tmp_path) == {"site/new.html": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_old_folder_of_another_place_is_put_back(tmp_path: Path) -> None:
    write(tmp_path / ".revision-002.mfa-binder-old/note.txt", "somebody's")
    with replace_folder(tmp_path / "revision-003") as fresh:
        write(fresh / "pack.pdf", "pack")
    assert contents(tmp_path) == {"revision-002/note.txt": "somebody's", "revision-003/pack.pdf": "pack"}


def test_a_file_and_a_link_are_carried_over_as_they_are(tmp_path: Path) -> None:
    write(tmp_path / "old/note.txt", "mine")
    (tmp_path / "old/link").symlink_to("nowhere")
    carry_over(tmp_path / "old/note.txt", tmp_path / "new/deep/note.txt")
    carry_over(tmp_path / "old/link", tmp_path / "new/link")
    assert contents(tmp_path / "new") == {"deep/note.txt": "mine"}
    assert (tmp_path / "new/link").readlink() == Path("nowhere")
