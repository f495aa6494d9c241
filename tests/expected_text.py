"""What paper must say of a page: the words of the site, in their order, and exactly what paper adds to them.

The words come from Python-Markdown, the site's reader, which knows nothing of how paper is set.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from html.parser import HTMLParser

import markdown

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.paper.fonts import original_text

SITE = ["tables", "admonition", "sane_lists", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.tasklist"]
_CONFIGURED = {"pymdownx.highlight": {"pygments_lang_class": True}}

_LINK = r"(?:\([A-Z]{2}[\w/+.@]+\)|\(page\d+\)|\((?:https?:|[\w.+]+@)[^\s()]*\))?"
"""After the words of a link: the id of the other sheet, the page of this one, or the address."""
_BOXES = r"(?:InitialsTime\(UTC\))?"
_KINDS = ("note", "tip", "warning", "danger")
_ENDED = re.compile(r"\n---\n\n\S+ · .*\n*\Z")
"""The revision line of a page, which the foot of each sheet says."""


def squashed(text: str) -> str:
    """Characters, composed, without what a line end adds or takes: spaces, backslashes, marks of folds, hyphens.

    A reader of PDFs takes a hyphen at a line's end for one that parts a word.
    """
    return unicodedata.normalize("NFC", re.sub(r"[\s\\↩␣\-\x02\xad\ufffe]", "", original_text(text)))


def expected(page: str, document: str) -> re.Pattern[str]:
    """What `squashed` text of a section matches that says all of the page, in order, and adds what paper adds."""
    body = _ENDED.sub("\n", page)
    reader = _Reader(document, [snippet.text for snippet in fenced_blocks(body, "page.md")])
    reader.feed(markdown.markdown(body, extensions=SITE, extension_configs=_CONFIGURED))
    return re.compile("".join(reader.parts))


class _Reader(HTMLParser):
    """The site's HTML as a regular expression of what is printed."""

    def __init__(self, document: str, blocks: list[str]) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._document = re.escape(squashed(document))
        self._lists: list[int | None] = []
        self._kind = ""
        self._title = ""
        self._blocks = iter(blocks)
        self._language = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(re.escape(squashed(data)))
        self._title += squashed(data) if not self._title.endswith("\n") else ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        classes = given.get("class", "").split()
        if tag in ("ol", "ul"):
            self._lists.append(int(given.get("start", "1")) if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "p" and "admonition-title" in classes:
            self.parts.append(f"(?:{self._kind.upper()})?")
        elif tag == "div" and "admonition" in classes:
            self._kind = next(kind for kind in _KINDS if kind in classes)
        elif tag == "div" and "highlight" in classes:
            self._language = next(
                (name.removeprefix("language-") for name in classes if name.startswith("language-")), "text"
            )
        elif tag in ("pre", "h1", "h2", "h3"):
            self.parts.append({"pre": self._label(), "h1": self._document}.get(tag) or self._set())

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self._lists.pop()
        elif tag == "a":
            self.parts.append(_LINK)
        elif tag == "p":
            self.parts.append(_BOXES)
        elif tag == "h1":
            self._title += "\n"
        elif tag == "pre" and self._language != "text":
            self.parts.append(_caption(next(self._blocks)))

    def _item(self) -> None:
        number = self._lists[-1]
        self.parts.append("•?" if number is None else rf"{number}\.")
        if number is not None:
            self._lists[-1] = number + 1

    def _label(self) -> str:
        return f"(?:{self._language})?"

    def _set(self) -> str:
        """A heading may begin a leaf set, which says the title and the heading that it goes on under."""
        title = re.escape(self._title.removesuffix("\n"))
        return rf"(?:{self._document}/\d+{title}\(continued\)(?:(?:(?!\(continued\)).){{1,200}}\(continued\))?)?"


def _caption(text: str) -> str:
    """Under each code of a block: which of how many, and the first characters of the block's digest."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return rf"(?:(?:[\w./]+?)?(?:\d+of\d+·)?{digest})*"
