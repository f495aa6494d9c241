"""Pages that the site makes itself: their templates, in which every value is text and never Markdown."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mfa_binder.plain_text import printable

_SPECIAL = re.compile(r"[^\w ]|_")


def markdown_environment() -> Environment:
    """The templates of these pages. `plain` marks what is Markdown already."""
    environment = Environment(
        loader=PackageLoader("mfa_binder.site", "page_templates"),
        finalize=markdown_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - what is made is Markdown; `finalize` is its escaping
    )
    environment.globals.update(plain=Markup)
    return environment


def markdown_text(value: object) -> str:
    """A value as text in Markdown: every mark as an entity, so that none means anything."""
    if isinstance(value, Markup):
        return str.__str__(value)
    return _SPECIAL.sub(lambda mark: f"&#{ord(mark[0])};", printable(value))
