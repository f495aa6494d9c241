"""The sidecar without its blocks is the sidecar, but for its blocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfa_binder.book.sidecar import read_heads, read_sidecar
from mfa_binder.errors import OutputError
from tests.conftest import Example


def test_everything_but_the_blocks_is_read(each_example: Example, tmp_path: Path) -> None:
    path = tmp_path / "runbooks.json"
    path.write_text(each_example.rendered.sidecar_text, encoding="utf-8")
    whole, heads = read_sidecar(path), read_heads(path)
    assert any(section.blocks for section in whole.sections)
    without = [section.model_copy(update={"blocks": ()}) for section in whole.sections]
    assert heads == whole.model_copy(update={"sections": tuple(without)})


@pytest.mark.parametrize(
    ("written", "message"),
    [(None, "runbooks.json is missing"), (b"", "cannot be read"), (b'{\n  "front": {}\n}', "cannot be read")],
)
def test_what_is_not_a_sidecar_is_told(tmp_path: Path, written: bytes | None, message: str) -> None:
    path = tmp_path / "runbooks.json"
    if written is not None:
        path.write_bytes(written)
    with pytest.raises(OutputError) as caught:
        read_heads(path)
    assert message in caught.value.message
    assert "run mfa-binder build" in caught.value.hint
