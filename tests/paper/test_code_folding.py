"""Folded code is never wider than the paper and can be copied back byte by byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.paper.code_folding import fold_code, unfold_code

CODE = st.text(alphabet=st.one_of(st.sampled_from("ab /:-.=\\'\"↩␣⟨⟩ \n"), st.characters(codec="utf-8")), max_size=200)


@given(CODE, st.integers(min_value=12, max_value=80))
def test_folding_can_be_undone(code, columns):
    assert unfold_code(fold_code(code, columns)) == code


@given(CODE, st.integers(min_value=12, max_value=80))
def test_no_line_is_wider_than_the_paper(code, columns):
    assert max(len(line) for line in fold_code(code, columns)) <= columns


@given(CODE)
def test_no_printed_line_ends_in_a_space_that_nobody_sees(code):
    assert not any(line.endswith(" ") for line in fold_code(code, 40))


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("aws iam list", ["aws iam list"]),
        ("one word threes four", ["one word␣↩", "threes four"]),
        ("--file=folder/deeper/name", ["--file=folder/↩", "deeper/name"]),
        ("abcdefghijklmnopqrstuv", ["abcdefghijklmn↩", "opqrstuv"]),
        ("ends in space ", ["ends in space␣"]),
        ("a ↩ b", ["a ⟨U+21A9⟩ b"]),
        ("a \\\n    b", ["a \\", "    b"]),
    ],
)
def test_where_lines_are_folded(code, lines):
    assert list(fold_code(code, 16)) == lines
