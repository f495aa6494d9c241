"""The rehearsal report: of every sheet what is proved, in pages that stay small, in words that mean nothing to a reader's browser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mfa_binder.book.proof import Proof, RehearsalEngine, SectionProof, demands_digest
from mfa_binder.book.proof_status import section_statuses
from mfa_binder.book.sections import BashBlock, ConsoleStep, Section
from mfa_binder.book.sidecar import CoverText, Sidecar
from mfa_binder.site.rehearsal_report import REPORT_INDEX, report_pages
from mfa_binder.site.site_build import build_site

DAY = date(2026, 11, 24)
HOSTILE = "</td><img src=x> | *a* _b_ [x](y) `c` ~~d~~ #eval {{ 7*7 }} ${e} \\| &lt; \x07 1."
ENGINE = RehearsalEngine(
    aws_cli="1.46.3", boto3="1", botocore="2", moto="5.2.5", mfa_binder="0.1", python="3.11", source="ab"
)
COMMAND = BashBlock(id="1", sha256="x", runs_as="1", after=({"prints_nothing": True},))


def section(path: str, part: str, title: str = "A title", blocks: Iterable[object] = (COMMAND,)) -> Section:
    record = {"id": path.removesuffix(".md").upper(), "kind": "k", "title": title, "subject": "s", "path": path}
    return Section.model_validate({**record, "part": part, "digest": "text", "blocks": tuple(blocks)})


def proved(of: Section, **facts: object) -> SectionProof:
    record = {"id": of.id, "state": "proved", "text": "text", "declared": demands_digest(of), "inputs": (), "passed": 3}
    counts = {"inputs_digest": "", "engine": ENGINE.key, "day": DAY, "commands": 4}
    return SectionProof.model_validate({**record, **counts, **facts})


def told(sections: Iterable[Section], proofs: Iterable[SectionProof]) -> dict[str, str]:
    """The pages of the report."""
    front = CoverText(title="", dated=DAY, owner="", classification="", review_by=DAY, organizations=("main",))
    proof = Proof(engines={ENGINE.key: ENGINE}, sections=tuple(proofs))
    return dict(
        report_pages(section_statuses(Sidecar(front=front, sections=tuple(sections)), proof, lambda names: ""), proof)
    )


class Table(HTMLParser):
    """The cells of all rows, and elements that only a value could have made."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.strange: list[str] = []
        self._cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._cell = True
        elif tag == "a" and self._cell:
            self.links.append(dict(attrs)["href"] or "")
        elif self._cell:
            self.strange.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


SHEETS = [
    section("index.md", "Registers", blocks=[]),
    section("people/index.md", "Device lost", HOSTILE),
    section("devices/index.md", "Device lost"),
    section("locations/index.md", "Device lost", blocks=[ConsoleStep(id="2", reason="r")]),
    section("accounts/index.md", "Users, sessions, roles"),
]


@pytest.fixture(scope="module")
def built(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a report in which every state has a sheet."""
    proofs = [
        proved(SHEETS[1], not_rehearsable={HOSTILE: 2}, console_only=5),
        proved(SHEETS[2], text="old"),
        proved(SHEETS[4], state="failed", reason=HOSTILE),
    ]
    site = tmp_path_factory.mktemp("report") / "site"
    build_site(pages, site, None, "Example", dated=DAY, pages=told(SHEETS, proofs), report=REPORT_INDEX)
    return site


def rows(site: Path, name: str) -> Table:
    return Table((site / "rehearsal" / name).read_text(encoding="utf-8"))


def test_a_tab_tells_of_each_sheet_its_state_and_its_counts(built: Path) -> None:
    found = rows(built, "device-lost.html").rows[1:]
    words = HOSTILE.replace("\x07", " ").replace("  ", " ")
    assert [" ".join(row[0].split()) for row in found] == [
        " ".join(f"PEOPLE/INDEX {words}".split()),
        "DEVICES/INDEX A title",
        "LOCATIONS/INDEX A title",
    ]
    assert found[0][1:6] == ["proved", "2026-11-24", "3", "4", "5"]
    assert " ".join(found[0][6].split()) == " ".join(f"2: {words}".split())
    assert found[1][1:] == ["unproven: its text has changed since", "2026-11-24", "none", "none", "none", "none"]
    assert found[2][1:3] == ["nothing to execute", "never"]


def test_values_are_words_and_links_lead_to_the_sheets(built: Path) -> None:
    for page in ("index.html", "device-lost.html", "users-sessions-roles.html"):
        table = rows(built, page)
        assert table.strange == []
        assert all((built / "rehearsal" / link).resolve().is_file() for link in table.links), page
    assert "../people/index.html" in rows(built, "device-lost.html").links


def test_the_summary_counts_and_lists_what_is_unproven(built: Path) -> None:
    cells = {row[0]: row[1:] for row in rows(built, "index.html").rows if len(row) > 1}
    assert cells["Sheets"] == ["5"]
    assert cells["Sheets with commands"] == ["3"]
    assert cells["Proved"] == ["1"]
    assert cells["Rehearsed on"] == ["2026-11-24 (UTC)"]
    assert cells["With"] == ["AWS CLI 1.46.3; simulator: moto 5.2.5 and mfa-binder 0.1"]
    assert cells["Device lost"] == ["3", "2", "1", "1"]
    unproven = [row for name, row in cells.items() if name.endswith("A title")]
    assert [row[0].split(":")[0] for row in unproven] == ["its text has changed since", "failed"]


def test_the_home_page_leads_to_the_report(built: Path, pages: Path, tmp_path: Path) -> None:
    assert 'href="rehearsal/index.html"' in (built / "index.html").read_text(encoding="utf-8")
    assert 'href="rehearsal/index.html"' not in (built / "people" / "index.html").read_text(encoding="utf-8")
    build_site(pages, tmp_path / "site", None, "Example", dated=DAY)
    assert "rehearsal" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_the_report_is_not_in_the_search(built: Path) -> None:
    assert "rehearsal/" not in (built / "search" / "search_index.json").read_text(encoding="utf-8")


def test_without_a_proof_it_says_how_to_get_one() -> None:
    text = told(SHEETS, [])[REPORT_INDEX]
    assert "Nothing has been rehearsed" in text
    assert "`mfa-binder rehearse`" in text
    assert "| Proved | 0 |" in text


def test_a_tab_without_commands_has_no_page() -> None:
    assert set(told(SHEETS, [])) == {REPORT_INDEX, "rehearsal/device-lost.md", "rehearsal/users-sessions-roles.md"}


def test_the_summary_stays_small_however_many_sheets_are_unproven() -> None:
    many = [section(f"devices/{number}.md", "Device lost") for number in range(3000)]
    pages = told(many, [])
    assert len(pages[REPORT_INDEX]) < 20_000
    assert "And 2900 more" in pages[REPORT_INDEX]
    assert pages["rehearsal/device-lost.md"].count("\n| [") == 3000
