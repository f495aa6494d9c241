"""Small documentations on paper, of pages of a few lines: what the tests of revisions issue and file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mfa_binder.book.binder_plans import BinderCopyPlan, BinderPlan
from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.leaf_sets import divide_into_leaf_sets
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText, IssuingSettings, Sidecar
from mfa_binder.organization.binder_settings import PrintForm
from mfa_binder.paper.change_pack import PackFile, RevisionPack
from mfa_binder.revision.changes import RevisionChanges
from mfa_binder.revision.ledger import Ledger
from mfa_binder.revision.ledger_file import append_revision, read_ledger
from mfa_binder.revision.reprinted_leaf_sets import compare_with_ledger

DAY = date(2026, 11, 24)
ACCOUNT = {"account:444455556666": {"name": "prod", "status": "active"}}


def copies(*where: str, withdrawn: Sequence[int] = ()) -> tuple[BinderCopyPlan, ...]:
    """A copy for each place, numbered from 1."""
    return tuple(
        BinderCopyPlan(
            number=number,
            where=place,
            place=f"Place {place}",
            holders=(f"Holder of {place}",),
            withdrawn=DAY if number in withdrawn else None,
        )
        for number, place in enumerate(where, start=1)
    )


@dataclass(frozen=True)
class Paperwork:
    """What an inventory gives: pages by section id, sections by binder id."""

    pages: Mapping[str, str]
    binders: Mapping[str, Sequence[str]]
    copies: Mapping[str, tuple[BinderCopyPlan, ...]] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, PrintForm] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, InventoryFact] = field(default_factory=lambda: ACCOUNT)
    organizations: Mapping[str, str] = field(default_factory=lambda: {"main": "Example Corp"})
    classification: str = "RESTRICTED"
    owner: str = "Alice Nguyen"

    def text(self, path: str) -> str:
        """The Markdown of a page."""
        section = path.removesuffix(".md")
        return f"# {section}\n\n{self.pages[section]}\n\n---\n\n{section} · dated {DAY} · review by {DAY}\n"

    @property
    def sidecar(self) -> Sidecar:
        """What a build says of it."""
        return Sidecar(
            front=CoverText(
                title="Example Corp hardware MFA",
                dated=DAY,
                owner=self.owner,
                classification=self.classification,
                review_by=DAY,
                organizations=tuple(self.organizations.values()),
            ),
            sections=tuple(map(self._section, self.pages)),
            binders=tuple(map(self._binder, self.binders)),
            issuing=IssuingSettings(organizations=self.organizations),
            facts=self.facts,
        )

    def write(self, folder: Path) -> None:
        """The pages and the sidecar, as a build writes them."""
        for section in self.pages:
            path = folder / "runbooks" / f"{section}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text(f"{section}.md"), encoding="utf-8")
        (folder / "runbooks.json").write_text(self.sidecar.dumps(), encoding="utf-8")

    def changes(self, ledger: Ledger, day: date = DAY, *, complete: bool = False, note: str = "") -> RevisionChanges:
        """What the next revision exchanges."""
        return compare_with_ledger(ledger, self.sidecar, self.text, day, complete=complete, note=note)

    def issue(self, ledger: Path, day: date = DAY, *, complete: bool = False) -> RevisionChanges:
        """Issue it, without a pack; answers what was exchanged."""
        changes = self.changes(read_ledger(ledger), day, complete=complete)
        append_revision(ledger, changes, leaves(changes))
        return changes

    def _section(self, section: str) -> Section:
        markdown = self.text(f"{section}.md")
        return Section(
            id=section,
            kind="runbook",
            title=f"Title of {section}",
            subject=self.subjects.get(section, "organization"),
            path=f"{section}.md",
            part="Part",
            digest=hashlib.sha256(markdown.encode()).hexdigest(),
            leaf_sets=divide_into_leaf_sets(section, markdown),
        )

    def _binder(self, binder: str) -> BinderPlan:
        return BinderPlan(
            id=binder,
            title=self.titles.get(binder, f"Binder {binder}"),
            form=self.forms.get(binder, PrintForm()),
            copies=self.copies.get(binder, copies("location:safe")),
            sections=tuple(self.binders[binder]),
        )


def leaves(changes: RevisionChanges) -> Mapping[str, Mapping[str, int]]:
    """As many leaves as a typesetter would need for a set: more for a longer one, and for large print."""
    counted: dict[str, dict[str, int]] = {}
    for form, keys in changes.typeset.items():
        for key in keys:
            lines = len(changes.filing.sets[key][1].lines) // 4
            counted.setdefault(key, {})[form] = 1 + lines // (20 if "large" in form else 40)
    return counted


_MARKED = "%PDF-1.7\n<pdf:Keywords>mfa-binder binder</pdf:Keywords>\n"
"""What the metadata of our PDFs say: they may be replaced."""


Typesetter = Callable[[Path, RevisionChanges, Path], RevisionPack]
"""What stands in for `mfa_binder.paper.change_pack.typeset_revision`."""


def typesetter(after: Callable[[int], None] = lambda done: None) -> Typesetter:
    """One that writes a small file for each copy; `after` is told how many are done."""

    def typeset(runbooks: Path, changes: RevisionChanges, destination: Path) -> RevisionPack:
        files = []
        for binder in changes.binders:
            for copy in binder.copies:
                if copy.gets is not None:
                    name = Path(f"{binder.id}-{copy.number}.pdf")
                    text = f"{_MARKED}{changes.revision} {binder} {copy}\n"
                    (destination / name).write_text(text, encoding="utf-8")
                    files.append(PackFile(binder.id, (copy.number,), name, 2))
                    after(len(files))
        return RevisionPack(tuple(files), leaves(changes))

    return typeset
