"""One copy of one binder as it is printed: what its covers, feet and lists say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mfa_binder.book.binder_plans import BinderCopyPlan, BinderPlan
from mfa_binder.book.document_names import file_name
from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText
from mfa_binder.revision.effective import DRAFT, Effective
from mfa_binder.typesetting.measures import Measures, measures


@dataclass(frozen=True)
class Bound:
    """A leaf set with the section that it is of."""

    section: Section
    leaf_set: LeafSet

    @property
    def id(self) -> str:
        """The leaf set's id."""
        return self.leaf_set.id

    @property
    def continued(self) -> bool:
        """Whether it is not the first of its section."""
        return self.leaf_set.id != self.section.id


@dataclass(frozen=True)
class Edition:
    """A binder, one copy of it, and the standing of each leaf set. A set that is not in `effective` is a draft."""

    front: CoverText
    plan: BinderPlan
    copy: BinderCopyPlan
    sections: tuple[Section, ...]
    """Those of the binder, in order; their blocks are not needed."""
    effective: Mapping[str, Effective]
    sheets: Mapping[str, str]
    """The ids of all sections, also of those that are not in this binder, by path: what a link may name."""
    filed: int = 0
    """The last revision of which leaves are filed in this copy, the one that is being issued counted; 0: nobody
    said, as in a build."""

    @property
    def name(self) -> str:
        """The file's name without its ending and volume, such as `location-hq-safe-copy-1`."""
        return f"{file_name(self.plan.id)}-copy-{self.copy.number}"

    @property
    def measures(self) -> Measures:
        """The sheet that it is printed on: cards are on smaller paper than the binder's form says."""
        return measures(self.plan.form, self.sections[0].paper if self.sections else "")

    @property
    def is_cards(self) -> bool:
        """Whether it is a set of cards, which has no cover, no spine and no tabs."""
        return bool(self.sections and self.sections[0].paper)

    @cached_property
    def bound(self) -> tuple[Bound, ...]:
        """Every leaf set, in order."""
        return tuple(bound_sets(self.sections))

    def revision(self, bound: Iterable[Bound]) -> int:
        """What covers and records of some sets say, and the next filing sheet asks for; 0: one of them is a draft.

        A copy may be filed with a revision that changed no sheet of it: a new copy, or a complete revision.
        """
        last = revision_of(self.standing(entry.id) for entry in bound)
        return max(last, self.filed) if last else 0

    def standing(self, leaf_set: str) -> Effective:
        """The standing of a leaf set."""
        return self.effective.get(leaf_set, DRAFT)


def bound_sets(sections: tuple[Section, ...]) -> Iterator[Bound]:
    """The leaf sets of sections, in order."""
    return (Bound(section, leaf_set) for section in sections for leaf_set in section.leaf_sets)


def revision_of(standings: Iterable[Effective]) -> int:
    """The last revision among some sets; 0 if one of them is a draft."""
    numbers = [standing.revision for standing in standings]
    return 0 if 0 in numbers else max(numbers, default=0)


def told(standing: Effective, dated: date) -> tuple[str, str]:
    """Revision and day of a set, as they are printed."""
    if standing.is_draft or standing.issued is None:
        return "draft", f"not issued; {dated.isoformat()}"
    return str(standing.revision), standing.issued.isoformat()
