"""What a step says of its failure, found on the page beside the block."""

from __future__ import annotations

import pytest

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.book.printed_steps import advice_on, if_not_text

PAGE = """\
# Page

1.  Type it.

    ```bash title="P.1"
    aws iam one
    aws iam two
    ```

    *You should see:* nothing.

    *If not:* `NoSuchEntity`: compare
    the user&#39;s name. `LimitExceeded`: stop.

2.  Look.

    ```bash title="P.2"
    aws iam three
    ```

3.  Type this.

    ```bash title="P.3"
    aws iam four
    ```

    *If not:* do it again.
"""


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("P.1", "`NoSuchEntity`: compare the user's name. `LimitExceeded`: stop."),
        ("P.2", ""),
        ("P.3", "do it again."),
    ],
)
def test_a_step_s_own_words_are_found_and_no_other_step_s(block: str, said: str) -> None:
    (snippet,) = (snippet for snippet in fenced_blocks(PAGE, "page.md") if snippet.id == block)
    assert if_not_text(PAGE, snippet) == said


@pytest.mark.parametrize(
    ("text", "says", "advice"),
    [
        ("`A`: first. `B`: second.", "A", " first. "),
        ("`A`: first. `B`: second.", "B", " second."),
        ("`A`, or `B`: both. `C`: third.", "A", " both. "),
        ("`A` in `B`: there.", "A", " there."),
        ('"It says …": wrong; stop. `B`: second.', "It says", " wrong; stop. "),
        ("`perform: sts:X`: ask.", "perform: sts:X", " ask."),
        ("Any error: again.", "error", " again."),
        ("`A` means nothing.", "A", "A` means nothing."),
        ("`A` means nothing. `B`: second.", "A", "A` means nothing. "),
        ("`A`: first.", "C", ""),
    ],
)
def test_the_advice_for_one_answer_ends_where_the_next_begins(text: str, says: str, advice: str) -> None:
    assert advice_on(text, says) == advice
