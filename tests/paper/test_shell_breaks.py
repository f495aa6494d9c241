"""A folded command, typed as it is printed, is the command that was written: real bash says so."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfa_binder.paper.code_folding import SHELL_LANGUAGE, fold_code, shell_breaks, unfold_code
from mfa_binder.paper.fonts import CONTINUATION_MARK

SHOW = "show() { printf '<%s>' \"$@\"; printf '\\n'; }\nVALUE='v  w'\n"

WORD = st.text(alphabet="abc019-_./:=,@%+éЖ", min_size=1, max_size=30)
INSIDE = st.text(alphabet="ab 01-/:;|&()<>{}[]#*~é中", max_size=40)
QUOTED = st.one_of(
    INSIDE.map(lambda text: f'"{text}"'),
    INSIDE.map(lambda text: f"'{text}'"),
    INSIDE.map(lambda text: f"$'{text}\\n\\''"),
    INSIDE.map(lambda text: f'"{text} \\" \\\\ \\$ {text}"'),
    INSIDE.map(lambda text: f'"{text} $VALUE {text}${{VALUE}} ${{VALUE:-{"x" * 20}}}"'),
    st.sampled_from(
        ["b\\ c", "\\\\", "\\'", '\\"', "a\\;b", "$VALUE", '"$VALUE"', "${VALUE:-a b}", "$((1 + 2))", "''"]
    ),
)
ESCAPES = st.lists(st.sampled_from(["a", "\\ ", "\\\\", "\\'", "\\$", "\\;", '\\"']), min_size=5, max_size=40).map(
    "".join
)
"""Nearly every second character is a backslash: the worst place to add one."""
INSIDE_ESCAPES = st.lists(st.sampled_from(["a", " ", "\\\\", "\\$", '\\"', "'"]), min_size=5, max_size=40).map("".join)
PLAIN = st.one_of(
    WORD, QUOTED, ESCAPES, INSIDE_ESCAPES.map(lambda text: f'"{text}"'), st.tuples(WORD, QUOTED, WORD).map("".join)
)
ARGUMENTS = st.lists(PLAIN, min_size=1, max_size=8)
SUBSTITUTED = ARGUMENTS.map(lambda words: f'"$(show {" ".join(words)})"')
GAP = st.sampled_from([" ", " ", " ", "  ", " \\\n    ", " \\\n  ", " \\\n"])


@st.composite
def commands(draw: st.DrawFn) -> str:
    """A line of shell that prints its arguments: every kind of quoting, lists, pipes, comments, here-documents."""
    words = draw(st.lists(st.one_of(PLAIN, PLAIN, SUBSTITUTED), min_size=3, max_size=12))
    command = "show" + "".join(draw(GAP) + word for word in words)
    ending = draw(
        st.sampled_from(["", " | cat", " && show a b", ' # it\'s a comment that "goes on" and on', "; show z"])
    )
    before = draw(st.sampled_from(["", "  ", "X=1 ", "if true; then ", "{ ", "for i in a b; do ", "cat <<E |cat\nthe $VALUE here \\\\ document is long, long, long\nE\n"]))  # fmt: skip
    after = {"if true; then ": "\nfi", "{ ": "\n}", "for i in a b; do ": "\ndone"}.get(before, "")
    return before + command + ending + after


def run(scripts: list[str]) -> list[str]:
    """What each script prints, and how it ends."""
    separator = "\0"
    whole = "".join(f"(eval {_quoted(SHOW + script)}); printf '%s\\0' $?\n" for script in scripts)
    ran = subprocess.run(
        ["/bin/bash", "--norc"], input=whole, capture_output=True, text=True, timeout=30, env={"PATH": "/bin:/usr/bin", "LC_ALL": "C.UTF-8"}, check=False
    )  # fmt: skip
    return ran.stdout.split(separator)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def typed(lines: tuple[str, ...]) -> str:
    """What a reader types who follows the rule of the marks, and copies every backslash."""
    return unfold_code(lines)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(commands(), st.integers(min_value=20, max_value=60)), min_size=10, max_size=25))
def test_bash_runs_what_is_printed_as_it_was_written(cases):
    written = [code for code, _ in cases]
    printed = [typed(fold_code(code, columns, SHELL_LANGUAGE)) for code, columns in cases]
    for code, paper, before, after in zip(written, printed, run(written), run(printed), strict=False):
        assert before == after, (code, paper)


@settings(max_examples=200, deadline=None)
@given(commands(), st.integers(min_value=14, max_value=60))
def test_what_was_written_can_be_told_from_what_is_printed(code, columns):
    lines = fold_code(code, columns, SHELL_LANGUAGE)
    if unfold_code(code.split("\n"), SHELL_LANGUAGE) == code:
        assert unfold_code(lines, SHELL_LANGUAGE) == code
    assert max(len(line) for line in lines) <= max(columns, 14)


def test_generated_commands_are_folded_with_backslashes_and_understood_by_bash():
    counted = {"backslash": 0, "mark": 0, "ran": 0}

    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(commands())
    def count(code):
        lines = fold_code(code, 30, SHELL_LANGUAGE)
        counted["backslash"] += sum(line.endswith("\\") for line in lines) - code.count("\\\n")
        counted["mark"] += sum(line.endswith(CONTINUATION_MARK) for line in lines)
        counted["ran"] += run([code])[0].endswith("0")

    count()
    assert counted["backslash"] > 20
    assert counted["mark"] > 10
    assert counted["ran"] > 30


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("aws iam list-users --query Users --output text", ["aws iam list-users \\", "  --query Users \\", "  --output text"]),
        ("aws iam list-users \\\n    --query Users --output text", ["aws iam list-users \\", "    --query Users \\", "      --output text"]),
        ('show "one two three four five six"', ['show "one two three \\', 'four five six"']),
        ("show arn:aws:iam::111122223333:user/someone", ["show arn:aws:iam::\\", "111122223333:user/\\", "someone"]),
        ("show 'one two three four five six'", ["show \\", "  'one two three four␣↩", "five six'"]),
        ("# one two three four five six seven", ["# one two three four␣↩", "five six seven"]),
        ("show a >> file.txt && show b || true", ["show a >> file.txt \\", "  && show b || true"]),
        ("if [[ one == two || three == four ]]", ["if [[ one == two ||␣↩", "three == four ]]"]),
    ],
)  # fmt: skip
def test_where_a_command_is_folded(code, lines):
    assert list(fold_code(code, 24, SHELL_LANGUAGE)) == lines


@pytest.mark.parametrize("code", ["show 'open", "if then fi (", 'x="'])
def test_what_is_no_shell_is_folded_with_marks(code):
    assert shell_breaks(code + " word" * 10) == {} or CONTINUATION_MARK in "".join(
        fold_code(code + " word" * 10, 20, SHELL_LANGUAGE)
    )


def test_a_command_of_4000_characters_is_folded_at_once():
    code = "show " + "arn:aws:iam::111122223333:user/someone " * 100
    lines = fold_code(code.strip(), 60, SHELL_LANGUAGE)
    assert run([code])[0] == run([typed(lines)])[0]
    assert CONTINUATION_MARK not in "".join(lines)
