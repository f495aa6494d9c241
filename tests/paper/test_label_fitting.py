"""Nothing is cut off, nothing is too small to read, and what has room is large."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.paper.fonts import printable_text
from mfa_binder.paper.label_fitting import SMALLEST_TEXT, face_width, fit_texts, texts_height

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60).map(printable_text)


@given(
    st.text("AbY-019 ", min_size=1, max_size=20).filter(str.strip),
    st.lists(WORDS, min_size=1, max_size=3),
    st.floats(30, 250),
    st.floats(10, 150),
)
def test_every_character_is_set_within_the_room_or_nothing_is(tag, words, wide, high):
    texts = fit_texts(tag, words, (wide, high), 1.0)
    if texts is None:
        return
    assert texts_height(texts) <= high
    assert ["".join("".join(text.lines).split()) for text in texts] == ["".join(each.split()) for each in (tag, *words)]
    for text in texts:
        assert text.size >= SMALLEST_TEXT
        assert all(face_width(line, text.size, text.bold) <= wide for line in text.lines)
        assert not any(line.count("⟨") != line.count("⟩") for line in text.lines if "⟩" in line)


def test_a_word_is_torn_only_if_it_is_too_wide_at_the_smallest_size():
    long = "Incomprehensibilities"
    needed = face_width(long, SMALLEST_TEXT, False)
    tag, whole = fit_texts("YK-001", [long], (needed + 1, 90), 1.0)
    assert (whole.lines, whole.size) == ((long,), SMALLEST_TEXT)
    tag, torn = fit_texts("YK-001", [long], (needed - 1, 90), 1.0)
    assert len(torn.lines) > 1
    assert torn.size > SMALLEST_TEXT
    assert tag.lines == ("YK-001",)


def test_the_tag_is_twice_as_large_where_there_is_room_and_grows_with_the_label():
    tag, words = fit_texts("YK-001", ["YubiKey"], (200, 100), 1.0)
    assert tag.size >= 2 * words.size
    assert fit_texts("YK-001", ["YubiKey"], (200, 100), 1.5)[0].size > tag.size


def test_a_room_too_narrow_or_too_low_is_none():
    assert fit_texts("YK-001", [printable_text("中文")], (12, 100), 1.0) is None
    assert fit_texts("YK-001", ["a"], (100, 10), 1.0) is None
    assert fit_texts("YK-001", ["a"], (-5, -5), 1.0) is None
