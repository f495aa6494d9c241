"""Where a link leads on paper: the id of another sheet, a place on this one, or a web address."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown.extensions.toc import slugify, unique
from markdown_it.tree import SyntaxTreeNode

from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.paper.markdown_parsing import ParsedPage


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A place that a link leads to."""

    document: str
    """The id that paper names: of a section, or of the leaf set in it."""
    label: str = ""
    """The Typst label of the place; empty if it is in another document: then nothing can be clicked."""


@dataclass
class LinkTargets:
    """Sections and headings by the address that a page links to."""

    sections: Mapping[str, str]
    """The ids of all sections, by path."""
    _targets: dict[str, LinkTarget] = field(default_factory=dict)
    """By path of the page, and by `path#anchor`."""
    _headings: dict[tuple[str, int], str] = field(default_factory=dict)
    """The Typst label of each heading, by path and line; empty if it is in another document."""
    _read: set[str] = field(default_factory=set)
    """The pages whose headings are all known."""

    def add(self, page: ParsedPage, leaf_sets: Sequence[LeafSet], numbers: Mapping[str, int]) -> None:
        """Enter a page: its path, and `path#anchor` for each heading below the title.

        `numbers` are those of the leaf sets that stand in this document, by id.
        """
        self._read.add(page.path)
        if leaf_sets[0].id in numbers:
            self._targets[page.path] = LinkTarget(self.sections[page.path], leaf_set_label(numbers[leaf_sets[0].id]))
        for line, anchor in _heading_anchors(page):
            holder = leaf_set_at_line(leaf_sets, line)
            label = f"{leaf_set_label(numbers[holder.id])}-{anchor}" if holder.id in numbers else ""
            self._targets[f"{page.path}#{anchor}"] = LinkTarget(holder.id, label)
            self._headings[(page.path, line)] = label

    def find(self, page: str, href: str) -> LinkTarget | None:
        """Where `href` on `page` leads, or None if there is no such section or no such heading in it."""
        path, hash_sign, anchor = href.partition("#")
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        target = self._targets.get(whole + hash_sign + anchor)
        is_wrong = bool(anchor) and whole in self._read
        if target is None and whole != page and whole in self.sections and not is_wrong:
            return LinkTarget(self.sections[whole])
        return target

    def heading_label(self, page: str, line: int) -> str:
        """The label of the heading in a line (0-based) of a page."""
        return self._headings[(page, line)]


def leaf_set_at_line(leaf_sets: Sequence[LeafSet], line: int) -> LeafSet:
    """The set in which a line (0-based) of the page stands."""
    return next(entry for entry in reversed(leaf_sets) if entry.line <= line + 1)


def leaf_set_label(number: int) -> str:
    """The Typst label of the beginning of a leaf set, by its number in the document."""
    return f"s-{number}"


def _heading_anchors(page: ParsedPage) -> Iterator[tuple[int, str]]:
    """Line and anchor of each heading, named as the site's table of contents names them."""
    taken: set[str] = set()
    for node in page.root.walk():
        if node.type == "heading":
            anchor = unique(slugify(_heading_text(node), "-"), taken)
            yield (node.map or (0, 0))[0], anchor


def _heading_text(node: SyntaxTreeNode) -> str:
    own = node.content if node.type in ("text", "text_special", "code_inline") else ""
    return own + "".join(_heading_text(child) for child in node.children)
