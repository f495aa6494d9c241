"""The fenced blocks of a page, in order: what a reader types, or saves as a file.

A fence says what it is in its first line, ```` ```bash title="LD-HT-001.1" ```` or
```` ```json title="LD-HT-001.2: deny-old-sessions.json" ````. Fences of the language `text` are
transcripts and sample output: nobody types them, so they are left out. Nothing else is: a fence
without language or title is returned with an empty id, and so is a line that looks like a fence but
is none to a Markdown reader (inside an indented block, a tab or raw HTML), because a block that is
not counted is a block that nobody proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin

TRANSCRIPT = "text"
"""The language of fences that are not blocks."""

_PARSER = MarkdownIt("commonmark").use(admon_plugin).disable("inline")
"""Reads blocks only: no fence lies within a paragraph, and reading paragraphs takes as long as all else."""

_INFO = re.compile(r"\s*(?P<language>[^\s\"=]+(?=\s|$))?")
_TITLE = re.compile(r'(?:^|\s)title="(?P<id>[^":]*)(?::\s*(?P<file>[^"]*))?"')
_LINE_END = re.compile(r"\r\n?|\n")
_FENCE_LINE = re.compile(r"[\s>]*(?:`{3,}|~{3,})(?P<info>[^`]*)$")


@dataclass(frozen=True, slots=True)
class FencedBlock:
    """One fenced block."""

    page: str
    """The page's path under runbooks/."""
    line: int
    """The 1-based line of the first line of the code."""
    language: str
    id: str
    """From the fence's title; empty without one."""
    text: str
    """The code without the indentation of its list or admonition, with a final newline."""
    file: str = ""
    """From the fence's title: the name under which a reader saves a `json` block."""
    seen: bool = True
    """False for a line that only looks like a fence: a reader of the page sees no block there."""


def fenced_blocks(markdown: str, page: str) -> tuple[FencedBlock, ...]:
    """Every fenced block of a page except transcripts, in the order of the page."""
    fences = [token for token in _PARSER.parse(markdown) if token.type == "fence" and token.map]
    found = [_fenced_block(token, page) for token in fences] + list(_unseen_fences(markdown, page, fences))
    return tuple(sorted((s for s in found if s.language != TRANSCRIPT), key=lambda snippet: snippet.line))


def _fenced_block(fence: Token, page: str) -> FencedBlock:
    language, name, file = _parse_info(fence.info)
    first = (fence.map or [0])[0]
    return FencedBlock(page, first + 2, language, name, fence.content, file)


def _parse_info(info: str) -> tuple[str, str, str]:
    language = _INFO.match(info)
    title = _TITLE.search(info)
    return (
        (language["language"] or "") if language else "",
        title["id"].strip() if title else "",
        (title["file"] or "").strip() if title else "",
    )


def _unseen_fences(markdown: str, page: str, fences: Sequence[Token]) -> Iterator[FencedBlock]:
    covered = {line for fence in fences for line in range(*(fence.map or (0, 0)))}
    inside = False
    for number, line in enumerate(_LINE_END.split(markdown)):
        match = _FENCE_LINE.match(line)
        if number in covered or match is None:
            continue
        inside = not inside
        if inside:
            language, name, file = _parse_info(match["info"])
            yield FencedBlock(page, number + 2, language, name, "", file, seen=False)
