"""The user's templates before ours: file by file, and of a file of macros one by one."""

import re
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.errors import RenderingError
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue, make_catalogue
from mfa_binder.rendering.book_renderer import render_book

PERSON = "{%- macro person(who) -%}\n{{ who.name }} of {{ who.team }}\n{%- endmacro -%}\n"


def loss_sheet(organization: Organization, overrides: Path | None) -> str:
    chosen = [page for page in make_catalogue(organization).pages if page.id == "LD-HT-001"]
    return next(iter(render_book(organization, Catalogue(tuple(chosen)), date(2026, 11, 24), overrides).files.values()))


def override(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.md.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_one_macro_is_replaced_also_where_ours_call_it(example: Organization, tmp_path: Path) -> None:
    ours = loss_sheet(example, None)
    theirs = loss_sheet(example, override(tmp_path, "macros/people", PERSON))
    assert "Dan Müller (+49 30 555 0104)" in ours
    assert "opened by Dan Müller of Platform" in theirs  # written by `quorum`, a macro of ours in the same file
    assert "tell Alice Nguyen of Security" in theirs  # written by `tell_owner`
    assert "(+49 30 555 0104)" not in theirs


def test_the_other_macros_of_the_file_stay_ours(example: Organization, tmp_path: Path) -> None:
    theirs = loss_sheet(example, override(tmp_path, "macros/people", PERSON))
    assert "HT-001 (Gemalto TOTP token, serial `GAHT12345678`)" in theirs


def test_an_empty_section_is_left_out(example: Organization, tmp_path: Path) -> None:
    theirs = loss_sheet(example, override(tmp_path, "sections/lost-device/tell", ""))
    assert "## Who to tell" in loss_sheet(example, None)
    assert "## Who to tell" not in theirs


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PERSON.replace("who.team", "who.teem"), r"people\.md\.j2:2:1: .*teem.* \(called in .* \(ours\):\d+:1\)"),
        ("\n{% macro person(who) %}\n", r"people\.md\.j2:[23]:1: "),
    ],
)
def test_a_mistake_in_a_macro_is_told_with_the_line_of_their_file(
    example: Organization, tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(RenderingError) as error:
        loss_sheet(example, override(tmp_path, "macros/people", text))
    (finding,) = error.value.findings
    assert re.search(told, str(finding)), str(finding)
