"""The catalogue: every page of a build, in the order of the binder.

To add a kind of page: a file in `kinds/`, its function in `_PAGES_OF_KINDS`, a template of the kind's name.
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
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage
from mfa_binder.pages.kinds import (
    account_changes,
    cards,
    drill_calendar,
    emergency_sheets,
    enforcing_mfa,
    enrollment,
    escalation,
    glossary,
    lost_device,
    offboarding,
    onboarding,
    outages,
    registers,
    role_sheets,
    root_recovery,
    sessions,
    signed_forms,
    storage_checks,
    task_cards,
    token_resync,
)
from mfa_binder.pages.own_runbooks import OwnRunbook, own_pages


@dataclass(frozen=True)
class Catalogue:
    """All pages, and how they are found from what they are for."""

    entries: tuple[CatalogueEntry, ...]

    @cached_property
    def pages(self) -> tuple[RunbookPage, ...]:
        """Every page, in the order of the binder: by tab, within a tab as the kinds yield them."""
        return tuple(
            sorted((e for e in self.entries if isinstance(e, RunbookPage)), key=lambda page: _TAB_ORDER[page.part])
        )

    @cached_property
    def absences(self) -> tuple[PageAbsence, ...]:
        """Every page that might be looked for in vain."""
        return tuple(entry for entry in self.entries if isinstance(entry, PageAbsence))

    def find(self, kind: str, subject: str = "") -> RunbookPage | None:
        """The page of that kind for that subject; None where it does not apply."""
        entry = self._by_kind.get((kind, subject))
        return entry if isinstance(entry, RunbookPage) else None

    def why_none(self, kind: str, subject: str) -> str:
        """Why there is no page of that kind for that subject: words to print behind "none:"."""
        entry = self._by_kind.get((kind, subject))
        return entry.reason if isinstance(entry, PageAbsence) else "it does not apply"

    @cached_property
    def _by_kind(self) -> Mapping[tuple[str, str], CatalogueEntry]:
        return {(entry.kind, entry.subject): entry for entry in self.entries}

    def about(self, subject: str) -> tuple[CatalogueEntry, ...]:
        """Every page for a subject, and why there is none of another kind.

        With an account come its users and roles, whose subjects are `ACCOUNT/user/NAME` and
        `ACCOUNT/role/NAME`.
        """
        return self._by_subject.get(subject, ())

    def own(self, prefix: str) -> tuple[RunbookPage, ...]:
        """The user's own runbooks for subjects that begin so, such as `device:`."""
        return tuple(page for page in self.pages if page.part is BinderTab.OWN and page.subject.startswith(prefix))

    @cached_property
    def _by_subject(self) -> Mapping[str, tuple[CatalogueEntry, ...]]:
        owned = ((f"account:{e.subject.partition('/')[0]}", e) for e in self.entries if "/" in e.subject)
        return group_by_key(chain(((entry.subject, entry) for entry in self.entries), owned))

    @cached_property
    def parts(self) -> tuple[tuple[BinderTab, tuple[RunbookPage, ...]], ...]:
        """The tabs that have pages, with them."""
        parts = ((part, tuple(page for page in self.pages if page.part is part)) for part in BinderTab)
        return tuple((part, pages) for part, pages in parts if pages)


def make_catalogue(
    organization: Organization, own: tuple[OwnRunbook, ...] = (), observation: Observation | None = None
) -> Catalogue:
    """Every page that exists for an organization: only where it applies.

    `own` are the user's own runbooks, `observation` what AWS said. Raises OwnRunbookError with every expression in
    the front matter of such a runbook that cannot be evaluated, OutputError if two pages would have one address.
    """
    ours = (entry for kind in _PAGES_OF_KINDS for entry in kind(organization))
    found = Catalogue((*ours, *cards.card_pages(organization, observation), *own_pages(organization, own)))
    _require_distinct_pages(found.pages)
    return found


def _require_distinct_pages(pages: Iterable[RunbookPage]) -> None:
    """Raise OutputError if two pages have one path or one id: names can be chosen so that even their digests agree."""
    taken: dict[str, RunbookPage] = {}
    for page in pages:
        for name in (page.path, page.id):
            other = taken.setdefault(name, page)
            if other is not page:
                what = f'"{other.title}" and "{page.title}" would both be {name}'
                raise OutputError(what, "give one of the two another name in inventory.yaml")


_TAB_ORDER = {part: number for number, part in enumerate(BinderTab)}


_PAGES_OF_KINDS: tuple[Callable[[Organization], Iterator[CatalogueEntry]], ...] = (
    registers.register_pages,
    glossary.glossary_pages,
    emergency_sheets.emergency_pages,
    emergency_sheets.break_glass_pages,
    outages.provider_down_pages,
    outages.identity_center_down_pages,
    escalation.escalation_pages,
    task_cards.task_card_pages,
    lost_device.lost_device_pages,
    token_resync.resync_pages,
    enrollment.root_enrollment_pages,
    root_recovery.root_recovery_pages,
    root_recovery.removed_roots_pages,
    storage_checks.storage_pages,
    enrollment.user_enrollment_pages,
    sessions.session_pages,
    enrollment.identity_center_enrollment_pages,
    sessions.identity_center_session_pages,
    role_sheets.role_pages,
    enforcing_mfa.enforcing_pages,
    enforcing_mfa.enforcing_account_pages,
    account_changes.account_joins_pages,
    account_changes.account_closes_pages,
    onboarding.onboarding_pages,
    offboarding.offboarding_pages,
    drill_calendar.drill_pages,
    storage_checks.location_form_pages,
    signed_forms.acceptance_pages,
    signed_forms.destruction_pages,
    signed_forms.exception_sheet_pages,
    registers.planning_pages,
)
