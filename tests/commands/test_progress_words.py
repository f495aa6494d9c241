"""Whatever a workflow says is printed: a notice without words would stop a run."""

from __future__ import annotations

from typing import get_args

import pytest

from mfa_binder.commands.progress_words import notice_lines
from mfa_binder.workflows.progress import BlocksFailed, CharactersMissing, InputsChanged, WorkNotice


@pytest.mark.parametrize("notice", [each for each in get_args(WorkNotice) if each is not BlocksFailed])
def test_each_notice_has_words(notice: type) -> None:
    assert notice_lines.dispatch(notice) is not notice_lines.dispatch(object)


@pytest.mark.parametrize(
    ("count", "named"), [(1, "f0 changed while"), (10, "f8, f9 changed while"), (13, "f8, f9 and 3 more changed while")]
)
def test_of_many_files_ten_are_named(count: int, named: str) -> None:
    (line,) = notice_lines(InputsChanged(tuple(f"f{number}" for number in range(count))))
    assert named in line


def test_characters_that_the_fonts_lack_are_named_by_their_code_points() -> None:
    lines = notice_lines(CharactersMissing((("a.md", "\u1780"), ("b.md", "".join(map(chr, range(0x1780, 0x178B)))))))
    assert lines[0] == "note: on paper a.md shows code points for U+1780: the fonts lack them"
    assert lines[1].endswith("U+1789 and more: the fonts lack them")
