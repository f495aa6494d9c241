"""Every runbook says for whom it is and what to do; every step what to see, and what to do if not."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

REGISTERS = {"home", "accounts", "devices", "people", "locations", "account", "person", "glossary"}
FORMS = {"custody-log", "transfer", "seal-check", "acceptance", "destruction", "exception-sheet"}
CARDS = {"task-card-device-lost", "task-card-root-sign-in", "task-card-provider-down"}
HEAD = ["| Sheet |", "| For whom |", "| Present |", "| Time needed |", "| Use it when |", "| Do not use it when |"]
HEADINGS = ["What must be at hand", "Steps", "How to verify", "How to undo", "Who to tell", "Sources"]
STEP = re.compile(r"^(\d+)\. +(.*?)(?=^\d+\. |^#|\Z)", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(each_example) -> dict[str, tuple[str, str]]:
    """Kind and text by sheet id."""
    built = each_example.rendered
    return {s.id: (s.kind, built.files[s.path]) for s in built.sidecar.sections}


@pytest.fixture(scope="module")
def runbooks(pages: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {key: text for key, (kind, text) in pages.items() if kind not in REGISTERS | FORMS | CARDS}


def test_every_kind_is_there_or_says_why_not(pages: dict[str, tuple[str, str]], each_example, checkout: Path) -> None:
    kinds = {path.name.removesuffix(".md.j2") for path in (checkout / "templates").glob("*.md.j2")} - {"own-runbook"}
    absent = {entry.kind for entry in each_example.catalogue.absences}
    assert {kind for kind, _ in pages.values()} | absent == kinds


def test_every_page_has_its_title_its_id_and_its_revision_line(pages: dict[str, tuple[str, str]], each_example) -> None:
    document = each_example.organization.document
    review = document.dated + timedelta(days=document.review_every_days)
    for key, (_, text) in pages.items():
        assert text.startswith("# ")
        assert f"| Sheet | {key} |" in text
        assert (
            text.rstrip()
            .split("\n")[-1]
            .startswith(f"{key} · dated 2026-11-24 · review by {review.isoformat()} · owner ")
        )


def test_every_runbook_has_all_its_parts(runbooks: dict[str, str], each_example) -> None:
    organization = each_example.organization
    assert len(runbooks) >= len(organization.devices) + len(organization.locations) + 3  # loss, storage, and one each
    for key, text in runbooks.items():
        assert [row for row in HEAD if row not in text] == [], key
        titles = re.findall(r"^## (.*)$", text, re.MULTILINE)
        assert [title for title in HEADINGS if title not in titles] == [], key


def test_a_form_has_blanks_and_signatures_and_says_at_its_end_when_to_use_it(pages: dict[str, tuple[str, str]]) -> None:
    forms = {key: text for key, (kind, text) in pages.items() if kind in FORMS}
    assert {kind for kind, _ in pages.values()} >= FORMS
    for key, text in forms.items():
        blanks, about = text.split("## About this form")
        assert re.search(r"^\|(.*\|)? \|$", blanks, re.MULTILINE), key
        assert "| Signature, in ink, readable |" in blanks or "| Witness signs |" in blanks, key
        assert [row for row in HEAD if row not in about] == [], key


def test_every_step_says_what_to_see_and_what_to_do_if_not(runbooks: dict[str, str]) -> None:
    for key, text in runbooks.items():
        steps = list(STEP.finditer(text))
        assert steps, key
        for match in steps:
            assert match[0].count("*You should see:*") == 1, f"{key}: {match[2][:60]}"
            assert match[0].count("*If not:*") == 1, f"{key}: {match[2][:60]}"


def test_steps_are_numbered_from_one_without_a_gap(runbooks: dict[str, str]) -> None:
    for key, text in runbooks.items():
        for part in re.split(r"^##.*$", text, flags=re.MULTILINE):
            numbers = [int(match[1]) for match in STEP.finditer(part)]
            assert numbers == list(range(1, len(numbers) + 1)), key


def test_a_step_is_a_console_step_or_a_command_never_both(runbooks: dict[str, str]) -> None:
    for key, text in runbooks.items():
        for match in STEP.finditer(text):
            action = match[2].split("*You should see:*")[0]
            fences = len(re.findall(r"^ *```(?:bash|json) ", action, re.MULTILINE))
            assert fences <= 1, key
            assert not (fences and re.search(r"\*\*(Users|Remove|Assign|Resync|Next|Security)", action)), key


def test_every_source_has_a_date(runbooks: dict[str, str]) -> None:
    for key, text in runbooks.items():
        sources = text.split("## Sources")[1].split("---")[0]
        entries = re.findall(r"^-   .*$", sources, re.MULTILINE)
        assert entries, key
        assert all(
            re.search(r"(checked|as of) (\d{4}-\d\d-\d\d|the day of this sheet)\.$", entry) for entry in entries
        ), key


def test_no_list_item_or_step_is_glued_to_the_line_before(pages: dict[str, tuple[str, str]]) -> None:
    """Jinja drops the line break after a tag at the end of a line: an item must not vanish that way."""
    for key, (_, text) in pages.items():
        assert not re.search(
            r"\S ?- \[ \] |\S-   \S|[.:!?]\d+\. {1,2}\S|\*(You should see|If not):\*.*\*If not", text
        ), key
