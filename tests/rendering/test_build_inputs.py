"""Whether a build is still that of its inputs is known without reading them as an inventory."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfa_binder.rendering.build_inputs import BuildInputs, is_build_current, take_build_inputs, write_build_note

SIDECAR = "the sidecar"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("inventory.yaml", "observed.json", "templates/own.md.j2"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "runbooks.json").write_text(SIDECAR, encoding="utf-8")
    return tmp_path


@pytest.fixture
def inputs(folder: Path) -> BuildInputs:
    return take_build_inputs(folder, folder / "templates")


@pytest.mark.parametrize("dated", [True, False])
def test_unchanged_inputs_are_remembered_with_their_day(folder: Path, inputs: BuildInputs, dated: bool) -> None:
    assert is_build_current(folder, folder / "templates") is None
    assert write_build_note(inputs, SIDECAR, dated=dated) == ()
    assert is_build_current(folder, folder / "templates") is dated


@pytest.mark.parametrize("name", ["inventory.yaml", "observed.json", "runbooks.json", "templates/own.md.j2"])
@pytest.mark.parametrize("gone", [True, False])
def test_any_other_input_is_noticed(folder: Path, inputs: BuildInputs, name: str, gone: bool) -> None:
    write_build_note(inputs, SIDECAR, dated=True)
    if gone:
        (folder / name).unlink()
    else:
        (folder / name).write_text("other", encoding="utf-8")
    assert is_build_current(folder, folder / "templates") is None


def test_a_new_template_and_the_loss_of_all_are_noticed(folder: Path, inputs: BuildInputs) -> None:
    write_build_note(inputs, SIDECAR, dated=True)
    assert is_build_current(folder, None) is None
    (folder / "templates" / "other.md.j2").write_text("x", encoding="utf-8")
    assert is_build_current(folder, folder / "templates") is None


@pytest.mark.parametrize("name", ["inventory.yaml", "observed.json", "templates/own.md.j2", "templates/new.md.j2"])
@pytest.mark.parametrize("back", [True, False], ids=["and back", "for good"])
def test_what_is_written_while_a_build_runs_is_told_and_nothing_is_remembered(
    folder: Path, inputs: BuildInputs, name: str, back: bool
) -> None:
    """Also where it says the same again in the end: whoever read it in between has read something else."""
    write_build_note(inputs, SIDECAR, dated=True)
    before = (folder / name).read_text(encoding="utf-8") if (folder / name).exists() else "new"
    (folder / name).write_text("saved while the build runs", encoding="utf-8")
    if back:
        (folder / name).write_text(before, encoding="utf-8")
    assert write_build_note(inputs, SIDECAR, dated=True) == (name,)
    assert is_build_current(folder, folder / "templates") is None


@pytest.mark.parametrize(
    "spoiled",
    [b"", b"[]", b"{}", b'{"dated": true}', b'{"dated": 1, "sha256": ""}', b"\x00", b"\xff", b"[" * 100_000],
)
def test_a_note_that_cannot_be_read_is_none(folder: Path, inputs: BuildInputs, spoiled: bytes) -> None:
    write_build_note(inputs, SIDECAR, dated=True)
    (folder / ".runbooks.built-from").write_bytes(spoiled)
    assert is_build_current(folder, folder / "templates") is None


def test_a_folder_in_the_place_of_the_note_is_none(folder: Path) -> None:
    (folder / ".runbooks.built-from").mkdir()
    assert is_build_current(folder, folder / "templates") is None
