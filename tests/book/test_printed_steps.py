"""Which step a line belongs to, as the page prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.book.printed_steps import step_at_line
from mfa_binder.book.sidecar import read_sidecar

PAGE = """\
# LD-1 lost

## Steps

### Part 1: Contain it (only if stolen)

Why this part.

1.  Ask who you are.

    ```bash title="LD-1.1"
    aws sts get-caller-identity
    # Not a heading
    9.  not a step
    ```

2.  Attach it.

    ```bash title="LD-1.2"
    aws iam put-user-policy
    ```

Between the steps.

## How to verify

10. Look.

    ````bash title="LD-1.3"
    ```
    aws iam list-users
    ````
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# LD-1 lost", ""),
        ("Why this part.", "Part 1"),
        ("    aws sts get-caller-identity", "step 1 of Part 1"),
        ("    9.  not a step", "step 1 of Part 1"),
        ("    aws iam put-user-policy", "step 2 of Part 1"),
        ("Between the steps.", "Part 1"),
        ("    aws iam list-users", 'step 10 of "How to verify"'),
    ],
)
def test_the_step_of_a_line(text: str, expected: str) -> None:
    assert step_at_line(PAGE, PAGE.splitlines().index(text) + 1) == expected


def test_a_page_without_steps_has_none() -> None:
    assert step_at_line("aws sts\n", 1) == ""
    assert step_at_line("", 5) == ""


def test_every_block_of_the_example_stands_in_a_step(checkout: Path) -> None:
    """`If not` tells readers to go back a step: every command must have a number to be named by."""
    without, blocks = [], 0
    for section in read_sidecar(checkout / "runbooks.json").sections:
        markdown = (checkout / "runbooks" / section.path).read_text(encoding="utf-8")
        for snippet in fenced_blocks(markdown, section.path):
            blocks += 1
            if not step_at_line(markdown, snippet.line).startswith("step "):
                without.append(snippet.id)
    assert blocks > 300
    assert without == []
