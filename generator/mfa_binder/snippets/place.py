"""Which step of a page a line belongs to, as a reader finds it on paper."""

from __future__ import annotations

import re

_HEADING = re.compile(r"#{2,6} +(?P<words>.*?)\s*$")
_PART = re.compile(r"(?P<part>Part \d+)(?::|$)")
_STEP = re.compile(r"(?P<number>\d{1,9})\. {1,4}\S")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})")


def place(markdown: str, line: int) -> str:
    """`step 4 of Part 2`, `step 1 of "How to verify"`, or `Part 2` for a line between steps; empty if unknown.

    `line` is 1-based.
    """
    heading, step, fence = "", "", ""
    for text in markdown.splitlines()[:line]:
        marks = _FENCE.match(text.lstrip(" "))
        if fence or marks is not None:
            fence = _inside(fence, text, marks)
        elif found := _HEADING.match(text):
            heading, step = found["words"], ""
        elif found := _STEP.match(text):
            step = f"step {found['number']}"
        elif text and not text.startswith(" "):
            step = ""
    return " of ".join(part for part in (step, _named(heading)) if part)


def _inside(fence: str, text: str, marks: re.Match[str] | None) -> str:
    """The marks of the fence that the next line is in; empty if it is in none."""
    if not fence:
        return marks["marks"] if marks is not None else ""
    closes = text.strip() == text.strip()[0:1] * len(text.strip()) and text.strip().startswith(fence)
    return "" if closes else fence


def _named(heading: str) -> str:
    part = _PART.match(heading)
    if part is not None:
        return part["part"]
    return f'"{heading}"' if heading else ""
