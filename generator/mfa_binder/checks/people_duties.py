"""People who reach alone what two should open together, or who hold something and are away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mfa_binder.access.break_glass_cast import who_opens_alone, who_recovers_alone
from mfa_binder.access.colleagues_and_duties import duties_of
from mfa_binder.access.hardware_requirements import principals_signing_in
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.users_and_roles import Root


@rule(
    "password-with-device",
    Severity.WARNING,
    "One person alone reaches the password and a device of a root or shared user.",
)
def password_with_device(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """One person who reaches both the password and a device of a shared principal."""
    if not organization.standards.separate_password_and_device:
        return
    for principal in principals_signing_in(organization):
        if principal.person is not None or principal.password is None:
            continue
        password = organization.secrets[principal.password]
        for device in organization.usable_devices_of(principal):
            people = sorted(who_opens_alone(organization, password, device))
            if people:
                yield RuleCase(
                    (*principal.path, "password"),
                    f"{', '.join(people)} can reach alone both the password and {device.key} of {principal.ref}",
                    "move one of the two, or raise the quorum of the location",
                )


@rule("mailbox-with-phone", Severity.WARNING, "One person alone reaches the mailbox and the phone of a root user.")
def mailbox_with_phone(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """One person who reaches both the mailbox and the phone of a root user: together they open it."""
    if not organization.standards.separate_mailbox_and_phone:
        return
    for principal in principals_signing_in(organization):
        root = principal.record
        people = sorted(who_recovers_alone(organization, root)) if isinstance(root, Root) else []
        if people:
            yield RuleCase(
                (*principal.path, "phone"),
                f"{', '.join(people)} can reach alone both the mailbox and the phone of {principal.ref}",
                "let somebody else hold the phone or read the mailbox",
            )


_HANDOVER_TIME = timedelta(days=30)
"""How early duties are handed over: our own choice."""


@rule(
    "absent-person",
    Severity.WARNING,
    "Somebody who has not started, has left or leaves within 30 days holds something.",
)
def absent_person(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """Somebody who has not started, has left or leaves soon, and on whom something depends."""
    for person in organization.people.values():
        when = _absence(person, as_of)
        if when is None:
            continue
        held = duties_of(organization, person).words
        if held:
            key, words = when
            yield RuleCase(
                ("people", person.key, key), f"{person.key} {words} and has {', '.join(held)}", "hand it over first"
            )


def _absence(person: Person, as_of: date) -> tuple[str, str] | None:
    """The key that says so and the words for it, of somebody who is away or soon will be."""
    if person.starts is not None and person.starts > as_of:
        return "starts", f"starts on {person.starts.isoformat()}"
    if person.ends is not None and person.ends <= as_of + _HANDOVER_TIME:
        return "ends", f"{'left' if person.ends < as_of else 'leaves'} on {person.ends.isoformat()}"
    return None
