"""What a screen reader is told: the tag tree of a binder, read by a program that knows nothing of the typesetter."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from tests.printing import Printed

Tree = pikepdf.Object


@dataclass(frozen=True)
class Tag:
    """An element of the tree: its kind, the kind of what is around it, and the element."""

    kind: str
    around: str
    element: Tree


def tags(tree: Tree, around: str = "") -> Iterator[Tag]:
    """Every element, in reading order."""
    for child in children(tree):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            kind = str(child.S).removeprefix("/")
            yield Tag(kind, around, child)
            yield from tags(child, kind)


def children(tree: Tree) -> list[Tree]:
    inside = tree.get("/K")
    if inside is None:
        return []
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


def marked(tree: Tree, page: tuple[int, int] = (0, 0)) -> Iterator[tuple[tuple[int, int], int]]:
    """Page and number of each piece of contents, in reading order."""
    for child in children(tree):
        if isinstance(child, pikepdf.Dictionary):
            on = child.Pg.objgen if "/Pg" in child else page
            if "/MCID" in child:
                yield on, int(child.MCID)
            elif "/S" in child:
                yield from marked(child, on)
        else:
            yield page, int(child)


PAGE = """# T

Text with `code`, **bold**, [a link](https://example.com/x).

| A | B |
|---|---|
| 1 | 2 |

1.  Step

    ```bash title="X-1.1"
    pwd
    ```

    *You should see:* it.

-   Point
- [ ] Tick

## Two

```bash title="X-1.2"
{long}
```

### Three

!!! danger "Mind"
    Text.
""".replace("- [ ] Tick", "").replace("{long}", "echo " + "x" * 3000)


@pytest.fixture(scope="module", params=["plain", "ceremony", "example"])
def document(
    request: pytest.FixtureRequest, bind: Callable[..., Printed], printed_example: list[Printed]
) -> Iterator[pikepdf.Pdf]:
    """Every kind of block, also with bars and boxes; a volume of the example."""
    ceremony = request.param == "ceremony"
    made = printed_example[-1] if request.param == "example" else None
    paper = made or bind({"X-1": PAGE}, changed=range(1, 99) if ceremony else (), ceremony=ceremony)
    with pikepdf.open(Path(paper.binder.path)) as pdf:
        yield pdf


def test_the_document_says_what_it_is(document: pikepdf.Pdf) -> None:
    assert str(document.Root.Lang) == "en"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert str(document.docinfo.Title)
    with document.open_outline() as outline:
        assert outline.root
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"


def test_every_figure_has_words(document: pikepdf.Pdf) -> None:
    figures = [tag.element for tag in tags(document.Root.StructTreeRoot) if tag.kind == "Figure"]
    assert figures
    assert all(str(figure.get("/Alt", "")).startswith("QR code of ") for figure in figures)
    said = [str(figure.Alt) for figure in figures]
    assert len(set(said)) == len(said)


def test_headings_nest_without_a_gap(document: pikepdf.Pdf) -> None:
    levels = [int(tag.kind[1]) for tag in tags(document.Root.StructTreeRoot) if tag.kind in ("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert max(levels) == 4
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_have_heads_and_lists_have_labels(document: pikepdf.Pdf) -> None:
    found = list(tags(document.Root.StructTreeRoot))
    counted = Counter(tag.kind for tag in found)
    assert counted["Table"] == counted["THead"] == counted["TBody"] > 0
    assert counted["LI"] == counted["Lbl"] == counted["LBody"] > 0
    around = {kind: {tag.around for tag in found if tag.kind == kind} for kind in counted}
    assert around["LI"] == {"L"}
    assert around["Lbl"] == around["LBody"] == {"LI"}
    assert around["THead"] == around["TBody"] == {"Table"}
    assert around["TR"] == {"THead", "TBody"}
    assert around["TH"] == around["TD"] == {"TR"}
    heads = [tag.element for tag in found if tag.kind == "THead"]
    assert all({tag.kind for tag in tags(head)} >= {"TR", "TH"} for head in heads)


def test_frames_are_code(document: pikepdf.Pdf) -> None:
    found = list(tags(document.Root.StructTreeRoot))
    assert any(tag.kind == "Code" and tag.around == "Div" for tag in found)


def test_the_reading_order_is_the_order_of_the_sheet(document: pikepdf.Pdf) -> None:
    """The contents of each page are numbered as they are drawn, and read in that order, none left out.

    That what is drawn has the order of the page's Markdown is shown by the comparison of words.
    """
    orders: dict[tuple[int, int], list[int]] = defaultdict(list)
    for page, number in marked(document.Root.StructTreeRoot):
        orders[page].append(number)
    assert len(orders) > 5
    for numbers in orders.values():
        assert numbers == list(range(len(numbers)))
