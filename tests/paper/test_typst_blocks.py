"""What stands in a page stands on paper, whole: words, code, steps, tables, boxes, links."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser

import markdown
import pypdfium2
import pytest

from mfa_binder.organization.binder_settings import PrintForm
from mfa_binder.paper.code_folding import unfold_code
from mfa_binder.paper.fonts import original_text
from mfa_binder.paper.markdown_parsing import parse_page

SITE = ["tables", "admonition", "sane_lists", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.tasklist"]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("p", "li", "td", "th", "br", "h1", "h2", "h3", "pre", "div", "span"):
            self.text += " " if tag != "span" else ""


def words_of_the_site(page: str) -> list[str]:
    """The words of a page as the site's reader, Python-Markdown, sees them."""
    reader = _Words()
    reader.feed(markdown.markdown(page, extensions=SITE))
    return tokens(reader.text)


def tokens(text: str) -> list[str]:
    """Words and signs, composed; capitals do not count, since the word of a box is printed in capitals."""
    return re.findall(r"\w+|[^\w\s]", unicodedata.normalize("NFC", text).casefold())


def squashed(text: str) -> str:
    """A text without what paper adds: line ends, spaces and fold marks."""
    return unicodedata.normalize("NFC", original_text(re.sub(r"[\s↩␣]", "", text)))


def missing_words(page: str, paper: str) -> list[str]:
    """Words of the site that paper lacks; a word that was broken over two lines counts as printed."""
    lacking = Counter(words_of_the_site(page)) - Counter(tokens(original_text(paper)))
    run_together = squashed(paper).casefold()
    return [word for word in lacking if word not in run_together]


@pytest.mark.parametrize("document", ["LD-YK-001", "LD-HT-001", "RG-DEV", "RG-HO"])
def test_every_word_of_the_site_is_printed(printed, samples, document):
    section = next(section for section in printed.sidecar.sections if section.id == document)
    page = (samples / section.path).read_text(encoding="utf-8")
    assert missing_words(page, printed.text(document)) == []


def test_the_comparison_of_words_notices_a_lost_word():
    assert missing_words("# A\n\nkept lost\n", "A\nkept") == ["lost"]
    assert missing_words("# A\n\nlong-word twice twice\n", "A long-\nword twice") == []


@pytest.mark.parametrize("document", ["LD-YK-001", "RG-HO"])
def test_code_can_be_copied_back_byte_by_byte(printed, samples, document):
    section = next(section for section in printed.sidecar.sections if section.id == document)
    page = parse_page((samples / section.path).read_text(encoding="utf-8"), section.path)
    fences = [node for node in page.root.walk() if node.type == "fence"]
    assert fences
    paper = printed.text(document).split("\n")
    for fence in fences:
        code = fence.content.removesuffix("\n")
        assert any(
            unfold_code(paper[start:end], fence.info.partition(" ")[0]) == code
            for start in range(len(paper))
            for end in range(start + 1, len(paper) + 1)
        ), code


@pytest.mark.parametrize("language", ["bash", "text"])
def test_code_that_fills_its_frame_is_not_broken_by_the_typesetter(bind, language):
    lines = ["x" * length for length in range(60, 100)] + ["a " * 60, "b/" * 60, "W" * 300]
    code = "".join(f"    {line}\n" for line in lines)
    paper = bind({"C-1": f"# Code\n\n1.  Deep\n\n    ```{language}\n{code}    ```\n"}, PrintForm(qr=False))
    printed = paper.text("C-1").split("\n")
    start = next(index for index, line in enumerate(printed) if line.startswith("xxx"))
    assert unfold_code(printed[start:], language) == "\n".join(lines)
    assert paper.outside() == []


def _steps(texts: list[str], fillers: int) -> str:
    filler = "".join(f"Filler {number}.\n\n" for number in range(fillers))
    return "# Steps\n\n" + filler + "".join(f"{number}.  {text}\n\n" for number, text in enumerate(texts, start=1))


@pytest.mark.parametrize("lines", [2, 12])
@pytest.mark.parametrize("fillers", [15, 20, 25, 30])
def test_a_step_that_fits_a_page_is_never_torn(bind, lines, fillers):
    code = "".join(f"    line {number}\n" for number in range(lines))
    step = f'Begin{{0}}.\n\n    ```bash\n{code}    ```\n\n    !!! note "Mind"\n        Text.\n\n    End{{0}}.'
    paper = bind({"S-1": _steps([step.format(number) for number in range(3)], fillers)})
    for number in range(3):
        holds = [(f"Begin{number}" in text, f"End{number}" in text) for text in paper.pages]
        assert (True, True) in holds, number
        assert (True, False) not in holds


def test_a_step_that_barely_fits_is_measured_and_kept_whole(bind):
    code = "".join(f"    line {number}\n" for number in range(38))
    paper = bind({"S-1": _steps([f"Begin0.\n\n    ```bash\n{code}    ```\n\n    End0."], 12)})
    assert [("Begin0" in text, "End0" in text) for text in paper.pages].count((True, True)) == 1


def test_a_step_longer_than_a_page_is_printed_to_its_end(bind):
    code = "".join(f"    line {number}\n" for number in range(150))
    paper = bind({"S-1": _steps([f"Begin.\n\n    ```bash\n{code}    ```\n\n    End."], 0)})
    assert [number for number in range(150) if f"line {number}\n" not in paper.text("S-1")] == []
    assert "End." in paper.text("S-1")
    assert paper.outside() == []


def test_a_heading_stays_with_what_follows(bind):
    for fillers in range(29, 37):
        filler = "".join(f"Filler {number}.\n\n" for number in range(fillers))
        paper = bind(
            {"H-1": f"# T\n\n{filler}## Heading\n\nAs follows:\n\n1.  Step\n\n    ```bash\n    a\n    b\n    ```\n"}
        )
        page = next(text for text in paper.pages if "\nHeading" in text)
        assert "As follows" in page
        assert "Step" in page


def test_a_table_repeats_its_head_and_tears_no_row(printed):
    sheets = [printed.pages[index] for index in printed.sheets("RG-DEV")]
    assert len(sheets) > 1
    for sheet in sheets:
        assert "Device Model Serial Where State Checked" in sheet
    rows = re.findall(r"^YK-(\d{3}) YubiKey 5 NFC \d{8} .* \d{4}-\d{2}-\d{2}$", "\n".join(sheets), re.MULTILINE)
    assert rows == [f"{number:03d}" for number in range(1, 61)]


def test_a_row_higher_than_a_page_is_printed_to_its_end(bind):
    cell = " ".join(f"word{number}" for number in range(1500))
    paper = bind({"T-1": f"# T\n\n| A | B |\n|---|---|\n| {cell} | short |\n| next | row |\n"})
    text = squashed(paper.text("T-1").replace("A B\n", ""))
    assert [number for number in range(1500) if f"word{number}" not in text] == []
    assert paper.outside() == []


def test_long_values_in_narrow_columns_stay_in_the_page(bind):
    arn = "arn:aws:iam::444455556666:u2f/user/admin-user/yk-001-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    values = ["x" * 90, "W" * 60, "8", f"`{arn}`", arn.replace("_", "&#95;")]
    paper = bind({"T-1": f"# T\n\n| A | B | C | D | E |\n|---|---|---|---|---|\n| {' | '.join(values)} |\n"})
    assert paper.outside() == []


def test_kinds_of_admonition_are_told_by_a_word(bind):
    kinds = ("note", "tip", "warning", "danger")
    page = "# T\n\n" + "".join(f'!!! {kind} "Title of {kind}"\n    Text.\n\n' for kind in kinds)
    text = bind({"A-1": page}).text("A-1")
    for kind in kinds:
        assert f"{kind.upper()} Title of {kind}" in text


def test_a_list_goes_on_where_the_page_says(printed):
    text = printed.text("LD-YK-001")
    assert "5. Fetch the spare" in text
    assert "7. Sign in with it" in text
    assert "8. Verify" in text


def test_links_name_the_sheet_to_turn_to_and_lead_there(printed):
    text = " ".join(printed.text("LD-YK-001").split())
    assert "all devices (RG-DEV)" in text
    assert "its step 3 (page 1)" in text or "its step 3 (page 2)" in text
    assert "the second sheet's table (LD-HT-001)" in text
    assert "also https://example.com/x." in text
    first = printed.reader.pages[printed.sheets("LD-YK-001")[0]]
    links = [note.get_object() for note in first["/Annots"]]
    assert any(link["/A"].get("/URI", "").startswith("https://docs.aws.amazon.com/") for link in links if "/A" in link)
    assert any("/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo" for link in links)


def test_a_link_in_a_section_gives_the_page_of_the_heading(bind):
    filler = "Filler.\n\n" * 60
    text = bind({"L-1": f"# T\n\nGo to [the end](#the-end).\n\n{filler}## The end\n\nDone.\n"}).text("L-1")
    assert "the end (page 3)" in text or "the end (page 2)" in text


def test_empty_cells_leave_room_to_write(bind):
    paper = bind({"F-1": "# T\n\n| When | Who |\n|---|---|\n| first | |\n| second | |\n"})
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        text = document[paper.sheets("F-1")[0]].get_textpage()
        tops = []
        for word in ("first", "second"):
            index, _ = text.search(word).get_next()
            tops.append(text.get_charbox(index)[3])
    assert tops[0] - tops[1] > 8 * 72 / 25.4
