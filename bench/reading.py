"""Reading ease of the steps: `python -m bench.reading`. The aim is Flesch-Kincaid grade 8 or below as a median.

A step's text is its action, what should be seen, and what to do if not, as they are read aloud. Counted
as one short word, since nobody reads them as words: inline code, document and device ids, numbers,
dates, telephone numbers, addresses. Left out: code blocks, the targets of links, blanks to be filled in.
Names of people and places count as they are. Only a full stop, a question mark or an exclamation mark
ends a sentence; textstat does not count a sentence of one or two words, so "Nothing." helps no step.
The same text in several steps counts once for each kind of page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import median

import textstat

from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rendering.book_renderer import render_book

AIM = 8.0
_ROOT = Path(__file__).resolve().parent.parent
_STEP = re.compile(r"^\d+\. +(.*?)(?=^\d+\. |^#|^---$|^!!!|^\S|\Z)", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^ *(`{3,}).*?^ *\1 *$", re.MULTILINE | re.DOTALL)
_LABEL = re.compile(r"\*(You should see|If not):\*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"`[^`]*`")
_SYMBOL = re.compile(r"https?://\S*\w/?|\S+@\S*\w|\+?\d[\d ./:-]*\d|\d+|\b[A-Za-z]{2,4}-(?=[\w-]*\d)[\w-]+", re.ASCII)
_BRACKETED = re.compile(r"\s*\(\s*it\s*\)")
_SHORT = "it"


@dataclass(frozen=True)
class Step:
    """One step as it is read: the page and its kind, and the words."""

    kind: str
    page: str
    text: str

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade: years of school in the United States that the text asks for."""
        return float(textstat.flesch_kincaid_grade(self.text))


def spoken(markdown: str) -> str:
    """A step's Markdown as it is read aloud: words and full stops only."""
    text = _LABEL.sub("", _FENCE.sub("", markdown))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return " ".join(_ended(_plain(part)) for part in paragraphs if _plain(part))


def _plain(paragraph: str) -> str:
    text = _CODE.sub(_SHORT, _LINK.sub(r"\1", unescape(paragraph)))
    text = re.sub(r"…+|\*\*|___+", "", text)
    return " ".join(_BRACKETED.sub("", _SYMBOL.sub(_SHORT, text)).split())


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text.rstrip(":;, ") + "."


def steps(organization: Organization) -> Iterator[Step]:
    """The steps of every page of an organization, each text once for a kind of page."""
    pages = make_catalogue(organization)
    built = render_book(organization, pages, organization.document.dated or _no_day())
    seen: set[tuple[str, str]] = set()
    for section in built.sidecar.sections:
        for match in _STEP.finditer(built.files[section.path]):
            text = spoken(match[1])
            if (section.kind, text) not in seen:
                seen.add((section.kind, text))
                yield Step(section.kind, section.id, text)


def _no_day() -> None:
    raise SystemExit("the inventory has no document.dated")


def report(found: Iterable[Step]) -> str:
    """Medians by kind and over all, the share within the aim, and the ten steps that are hardest to read."""
    graded = sorted(((step.grade, step) for step in found), key=lambda pair: -pair[0])
    kinds: dict[str, list[float]] = defaultdict(list)
    for grade, step in graded:
        kinds[step.kind].append(grade)
    rows = [f"{kind:<28}{len(grades):>6} steps  median {median(grades):5.1f}" for kind, grades in sorted(kinds.items())]
    everything = [grade for grade, _ in graded]
    middle = median(everything)
    within = sum(1 for grade in everything if grade <= AIM) / len(everything)
    hardest = [f"{grade:5.1f}  {step.page}: {step.text[:200]}" for grade, step in graded[:10]]
    verdict = "met   " if middle <= AIM else "MISSED"
    return "\n".join(
        [
            "reading ease of the steps (Flesch-Kincaid grade)",
            *rows,
            f"{verdict} median over {len(everything)} steps: {middle:.1f} (at most {AIM}); {within:.0%} within it",
            "hardest to read:",
            *hardest,
        ]
    )


def inventories() -> list[Path]:
    """The example's inventory, and those of the further examples."""
    return [_ROOT / "inventory.yaml", *sorted((_ROOT / "examples").glob("*/inventory.yaml"))]


def main() -> None:
    """Print the report of every example, one after the other."""
    for path in inventories():
        print(f"\n{path.relative_to(_ROOT)}: {report(steps(load_inventory(path).organization))}")


if __name__ == "__main__":
    main()
