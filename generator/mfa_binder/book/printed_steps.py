"""What a printed step says, read from the Markdown: which step a line belongs to, and the advice in its "If not"."""

from __future__ import annotations

import html
import re

from mfa_binder.book.fenced_blocks import FencedBlock

_HEADING = re.compile(r"#{2,6} +(?P<words>.*?)\s*$")
_PART_HEADING = re.compile(r"(?P<part>Part \d+)(?::|$)")
_STEP_LINE = re.compile(r"(?P<number>\d{1,9})\. {1,4}\S")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})")


def step_at_line(markdown: str, line: int) -> str:
    """`step 4 of Part 2`, `step 1 of "How to verify"`, or `Part 2` for a line between steps; empty if unknown.

    `line` is 1-based.
    """
    heading, step, fence = "", "", ""
    for text in markdown.splitlines()[:line]:
        marks = _FENCE.match(text.lstrip(" "))
        if fence or marks is not None:
            fence = _open_fence(fence, text, marks)
        elif found := _HEADING.match(text):
            heading, step = found["words"], ""
        elif found := _STEP_LINE.match(text):
            step = f"step {found['number']}"
        elif text and not text.startswith(" "):
            step = ""
    return " of ".join(part for part in (step, _heading_name(heading)) if part)


def _open_fence(fence: str, text: str, marks: re.Match[str] | None) -> str:
    """The marks of the fence that the next line is in; empty if it is in none."""
    if not fence:
        return marks["marks"] if marks is not None else ""
    closes = text.strip() == text.strip()[0:1] * len(text.strip()) and text.strip().startswith(fence)
    return "" if closes else fence


def _heading_name(heading: str) -> str:
    part = _PART_HEADING.match(heading)
    if part is not None:
        return part["part"]
    return f'"{heading}"' if heading else ""


_IF_NOT = "*If not:*"
_NEXT_STEP = re.compile(r"\s*(?:`{3,}|~{3,}|#{1,6} )| {0,3}\d+[.)] ")
_COLON = re.compile(r"(?:(?!\. ).)*?:")
"""The first colon of a sentence."""
_NEXT_REMARK = re.compile(r"`[^`]+`:")


def if_not_text(markdown: str, snippet: FencedBlock) -> str:
    """The text after "If not" in the step of a block, entities resolved; empty if the step says nothing."""
    lines = markdown.splitlines()[snippet.line + snippet.text.count("\n") :]
    for number, line in enumerate(lines):
        if _NEXT_STEP.match(line):
            return ""
        if line.strip().startswith(_IF_NOT):
            following = (other.strip() for other in lines[number:])
            paragraph = " ".join(iter(following.__next__, ""))
            return html.unescape(paragraph.removeprefix(_IF_NOT).strip())
    return ""


def advice_on(if_not: str, says: str) -> str:
    """What an "If not" says after the words `says`, up to the next words that it speaks of; empty without them.

    What is to be done stands after a colon: `` `NoSuchEntity`: compare … ``.
    """
    begins = if_not.find(says)
    if begins < 0:
        return ""
    colon = _COLON.match(if_not, begins + len(says))
    rest = if_not[colon.end() if colon else begins :]
    following = _NEXT_REMARK.search(rest)
    return rest[: following.start()] if following else rest
