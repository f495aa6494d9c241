"""A runbook of the user's own: for each of what it is made, and what its front matter becomes."""

import pytest

from mfa_binder.errors import OwnRunbookError
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage
from mfa_binder.pages.own_runbooks import OwnRunbook, OwnRunbookView, RunbookFrontMatter, SubjectChoice

TEXTS = {"who": "W", "present": "P", "time": "T", "when": "N", "when_not": "X"}


def own(for_each: str, **front: str) -> OwnRunbook:
    given = {"id": "MINE", "title": "Mine", **TEXTS, "for_each": for_each, **front}
    return OwnRunbook("mine", RunbookFrontMatter.model_validate(given))


def pages(organization: Organization, *runbooks: OwnRunbook) -> list[RunbookPage]:
    return [page for page in make_catalogue(organization, runbooks).pages if page.part is BinderTab.OWN]


@pytest.mark.parametrize(
    ("for_each", "subjects"),
    [
        ("inventory", ["organization"]),
        ("organization", ["organization:main"]),
        ("account", [f"account:{key}" for key in ("111122223333", "444455556666", "777788889999", "012345678901")]),
        (
            "user",
            [
                "111122223333/user/break-glass",
                "111122223333/user/billing-carol",
                "444455556666/user/admin-user",
                "444455556666/user/admin-bob",
            ],
        ),
        ("role", ["444455556666/role/AdminRole"]),
        ("location", ["location:hq-safe", "location:bank-box", "location:berlin-safe"]),
        ("person", [f"person:{key}" for key in ("alice", "bob", "carol", "dan", "erin", "frank")]),
    ],
)
def test_there_is_a_page_for_each(example: Organization, for_each: str, subjects: list[str]) -> None:
    assert [page.subject for page in pages(example, own(for_each))] == subjects


def test_every_kind_of_subject_has_pages(example: Organization) -> None:
    for kind in SubjectChoice:
        found = pages(example, own(kind.value))
        assert found
        assert len({page.id for page in found}) == len({page.path for page in found}) == len(found)


def test_a_condition_chooses_among_them(example: Organization) -> None:
    found = pages(example, own("location", only_if='subject.kind == "deposit-box"'))
    assert [page.id for page in found] == ["MINE-bank-box"]


def test_texts_are_filled_for_each_subject(example: Organization) -> None:
    runbook = own("location", title="Fire at {{ subject.name }}", who="{{ organization.sites[subject.site].name }}")
    first = pages(example, runbook)[0]
    assert first.title == "Fire at HQ fireproof safe"
    assert isinstance(first.view, OwnRunbookView)
    assert first.view.front.who == "Seattle headquarters"


def test_a_title_without_an_expression_gets_the_name_of_its_subject(example: Organization) -> None:
    assert pages(example, own("account"))[1].title == "Mine: prod (4444 5555 6666)"
    assert pages(example, own("inventory"))[0].title == "Mine"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("only_if", "subject.nonsense"),
        ("only_if", "1 +"),
        ("who", "{{ subject.nonsense.more }}"),
        ("title", "{% if %}"),
    ],
)
def test_a_wrong_expression_is_told_with_file_and_key(example: Organization, key: str, text: str) -> None:
    with pytest.raises(OwnRunbookError) as caught:
        pages(example, own("location", **{key: text}))
    assert {(found.place.file, found.place.path) for found in caught.value.findings} == {("templates/mine.md.j2", key)}


def test_they_stand_before_the_cards_in_the_binder(example: Organization) -> None:
    parts = [page.part for page in make_catalogue(example, (own("account"),)).pages]
    assert parts.index(BinderTab.PLANNING) < parts.index(BinderTab.OWN) < parts.index(BinderTab.ACCOUNTS)
    assert parts == sorted(parts, key=list(BinderTab).index)
