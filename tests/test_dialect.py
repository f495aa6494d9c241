"""Site and paper read the same Markdown: the same words in the same order, and the same structure."""

from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import markdown as python_markdown
import pytest
import yaml
from markdown_it.tree import SyntaxTreeNode

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.paper.markdown_parsing import parse_page
from mfa_binder.rendering.book_renderer import cover_text
from mfa_binder.rendering.page_renderer import PageRenderer
from tests.conftest import DATED, Example
from tests.observations import PROD, account, devices, observation, seen, unseen

_COUNTED = {"h1", "h2", "h3", "ol", "ul", "li", "table", "tr", "pre", "strong", "em", "code"}
_INLINE = {"strong", "em", "code", "a", "span"}


class _Site(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: Counter[str] = Counter()
        self._in_pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.words.append(" ")
        if tag == "pre":
            self._in_pre = True
        if tag in _COUNTED and not (tag == "code" and self._in_pre):
            self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.words.append(" ")
        if tag == "pre":
            self._in_pre = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def paper(text: str) -> tuple[list[str], Counter[str]]:
    """Words and structure as the binder's parser reads them."""
    words: list[str] = []
    tags: Counter[str] = Counter()
    for node in parse_page(text, "page.md").root.walk(include_self=False):
        tags.update(_tags(node))
        words.append(_words(node))
    return words, tags


def _tags(node: SyntaxTreeNode) -> list[str]:
    names = {"fence": ["pre"], "code_inline": ["code"]}.get(node.type)
    if names is None:
        names = [node.tag] if node.tag in _COUNTED else []
    return names


def _words(node: SyntaxTreeNode) -> str:
    """A word may be cut into several nodes: only a break or the end of a block ends it."""
    if node.type == "fence":
        title = node.info.partition('title="')[2].rstrip('"')
        return f" {title} {node.content} "
    if node.type in ("text", "text_special", "code_inline"):
        return node.content
    return "" if node.type in ("strong", "em", "link") else " "


def extensions(checkout: Path) -> tuple[list[str], dict[str, object]]:
    """The Markdown extensions of mkdocs.yml, less the permanent links, which are not words."""
    config = yaml.safe_load((checkout / "mkdocs.yml").read_text(encoding="utf-8"))["markdown_extensions"]
    names, options = [], {}
    for entry in config:
        name, option = next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})
        if name != "toc":
            names.append(name)
            options[name] = option or {}
    return names, options


def same_for_both(pages: Mapping[str, str], checkout: Path) -> None:
    names, options = extensions(checkout)
    for path, text in pages.items():
        site = _Site()
        site.feed(python_markdown.markdown(text, extensions=names, extension_configs=options))
        paper_words, paper_tags = paper(text)
        assert "".join(site.words).split() == "".join(paper_words).split(), path
        assert site.tags == paper_tags, path


def test_the_words_of_every_page_are_the_same_for_site_and_paper(each_example: Example, checkout: Path) -> None:
    pages = each_example.rendered.files
    assert len(pages) == len(each_example.catalogue.pages) > 30
    same_for_both(pages, checkout)


HOSTILE = "a | b `c` _d_ **e** <f> [g](h)"
LISTED = {"bob": [{"serial": f"arn:aws:iam::{PROD}:u2f/user/bob/{HOSTILE}"}, {"serial": f"{HOSTILE}|"}], HOSTILE: []}


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"devices": seen(devices())},
        {"devices": seen({"of_users": LISTED}), "status": HOSTILE},
        {"devices": unseen(known={"of_users": LISTED}), "root": unseen()},
        {"devices": seen(devices(HOSTILE)), "tags": unseen("throttled")},
        {"root": seen({"password": True, "access_keys": 0, "certificates": 0, "devices": [{"serial": HOSTILE}]})},
        None,
    ],
)
def test_what_aws_said_reads_the_same_for_site_and_paper(
    example: Organization, checkout: Path, parts: dict[str, object] | None
) -> None:
    listed = [account(PROD, "prod", **parts)] if parts is not None else []
    view = make_catalogue(example, observation=observation(*listed))
    cards = {page.path: page for page in view.pages if page.kind == "account"}
    page = cards[f"accounts/{PROD}/index.md"]
    text = PageRenderer(example, view, cover_text(example, DATED), None).render(page).markdown
    assert "What AWS said" in text
    same_for_both({page.path: text}, checkout)
