"""Days that have come, or are near: of batteries, seals, prices and the document. Days that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import KeyPath, Severity
from mfa_binder.organization.mfa_devices import battery_end
from mfa_binder.organization.organization import Organization

_REPLACEMENT_TIME = timedelta(days=180)
"""How early a replacement is ordered: our own choice, about the time that buying and sealing takes."""


@rule("battery-ending", Severity.WARNING, "The battery of a token ends within 180 days, or has ended.")
def battery_ending(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A token whose battery is expected to end within half a year."""
    for device in organization.devices.values():
        model = organization.models[device.model]
        end = battery_end(device, model) if device.usable else None
        if end is not None and end <= as_of + _REPLACEMENT_TIME:
            yield RuleCase(
                ("devices", device.key, "purchased"),
                f"the battery of {device.key} is expected to end on {end.isoformat()}",
                "order a replacement and enroll it before that day",
            )


@rule("seal-check-overdue", Severity.WARNING, "The seal of a bag was not looked at in time.")
def seal_check_overdue(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A bag whose seal nobody has looked at for longer than the organization's own standard."""
    days = timedelta(days=organization.standards.seal_check_every_days)
    for bag in organization.bags.values():
        if bag.sealed_on is None:
            yield RuleCase(("bags", bag.key), f"bag {bag.key} has no date of its seal", "add sealed_on")
        elif bag.sealed_on + days < as_of:
            due = (bag.sealed_on + days).isoformat()
            yield RuleCase(
                ("bags", bag.key, "sealed_on"),
                f"the seal of {bag.key} was due to be looked at on {due}",
                f"check it with the storage sheet of {bag.location}, and seal it anew",
            )


@rule("price-outdated", Severity.WARNING, "A price is old, or has no date or source.")
def price_outdated(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A price without a date and source, or an old one."""
    age = timedelta(days=organization.standards.price_max_age_days)
    for model in organization.models.values():
        path = ("models", model.key, "price")
        if model.price is None:
            continue
        if model.priced_on is None or model.price_source is None:
            yield RuleCase(path, f"the price of {model.key} has no date or no source", "add priced_on and price_source")
        elif model.priced_on + age < as_of:
            yield RuleCase(
                path, f"the price of {model.key} is of {model.priced_on.isoformat()}", "ask for a new one and date it"
            )


@rule("document-review", Severity.WARNING, "The document was not reviewed in time.")
def document_review(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """The document itself, when it is due to be gone through again."""
    document = organization.document
    if document.dated is None:
        return
    due = document.dated + timedelta(days=document.review_every_days)
    if due < as_of:
        yield RuleCase(
            ("document", "dated"),
            f"the document was to be reviewed by {due.isoformat()}",
            "go through the inventory, date it anew and print what changed",
        )


@rule("future-date", Severity.ERROR, "Something happened on a day that has not come yet.")
def future_date(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """Something that is said to have happened, on a day that has not come yet."""
    for path, done, day in _dated_events(organization):
        if day is not None and day > as_of:
            what = path[1] if path[0] != "binders" else f"copy {int(path[4]) + 1} of {path[2]}"
            message = f"{what} {done} on {day.isoformat()}, which is after {as_of.isoformat()}"
            yield RuleCase(path, message, f"correct {path[-1]}")


def _dated_events(organization: Organization) -> Iterator[tuple[KeyPath, str, date | None]]:
    """Where a day of the past is written down, what happened on it, and the day."""
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
