"""Where a link leads on paper: the document id and label of another section, a heading, or a web address."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from markdown.extensions.toc import slugify, unique
from markdown_it.tree import SyntaxTreeNode

from generator.typesetting.markdown import Page


@dataclass(frozen=True)
class Target:
    """A place in the binder: the section's document id, the Typst label of the place, or the other volume it is in."""

    document: str
    label: str
    volume: int = 0


@dataclass
class Addresses:
    """Every section and heading of the binder, by the address that a page links to."""

    _targets: dict[str, Target] = field(default_factory=dict)
    _headings: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, index: int, document: str, page: Page) -> None:
        """Enter a section's page: its path, and `path#anchor` for each heading below the title."""
        self._targets[page.path] = Target(document, section_label(index))
        for line, anchor in _anchors(page):
            label = f"{section_label(index)}-{anchor}"
            self._targets[f"{page.path}#{anchor}"] = Target(document, label)
            self._headings[(page.path, line)] = label

    def add_elsewhere(self, volume: int, document: str, path: str) -> None:
        """Enter a section that stands in another volume."""
        self._targets[path] = Target(document, "", volume)

    def find(self, page: str, href: str) -> Target | None:
        """Where `href` on `page` leads, or None if no section of the binder is there."""
        path, hash_sign, anchor = href.partition("#")
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        return self._targets.get(whole + hash_sign + anchor)

    def heading_label(self, page: str, line: int) -> str:
        """The label of the heading in a line (0-based) of a page."""
        return self._headings[(page, line)]


def section_label(index: int) -> str:
    """The Typst label of a section's title."""
    return f"s-{index}"


def _anchors(page: Page) -> Iterable[tuple[int, str]]:
    """Line and anchor of each heading, named as the site's table of contents names them."""
    taken: set[str] = set()
    for node in page.root.walk():
        if node.type == "heading":
            anchor = unique(slugify(_written(node), "-"), taken)
            yield (node.map or (0, 0))[0], anchor


def _written(node: SyntaxTreeNode) -> str:
    own = node.content if node.type in ("text", "text_special", "code_inline") else ""
    return own + "".join(_written(child) for child in node.children)
