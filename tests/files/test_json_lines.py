"""A record is one line, whatever stands in it."""

from __future__ import annotations

import json

import pytest

from mfa_binder.files.json_lines import json_line


@pytest.mark.parametrize("text", ["", "two\nlines", "Zoë 鍵", "\u2028", "\x00", '"'])
def test_a_text_is_one_line_and_itself_again(text: str) -> None:
    line = json_line({"text": text})
    assert "\n" not in line
    assert json.loads(line) == {"text": text}


def test_letters_of_every_language_can_be_read() -> None:
    assert json_line("Zoë 鍵") == '"Zoë 鍵"'


def test_keys_stand_in_their_order_or_sorted() -> None:
    assert json_line({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'
    assert json_line({"b": 1, "a": 2}, sort_keys=True) == '{"a": 2, "b": 1}'
