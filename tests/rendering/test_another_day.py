"""A sheet is not another one because a day has gone by: else every sheet of paper would be issued anew."""

import re
from datetime import date, timedelta
from pathlib import Path

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.user_templates import read_user_templates
from mfa_binder.rendering.book_renderer import render_book
from mfa_binder.rendering.shipped_templates import shipped_names
from tests.conftest import DATED, Example

_EXAMPLE = re.compile(r"^`(templates/[^`]+)`\n\n```jinja\n(.*?)^```", re.MULTILINE | re.DOTALL)


def of_the_day(organization: Organization, day: date) -> Organization:
    """The same organization in a document of another day."""
    return organization.model_copy(update={"document": organization.document.model_copy(update={"dated": day})})


def bodies(organization: Organization, day: date, overrides: Path | None = None) -> dict[str, str]:
    """Digest by leaf set of a document of that day."""
    there = of_the_day(organization, day)
    own = read_user_templates(overrides, shipped_names()).runbooks if overrides is not None else ()
    sections = render_book(there, make_catalogue(there, own), day, overrides).sidecar.sections
    return {leaf_set.id: leaf_set.digest for section in sections for leaf_set in section.leaf_sets}


def test_no_sheet_of_an_example_changes_overnight(each_example: Example) -> None:
    today, tomorrow = (bodies(each_example.organization, DATED + timedelta(days=n)) for n in (0, 1))
    assert {key for key in today | tomorrow if today.get(key) != tomorrow.get(key)} == set()


def test_a_sheet_changes_when_a_fact_does(example: Organization) -> None:
    """On 2026-11-29 two seals are overdue: 180 days after 2026-06-01 were over the day before."""
    before, after = (bodies(example, day) for day in (date(2026, 11, 28), date(2026, 11, 29)))
    assert {key for key in before if before[key] != after[key]} == {"DC-main"}


def test_no_document_of_user_templates_changes_overnight(example: Organization, checkout: Path, tmp_path: Path) -> None:
    """With the section, the macro and the runbook of docs/templates.md."""
    for name, text in _EXAMPLE.findall((checkout / "docs" / "templates.md").read_text(encoding="utf-8")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    today, tomorrow = (bodies(example, DATED + timedelta(days=n), tmp_path / "templates") for n in (0, 1))
    assert "REVIEW-444455556666" in today
    assert today == tomorrow
