"""Something that is said to have happened, on a day that has not come yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule

_Path = tuple[str | int, ...]


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for path, done, day in _events(organization):
        if day is not None and day > as_of:
            what = path[1] if path[0] != "binders" else f"copy {int(path[4]) + 1} of {path[2]}"
            message = f"{what} {done} on {day.isoformat()}, which is after {as_of.isoformat()}"
            yield Problem(path, message, f"correct {path[-1]}")


def _events(organization: Organization) -> Iterator[tuple[_Path, str, date | None]]:
    for bag in organization.bags.values():
        yield ("bags", bag.key, "sealed_on"), "was sealed", bag.sealed_on
    for secret in organization.secrets.values():
        yield ("secrets", secret.key, "rotated_on"), "was rotated", secret.rotated_on
    for device in organization.devices.values():
        yield ("devices", device.key, "purchased"), "was bought", device.purchased
        yield ("devices", device.key, "status_since"), f"became {device.status}", device.status_since
    for model in organization.models.values():
        yield ("models", model.key, "priced_on"), "was priced", model.priced_on
    for account in organization.accounts.values():
        yield ("accounts", account.key, "closed_on"), "was closed", account.closed_on
    for binder in organization.binders.each.values():
        for position, copy in enumerate(binder.copies):
            path = ("binders", "each", binder.key, "copies", position, "withdrawn")
            yield path, "was withdrawn", copy.withdrawn


RULE = Rule("future-date", Severity.ERROR, "Something happened on a day that has not come yet.", _check)
