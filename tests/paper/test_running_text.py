"""Names that come from outside fit into heads, feet, covers and lists, however long they are."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest

from mfa_binder.organization.binder_settings import PrintForm
from mfa_binder.paper.fonts import printable_text, text_width
from mfa_binder.paper.running_text import shorten_text
from mfa_binder.paper.sheet_measures import MILLIMETRE
from tests.printing import Printed, print_one, section_of, sidecar_of

NAMES = {"one word": "W" * 200, "words": ("Long name " * 20).strip(), "a script that the fonts lack": "中" * 200}


@pytest.mark.parametrize("name", NAMES)
def test_a_shortened_name_is_no_wider_than_usual_characters_are(name: str) -> None:
    short = shorten_text(NAMES[name], 40)
    assert short.endswith("…")
    assert text_width(printable_text(short), 1) <= 21


def test_a_name_that_fits_is_left_alone() -> None:
    assert shorten_text("Lost devices", 40) == "Lost devices"


@pytest.mark.parametrize("name", NAMES)
def test_long_names_stay_on_the_sheet(name: str, tmp_path: Path) -> None:
    text = NAMES[name]
    (tmp_path / "X-1.md").write_text(f"# {text}\n\nText\n", encoding="utf-8")
    sidecar = sidecar_of((section_of(tmp_path, "X-1", text, "X-1.md", "Part"),), PrintForm())
    (plan,) = sidecar.binders
    (copy,) = plan.copies
    front = sidecar.front.model_copy(update={"owner": text, "organizations": (text, "Other")})
    named = plan.model_copy(update={"copies": (copy.model_copy(update={"place": text, "holders": (text, "Bob")}),)})
    paper = print_one(tmp_path, sidecar.model_copy(update={"front": front, "binders": (named,)}), tmp_path / "out")
    assert beside(paper) == []
    assert overlaps(paper) == []


def beside(paper: Printed) -> list[str]:
    """What stands too near to the left or right edge of the paper."""
    found = []
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        for number, page in enumerate(document, start=1):
            text, (width, _) = page.get_textpage(), page.get_size()
            is_divider = len(paper.pages[number - 1].split("\n")) <= 4
            for index in range(0 if is_divider else text.count_chars()):
                left, _, right, _ = text.get_charbox(index)
                if left < 14 * MILLIMETRE or right > width - 14 * MILLIMETRE:
                    found.append(f"{number}: {text.get_text_range(index, 1)}")
    return [entry for entry in found if not entry[-1].isspace()]


def overlaps(paper: Printed) -> list[int]:
    """Sheets on whose head the title runs into the page number."""
    return [index for index in paper.sheets("X-1") if not re.search(r"page \d+ of \d+", paper.pages[index])]
