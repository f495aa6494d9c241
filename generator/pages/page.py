"""A page of the catalogue, before a word of it is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The tabs of the binder, in its order."""

    REGISTERS = "Registers"
    DEVICE_LOST = "Device lost"
    RESYNC = "Token out of sync"
    ROOT = "Root key enrollment"
    STORAGE = "Storage"
    PLANNING = "Choosing and buying"
    ACCOUNTS = "Account cards"
    PEOPLE = "People cards"


@dataclass(frozen=True)
class Page:
    """Which template is rendered for what, and where it goes.

    `view` is what the template sees as `view`: the answers that this kind of page needs, worked
    out from the organization. `subject` is written as in `runbooks.json`.
    """

    id: str
    kind: str
    title: str
    subject: str
    path: str
    part: Part
    view: object

    @property
    def template(self) -> str:
        """The template's file name: one per kind of page."""
        return f"{self.kind}.md.j2"

    @property
    def depth(self) -> int:
        """Folders between runbooks/ and the page: what a relative link must climb."""
        return self.path.count("/")
