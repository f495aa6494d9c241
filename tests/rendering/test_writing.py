"""Writing touches only what is ours, whole or not at all, and mends what an interruption left."""

import contextlib
from datetime import date
from pathlib import Path

import pytest

from generator.errors import OutputError
from generator.pages.sidecar import Front, Section, Sidecar, read_sidecar
from generator.rendering.recorder import digest
from generator.rendering.renderer import Rendered
from generator.rendering.writing import compare, write, write_text

FRONT = Front(
    title="T", dated=date(2026, 1, 1), owner="o", classification="c", review_by=date(2026, 2, 1), organizations=()
)


def build(**files: str) -> Rendered:
    pages = {f"devices/{name}/lost.md": text for name, text in files.items()}
    sections = tuple(
        Section(id=path, kind="k", title=path, subject="s", path=path, part="p", digest=digest(text))
        for path, text in pages.items()
    )
    return Rendered(pages, Sidecar(front=FRONT, sections=sections))


def page(folder: Path, name: str) -> Path:
    return folder / "runbooks" / "devices" / name / "lost.md"


def test_a_build_writes_pages_and_sidecar_and_a_second_one_nothing(tmp_path: Path) -> None:
    assert len(write(tmp_path, build(a="1\n", b="2\n")).missing) == 3
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert write(tmp_path, build(a="1\n", b="2\n")).out_of_date == ()
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"lost.md", "runbooks.json"}


def test_a_page_that_is_no_longer_made_is_removed_with_its_empty_folder(tmp_path: Path) -> None:
    write(tmp_path, build(a="1\n", b="2\n"))
    assert write(tmp_path, build(a="1\n")).stale == ("runbooks/devices/b/lost.md",)
    assert page(tmp_path, "a").exists()
    assert not page(tmp_path, "b").parent.exists()


def test_a_foreign_file_is_named_and_never_removed(tmp_path: Path) -> None:
    write(tmp_path, build(a="1\n"))
    page(tmp_path, "mine").parent.mkdir()
    page(tmp_path, "mine").write_text("mine")
    changes = write(tmp_path, build(b="2\n"))
    assert changes.foreign == ("runbooks/devices/mine/lost.md",)
    assert page(tmp_path, "mine").read_text() == "mine"


def test_a_stale_page_that_somebody_edited_is_left_and_named(tmp_path: Path) -> None:
    write(tmp_path, build(a="1\n", b="2\n"))
    page(tmp_path, "b").write_text("edited")
    assert write(tmp_path, build(a="1\n")).foreign == ("runbooks/devices/b/lost.md",)
    assert page(tmp_path, "b").read_text() == "edited"


def test_compare_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, build(a="1\n", b="2\n"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    changes = compare(tmp_path, build(a="changed\n", c="3\n"))
    assert changes.missing == ("runbooks/devices/c/lost.md",)
    assert changes.changed == ("runbooks/devices/a/lost.md", "runbooks.json")
    assert changes.stale == ("runbooks/devices/b/lost.md",)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("stop_after", [1, 2, 3, 4])
def test_a_build_that_was_interrupted_is_mended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    write(tmp_path, build(a="1\n"))
    calls = 0

    def interrupted(path: Path, text: str) -> None:
        nonlocal calls
        calls += 1
        if calls > stop_after:
            raise KeyboardInterrupt
        write_text(path, text)

    with monkeypatch.context() as patched:
        patched.setattr("generator.rendering.writing.write_text", interrupted)
        with contextlib.suppress(KeyboardInterrupt):
            write(tmp_path, build(b="2\n", c="3\n"))
    changes = write(tmp_path, build(d="4\n"))
    assert changes.foreign == ()
    assert sorted(path.parent.name for path in (tmp_path / "runbooks").rglob("*.md")) == ["d"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runbooks", "runbooks.json"]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "dir" / "file.md"
    (tmp_path / "dir").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["dir"]


def test_a_sidecar_that_is_not_ours_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "runbooks.json").write_text('{"sections": 5}')
    with pytest.raises(OutputError, match=r"runbooks\.json cannot be read"):
        write(tmp_path, build(a="1\n"))
    assert not (tmp_path / "runbooks").exists()


def test_the_sidecar_reads_back_as_it_was_written(tmp_path: Path) -> None:
    rendered = build(a="1\n", b="2\n")
    write(tmp_path, rendered)
    assert read_sidecar(tmp_path / "runbooks.json") == rendered.sidecar
