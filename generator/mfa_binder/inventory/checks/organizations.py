"""Which AWS organization is meant, whether its id can be one, and whether its directory holds users at all."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.inventory.spelling import quoted
from mfa_binder.organization.aws_accounts import IdentitySource
from mfa_binder.organization.identifiers import ORGANIZATION_ID

_ID_FORM = "o- and 10 to 32 small letters and digits"
_NO_PROVIDER = (IdentitySource.IDENTITY_CENTER, IdentitySource.NONE)


def organizations(draft: Draft) -> Iterator[Unplaced]:
    """Entries that leave open which organization is meant; directory users without a directory."""
    declared = draft.ids("organizations")
    if not declared and isinstance(draft.top.data.get("organizations"), dict):
        hint = "declare at least one, with its name and management_account"
        yield problem("which-organization", ("organizations",), "no organization is declared", hint)
    yield from _ids(draft)
    sections = ("accounts", "identity_center_users")
    for entry in (part for section in sections for part in draft.top.parts(section)):
        if len(declared) > 1 and not entry.has("organization"):
            message = f"{len(declared)} organizations are declared, and this does not say which it belongs to"
            yield problem("which-organization", entry.path, message, "add organization: " + " or ".join(declared))
    yield from _directory(draft)
    yield from _emergency_access(draft)


def _ids(draft: Draft) -> Iterator[Unplaced]:
    for organization in draft.top.parts("organizations"):
        written = organization.text("id")
        if written and not ORGANIZATION_ID.fullmatch(written):
            meant = written.strip().casefold()
            hint = f"did you mean {meant}?" if ORGANIZATION_ID.fullmatch(meant) else f"write it as AWS does: {_ID_FORM}"
            message = f"{quoted(written)} is not the id of an organization"
            yield problem("impossible-organization-id", (*organization.path, "id"), message, hint)


def _directory(draft: Draft) -> Iterator[Unplaced]:
    by_key = {part.key: part for part in draft.top.parts("organizations")}
    for user in draft.top.parts("identity_center_users"):
        named = user.text("organization")
        organization = by_key.get(named) if named is not None else _only(by_key)
        if organization is not None and _source(organization) != IdentitySource.IDENTITY_CENTER:
            message = "the organization does not use the directory of IAM Identity Center"
            hint = "set identity.source: identity-center there, or remove the user"
            yield problem("identity-center-source", user.path, message, hint)


def _emergency_access(draft: Draft) -> Iterator[Unplaced]:
    """Direct federation signs people in past Identity Center, so they must live in a provider outside it."""
    for organization in draft.top.parts("organizations"):
        identity = organization.part("identity")
        if identity is not None and identity.has("emergency_access") and _source(organization) in _NO_PROVIDER:
            message = "there is no identity provider that could sign people in past IAM Identity Center"
            hint = "remove it, or set identity.source to external or active-directory"
            yield problem("emergency-access-source", (*identity.path, "emergency_access"), message, hint)


def _only(by_key: dict[str, Part]) -> Part | None:
    return next(iter(by_key.values())) if len(by_key) == 1 else None


def _source(organization: Part) -> str | None:
    identity = organization.part("identity")
    return identity.text("source") if identity is not None else None
