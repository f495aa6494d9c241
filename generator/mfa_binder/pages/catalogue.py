"""The catalogue: every page of a build, in the order of the binder.

To add a kind of page: a file in `kinds/`, its function in `_KINDS`, a template of the kind's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from mfa_binder.errors import OutputError
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds import (
    acceptance,
    account_closes,
    account_joins,
    break_glass,
    cards,
    destruction,
    drills,
    emergency,
    enforcing,
    enforcing_account,
    escalation,
    exception_sheet,
    glossary,
    identity_center_down,
    identity_center_enrollment,
    identity_center_session,
    location_forms,
    lost_device,
    offboarding,
    onboarding,
    planning,
    provider_down,
    registers,
    removed_roots,
    resync,
    role,
    root_enrollment,
    root_recovery,
    session,
    storage,
    task_cards,
    user_enrollment,
)
from mfa_binder.pages.own_runbooks import OwnRunbook, own_pages
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class Catalogue:
    """All pages, and how they are found from what they are for."""

    entries: tuple[Entry, ...]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page, in the order of the binder: by tab, within a tab as the kinds yield them."""
        return tuple(sorted((e for e in self.entries if isinstance(e, Page)), key=lambda page: _ORDER[page.part]))

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """Every page that might be looked for in vain."""
        return tuple(entry for entry in self.entries if isinstance(entry, Absence))

    def find(self, kind: str, subject: str = "") -> Page | None:
        """The page of that kind for that subject; None where it does not apply."""
        entry = self._by_kind.get((kind, subject))
        return entry if isinstance(entry, Page) else None

    def why_none(self, kind: str, subject: str) -> str:
        """Why there is no page of that kind for that subject: words to print behind "none:"."""
        entry = self._by_kind.get((kind, subject))
        return entry.reason if isinstance(entry, Absence) else "it does not apply"

    @cached_property
    def _by_kind(self) -> Mapping[tuple[str, str], Entry]:
        return {(entry.kind, entry.subject): entry for entry in self.entries}

    def about(self, subject: str) -> tuple[Entry, ...]:
        """Every page for a subject, and why there is none of another kind.

        With an account come its users and roles, whose subjects are `ACCOUNT/user/NAME` and
        `ACCOUNT/role/NAME`.
        """
        return self._by_subject.get(subject, ())

    def own(self, prefix: str) -> tuple[Page, ...]:
        """The user's own runbooks for subjects that begin so, such as `device:`."""
        return tuple(page for page in self.pages if page.part is Part.OWN and page.subject.startswith(prefix))

    @cached_property
    def _by_subject(self) -> Mapping[str, tuple[Entry, ...]]:
        owned = ((f"account:{e.subject.partition('/')[0]}", e) for e in self.entries if "/" in e.subject)
        return group_by_key(chain(((entry.subject, entry) for entry in self.entries), owned))

    @cached_property
    def parts(self) -> tuple[tuple[Part, tuple[Page, ...]], ...]:
        """The tabs that have pages, with them."""
        parts = ((part, tuple(page for page in self.pages if page.part is part)) for part in Part)
        return tuple((part, pages) for part, pages in parts if pages)


def catalogue(
    organization: Organization, own: tuple[OwnRunbook, ...] = (), observation: Observation | None = None
) -> Catalogue:
    """Every page that exists for an organization: only where it applies.

    `own` are the user's own runbooks, `observation` what AWS said. Raises OwnRunbookError with every expression in
    the front matter of such a runbook that cannot be evaluated, OutputError if two pages would have one address.
    """
    ours = (entry for kind in _KINDS for entry in kind(organization))
    found = Catalogue((*ours, *cards.pages(organization, observation), *own_pages(organization, own)))
    _require_apart(found.pages)
    return found


def _require_apart(pages: Iterable[Page]) -> None:
    """Raise OutputError if two pages have one path or one id: names can be chosen so that even their digests agree."""
    taken: dict[str, Page] = {}
    for page in pages:
        for name in (page.path, page.id):
            other = taken.setdefault(name, page)
            if other is not page:
                what = f'"{other.title}" and "{page.title}" would both be {name}'
                raise OutputError(what, "give one of the two another name in inventory.yaml")


_ORDER = {part: number for number, part in enumerate(Part)}


_KINDS: tuple[Callable[[Organization], Iterator[Entry]], ...] = (
    registers.pages,
    glossary.pages,
    emergency.pages,
    break_glass.pages,
    provider_down.pages,
    identity_center_down.pages,
    escalation.pages,
    task_cards.pages,
    lost_device.pages,
    resync.pages,
    root_enrollment.pages,
    root_recovery.pages,
    removed_roots.pages,
    storage.pages,
    user_enrollment.pages,
    session.pages,
    identity_center_enrollment.pages,
    identity_center_session.pages,
    role.pages,
    enforcing.pages,
    enforcing_account.pages,
    account_joins.pages,
    account_closes.pages,
    onboarding.pages,
    offboarding.pages,
    drills.pages,
    location_forms.pages,
    acceptance.pages,
    destruction.pages,
    exception_sheet.pages,
    planning.pages,
)
