"""A page's Markdown, parsed and checked against the dialect that site and paper share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from mfa_binder.book.sections import Section
from mfa_binder.errors import DialectError, OutputError, ReadingError
from mfa_binder.files.reading import read_bytes
from mfa_binder.paper.markdown_dialect import block_problems, inline_problems, source_line, source_problems


@dataclass(frozen=True)
class ParsedPage:
    """A parsed page."""

    path: str
    """Its place under runbooks/, which names it in errors."""
    lines: tuple[str, ...]
    """Of its Markdown."""
    root: SyntaxTreeNode


def dialect_parser() -> MarkdownIt:
    """The reader of the dialect: CommonMark, tables, admonitions, task lists; no raw HTML, no autolinks.

    Escapes and entities stay tokens of their own, so that the dialect can tell a literal `*`
    from one that was written as `&#42;`.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").use(admon_plugin).use(tasklists_plugin)
    return reader.disable(["autolink", "html_block", "html_inline", "text_join"])


def parse_page(source: str, path: str) -> ParsedPage:
    """Parse a page. Raises DialectError, naming page and line, at the first construct outside the dialect."""
    lines = tuple(source.split("\n"))
    _raise_first(source_problems(path, lines))
    env: EnvType = {}
    root = SyntaxTreeNode(dialect_parser().parse(source, env))
    _raise_first(_tree_problems(path, lines, root, env))
    return ParsedPage(path, lines, root)


def dialect_problems(source: str, path: str) -> Iterator[DialectError]:
    """Everything in a page that is outside the dialect; what a link leads to is not looked at."""
    lines = tuple(source.split("\n"))
    root, env = _last_parsed(source)
    yield from source_problems(path, lines)
    yield from _tree_problems(path, lines, root, env)


def page_links(source: str) -> Iterator[tuple[int, str]]:
    """The address of each link of a page, with its 1-based line."""
    for inline in _last_parsed(source)[0].walk():
        line = source_line(inline) if inline.type == "inline" else 0
        for node in inline.walk(include_self=False) if line else ():
            line += node.type in ("softbreak", "hardbreak")
            if node.type == "link":
                yield line, str(node.attrs.get("href", ""))


@lru_cache(maxsize=1)
def _last_parsed(source: str) -> tuple[SyntaxTreeNode, EnvType]:
    """The page that was just looked at is looked at again, for its links."""
    env: EnvType = {}
    return SyntaxTreeNode(dialect_parser().parse(source, env)), env


def _tree_problems(path: str, lines: tuple[str, ...], root: SyntaxTreeNode, env: EnvType) -> Iterator[DialectError]:
    yield from block_problems(path, lines, root, env)
    for node in root.walk():
        if node.type == "inline":
            yield from inline_problems(path, node)


def _raise_first(problems: Iterator[DialectError]) -> None:
    for problem in problems:
        raise problem


def read_pages(runbooks: Path, sections: Iterable[Section]) -> dict[str, ParsedPage]:
    """The pages of sections by path, parsed.

    Raises DialectError (page and line) for a page that site and paper would read differently, OutputError
    if a page is missing or not the one that the sidecar describes.
    """
    return {section.path: parse_page(_read_section(runbooks, section), section.path) for section in sections}


def _read_section(runbooks: Path, section: Section) -> str:
    stale = "run mfa-binder build: page and sidecar come from one build"
    try:
        written = read_bytes(runbooks / section.path)
    except ReadingError as error:
        raise OutputError(f"{section.path} of section {section.id} cannot be read: {error.reason}", stale) from error
    if hashlib.sha256(written).hexdigest() != section.digest:
        raise OutputError(f"{section.path} is not the page that the sidecar describes as {section.id}", stale)
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OutputError(f"{section.path} is not UTF-8: {error.reason}", stale) from error
