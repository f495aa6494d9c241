"""The user's templates folder: every problem in it at once, with file and line."""

from pathlib import Path

import pytest

from mfa_binder.pages.user_templates import read_user_templates, split_front_matter
from mfa_binder.rendering.shipped_templates import shipped_names

GOOD = """---
id: MINE
title: Mine
for_each: account
who: W
present: P
time: T
when: N
when_not: X
---
Text.
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".md.j2")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> list[str]:
    found = read_user_templates(folder, shipped_names()).findings
    return [f"{f.severity.value} {Path(f.place.file).name}:{f.place.line} {f.message}: {f.hint}" for f in found]


def test_a_runbook_is_read(tmp_path: Path) -> None:
    read = read_user_templates(write(tmp_path, mine=GOOD), shipped_names())
    assert read.findings == ()
    assert [(runbook.name, runbook.front.id, runbook.front.for_each) for runbook in read.runbooks] == [
        ("mine", "MINE", "account")
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("for_each: account", "for_each: acount", 4, "did you mean account?"),
        ("for_each: account\n", "", 2, 'the key "for_each" is missing'),
        ("id: MINE", "id: M", 2, "three to eight capital letters"),
        ("who: W", "whom: W", 5, "did you mean who?"),
        ("who: W", "who: [W]", 5, "must be text"),
        ("who: W", "who: 'W", 10, "not YAML"),
        ("title: Mine", "title: Mine\ntitle: Yours", 4, "already"),
    ],
)
def test_a_wrong_front_matter_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = told(write(tmp_path, mine=GOOD.replace(old, new)))
    assert found
    assert all(entry.startswith("error mine.md.j2:") for entry in found)
    assert any(f":{line} " in entry and words in entry for entry in found), found


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD.replace("id: MINE", "id: 7"), b=GOOD.replace("who: W\n", ""), c=GOOD, d=GOOD)
    found = told(tmp_path)
    assert [entry.split(":")[0] for entry in found] == ["error a.md.j2", "error b.md.j2", "error d.md.j2"]
    assert "the id MINE is that of c.md.j2 already" in found[2]


def test_a_runbook_may_not_take_the_name_of_one_of_ours(tmp_path: Path) -> None:
    write(tmp_path, storage=GOOD)
    assert "the name of one of ours" in told(tmp_path)[0]
    assert read_user_templates(tmp_path, shipped_names()).runbooks == ()


def test_a_file_that_overrides_nothing_is_told_with_what_may_be_meant(tmp_path: Path) -> None:
    write(tmp_path, **{"sections__lost-device__tel": "x", "sections__lost-device__tell": "x"})
    found = told(tmp_path)
    assert len(found) == 1
    assert found[0].startswith("warning tel.md.j2:1 ")
    assert "sections/lost-device/tell.md.j2" in found[0]


def test_a_section_that_a_runbook_of_the_users_includes_is_not_idle(tmp_path: Path) -> None:
    write(tmp_path, mine=GOOD + '{% include "sections/mine/one.md.j2" %}', **{"sections__mine__one": "x"})
    assert told(tmp_path) == []


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.md.j2").write_bytes(b"\xff\xfe\x00")
    assert told(tmp_path) == ["error mine.md.j2:1 the file is UTF-16 or UTF-32: save it as UTF-8"]


def test_the_rest_of_a_template_keeps_its_lines() -> None:
    yaml, rest = split_front_matter(GOOD)
    assert yaml.startswith("id: MINE\n")
    assert rest.split("\n")[10] == GOOD.split("\n")[10] == "Text."
    assert split_front_matter("no front matter\n---\n") == ("", "no front matter\n---\n")
