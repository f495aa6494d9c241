"""What the drill calendar of an AWS organization needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from mfa_binder.access.drill_plan import Drill, DrillKind, drills_of
from mfa_binder.organization.aws_accounts import AwsOrganization
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Site
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part

TITLE = "Drill calendar"
_SATURDAY = 5
"""Of `date.weekday`, which counts from Monday as 0."""


@dataclass(frozen=True)
class Row:
    """A drill with its day. `device` is the one that is taken where there is a choice."""

    drill: Drill
    due: date
    overdue: bool
    """Whether the day of a check of seals has passed when the document is dated. Whether another drill was held is
    known to the paper only."""
    unknown: bool
    """Whether the day could not be worked out: the date of a seal is not recorded."""
    device: Device | None

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
class Group:
    """The drills of a site, of the people, or of the whole organization (`site` None), the next first."""

    site: Site | None
    personal: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Drills:
    """The view of a drill calendar."""

    aws_organization: AwsOrganization
    drills: tuple[Drill, ...]
    sites: dict[str, Site]
    every_days: int

    def groups(self, dated: date) -> tuple[Group, ...]:
        """The calendar of the period that a day lies in: site by site, then people, then the whole organization."""
        rows = self._rows(dated)
        keyed = groupby(rows, key=lambda row: (row.drill.site, row.drill.personal))
        return tuple(
            Group(
                self.sites[site] if site is not None else None,
                personal,
                tuple(sorted(found, key=lambda row: row.due) if not personal else found),
            )
            for (site, personal), found in keyed
        )

    def begins(self, dated: date) -> date:
        """The first day of the period that a day lies in.

        Periods are counted from one fixed day, so that a calendar stays the same until the next period begins.
        """
        return date.fromordinal(dated.toordinal() // self.every_days * self.every_days)

    def _rows(self, dated: date) -> tuple[Row, ...]:
        """Nothing is recorded yet, so every drill is due within the period; spread evenly, in order."""
        spread = [drill for drill in self.drills if drill.kind is not DrillKind.SEALS]
        days = {id(d): max(1, (n * self.every_days) // len(spread)) for n, d in enumerate(spread, start=1)}
        return tuple(self._row(drill, dated, days.get(id(drill), 0)) for drill in self.drills)

    def _row(self, drill: Drill, dated: date, days: int) -> Row:
        unknown = drill.kind is DrillKind.SEALS and drill.due is None
        begins = self.begins(dated)
        due = dated if unknown else drill.due or _working_day(begins + timedelta(days=days), begins)
        device = None
        if drill.kind is DrillKind.DEVICE_LOST:
            device = drill.devices[dated.toordinal() // self.every_days % len(drill.devices)]
        elif drill.devices:
            device = drill.devices[0]
        return Row(drill, due, drill.due is not None and due < dated, unknown, device)


def pages(organization: Organization) -> Iterator[Entry]:
    """A calendar for each AWS organization that has something to practise."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, title = f"organization:{aws.key}", f"{TITLE}: {aws.name}"
        view = drills(organization, aws)
        if not view.drills:
            yield Absence("drills", TITLE, subject, "the inventory names nothing that could be practised")
            continue
        path = f"organizations/{names[aws.key]}/drills.md"
        yield Page(document_id("DC", aws.key), "drills", title, subject, path, Part.DRILLS, view)


def drills(organization: Organization, aws: AwsOrganization) -> Drills:
    """Everything that the calendar prints of an AWS organization."""
    every = organization.standards.drill_every_days
    return Drills(aws, drills_of(organization, aws), dict(organization.sites), every)


def _working_day(day: date, after: date) -> date:
    """A day that is not a Saturday or Sunday: the Friday before, or the Monday behind if that is too early."""
    if day.weekday() < _SATURDAY:
        return day
    friday = day - timedelta(days=day.weekday() - _SATURDAY + 1)
    return friday if friday > after else friday + timedelta(days=3)
