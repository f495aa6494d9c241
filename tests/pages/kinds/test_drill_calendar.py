"""Everything that must work is practised, on days that are spread, and a seal that is late says so."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from mfa_binder.access.drill_plan import DrillKind
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.drill_calendar import DrillCalendar, DrillRow, drill_calendar

DATED = date(2026, 11, 24)


def calendar(organization: Organization, key: str = "main") -> DrillCalendar:
    return drill_calendar(organization, organization.organizations[key])


def rows(view: DrillCalendar, dated: date = DATED) -> list[DrillRow]:
    return [row for group in view.groups(dated) for row in group.rows]


def test_every_key_of_a_kept_root_is_tried_and_none_of_a_removed_one(example: Organization) -> None:
    tried = [row for row in rows(calendar(example)) if row.drill.kind is DrillKind.ROOT_SIGN_IN]
    assert [row.device.key for row in tried if row.device] == ["YK-001", "YK-004", "YK-005", "YK-002"]


def test_a_lost_device_signs_in_nowhere(variant: Callable[..., Organization]) -> None:
    view = calendar(variant(("bag: TEB-000420, firmware", "bag: TEB-000420, status: lost, firmware")))
    tried = {row.device.key for row in rows(view) if row.drill.kind is DrillKind.ROOT_SIGN_IN and row.device}
    assert tried == {"YK-001", "YK-002", "YK-004"}


def test_a_late_seal_is_overdue_and_the_others_are_due_by_their_own_date(example: Organization) -> None:
    seals = [row for row in rows(calendar(example)) if row.drill.kind is DrillKind.SEALS]
    assert [(row.due, row.overdue) for row in seals] == [
        (date(2026, 6, 1) + timedelta(days=180), False),
        (date(2026, 6, 3) + timedelta(days=180), False),
        (date(2025, 6, 10) + timedelta(days=180), True),
    ]


def test_a_seal_without_a_date_is_told(variant: Callable[..., Organization]) -> None:
    view = calendar(variant((" sealed_on: 2025-06-10,", "")))
    assert [row.unknown for row in rows(view) if row.drill.kind is DrillKind.SEALS] == [False, False, True]


def test_drills_are_spread_over_the_period_on_working_days(each_example) -> None:
    organization = each_example.organization
    every = organization.standards.drill_every_days
    for key in organization.organizations:
        view = calendar(organization, key)
        found = [row for row in rows(view) if row.drill.kind is not DrillKind.SEALS]
        days = [row.due for row in found]
        begins = view.begins(DATED)
        assert begins <= DATED < begins + timedelta(days=every)
        assert all(begins < day <= begins + timedelta(days=every) for day in days)
        assert all(day.weekday() < 5 for day in days)
        busiest = max(Counter(days).values())
        assert busiest <= 3 + 7 * len(days) // (5 * every)


def test_a_calendar_stays_the_same_until_its_period_is_over(example: Organization) -> None:
    """A calendar that moved each day would never be due, and would be printed anew each day."""
    view = calendar(example)
    begins, every = view.begins(DATED), view.every_days

    def days(dated: date) -> list[date]:
        return [row.due for row in rows(view, dated) if row.drill.kind is not DrillKind.SEALS]

    assert days(begins) == days(DATED) == days(begins + timedelta(days=every - 1))
    assert days(begins + timedelta(days=every)) != days(begins)


def test_only_a_seal_is_called_overdue_by_the_inventory(example: Organization) -> None:
    """Whether another drill was held stands on paper."""
    view = calendar(example)
    last = view.begins(DATED) + timedelta(days=view.every_days - 1)
    assert {row.drill.kind for row in rows(view, last) if row.overdue} == {DrillKind.SEALS}


def test_each_person_tries_what_only_they_hold(example: Organization) -> None:
    personal = [group for group in calendar(example).groups(DATED) if group.personal]
    assert len(personal) == 1
    who = {(row.drill.kind.value, person.key) for row in personal[0].rows for person in row.drill.people}
    assert {("mailbox", "alice"), ("mailbox", "carol"), ("phone", "bob"), ("vault", "carol"), ("vault", "dan")} == who


def test_every_site_loses_a_device_for_practice(example: Organization) -> None:
    lost = {row.drill.site: row.sheet for row in rows(calendar(example)) if row.drill.kind is DrillKind.DEVICE_LOST}
    assert set(lost) == {"seattle", "portland", "berlin"}
    assert all(kind == "lost-device" and subject.startswith("device:") for kind, subject in lost.values())


def test_no_drill_of_an_identity_provider_where_there_is_none(variant: Callable[..., Organization]) -> None:
    view = calendar(
        variant(("      source: external\n", "      source: none\n"), ("      emergency_access: {", "      # {"))
    )
    kinds = {drill.kind for drill in view.drills}
    assert not kinds & {DrillKind.PROVIDER_DOWN, DrillKind.IDENTITY_CENTER_DOWN}


def test_what_is_late_is_told_by_its_site(example: Organization) -> None:
    view = drill_calendar(example, example.organizations["main"])
    assert view.late(date(2026, 11, 24)) == ("Berlin office",)
