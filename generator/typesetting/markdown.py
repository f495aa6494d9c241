"""A page's Markdown, parsed and checked against the dialect that site and paper share."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from generator.typesetting.dialect import check_blocks, check_source
from generator.typesetting.inline_dialect import check_inline


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
    check_source(path, lines)
    env: EnvType = {}
    root = SyntaxTreeNode(parser().parse(source, env))
    check_blocks(path, lines, root, env)
    for node in root.walk():
        if node.type == "inline":
            check_inline(path, node)
    return Page(path, lines, root)
