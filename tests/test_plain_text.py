"""Lists in words, and text on one line."""

from __future__ import annotations

import pytest

from mfa_binder.plain_text import join_words, printable


@pytest.mark.parametrize(
    ("words", "most", "sentence"),
    [
        ("", None, ""),
        ("A", None, "A"),
        ("AB", None, "A and B"),
        ("ABC", None, "A, B and C"),
        ("ABC", 3, "A, B and C"),
        ("ABCDE", 3, "A, B, C and 2 more"),
        ("AB", 1, "A and 1 more"),
    ],
)
def test_a_list_is_said_in_words(words: str, most: int | None, sentence: str) -> None:
    assert join_words(iter(words), most) == sentence


def test_what_nobody_can_print_becomes_one_space() -> None:
    assert printable("a\r\n\x1b[31mb\u202ec\ufeffd") == "a [31mb c d"
