"""A page's Markdown, parsed and checked against the dialect that site and paper share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from mfa_binder.errors import DialectError
from mfa_binder.typesetting.dialect import block_problems, source_problems
from mfa_binder.typesetting.inline_dialect import inline_problems
from mfa_binder.typesetting.refusal import line_of


@dataclass(frozen=True)
class Page:
    """A parsed page. `path` is its place under runbooks/ and names it in errors."""

    path: str
    lines: tuple[str, ...]
    root: SyntaxTreeNode


def parser() -> MarkdownIt:
    """The reader of the dialect: CommonMark, tables, admonitions, task lists; no raw HTML, no autolinks.

    Escapes and entities stay tokens of their own, so that the dialect can tell a literal `*`
    from one that was written as `&#42;`.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").use(admon_plugin).use(tasklists_plugin)
    return reader.disable(["autolink", "html_block", "html_inline", "text_join"])


def read_page(source: str, path: str) -> Page:
    """Parse a page. Raises DialectError, naming page and line, at the first construct outside the dialect."""
    lines = tuple(source.split("\n"))
    _raise_first(source_problems(path, lines))
    env: EnvType = {}
    root = SyntaxTreeNode(parser().parse(source, env))
    _raise_first(_problems(path, lines, root, env))
    return Page(path, lines, root)


def page_problems(source: str, path: str) -> Iterator[DialectError]:
    """Everything in a page that is outside the dialect; what a link leads to is not looked at."""
    lines = tuple(source.split("\n"))
    root, env = _last_parsed(source)
    yield from source_problems(path, lines)
    yield from _problems(path, lines, root, env)


def links(source: str) -> Iterator[tuple[int, str]]:
    """The address of each link of a page, with its 1-based line."""
    for inline in _last_parsed(source)[0].walk():
        line = line_of(inline) if inline.type == "inline" else 0
        for node in inline.walk(include_self=False) if line else ():
            line += node.type in ("softbreak", "hardbreak")
            if node.type == "link":
                yield line, str(node.attrs.get("href", ""))


@lru_cache(maxsize=1)
def _last_parsed(source: str) -> tuple[SyntaxTreeNode, EnvType]:
    """The page that was just looked at is looked at again, for its links."""
    env: EnvType = {}
    return SyntaxTreeNode(parser().parse(source, env)), env


def _problems(path: str, lines: tuple[str, ...], root: SyntaxTreeNode, env: EnvType) -> Iterator[DialectError]:
    yield from block_problems(path, lines, root, env)
    for node in root.walk():
        if node.type == "inline":
            yield from inline_problems(path, node)


def _raise_first(problems: Iterator[DialectError]) -> None:
    for problem in problems:
        raise problem
