"""A ceremony names who takes part and who signs, where stopping is safe, and where exceptions are written down."""

import re
from collections.abc import Iterator

import pytest

from mfa_binder.book.sections import Section
from tests.conftest import Example

CEREMONIES = {"break-glass", "root-enrollment", "root-recovery", "storage", "removed-roots"}
BLANK = re.compile(r"(Time \(UTC\)|Initials): …")


def ceremonies(built: Example) -> Iterator[tuple[Section, str]]:
    for section in built.rendered.sidecar.sections:
        if section.ceremony:
            yield section, built.rendered.files[section.path]


def has_keys(text: str) -> bool:
    """Whether an enrollment has something to enroll: without a key nobody meets yet."""
    return "### Part 1: Plan the keys" not in text


def test_these_kinds_are_ceremonies_and_no_other(each_example: Example) -> None:
    sections = each_example.rendered.sidecar.sections
    assert {section.kind for section in sections if section.ceremony} == CEREMONIES & {s.kind for s in sections}
    assert not any(section.kind in CEREMONIES and not section.ceremony for section in sections)


def test_its_steps_have_no_blanks_for_what_paper_has_boxes_for(each_example: Example) -> None:
    assert [section.id for section, text in ceremonies(each_example) if BLANK.search(text)] == []


def test_a_sheet_without_boxes_keeps_its_blanks(examples) -> None:
    """The same step stands on a loss sheet, which is no ceremony."""
    text = examples["example"].rendered.files["devices/yk-001/lost.md"]
    assert "The console opens there too. Time (UTC): …………… Initials: ………" in text


def test_it_has_roles_to_sign_for_and_an_exception_sheet(each_example: Example) -> None:
    known = {section.id for section in each_example.rendered.sidecar.sections}
    for section, text in ceremonies(each_example):
        if not has_keys(text):
            continue
        roles = text.split("## Roles and signatures")[1].split("\n## ")[0]
        assert "| Role | Name, in capitals | Signature, in ink, readable | Date, time (UTC) |" in roles, section.id
        sheets = re.findall(r"\[(EX-[^\]]+)\]\(", roles)
        assert sheets, section.id
        assert set(sheets) <= known


def test_it_says_where_stopping_is_safe_and_where_not(each_example: Example) -> None:
    for section, text in ceremonies(each_example):
        if has_keys(text):
            assert "**Pause here is safe.**" in text, section.id
            assert '!!! warning "From here on do not stop"' in text, section.id


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        (
            "accounts/444455556666/enrollment.md",
            ["Password | Carol Jensen", "YK-004 and YK-005 | Bob Okafor", "Witness |"],
        ),
        (
            "accounts/444455556666/root-recovery.md",
            ["Phone | Bob Okafor", "Mailbox (1 of 2) | Alice Nguyen", "Witness |"],
        ),
        (
            "accounts/111122223333/break-glass.md",
            ["Leader | Alice Nguyen", "Password, whoever is named | Carol Jensen"],
        ),
        (
            "locations/hq-safe/storage.md",
            ["Custodian | Alice Nguyen", "Custodian | Bob Okafor", "Witness, no custodian |"],
        ),
    ],
)
def test_whom_the_inventory_knows_is_named(examples, path: str, rows: list[str]) -> None:
    text = examples["example"].rendered.files[path]
    assert [row for row in rows if f"| {row}" not in text] == []


def test_serials_and_bags_of_a_break_glass_have_a_box_each(examples) -> None:
    text = examples["example"].rendered.files["accounts/111122223333/break-glass.md"]
    hand = text.split("## What must be at hand")[1].split("\n## ")[0]
    assert "- [ ] Bag TEB-000422, with the envelope break-glass." in hand
    assert "- [ ] YK-001 (YubiKey 5 NFC, serial `20481337`), from bag TEB-000417." in hand
