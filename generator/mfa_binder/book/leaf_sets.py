"""Leaf sets: a page divided at its headings into what is exchanged as a whole when something in it changes.

The division rests on the Markdown alone, not on a size of paper: the same page has the same sets in
every binder. Heights are those of `height_estimate`, which are generous, so that a set seldom exceeds four leaves.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mfa_binder.book.height_estimate import HEADING_HEIGHT, PAGE_HEIGHT, code_height, text_height
from mfa_binder.book.records import BookRecord


class LeafSet(BookRecord):
    """The unit of revision: one sheet set of a section, of one to four leaves as a rule, with a numbering of its own.

    A section that would fill more is divided at its headings, so that a change exchanges few leaves.
    """

    id: str
    """The section's id for its first set, `LD-YK-001`; then `LD-YK-001/2` and so on."""
    line: int
    """The line of the page's Markdown (from 1) with which it begins; it ends before the next one's."""
    digest: str
    """SHA-256 of its body in hexadecimal: of its lines of Markdown, without the revision line that ends a page."""
    lines: str
    """Four characters for each line of it that is not blank, in order: which lines are still the same later."""

    @property
    def line_count(self) -> int:
        """How many of its lines are not blank."""
        return len(self.lines) // MARK_LENGTH


MARK_LENGTH = 4
"""Characters that stand for a line in `LeafSet.lines`."""
_LARGEST_SET = 6.5 * PAGE_HEIGHT
"""Of a set: less than the eight pages of four leaves, since heights are guesses."""
_SMALLEST_SET = 200.0
"""A heading with less than this under it stays with the next one."""
_HEADING_LINE = re.compile(r"#{2,3} ")
_FENCE = re.compile(r" *```")


@dataclass(frozen=True, slots=True)
class _MarkdownChunk:
    """The lines from one heading to the next."""

    first: int
    """Index of its first line."""
    height: float
    """In points, guessed."""


def divide_into_leaf_sets(page_id: str, markdown: str) -> tuple[LeafSet, ...]:
    """The sets of a page, in order: at least one."""
    lines = markdown.removesuffix("\n").split("\n")
    body = lines[: revision_line(page_id, lines)]
    starts = [*_first_lines(list(_chunks(body))), len(body)]
    return tuple(
        _leaf_set(page_id, number, first, body[first:end])
        for number, (first, end) in enumerate(pairwise(starts), start=1)
    )


def revision_line(page_id: str, lines: Sequence[str]) -> int:
    """Index of the line where the rule and the revision line that end a page begin; the number of lines if none do.

    On paper the foot of every sheet says what the revision line says.
    """
    if len(lines) > 2 and lines[-1].startswith(f"{page_id} · ") and lines[-3] == "---":
        return len(lines) - 3
    return len(lines)


def line_marks(lines: Sequence[str]) -> str:
    """`MARK_LENGTH` characters for each line that is not blank."""
    return "".join(urlsafe_b64encode(_sha256(line).digest()[:3]).decode() for line in lines if line.strip())


def _leaf_set(page_id: str, number: int, first: int, body: Sequence[str]) -> LeafSet:
    return LeafSet(
        id=page_id if number == 1 else f"{page_id}/{number}",
        line=first + 1,
        digest=_sha256("\n".join(body).strip("\n")).hexdigest(),
        lines=line_marks(body),
    )


def _sha256(text: str) -> hashlib._Hash:
    return hashlib.sha256(text.encode("utf-8"))


def _first_lines(chunks: Sequence[_MarkdownChunk]) -> Iterator[int]:
    """Where each set begins: as many chunks as fit, none parted from a short heading above it."""
    filled = 0.0
    yield 0
    for before, chunk in pairwise((_MarkdownChunk(0, 0.0), *chunks)):
        if filled + chunk.height > _LARGEST_SET and filled > 0 and before.height > _SMALLEST_SET:
            yield chunk.first
            filled = 0.0
        filled += chunk.height


def _chunks(body: Sequence[str]) -> Iterator[_MarkdownChunk]:
    first, height, fence = 0, 0.0, 0
    for index, line in enumerate(body):
        if _FENCE.match(line):
            height += code_height(index - fence) if fence else 0.0
            fence = 0 if fence else index + 1
        elif not fence and _HEADING_LINE.match(line):
            if index > first:
                yield _MarkdownChunk(first, height)
            first, height = index, HEADING_HEIGHT
        elif not fence and line.strip():
            height += text_height(line)
    yield _MarkdownChunk(first, height)
