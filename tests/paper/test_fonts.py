"""Every character is printed as itself or as its code point, and nothing is printed as an empty box."""

from __future__ import annotations

import unicodedata

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.paper.fonts import (
    mono_coverage,
    original_text,
    printable_code,
    printable_text,
    sans_coverage,
    unprintable_characters,
)


@pytest.mark.parametrize(
    "face", ['weight: "regular"', 'weight: "bold"', 'style: "italic"', 'weight: "bold", style: "italic"']
)
def test_the_code_font_has_what_its_list_says(face):
    kept = sorted(
        point for point in mono_coverage() if unicodedata.category(chr(point)) not in ("Cc", "Cf", "Co", "Mn")
    )
    text = "".join(f"\\u{{{point:x}}} " for point in kept)
    source = f'#set document(title: "t")\n#set text(font: "DejaVu Sans Mono", fallback: false, {face})\n#"{text}"'
    assert typst.compile(source.encode(), ignore_system_fonts=True, pdf_standards=["a-2a"], timestamp=0)


def test_a_character_that_the_code_font_lacks_would_be_an_error():
    source = '#set document(title: "t")\n#set text(font: "DejaVu Sans Mono", fallback: false)\n中'
    with pytest.raises(typst.TypstError):
        typst.compile(source.encode(), ignore_system_fonts=True, pdf_standards=["a-2a"], timestamp=0)


def test_fonts_have_what_the_binder_itself_writes():
    assert {ord(character) for character in "⟨⟩↩␣U+0123456789ABCDEF"} <= mono_coverage()
    assert {ord(character) for character in "·…•éüß€" + "".join(map(chr, range(33, 127)))} <= sans_coverage()


@pytest.mark.parametrize(
    ("text", "prose", "code"),
    [
        ("plain ~ text", "plain ~ text", "plain ~ text"),
        ("Müller é Ω Ж", "Müller é Ω Ж", "Müller é Ω Ж"),
        ("中", "⟨U+4E2D⟩", "⟨U+4E2D⟩"),
        ("🔑", "⟨U+1F511⟩", "⟨U+1F511⟩"),
        ("a\u202eb", "a⟨U+202E⟩b", "a⟨U+202E⟩b"),
        ("a\u200bb\u00ad", "a⟨U+200B⟩b⟨U+00AD⟩", "a⟨U+200B⟩b⟨U+00AD⟩"),
        ("אب", "⟨U+05D0⟩⟨U+0628⟩", "⟨U+05D0⟩⟨U+0628⟩"),
        ("a\xa0b", "a\xa0b", "a⟨U+00A0⟩b"),
        ("⟨U+41⟩", "⟨U+27E8⟩U+41⟩", "⟨U+27E8⟩U+41⟩"),
        ("↩␣", "↩␣", "⟨U+21A9⟩⟨U+2423⟩"),
    ],
)
def test_how_characters_are_printed(text, prose, code):
    assert printable_text(text) == prose
    assert printable_code(text) == code


@given(st.text())
def test_printing_can_be_undone(text):
    assert unicodedata.normalize("NFC", original_text(printable_text(text))) == unicodedata.normalize("NFC", text)
    assert original_text(printable_code(text)) == text


def test_a_composed_letter_prints_and_a_lone_mark_is_its_code_point():
    assert printable_text("Mu\u0308ller") == "Müller"
    assert printable_text("a \u0300") == "a ⟨U+0300⟩"
    assert printable_code("u\u0308") == "u⟨U+0308⟩"


def test_what_paper_shows_as_code_points_is_told_once_each() -> None:
    assert unprintable_characters("Dan Müller, 李明 and 李\n– “x” ←") == "明李"
    assert unprintable_characters("plain text\n") == ""
