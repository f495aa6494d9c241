"""The glossary: what a word of the binder means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.glossary import Term, glossary
from mfa_binder.pages.page import Page, Part


@dataclass(frozen=True)
class Glossary:
    """The view: every word, in the order of the alphabet."""

    terms: tuple[Term, ...]


def pages(organization: Organization) -> Iterator[Page]:
    """One for the whole inventory, whatever is in it."""
    view = Glossary(glossary())
    yield Page("GL-1", "glossary", "Glossary", "organization", "organization/glossary.md", Part.REGISTERS, view)
