"""Runbooks of the user's own: what their front matter says, and the pages that follow from it.

A front matter is the YAML between two lines `---` at the top of a template. Its texts are Jinja
expressions too, with `organization` (the whole inventory) and `subject` (what the page is for); here
they become plain text, which the sheet prints as data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated

from jinja2 import StrictUndefined, Template
from jinja2.environment import TemplateExpression
from pydantic import StringConstraints

from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.errors import OwnRunbookError
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.message_words import one_line
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.references import id_of
from mfa_binder.organization.strict_records import StrictRecord, Text, WordEnum
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage
from mfa_binder.pages.template_limits import TemplateLimits
from mfa_binder.pages.template_sandbox import EXPRESSION_MISTAKES, ConfinedEnvironment

LAYOUT = "own-runbook.md.j2"
"""The template of ours that prints the head, then the user's steps, then the revision line."""


class SubjectChoice(WordEnum):
    """What a runbook is made for: once for the whole inventory, or for each of these."""

    INVENTORY = "inventory"
    ORGANIZATION = "organization"
    ACCOUNT = "account"
    USER = "user"
    ROLE = "role"
    DEVICE = "device"
    LOCATION = "location"
    PERSON = "person"


class RunbookFrontMatter(StrictRecord):
    """What a runbook says of itself."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3,8}$")]
    """Three to eight capital letters that begin the id of each of its sheets; ours have two"""
    title: Text
    """The title; without an expression in it, the name of the subject is added"""
    for_each: SubjectChoice
    """What it is made for"""
    only_if: Text | None = None
    """A Jinja expression about the subject, such as subject.kind == "safe"; there is a page where it is true"""
    who: Text
    """For whom the sheet is"""
    present: Text
    """Who must be present"""
    time: Text
    """How long it takes"""
    when: Text
    """When to use it"""
    when_not: Text
    """When not to use it"""


@dataclass(frozen=True)
class OwnRunbook:
    """One template of the user's."""

    name: str
    """The file's name without `.md.j2`."""
    front: RunbookFrontMatter
    places: Mapping[str, FindingPlace] = field(default_factory=dict)
    """Where each key of the front matter stands in its file."""

    @property
    def template(self) -> str:
        """The file's name in the user's templates folder."""
        return f"{self.name}.md.j2"


@dataclass(frozen=True)
class OwnRunbookView:
    """The view of a page of a runbook of the user's own."""

    template: str
    front: RunbookFrontMatter
    """In plain text: what was computed in it is filled in."""
    subject: object
    """What the page is for: a device, an account, the inventory."""


@dataclass(frozen=True)
class _RunbookSubject:
    """Something that a runbook is made for."""

    ref: str
    """As in `runbooks.json`."""
    label: str
    """As printed."""
    record: object
    """As the template sees it."""


def own_pages(organization: Organization, runbooks: tuple[OwnRunbook, ...]) -> Iterator[RunbookPage]:
    """The pages of the user's own runbooks.

    Raises OwnRunbookError with every expression of a front matter that cannot be evaluated.
    """
    folders = distinct_slugs(runbook.name for runbook in runbooks)
    findings: dict[Finding, None] = {}
    for runbook in runbooks:
        try:
            yield from _pages_of(runbook, folders[runbook.name], organization)
        except OwnRunbookError as error:
            findings |= dict.fromkeys(error.findings)
    if findings:
        raise OwnRunbookError(tuple(findings))


def _pages_of(runbook: OwnRunbook, folder: str, organization: Organization) -> Iterator[RunbookPage]:
    with TemplateLimits().kept():
        subjects = [s for s in _SUBJECTS[runbook.front.for_each](organization) if _applies_to(runbook, organization, s)]
    files = distinct_slugs(subject.ref for subject in subjects)
    for subject in subjects:
        front = _fill_front_matter(runbook, organization, subject)
        path = f"own/{folder}/{files[subject.ref]}.md"
        view = OwnRunbookView(runbook.template, front, subject.record)
        id_ = document_id(runbook.front.id, id_of(subject.ref))
        yield RunbookPage(id_, runbook.name, front.title, subject.ref, path, BinderTab.OWN, view, LAYOUT)


def _applies_to(runbook: OwnRunbook, organization: Organization, subject: _RunbookSubject) -> bool:
    condition = runbook.front.only_if
    if condition is None:
        return True
    with _mistakes_located(runbook, "only_if", subject):
        return bool(_condition(condition)(**_template_names(organization, subject)))


def _fill_front_matter(runbook: OwnRunbook, organization: Organization, subject: _RunbookSubject) -> RunbookFrontMatter:
    """The front matter with its expressions evaluated. Raises OwnRunbookError with each that cannot be."""
    texts = runbook.front.model_dump(include=_TEXTS)
    filled, findings = {}, list[Finding]()
    names = _template_names(organization, subject)
    for name, text in texts.items():
        try:
            with _mistakes_located(runbook, name, subject), TemplateLimits(length=_LONGEST_TEXT).kept():
                filled[name] = _text(text).render(names)
                TemplateLimits(length=_LONGEST_TEXT).check_length(filled[name])
        except OwnRunbookError as error:
            findings += error.findings
    if findings:
        raise OwnRunbookError(findings)
    if filled["title"] == runbook.front.title and runbook.front.for_each is not SubjectChoice.INVENTORY:
        filled["title"] = f"{filled['title']}: {subject.label}"
    return runbook.front.model_copy(update=filled)


@cache
def _condition(expression: str) -> TemplateExpression:
    return _ENVIRONMENT.compile_expression(expression, undefined_to_none=False)


@cache
def _text(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def _template_names(organization: Organization, subject: _RunbookSubject) -> Mapping[str, object]:
    return {"organization": organization, "subject": subject.record}


@contextmanager
def _mistakes_located(runbook: OwnRunbook, key: str, subject: _RunbookSubject) -> Iterator[None]:
    """Turn what is wrong in an expression into an OwnRunbookError with the place of its key."""
    try:
        yield
    except EXPRESSION_MISTAKES as error:
        place = runbook.places.get(key, FindingPlace(f"templates/{runbook.template}", 1, 1, key))
        reason = "it takes too much memory" if isinstance(error, MemoryError) else str(error)
        hint = f"correct the expression (for {subject.label})"
        raise OwnRunbookError(
            [Finding("wrong-template", Severity.ERROR, place, one_line(reason), one_line(hint))]
        ) from None


_ENVIRONMENT = ConfinedEnvironment(undefined=StrictUndefined, autoescape=False)
"""Plain text, which is escaped when it is printed."""

_LONGEST_TEXT = 10_000
"""Characters of an entry of the head."""

_TEXTS = {"title", "who", "present", "time", "when", "when_not"}


def _organizations(organization: Organization) -> Iterator[_RunbookSubject]:
    for aws in organization.organizations.values():
        yield _RunbookSubject(f"organization:{aws.key}", aws.name, aws)


def _accounts(organization: Organization) -> Iterator[_RunbookSubject]:
    for account in organization.accounts.values():
        yield _RunbookSubject(f"account:{account.key}", account.label, account)


def _users(organization: Organization) -> Iterator[_RunbookSubject]:
    for principal in organization.principals:
        if principal.kind == "user" and principal.account is not None:
            yield _RunbookSubject(principal.ref, f"{principal.name} in {principal.account.label}", principal)


def _roles(organization: Organization) -> Iterator[_RunbookSubject]:
    for account in organization.accounts.values():
        for role in account.roles.values():
            yield _RunbookSubject(f"{account.key}/role/{role.key}", f"{role.key} in {account.label}", role)


def _devices(organization: Organization) -> Iterator[_RunbookSubject]:
    for device in organization.devices.values():
        yield _RunbookSubject(f"device:{device.key}", device.key, device)


def _locations(organization: Organization) -> Iterator[_RunbookSubject]:
    for location in organization.locations.values():
        yield _RunbookSubject(f"location:{location.key}", location.name, location)


def _people(organization: Organization) -> Iterator[_RunbookSubject]:
    for person in organization.people.values():
        yield _RunbookSubject(f"person:{person.key}", person.name, person)


_SUBJECTS: Mapping[SubjectChoice, Callable[[Organization], Iterator[_RunbookSubject]]] = {
    SubjectChoice.INVENTORY: lambda organization: iter(
        [_RunbookSubject("organization", organization.document.title, organization)]
    ),
    SubjectChoice.ORGANIZATION: _organizations,
    SubjectChoice.ACCOUNT: _accounts,
    SubjectChoice.USER: _users,
    SubjectChoice.ROLE: _roles,
    SubjectChoice.DEVICE: _devices,
    SubjectChoice.LOCATION: _locations,
    SubjectChoice.PERSON: _people,
}
