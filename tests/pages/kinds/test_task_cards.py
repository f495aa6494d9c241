"""An emergency card: the first five minutes on one side of A5, in the words of the long sheets."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import wrap

import pytest

from mfa_binder.book.leaf_sets import revision_line
from mfa_binder.book.sections import Section
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.catalogue_entries import BinderTab
from mfa_binder.pages.kinds.task_cards import DEVICE_LOST, PROVIDER_DOWN, ROOT_SIGN_IN
from tests.conftest import Example

KINDS = (DEVICE_LOST, ROOT_SIGN_IN, PROVIDER_DOWN)
LINE = 60
"""Characters of 10.5 pt on a line of A5 between margins of 12 mm, with room to spare."""
SIDE = 35
"""Lines on a side."""
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def cards(built: Example) -> Iterator[tuple[Section, str]]:
    for section in built.rendered.sidecar.sections:
        if section.kind in KINDS:
            yield section, built.rendered.files[section.path]


def lines_of(section: Section, text: str) -> int:
    """How many lines the body takes; the revision line is furniture."""
    lines = text.removesuffix("\n").split("\n")
    body = [LINK.sub(r"\1", line) for line in lines[: revision_line(section.id, lines)]]
    return sum(max(1, len(wrap(line, LINE))) for line in body if line.strip() and not line.startswith("|---"))


def test_the_example_has_one_card_for_each_task(examples) -> None:
    found = {section.id: section for section, _ in cards(examples["example"])}
    assert set(found) == {"TD-main", "TR-main", "TP-main"}
    assert {(card.part, card.paper, card.subject) for card in found.values()} == {
        ("Emergency cards", "a5", "organization:main")
    }


def test_cards_are_the_tab_behind_emergency_access(example: Organization) -> None:
    tabs = [part for part, _ in make_catalogue(example).parts]
    assert tabs[tabs.index(BinderTab.EMERGENCY) + 1] is BinderTab.CARDS


def test_a_card_fits_one_side_of_a5_in_the_example_and_two_elsewhere(each_example: Example) -> None:
    sides = 1 if each_example.name == "example" else 2
    found = list(cards(each_example))
    assert found
    assert {section.id: n for section, text in found if (n := lines_of(section, text)) > sides * SIDE} == {}


def test_a_card_says_whom_to_call_what_not_to_do_three_to_six_actions_and_which_sheet(each_example: Example) -> None:
    for section, text in cards(each_example):
        assert "| Call now | " in text, section.id
        parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
        assert [part.split("\n")[0] for part in parts] == ["Do not", "Do", "Then take"], section.id
        actions = re.findall(r"^\d\. ", parts[1], re.MULTILINE)
        assert 3 <= len(actions) <= 6, section.id
        assert re.search(r"\[[A-Z]{2}-[^\]]+\]\(", parts[2]), section.id


def test_the_example_names_the_people_with_their_numbers(examples) -> None:
    texts = {section.id: text for section, text in cards(examples["example"])}
    assert (
        "| And an administrator | Dan Müller (+49 30 555 0104), then Bob Okafor (+1 206 555 0102) |" in texts["TD-main"]
    )
    assert "tell Security on-call, +1 206 555 0150" in texts["TR-main"]
    assert "[BG-444455556666]" in texts["TR-main"]
    assert "[PD-main](provider-down.md)" in texts["TP-main"]


def test_no_sentence_of_a_card_stands_in_another_template(checkout: Path) -> None:
    """What a card shares with a long sheet is a macro: one source of words."""
    templates = {path: path.read_text(encoding="utf-8") for path in (checkout / "templates").rglob("*.j2")}
    ours = {path: text for path, text in templates.items() if path.name.startswith("task-card-")}
    assert len(ours) == len(KINDS)
    for path, text in ours.items():
        plain = re.sub(r"\{[{%#].*?[}%#]\}", "\n", text, flags=re.DOTALL)
        sentences = [part.strip(" -") for part in re.split(r"[.:\n|]", plain) if len(part.split()) >= 6]
        for sentence in sentences:
            assert [other.name for other, words in templates.items() if other != path and sentence in words] == []


@pytest.mark.parametrize(
    ("situation", "kind", "reason"),
    [
        (
            (("      source: external\n", "      source: none\n"), ("      emergency_access: {", "      # {")),
            PROVIDER_DOWN,
            "people do not sign in through an identity provider",
        ),
    ],
)
def test_a_task_that_cannot_come_up_has_no_card(
    variant: Callable[..., Organization], situation: tuple[tuple[str, str], ...], kind: str, reason: str
) -> None:
    pages = make_catalogue(variant(*situation))
    assert pages.find(kind, "organization:main") is None
    assert pages.why_none(kind, "organization:main") == reason


def test_without_root_users_there_is_no_card_for_a_root_sign_in(small: Callable[..., Organization]) -> None:
    pages = make_catalogue(small("aws-us-gov"))
    assert pages.why_none(ROOT_SIGN_IN, "organization:main") == "this partition has no root user"
    assert (
        pages.why_none(DEVICE_LOST, "organization:main") == "no device that works opens anything of this organization"
    )
