"""A value is data: whatever is written in a page comes out of the PDF as itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it.common.utils import isValidEntityCode

from mfa_binder.paper.fonts import original_text, printable_text
from mfa_binder.paper.typst_expressions import literal
from tests.printing import print_one

HOSTILE = r"""
#eval("1+1") | $x^2$ | *a* | _b_ | @ref | //comment | /* x */ | \ | \u{41} | `raw` | ``` | ] | [ | } | {
"); panic("x | " | <label> | = Heading | - item | + item | / term: x | ~ | --- | ... | 'q' | # | #let x = 1
https://example.com/[ | &amp; | </script> | %s | fi ffi fl | \\ | #import "x" | a; b | 中文 | é | #[ | #{ | \"
"""
HOSTILE = [text for line in HOSTILE.split("\n") for text in line.split(" | ") if text]
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet=st.one_of(st.sampled_from("#$*_@/\\`[]{}()<>\"'=-+~;:.,&%!? abA1"), st.characters(codec="utf-8"))),
)


def escaped(text: str) -> str:
    """`text` as a page writes a value: every character an entity."""
    return "".join(f"&#{ord(character)};" for character in text)


def visible(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"\s", "", text))


def between_marks(text: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r"QQQ(.*?)ZZZ", text, re.DOTALL))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXT, min_size=20, max_size=40))
def test_text_in_is_text_out(bind, texts):
    # Q and Z mark where a text begins and ends in the PDF.
    plain = (text.replace("Q", "q").replace("Z", "z") for text in texts)
    kept = [text for text in plain if all(isValidEntityCode(ord(character)) for character in text)]
    page = "# T\n\n" + "".join(f"QQQ{escaped(text)}ZZZ\n\n" for text in kept)
    paper = bind({"X-1": page})
    found = [visible(text) for text in between_marks(paper.text("X-1"))]
    assert found == [visible(printable_text(text)) for text in kept]


@pytest.mark.parametrize("place", ["title", "cell", "strong", "admonition", "item", "link"])
def test_hostile_text_is_itself_in_every_place(bind, place):
    value = " ".join(escaped(text) for text in HOSTILE)
    page = {
        "title": f"# QQQ{value}ZZZ\n",
        "cell": f"# T\n\n| A | B |\n|---|---|\n| QQQ{value}ZZZ | x |\n",
        "strong": f"# T\n\n**QQQ{value}ZZZ** and *x*\n",
        "admonition": f'# T\n\n!!! note "QQQ{value}ZZZ"\n    x\n',
        "item": f"# T\n\n1.  QQQ{value}ZZZ\n",
        "link": f"# T\n\n[QQQ{value}ZZZ](https://example.com/)\n",
    }[place]
    paper = bind({"X-1": page})
    expected = visible(printable_text("".join(HOSTILE)))
    assert [visible(text) for text in between_marks(paper.text("X-1"))] == [expected]


@pytest.mark.parametrize("text", [text for text in HOSTILE if "`" not in text])
def test_hostile_code_spans_are_themselves(bind, text):
    paper = bind({"X-1": f"# T\n\nQQQ`{text}`ZZZ\n"})
    assert [original_text(visible(found)) for found in between_marks(paper.text("X-1"))] == [visible(text)]


def test_hostile_front_matter_is_itself(samples, sample_sidecar, tmp_path):
    text = '#eval("1") $x$ *a* \\ "); panic("'
    front = sample_sidecar.front.model_copy(update={"title": text, "owner": text, "organizations": (text,)})
    paper = print_one(samples, sample_sidecar.model_copy(update={"front": front}), tmp_path / "out")
    assert visible(paper.pages[0]).count(visible(text)) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_a_literal_has_no_way_out(text):
    inside = literal(text)[1:-1]
    assert not re.search(r'(?<!\\)(?:\\\\)*"', inside)
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", inside)
