"""Whether a build is still that of its inputs is known without reading them as an inventory."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.rendering.built_from import remember, remembered


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("inventory.yaml", "observed.json", "runbooks.json", "templates/own.md.j2"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("dated", [True, False])
def test_unchanged_inputs_are_remembered_with_their_day(folder: Path, dated: bool) -> None:
    assert remembered(folder, folder / "templates") is None
    remember(folder, folder / "templates", dated=dated)
    assert remembered(folder, folder / "templates") is dated


@pytest.mark.parametrize("name", ["inventory.yaml", "observed.json", "runbooks.json", "templates/own.md.j2"])
@pytest.mark.parametrize("gone", [True, False])
def test_any_other_input_is_noticed(folder: Path, name: str, gone: bool) -> None:
    remember(folder, folder / "templates", dated=True)
    if gone:
        (folder / name).unlink()
    else:
        (folder / name).write_text("other", encoding="utf-8")
    assert remembered(folder, folder / "templates") is None


def test_a_new_template_and_the_loss_of_all_are_noticed(folder: Path) -> None:
    remember(folder, folder / "templates", dated=True)
    assert remembered(folder, None) is None
    (folder / "templates" / "other.md.j2").write_text("x", encoding="utf-8")
    assert remembered(folder, folder / "templates") is None


@pytest.mark.parametrize("spoiled", ["", "[]", "{}", '{"dated": true}', "\x00"])
def test_a_note_that_cannot_be_read_is_none(folder: Path, spoiled: str) -> None:
    remember(folder, None, dated=True)
    (folder / ".runbooks.built-from").write_text(spoiled, encoding="utf-8")
    assert remembered(folder, None) is None
