"""Nothing is cut off, nothing is too small to read, and what has room is large: read off printed labels."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from mfa_binder.errors import OutputError
from mfa_binder.organization.binder_settings import Paper
from mfa_binder.paper.fonts import printable_text
from mfa_binder.paper.label_contents import LabelContents
from mfa_binder.paper.label_fitting import SMALLEST_TEXT
from mfa_binder.paper.label_formats import LABEL_STOCKS, LabelStock
from tests.paper.label_reading import Line, Sheets

MakeSheets = Callable[..., Sheets]


def label(tag: str, *words: str) -> LabelContents:
    return LabelContents("device", tag, words, "T", ("MFA-BINDER device X",))


def own_stock(width: float, height: float = 60) -> LabelStock:
    return LabelStock("own", Paper.A4, 1, 1, width, height, 10, 10, width, height)


def odd_texts(seed: int) -> list[tuple[str, list[str]]]:
    """Tags and words for the eight labels of a sheet: of wide and narrow letters, spaces, and what no font has."""
    chance = random.Random(seed)
    return [(odd_text(chance), [odd_text(chance) for _ in range(chance.randint(1, 3))]) for _ in range(8)]


def odd_text(chance: random.Random) -> str:
    return "a" + "".join(chance.choices("abW i-/.|1µÅЖ中🔑א", k=chance.randint(0, 22)))


@pytest.mark.parametrize("seed", range(3))
def test_every_character_is_printed_within_its_label_and_large_enough(sheets: MakeSheets, seed: int) -> None:
    texts = odd_texts(seed)
    made = sheets([label(tag, *words) for tag, words in texts], LABEL_STOCKS["L7165"])
    for slot, (tag, words) in enumerate(texts):
        lines = made.lines(slot)
        printed = "".join(line.text for line in lines).removesuffix("T")
        assert printed == "".join("".join(map(printable_text, (tag, *words))).split())
        assert min(line.size for line in lines) >= SMALLEST_TEXT
        assert not any(line.text.count("⟨") != line.text.count("⟩") for line in lines)


def test_a_word_is_torn_only_if_it_is_too_wide_at_the_smallest_size(sheets: MakeSheets) -> None:
    word = "Incomprehensibilities"
    rooms: list[tuple[float, list[Line]]] = []
    for width in range(30, 60, 2):
        made = sheets([label("X", word)], own_stock(width))
        (_, _, _, code_end, _) = made.pictures()[0]
        rooms.append((10 + width - code_end, [line for line in made.lines(0) if line.text[0] in word]))
    whole = [(room, lines[0]) for room, lines in rooms if len(lines) == 1]
    torn = [room for room, lines in rooms if len(lines) > 1]
    needed = [(line.right - line.left) * SMALLEST_TEXT / line.size for _, line in whole]
    assert whole
    assert torn
    assert max(torn) - 2.4 < min(needed) + 0.3, (
        "it had room: the inset takes 2 mm, the code's gap 0.4, white in letters 0.3"
    )
    assert all(len({line.size for line in lines}) == 1 for _, lines in rooms)


def test_the_tag_is_twice_as_large_where_there_is_room_and_grows_with_the_label(sheets: MakeSheets) -> None:
    tag, words, *_ = sheets([label("YK-001", "YubiKey")], LABEL_STOCKS["L7163"]).lines(0)
    assert tag.size >= 2 * words.size
    assert sheets([label("YK-001", "YubiKey")], LABEL_STOCKS["5164"]).lines(0)[0].size > tag.size


@pytest.mark.parametrize("stock", [own_stock(60, 12.7), own_stock(29)], ids=["low", "narrow"])
def test_words_that_have_no_room_are_an_error(sheets: MakeSheets, stock: LabelStock) -> None:
    with pytest.raises(OutputError, match="X: the words do not fit at 6 pt"):
        sheets([label("X", *["⟨U+1F511⟩" * 40] * 3)], stock)
