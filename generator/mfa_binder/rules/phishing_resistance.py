"""A TOTP token where the organization's own standards ask for what cannot be phished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_signing_in
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import Registration
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    demanded = set(organization.standards.phishing_resistant_for)
    for principal in principals_signing_in(organization):
        if not demanded & set(principal.access):
            continue
        for position, registration in enumerate(principal.mfa):
            if organization.gives_codes(registration):
                yield Problem(
                    (*principal.path, "mfa", position),
                    f"{_what(registration)}, and {principal.ref} must resist phishing by our standards",
                    "replace it by a FIDO2 key: a code can be typed into a false page",
                )


def _what(registration: Registration) -> str:
    if registration.virtual is not None:
        return f"{registration.device} gives codes ({registration.virtual})"
    return f"{registration.device} is a TOTP token"


RULE = Rule("phishing-resistance", Severity.WARNING, "A TOTP token where our standards demand FIDO2.", _check)
