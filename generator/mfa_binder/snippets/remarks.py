"""What a step says of its failure: the paragraph "If not" that follows a block of the page."""

from __future__ import annotations

import html
import re

from mfa_binder.snippets.extract import Snippet

_IF_NOT = "*If not:*"
_NEXT_STEP = re.compile(r"\s*(?:`{3,}|~{3,}|#{1,6} )| {0,3}\d+[.)] ")
_COLON = re.compile(r"(?:(?!\. ).)*?:")
"""The first colon of a sentence."""
_REMARK = re.compile(r"`[^`]+`:")


def if_not(markdown: str, snippet: Snippet) -> str:
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


def remark(if_not: str, says: str) -> str:
    """What an "If not" says after the words `says`, up to the next words that it speaks of; empty without them.

    What is to be done stands after a colon: `` `NoSuchEntity`: compare … ``.
    """
    begins = if_not.find(says)
    if begins < 0:
        return ""
    colon = _COLON.match(if_not, begins + len(says))
    rest = if_not[colon.end() if colon else begins :]
    following = _REMARK.search(rest)
    return rest[: following.start()] if following else rest
