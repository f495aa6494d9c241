"""Mistakes in templates of one's own: `check` and `build` tell all of them, with file and line, and nothing is written."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app

FRONT = """---
id: MINE
title: Mine
for_each: inventory
who: W
present: P
time: T
when: N
when_not: X
---
{{ heading("Steps") }}
"""
BODY = FRONT.count("\n") + 1
"""The first line after the heading."""


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, ["-C", str(folder), *words])


@pytest.fixture(scope="module")
def small(checkout: Path) -> Path:
    return checkout / "tests" / "inventory" / "good" / "smallest.yaml"


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    shutil.copy(small, tmp_path / "inventory.yaml")
    (tmp_path / "templates").mkdir()
    return tmp_path


def told(folder: Path) -> list[str]:
    """What `check` says of the templates, as FILE:LINE: MESSAGE; `build` must say the same, and write nothing."""
    answers = [run(folder, command, "--format", "json") for command in ("check", "build")]
    for answer in answers:
        assert answer.exit_code == 1, answer.output
    listed = [json.loads(answer.stdout)["findings"] for answer in answers]
    found = [
        [entry for entry in entries if "/templates" in entry["file"] and entry["severity"] == "error"]
        for entries in listed
    ]
    assert found[0] == found[1]
    assert sorted(path.name for path in folder.iterdir()) == ["inventory.yaml", "templates"]
    assert all(entry["hint"] for entry in found[0])
    return [f"{Path(entry['file']).name}:{entry['line']}: {entry['message']}" for entry in found[0]]


MISTAKES = [
    ("{{ ", BODY, "unexpected"),
    ("{{ nope }}", BODY, "'nope' is undefined"),
    ("{{ organization.peple }}", BODY, "Organization has no attribute 'peple'"),
    ("{{ 'a' | nope }}", BODY, "No filter named 'nope'"),
    ("{% include 'nope.md.j2' %}", BODY, "no template nope.md.j2"),
    ("{% include 'mine.md.j2' %}", BODY, "without an end"),
    ("{{ whereabouts() }}", BODY, "not provided"),
    ("<script>alert(1)</script>", BODY, "raw HTML"),
    ("[x](javascript:alert(1))", BODY, "a literal"),
    ("[x](java&#10;script:name=1)", BODY, "a link that begins with"),
    ("[x](data:text/html,x)", BODY, "a literal|a link that begins with"),
    ("[x](nowhere.md)", BODY, "there is no such page"),
    ("![x](y.png)", BODY, "an image"),
    ("#### Deep", BODY, "a heading of level 4"),
    ("<!-- x -->", BODY, "raw HTML"),
    ('{% call recorder.bash("202020202001", [{"shoes": "x"}]) %}\nx\n{% endcall %}', BODY, "shoes begins no condition"),
    ('{% call recorder.bash("202020202001", [{"policy": "x", "an": "y"}]) %}\nx\n{% endcall %}', BODY, "no an"),
    ('{% call recorder.bash("202020202001", [{"registered": "x"}]) %}\nx\n{% endcall %}', BODY, "lacks to"),
    (
        '{% call recorder.bash("202020202001", [{"registered": "x", "to": "202020202001"}]) %}\nx\n{% endcall %}',
        BODY,
        "registered cannot say to 202020202001",
    ),
    (
        '{% call recorder.bash("202020202001", [{"shows": "x"}], before=[{"hides": "x"}]) %}\nx\n{% endcall %}',
        BODY,
        "only what a block prints can say so",
    ),
    (
        '{% call recorder.bash("202020202001", [{"shows": "x"}], answers=[{"cod": "x"}]) %}\nx\n{% endcall %}',
        BODY,
        "cod begins no answer",
    ),
    ('{{ recorder.policy("p.json", {}, judged=[{"deny": "iam:*"}]) }}', BODY, "deny begins no verdict"),
    ('{{ recorder.policy("p.json", {}, judged=[{"denies": "iam:*", "withot": "mfa"}]) }}', BODY, "withot"),
    ('{{ recorder.bash("1") }}', BODY, "missing"),
    ("\x07", BODY, "a control character"),
]


def test_each_mistake_is_told_by_check_and_build_with_its_line(folder: Path) -> None:
    for number, (text, _, _) in enumerate(MISTAKES):
        name = f"m{number:02}"
        front = FRONT.replace("MINE", f"MINE{chr(65 + number)}")
        (folder / f"templates/{name}.md.j2").write_text(f"{front}{text.replace('mine.md', f'{name}.md')}\n")
    found = told(folder)
    for number, (text, line, words) in enumerate(MISTAKES):
        of_file = [entry for entry in found if entry.startswith(f"m{number:02}.md.j2:")]
        assert any(re.search(rf"^m{number:02}\.md\.j2:{line}: .*({words})", entry) for entry in of_file), (
            text,
            of_file,
        )


def test_all_mistakes_of_all_files_are_told_at_once(folder: Path) -> None:
    templates = folder / "templates"
    (templates / "mine.md.j2").write_text(FRONT + "{{ one }}\n\n{{ two }}\n")
    (templates / "other.md.j2").write_text(FRONT.replace("MINE", "OTHER").replace("time: T", 'time: "{{ three }}"'))
    (templates / "third.md.j2").write_text(FRONT.replace("id: MINE", "id: 7"))
    (templates / "fourth.md.j2").write_text("{% if %}")
    (templates / "fifth.md.j2").write_text(FRONT.replace("MINE", "FIFTH") + "<b>x</b>\n\n[x](nowhere.md)\n")
    found = told(folder)
    assert [re.sub(r": .*", "", entry) for entry in found] == [
        f"fifth.md.j2:{BODY}",
        f"fifth.md.j2:{BODY + 2}",
        "fourth.md.j2:1",
        f"mine.md.j2:{BODY}",
        f"mine.md.j2:{BODY + 2}",
        "other.md.j2:7",
        "third.md.j2:2",
    ]


def link_out(path: Path) -> None:
    (path.parent.parent.parent / "elsewhere.txt").write_text("secret")
    path.symlink_to("../../elsewhere.txt")


ODD_FILES: list[tuple[str, Callable[[Path], object], str]] = [
    ("not UTF-8", lambda path: path.write_bytes(b"\xff\n"), "not UTF-8"),
    ("NUL", lambda path: path.write_bytes(FRONT.encode() + b"\0"), "a NUL character"),
    ("too large", lambda path: path.write_bytes(b"x" * (2 * 1024 * 1024)), "is the limit"),
    ("a folder", lambda path: path.mkdir(), "a folder, not a file"),
    ("a pipe", os.mkfifo, "not an ordinary file"),
    ("a link to nothing", lambda path: path.symlink_to("nowhere"), "which is not there"),
    ("a link that leads out", link_out, "leads out of the working folder"),
    ("a link to a device", lambda path: path.symlink_to("/dev/zero"), "leads out of the working folder"),
]


def test_each_template_that_is_no_file_of_text_is_told(small: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "templates").mkdir(parents=True)
    shutil.copy(small, work / "inventory.yaml")
    for number, (_, make, _) in enumerate(ODD_FILES):
        make(work / f"templates/m{number}.md.j2")
    found = told(work)
    for number, (what, _, words) in enumerate(ODD_FILES):
        assert any(f"m{number}.md.j2:" in entry and words in entry for entry in found), (what, found)
    assert "secret" not in str(found)


def test_a_templates_folder_that_is_none_is_told(folder: Path) -> None:
    (folder / "templates").rmdir()
    (folder / "templates").write_text("x")
    assert told(folder) == ["templates:1: this is not a folder"]


def test_what_else_is_wrong_is_told_too(folder: Path) -> None:
    (folder / "templates/mine.md.j2").write_text(FRONT + "{{ one }}\n")
    (folder / "templates/idle.md.j2").write_text("x")
    done = run(folder, "check")
    assert done.exit_code == 1
    assert "idle.md.j2:1:1: this overrides none" in done.stdout
    assert "mine.md.j2" in done.stderr
    assert "1 problem(s): the templates" in done.stderr
