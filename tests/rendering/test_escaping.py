"""A value from outside is data in Markdown, for both readers of it, and in a shell."""

import re
import subprocess
from html.parser import HTMLParser

import markdown as python_markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mfa_binder.plain_text import printable
from mfa_binder.rendering.command_lines import command_line
from mfa_binder.rendering.escaping import code, markdown, shell_word, variable

HOSTILE = [
    "$(reboot)",
    "`reboot`",
    "</script><script>alert(1)</script>",
    "../../x",
    "a|b",
    "*a* _b_ __c__ ~~d~~",
    "[link](http://example.com)",
    "![x](y)",
    "# heading",
    "- item",
    "??? item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "=====",
    "-----",
    "!!! warning",
    "&amp; &lt;",
    "a\nb\r\nc",
    "\u202egnp.exe",
    "trailing\\",
    'O\'Brien "the" <b>',
    "{: .class}",
    "$x^2$",
    ":smile:",
    "Dan Müller 山田 🔑",
    "    four spaces",
]
TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=40)
EXTENSIONS = ["tables", "admonition", "sane_lists", "pymdownx.superfences", "pymdownx.tasklist"]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def read(html: str) -> tuple[str, list[str]]:
    parser = _Text()
    parser.feed(html)
    return " ".join(parser.text.split()), parser.tags


def both(source: str) -> list[tuple[str, list[str]]]:
    site = python_markdown.markdown(source, extensions=EXTENSIONS)
    paper = MarkdownIt("commonmark").enable("table").render(source)
    return [read(site), read(paper)]


def shown(value: str) -> str:
    return " ".join(printable(value).split())


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_itself_in_a_paragraph(value: str) -> None:
    for text, tags in both(f"{markdown(value)}\n"):
        assert text == shown(value)
        assert tags == ["p"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_in_its_table_cell(value: str) -> None:
    for text, tags in both(f"| a | b |\n|---|---|\n| {markdown(value)} | end |\n"):
        assert text.split() == ["a", "b", *shown(value).split(), "end"]
        assert tags.count("td") == 2


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_any_text_is_itself_for_both_readers(value: str) -> None:
    expected = shown(value)
    for text, tags in both(f"before {markdown(value)} after\n"):
        assert text == " ".join(f"before {expected} after".split())
        assert tags == ["p"]


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_any_text_as_code_is_itself_for_both_readers(value: str) -> None:
    for text, tags in both(f"x {code(value)} y\n"):
        assert text == " ".join(f"x {shown(value)} y".split())
        assert set(tags) <= {"p", "code"}


def bash(script: str) -> str:
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-euo", "pipefail", "-c", script],
        capture_output=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    return done.stdout.decode()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_one_shell_word(value: str) -> None:
    assert bash(f"printf '%s\\0' {shell_word(value)}") == value + "\0"


def test_many_random_values_are_one_shell_word_each() -> None:
    values: list[str] = []

    @settings(max_examples=300, deadline=None)
    @given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
    def collect(value: str) -> None:
        values.append(value)

    collect()
    assert len(values) >= 100
    script = "printf '%s\\0' " + " ".join(shell_word(value) for value in values)
    assert bash(script).split("\0")[:-1] == values


@pytest.mark.parametrize("value", ["YK-001", "arn:aws:iam::111122223333:u2f/user/a/b", "file://x.json", "+,.@-_"])
def test_a_harmless_word_is_printed_bare_so_that_it_can_be_typed(value: str) -> None:
    assert shell_word(value) == value


def test_an_equals_sign_is_quoted_since_zsh_expands_a_leading_one() -> None:
    assert shell_word("PATH=x") == "'PATH=x'"


def test_a_single_quote_inside_is_wrapped_in_double_quotes_where_that_is_safe() -> None:
    assert shell_word("ends_with(User.Arn, ':root')") == "\"ends_with(User.Arn, ':root')\""


@pytest.mark.parametrize("value", ["it's $HOME", "it's `id`", "it's \\n", "it's !!", 'it\'s "x"'])
def test_double_quotes_are_never_used_where_the_shell_would_look_inside(value: str) -> None:
    assert not shell_word(value).startswith('"')


def test_a_variable_is_a_variable_and_nothing_else() -> None:
    assert variable("CODE1") == '"$CODE1"'
    with pytest.raises(ValueError, match="not a shell variable"):
        variable("x; reboot")


def test_a_long_command_is_broken_between_options_only() -> None:
    line = command_line(["aws", "iam", "x"], {"user_name": "a b", "flag": True, "serial_number": "1" * 60})
    assert line == f"aws iam x \\\n    --user-name 'a b' \\\n    --flag \\\n    --serial-number {'1' * 60}"
    assert re.findall(r"\S+", bash(f"aws() {{ printf '%s|' \"$@\"; }}; {line}")) == [
        "iam|x|--user-name|a",
        f"b|--flag|--serial-number|{'1' * 60}|",
    ]
