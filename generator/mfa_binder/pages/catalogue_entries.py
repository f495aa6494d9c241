"""A page of the catalogue, before a word of it is rendered, and the reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class BinderTab(StrEnum):
    """The tabs of the binder, in its order."""

    REGISTERS = "Registers"
    EMERGENCY = "Emergency access"
    CARDS = "Emergency cards"
    DEVICE_LOST = "Device lost"
    RESYNC = "Token out of sync"
    ROOT = "Root users"
    STORAGE = "Storage"
    USERS = "Users, sessions, roles"
    ENFORCING = "Enforcing MFA"
    JOINING_LEAVING = "Joining and leaving"
    DRILLS = "Drills"
    FORMS = "Forms"
    PLANNING = "Choosing and buying"
    OWN = "Our own runbooks"
    ACCOUNTS = "Account cards"
    PEOPLE = "People cards"


@dataclass(frozen=True)
class RunbookPage:
    """Which template is rendered for what, and where it goes."""

    id: str
    """The document id on every sheet, such as `LD-YK-001`."""
    kind: str
    title: str
    subject: str
    """What it is for, as in `runbooks.json`."""
    path: str
    """Its path under runbooks/."""
    part: BinderTab
    view: object
    """What the template sees as `view`: the answers that this kind of page needs, worked out from the organization."""
    layout: str = ""
    """The template that is rendered where it is not the one of the kind's name."""
    ceremony: bool = False
    """Whether its steps are held by several people who sign: paper has a box for initials and one for the time (UTC)
    beside each step."""
    paper: Literal["", "a5"] = ""
    """The size of paper where it is not the binder's: `a5` for a card."""

    @property
    def template(self) -> str:
        """The template's file name: one per kind of page, unless several share a layout."""
        return self.layout or f"{self.kind}.md.j2"

    @property
    def depth(self) -> int:
        """Folders between runbooks/ and the page: what a relative link must climb."""
        return self.path.count("/")


@dataclass(frozen=True)
class PageAbsence:
    """Why there is no page of a kind for a subject for which a reader might look."""

    kind: str
    title: str
    """What the page would be called."""
    subject: str
    reason: str
    """Printed behind "none:", in lower case and without a full stop."""
    elsewhere: str = ""
    """The subject whose sheet of this kind is taken instead, if there is one."""


CatalogueEntry = RunbookPage | PageAbsence
