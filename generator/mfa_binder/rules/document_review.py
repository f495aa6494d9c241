"""The document itself, when it is due to be gone through again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    document = organization.document
    if document.dated is None:
        return
    due = document.dated + timedelta(days=document.review_every_days)
    if due < as_of:
        yield Problem(
            ("document", "dated"),
            f"the document was to be reviewed by {due.isoformat()}",
            "go through the inventory, date it anew and print what changed",
        )


RULE = Rule("document-review", Severity.WARNING, "The document was not reviewed in time.", _check)
