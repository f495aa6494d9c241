"""What the drill calendar of an AWS organization needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from mfa_binder.access.drill_plan import Drill, DrillKind, drills_of
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import AwsOrganization
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Site
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage

DRILLS_TITLE = "Drill calendar"
_SATURDAY = 5
"""Of `date.weekday`, which counts from Monday as 0."""


@dataclass(frozen=True)
class DrillRow:
    """A drill with its day."""

    drill: Drill
    due: date
    overdue: bool
    """Whether the day of a check of seals has passed when the document is dated. Whether another drill was held is
    known to the paper only."""
    unknown: bool
    """Whether the day could not be worked out: the date of a seal is not recorded."""
    device: Device | None
    """The device that is taken, where there is a choice; else None."""

    @property
    def sheet(self) -> tuple[str, str]:
        """Kind and subject of the page that is practised."""
        kind, subject = self.drill.sheet
        return (
            (kind, subject or f"device:{self.device.key}")
            if kind == "lost-device" and self.device
            else self.drill.sheet
        )


@dataclass(frozen=True)
class DrillGroup:
    """The drills of a site, of the people, or of the whole organization, the next first."""

    site: Site | None
    """None for the people and for the whole organization."""
    personal: bool
    rows: tuple[DrillRow, ...]


@dataclass(frozen=True)
class DrillCalendar:
    """The view of a drill calendar."""

    aws_organization: AwsOrganization
    drills: tuple[Drill, ...]
    sites: dict[str, Site]
    every_days: int

    def groups(self, dated: date) -> tuple[DrillGroup, ...]:
        """The calendar of the period that a day lies in: site by site, then people, then the whole organization."""
        rows = self._rows(dated)
        keyed = groupby(rows, key=lambda row: (row.drill.site, row.drill.personal))
        return tuple(
            DrillGroup(
                self.sites[site] if site is not None else None,
                personal,
                tuple(sorted(found, key=lambda row: row.due) if not personal else found),
            )
            for (site, personal), found in keyed
        )

    def late(self, dated: date) -> tuple[str, ...]:
        """Where each drill is held that is overdue, or whose day is not known: the name of the site."""
        return tuple(
            group.site.name if group.site is not None else "no site"
            for group in self.groups(dated)
            for row in group.rows
            if row.overdue or row.unknown
        )

    def begins(self, dated: date) -> date:
        """The first day of the period that a day lies in.

        Periods are counted from one fixed day, so that a calendar stays the same until the next period begins.
        """
        return date.fromordinal(dated.toordinal() // self.every_days * self.every_days)

    def _rows(self, dated: date) -> tuple[DrillRow, ...]:
        """Nothing is recorded yet, so every drill is due within the period; spread evenly, in order."""
        spread = [drill for drill in self.drills if drill.kind is not DrillKind.SEALS]
        days = {id(d): max(1, (n * self.every_days) // len(spread)) for n, d in enumerate(spread, start=1)}
        return tuple(self._row(drill, dated, days.get(id(drill), 0)) for drill in self.drills)

    def _row(self, drill: Drill, dated: date, days: int) -> DrillRow:
        unknown = drill.kind is DrillKind.SEALS and drill.due is None
        begins = self.begins(dated)
        due = dated if unknown else drill.due or _working_day(begins + timedelta(days=days), begins)
        device = None
        if drill.kind is DrillKind.DEVICE_LOST:
            device = drill.devices[dated.toordinal() // self.every_days % len(drill.devices)]
        elif drill.devices:
            device = drill.devices[0]
        return DrillRow(drill, due, drill.due is not None and due < dated, unknown, device)


def drill_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A calendar for each AWS organization that has something to practise."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, title = f"organization:{aws.key}", f"{DRILLS_TITLE}: {aws.name}"
        view = drill_calendar(organization, aws)
        if not view.drills:
            yield PageAbsence("drills", DRILLS_TITLE, subject, "the inventory names nothing that could be practised")
            continue
        path = f"organizations/{names[aws.key]}/drills.md"
        yield RunbookPage(document_id("DC", aws.key), "drills", title, subject, path, BinderTab.DRILLS, view)


def drill_calendar(organization: Organization, aws: AwsOrganization) -> DrillCalendar:
    """Everything that the calendar prints of an AWS organization."""
    every = organization.standards.drill_every_days
    return DrillCalendar(aws, drills_of(organization, aws), dict(organization.sites), every)


def _working_day(day: date, after: date) -> date:
    """A day that is not a Saturday or Sunday: the Friday before, or the Monday behind if that is too early."""
    if day.weekday() < _SATURDAY:
        return day
    friday = day - timedelta(days=day.weekday() - _SATURDAY + 1)
    return friday if friday > after else friday + timedelta(days=3)
