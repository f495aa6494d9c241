"""Binders made of a few pages, read back from the PDF by programs that know nothing of the typesetter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import pypdf
import pypdfium2
import pytest

from mfa_binder.book.binder_plans import BinderCopyPlan, BinderPlan
from mfa_binder.book.leaf_sets import divide_into_leaf_sets
from mfa_binder.book.proof_status import ProofSummary
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText, Sidecar, read_sidecar
from mfa_binder.organization.binder_settings import PrintForm
from mfa_binder.paper.binder_printing import BinderFile, print_binders
from mfa_binder.paper.sheet_measures import MILLIMETRE
from mfa_binder.revision.effective_revisions import EffectiveRevision

SAMPLES = Path(__file__).parent / "paper" / "pages"

FRONT = CoverText(
    title="Break-glass binder: hardware MFA",
    dated=date(2026, 11, 24),
    owner="Alice Nguyen, Security",
    classification="CONFIDENTIAL: break-glass",
    review_by=date(2027, 5, 24),
    organizations=("Example Corp", "Example Gov"),
)

Rehearsed = Callable[[tuple[Section, ...]], ProofSummary] | None

_LINES_OF_A_DIVIDER = 4

SECTIONS = (
    ("LD-YK-001", "YubiKey YK-001 lost, stolen, damaged or recalled", "sheets/lost-yk-001.md", "Lost devices"),
    ("LD-HT-001", "Token HT-001 lost", "sheets/lost-ht-001.md", "Lost devices"),
    ("RG-DEV", "Register of devices", "registers/devices.md", "Registers"),
    ("RG-HO", 'Hostile *names* #eval("1") and $x$', "registers/hostile.md", "Registers"),
)


@dataclass(frozen=True)
class Printed:
    """A binder as a reader of the PDF sees it."""

    binder: BinderFile
    sidecar: Sidecar
    runbooks: Path

    @cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(self.binder.path)

    @cached_property
    def pages(self) -> list[str]:
        """The text of every page, the first at index 0."""
        return [page.extract_text() for page in self.reader.pages]

    def sheets(self, document: str) -> list[int]:
        """Indexes of the pages whose running head begins with the document's id."""
        return [index for index, text in enumerate(self.pages) if text.startswith(f"{document} ")]

    def text(self, document: str) -> str:
        """The text of a section without its running heads and feet."""
        return "\n".join("\n".join(self.pages[index].split("\n")[1:-1]) for index in self.sheets(document))

    def outside(self) -> list[str]:
        """What is printed outside the text area: `page: character` for everything that would be cut off.

        The tab of a divider, which is meant to reach the edge, is left out: no other page has so few lines.
        """
        found = []
        side, end = 14.5 * MILLIMETRE, 9 * MILLIMETRE
        with pypdfium2.PdfDocument(self.binder.path) as document:
            for number, page in enumerate(document, start=1):
                text, (width, height) = page.get_textpage(), page.get_size()
                is_divider = len(self.pages[number - 1].split("\n")) <= _LINES_OF_A_DIVIDER
                for index in range(text.count_chars()):
                    left, bottom, right, top = text.get_charbox(index)
                    is_outside = left < side or right > width - side or bottom < end or top > height - end
                    character = text.get_text_range(index, 1)
                    if is_outside and not is_divider and not character.isspace():
                        found.append(f"{number}: {character!r}")
        return found


def section_of(folder: Path, document: str, title: str, path: str, part: str) -> Section:
    """A page of a folder as a section."""
    markdown = (folder / path).read_bytes()
    return Section(
        id=document,
        kind="sample",
        title=title,
        subject="device:X",
        path=path,
        part=part,
        digest=hashlib.sha256(markdown).hexdigest(),
        leaf_sets=divide_into_leaf_sets(document, markdown.decode()),
    )


def sidecar_of(sections: tuple[Section, ...], form: PrintForm) -> Sidecar:
    """Sections in one binder of one copy."""
    copy = BinderCopyPlan(number=1, where="location:safe", place="The safe", holders=("Alice Nguyen", "Bob Okafor"))
    names = tuple(section.id for section in sections)
    plan = BinderPlan(id="complete", title="Complete binder", form=form, copies=(copy,), sections=names)
    return Sidecar(front=FRONT, sections=sections, binders=(plan,))


def print_one(
    runbooks: Path,
    sidecar: Sidecar,
    folder: Path,
    rehearsed: Rehearsed = None,
    effective: Mapping[str, EffectiveRevision] = MappingProxyType({}),
) -> Printed:
    """The only volume of the only copy of the only binder."""
    (binder,) = print_binders(runbooks, sidecar, folder, effective, rehearsed)
    return Printed(binder, sidecar, runbooks)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample pages."""
    return SAMPLES


@pytest.fixture(scope="session")
def sample_sidecar() -> Sidecar:
    """The sidecar of the sample pages."""
    return sidecar_of(tuple(section_of(SAMPLES, *facts) for facts in SECTIONS), PrintForm())


@pytest.fixture(scope="session")
def printed(sample_sidecar: Sidecar, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The binder of the sample pages."""
    return print_one(SAMPLES, sample_sidecar, tmp_path_factory.mktemp("binder") / "out")


@pytest.fixture(scope="session")
def bind(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Printed]:
    """Make a binder of pages given as document id -> Markdown; the page of `X-1` is `X-1.md`.

    `changed` are lines of every page that a revision changed; `ceremony`: the steps of every page are initialled.
    """

    def make(
        pages: Mapping[str, str],
        form: PrintForm = PrintForm(),  # noqa: B008 - frozen
        changed: Collection[int] = (),
        ceremony: bool = False,
    ) -> Printed:
        folder = tmp_path_factory.mktemp("pages")
        for document, markdown in pages.items():
            (folder / f"{document}.md").write_bytes(markdown.encode())
        sections = tuple(section_of(folder, name, f"Title of {name}", f"{name}.md", "Part") for name in pages)
        sections = tuple(section.model_copy(update={"ceremony": ceremony}) for section in sections)
        issued = EffectiveRevision(2, date(2026, 11, 24), frozenset(changed))
        sets = (leaves.id for section in sections for leaves in section.leaf_sets)
        standing = dict.fromkeys(sets, issued) if changed else {}
        return print_one(folder, sidecar_of(sections, form), folder / "out", effective=standing)

    return make


@pytest.fixture(scope="session")
def printed_example(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Printed]:
    """The volumes of the complete binder of the example organization."""
    whole = read_sidecar(checkout / "runbooks.json")
    sidecar = whole.model_copy(update={"binders": whole.binders[:1]})
    made = print_binders(checkout / "runbooks", sidecar, tmp_path_factory.mktemp("example"), {})
    return [Printed(binder, sidecar, checkout / "runbooks") for binder in made]
