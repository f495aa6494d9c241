"""The binder is complete, finds its own pages, and is the same for the same pages."""

from __future__ import annotations

import re

import pikepdf
import pytest

from mfa_binder.errors import OutputError
from tests.printing import print_one


def test_every_section_stands_on_its_own_sheets_numbered_by_themselves(printed):
    for section in printed.sidecar.sections:
        sheets = printed.sheets(section.id)
        assert sheets, section.id
        for place, index in enumerate(sheets, start=1):
            head = printed.pages[index].split("\n")[0]
            assert head == f"{section.id} {section.title} page {place} of {len(sheets)}"
        assert sheets == list(range(sheets[0], sheets[0] + len(sheets)))
        assert sheets[0] % 2 == 0, "a section begins on a right-hand page"


def test_contents_list_every_section_under_its_part(printed):
    contents = next(text for text in printed.pages if text.startswith("LEP "))
    at = 0
    for section in printed.sidecar.sections:
        line = re.search(rf"{re.escape(section.id)}\s+{re.escape(section.title)}\n", contents[at:])
        assert line, section.id
        assert section.part in contents[: at + line.start()]
        at += line.end()


def test_the_list_of_effective_pages_counts_the_leaves_of_every_set(printed):
    listed = next(text for text in printed.pages if "List of effective pages" in text).partition("effective pages\n")[2]
    leaves = 0
    for section in printed.sidecar.sections:
        for leaf_set in section.leaf_sets:
            count = -(-len(printed.sheets(leaf_set.id)) // 2)
            leaves += count
            assert f"{leaf_set.id} draft not issued; 2026-11-24 {count} {leaf_set.digest[:8]}" in listed
    assert f"{leaves} leaves." in listed


def test_outline_leads_to_the_first_sheet_of_every_section(printed):
    entries = [entry for part in printed.reader.outline if isinstance(part, list) for entry in part]
    found = {entry.title.split("  ")[0]: printed.reader.get_destination_page_number(entry) for entry in entries}
    assert found == {section.id: printed.sheets(section.id)[0] for section in printed.sidecar.sections}


def test_cover_says_what_it_is(printed):
    front = printed.sidecar.front
    cover = " ".join(printed.pages[0].split())
    for words in (front.title, *front.organizations, front.owner, front.classification, "2026-11-24", "2027-05-24"):
        assert words in cover
    for words in ("Copy number 1", "Place The safe", "Held by Alice Nguyen, Bob Okafor", "Complete binder"):
        assert words in cover
    assert f"Pages {len(printed.pages)}" in cover


def test_spine_revision_record_and_receipt_are_there(printed):
    for words in ("Spine labels", "Revision record", "Send back to"):
        assert sum(words in text for text in printed.pages) == 1


def test_foot_of_every_sheet_carries_revision_classification_and_copy(printed):
    for text in printed.pages[1:]:
        foot = " ".join(text.split("\n")[-1].split())
        assert foot.endswith("CONFIDENTIAL: break-glass Complete binder, copy 1")
    for section in printed.sidecar.sections:
        for index in printed.sheets(section.id):
            assert printed.pages[index].split("\n")[-1].startswith("Draft, not issued · 2026-11-24")


def test_every_tab_has_a_divider(printed):
    for part in {section.part for section in printed.sidecar.sections}:
        assert (
            sum(text.split("\n")[0] in (part, part[::-1]) or f"\n{part}\n" in f"\n{text}\n" for text in printed.pages)
            >= 1
        )


def test_a_page_without_contents_says_so(printed):
    silent = [text for text in printed.pages[1:] if len(text.split("\n")) < 2]
    assert not silent
    assert any("This page is intentionally blank." in text for text in printed.pages)


def test_nothing_is_printed_outside_the_text_area(printed):
    assert printed.outside() == []


def test_binder_counts_its_pages(printed):
    assert printed.binder.pages == len(printed.reader.pages)
    assert printed.binder.id == "complete"


def test_pdf_is_tagged_and_names_its_language_and_title(printed):
    with pikepdf.open(printed.binder.path) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == printed.sidecar.front.title
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["xmp:CreateDate"].startswith("2026-11-24T00:00:00")


def test_same_pages_give_the_same_bytes(printed, samples, sample_sidecar, tmp_path):
    again = print_one(samples, sample_sidecar, tmp_path / "elsewhere")
    assert again.binder.path.read_bytes() == printed.binder.path.read_bytes()


def test_a_page_that_the_sidecar_does_not_describe_is_refused(samples, sample_sidecar, tmp_path):
    first = sample_sidecar.sections[0].model_copy(update={"digest": "0" * 64})
    stale = sample_sidecar.model_copy(update={"sections": (first, *sample_sidecar.sections[1:])})
    with pytest.raises(OutputError, match=r"sheets/lost-yk-001\.md"):
        print_one(samples, stale, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_page_is_named(sample_sidecar, tmp_path):
    with pytest.raises(OutputError, match="LD-YK-001"):
        print_one(tmp_path, sample_sidecar, tmp_path / "out")


def test_an_earlier_binder_stays_when_a_new_one_cannot_be_written(samples, sample_sidecar, tmp_path):
    occupied = tmp_path / "complete-copy-1.pdf"
    (occupied / "something").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"complete-copy-1\.pdf"):
        print_one(samples, sample_sidecar, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["complete-copy-1.pdf"]
