"""One person who reaches both the mailbox and the phone of a root user: together they open it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_signing_in
from mfa_binder.access.retrieval import who_answers_alone
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import Root
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    if not organization.standards.separate_mailbox_and_phone:
        return
    for principal in principals_signing_in(organization):
        root = principal.record
        if not isinstance(root, Root) or root.mailbox is None or root.phone is None:
            continue
        readers = frozenset(organization.mailboxes[root.mailbox].readers)
        both = sorted(readers & who_answers_alone(organization, organization.phones[root.phone]))
        if both:
            yield Problem(
                (*principal.path, "phone"),
                f"{', '.join(both)} can reach alone both the mailbox and the phone of {principal.ref}",
                "let somebody else hold the phone or read the mailbox",
            )


RULE = Rule(
    "mailbox-with-phone", Severity.WARNING, "One person alone reaches the mailbox and the phone of a root user.", _check
)
