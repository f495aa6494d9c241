"""Files that are no inventory at all: each ends in one clear line, soon, and in nothing else."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.inventory.source_text import MAX_BYTES
from mfa_binder.inventory.yaml_composer import MAX_DEPTH

Problems = Callable[[str | bytes], tuple[Finding, ...]]

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))

CASES: dict[str, tuple[str | bytes, str, int, int]] = {
    "empty": ("", "file-empty", 0, 0),
    "blank": (" \n\n", "file-empty", 0, 0),
    "only comments": ("# nothing\n# here\n", "file-empty", 0, 0),
    "null": ("---\n~\n", "file-empty", 0, 0),
    "only a byte order mark": (b"\xef\xbb\xbf", "file-empty", 0, 0),
    "utf-16 with mark": ("schema: 1\n".encode("utf-16"), "file-encoding", 0, 0),
    "utf-16 without mark": ("schema: 1\n".encode("utf-16-le"), "file-characters", 1, 2),
    "utf-32": ("schema: 1\n".encode("utf-32"), "file-encoding", 0, 0),
    "latin-1": ("schema: 1\npeople:\n  dan: {name: Dan Müller}\n".encode("latin-1"), "file-encoding", 3, 20),
    "binary": (bytes(range(256)) * 4, "file-encoding", 2, 118),
    "NUL": (b"schema: 1\nab\x00c: 2\n", "file-characters", 2, 3),
    "escape": (b"schema: \x1b[31m1\n", "file-characters", 1, 9),
    "prose": ("Dear all,\nthis is not an inventory.\n", "wrong-type", 1, 1),
    "a list": ("- schema: 1\n", "wrong-type", 1, 1),
    "json cut off": ('{"schema": 1, "accounts": {', "yaml-syntax", 2, 1),
    "tab": ("schema: 1\n\taccounts: {}\n", "yaml-syntax", 2, 1),
    "colon in a value": ("schema: 1\ndocument: a: b\n", "yaml-syntax", 2, 12),
    "two documents": ("schema: 1\n---\nschema: 1\n", "yaml-documents", 2, 1),
    "directives": ("%TAG ! tag:example.com,2000:\n" * 100_000 + "---\nschema: 1\n", "yaml-directive", 1, 1),
    "deep lists in one line": ("[" * 100_000, "yaml-depth", 1, MAX_DEPTH + 1),
    "deep maps in one line": ("{a: " * 100_000, "yaml-depth", 1, MAX_DEPTH * 4 + 1),
    "deep lists by dashes": ("- " * 100_000, "yaml-depth", 1, MAX_DEPTH * 2 + 1),
    "deep by indentation": (
        "".join(f"{' ' * n}a:\n" for n in range(2_000)), "yaml-depth", MAX_DEPTH + 1, MAX_DEPTH + 1,
    ),
    "deep by anchors": (CHAIN, "yaml-depth", MAX_DEPTH, 12),
    "anchors that expand without end": (BOMB, "yaml-expansion", 7, 28),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_ends_in_one_line_that_says_where(problems: Problems, name: str) -> None:
    content, problem, line, column = CASES[name]
    started = time.process_time()
    found = problems(content)
    assert [(f.id, f.place.line, f.place.column) for f in found] == [(problem, line, column)]
    assert str(found[0]).isprintable()
    assert found[0].hint
    assert time.process_time() - started < 3


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    with pytest.raises(InventoryError) as caught:
        load_inventory(path)
    assert [finding.id for finding in caught.value.findings] == ["file-too-large"]
    assert "50 MiB" in caught.value.findings[0].message
    assert MAX_BYTES < 50 * 1024 * 1024


def test_many_values_are_refused_before_they_fill_the_memory(
    problems: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mfa_binder.inventory.yaml_composer.MAX_NODES", 1_000)
    assert [finding.id for finding in problems("a:\n" + "- x\n" * 1_000)] == ["yaml-expansion"]


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path / "missing.yaml", tmp_path, pipe, Path("/dev/zero"), tmp_path / ("n" * 300)):
        with pytest.raises(InventoryError) as caught:
            load_inventory(path)
        (found,) = caught.value.findings
        assert (found.id, found.place.file, found.place.line) == ("file-unreadable", str(path), 0)
        assert found.hint


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is played."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "inventory.yaml"
    path.write_text("schema: 1\n", encoding="utf-8")
    monkeypatch.setattr("mfa_binder.files.reading.os.open", refuse)
    with pytest.raises(InventoryError) as caught:
        load_inventory(path)
    assert "permission denied" in caught.value.findings[0].message


def test_a_tag_builds_nothing(problems: Problems, tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    found = problems(f"schema: !!python/object/apply:os.system ['touch {mark}']\n")
    assert "yaml-tag" in {finding.id for finding in found}
    assert not mark.exists()


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(problems: Problems, example_text: str) -> None:
    assert problems(b"\xef\xbb\xbf" + example_text.replace("\n", "\r\n").encode("utf-8")) == ()
