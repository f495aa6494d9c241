"""Each step of a ceremony can be signed where it stands; nothing lies over anything else."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest

from mfa_binder.organization.binder_settings import Paper, PrintForm
from mfa_binder.paper.sheet_measures import MILLIMETRE
from tests.printing import Printed
from tests.qr_reading import scan

PAGE = """# T

1.  Sign in as root, and wait until the other person has read the number of the account aloud, digit by digit.

    ```bash title="X-1.1"
    aws sts get-caller-identity --query '[Account,Arn]' --output text
    ```

    *You should see:* the number, `111122223333`.

    *If not:* stop.

2.  Short.

    1.  Inner step

-   Point

    1.  Inner of a point
"""


def boxes(paper: Printed) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of every writing box, in millimetres, from above and from the left."""
    found = []
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        for index in paper.sheets("X-1"):
            for item in document[index].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
                left, bottom, right, top = (side / MILLIMETRE for side in item.get_bounds())
                if 15 < right - left < 22 and 8 < top - bottom < 12:
                    found.append((left, bottom, right, top))
    return sorted(found, key=lambda box: (-round(box[3]), box[0]))


def test_each_numbered_step_on_the_first_level_has_two_boxes(bind: Callable[..., Printed]) -> None:
    paper = bind({"X-1": PAGE}, ceremony=True)
    text = " ".join(paper.text("X-1").split())
    assert text.count("Initials") == text.count("Time (UTC)") == 2
    assert len(boxes(paper)) == 4
    for initials, time in zip(boxes(paper)[::2], boxes(paper)[1::2], strict=True):
        assert initials[2] - initials[0] == pytest.approx(16, abs=0.6)
        assert time[2] - time[0] == pytest.approx(20, abs=0.6)
        assert min(initials[3] - initials[1], time[3] - time[1]) >= 9
        assert initials[2] <= time[0] + 0.6


def test_other_pages_have_no_boxes(bind: Callable[..., Printed]) -> None:
    paper = bind({"X-1": PAGE})
    assert boxes(paper) == []
    assert "Initials" not in paper.text("X-1")


@pytest.mark.parametrize("form", [PrintForm(), PrintForm(paper=Paper.LETTER), PrintForm(large_print=True)], ids=str)
def test_boxes_and_codes_and_words_lie_apart(bind: Callable[..., Printed], form: PrintForm) -> None:
    paper = bind({"X-1": PAGE}, form, ceremony=True)
    (code,) = scan(paper.binder.path)
    assert code.payload.startswith(b"aws sts")
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        page = document[code.page - 1]
        (picture,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=6)
        _, _, _, code_top = (side / MILLIMETRE for side in picture.get_bounds())
        text = page.get_textpage()
        letters = [text.get_charbox(index) for index in range(text.count_chars())]
    first = boxes(paper)[:2]
    assert min(box[1] for box in first) > code_top
    for left, bottom, right, top in first:
        inside = [
            text
            for text in letters
            if left < text[0] / MILLIMETRE < right and bottom < (text[1] + text[3]) / 2 / MILLIMETRE < top - 3.8
        ]
        assert inside == []


def test_the_names_of_the_outcomes_stand_in_a_column(bind: Callable[..., Printed]) -> None:
    paper = bind({"X-1": PAGE}, ceremony=True)
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        text = document[paper.sheets("X-1")[0]].get_textpage()
        places = {}
        for word in ("You should see:", "the number, ", "If not:", "stop."):
            index, _ = text.search(word).get_next()
            places[word] = text.get_charbox(index)[0]
    assert places["You should see:"] == pytest.approx(places["If not:"], abs=1.5)
    assert places["the number, "] == pytest.approx(places["stop."], abs=1.5)
    assert places["stop."] > places["If not:"] + 20 * MILLIMETRE
