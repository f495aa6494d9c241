"""Pages that the site makes itself: their templates, in which every value is text and never Markdown."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_SPECIAL = re.compile(r"[^\w ]|_")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


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
    return _SPECIAL.sub(lambda mark: f"&#{ord(mark[0])};", _UNPRINTABLE.sub(" ", str(value)))
