"""Binders are printed once: what has not changed is left alone, byte for byte, and what is no more goes."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from mfa_binder.book.binder_plans import BinderCopyPlan
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.errors import OutputError
from mfa_binder.paper.binder_printing import print_binders
from mfa_binder.revision.effective_revisions import EffectiveRevision


@pytest.fixture(scope="module")
def library(sample_sidecar: Sidecar) -> Sidecar:
    """Two binders, one of them in two copies."""
    (whole,) = sample_sidecar.binders
    other = BinderCopyPlan(number=2, where="person:carol", place="Carol Jensen", holders=("Carol Jensen",))
    gone = other.model_copy(update={"number": 3, "withdrawn": sample_sidecar.front.dated})
    first = whole.model_copy(update={"copies": (*whole.copies, other, gone)})
    small = whole.model_copy(update={"id": "location-safe", "title": "Binder of the safe", "sections": ("LD-HT-001",)})
    return sample_sidecar.model_copy(update={"binders": (first, small)})


@pytest.fixture(scope="module")
def folder(samples: Path, library: Sidecar, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("printing")
    print_binders(samples, library, made, {})
    return made


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}


def test_each_copy_is_a_file_of_its_own_and_a_withdrawn_one_is_none(folder: Path) -> None:
    assert sorted(times(folder)) == ["complete-copy-1.pdf", "complete-copy-2.pdf", "location-safe-copy-1.pdf"]
    second = pypdf.PdfReader(folder / "complete-copy-2.pdf").pages
    assert "Held by Carol Jensen" in second[0].extract_text()
    assert "Complete binder, copy 2" in second[-1].extract_text()


def test_a_second_run_sets_nothing(samples: Path, library: Sidecar, folder: Path) -> None:
    before = times(folder)
    print_binders(samples, library, folder, {})
    assert times(folder) == before


def test_a_revision_of_one_set_prints_only_the_binders_that_hold_it(
    samples: Path, library: Sidecar, folder: Path
) -> None:
    before = times(folder)
    issued = {"RG-DEV": EffectiveRevision(3, library.front.dated)}
    print_binders(samples, library, folder, issued)
    after = times(folder)
    assert {name for name in after if after[name] != before[name]} == {"complete-copy-1.pdf", "complete-copy-2.pdf"}
    text = "".join(page.extract_text() for page in pypdf.PdfReader(folder / "complete-copy-1.pdf").pages)
    assert "RG-DEV 3 2026-11-24" in text
    assert "Revision 3 · 2026-11-24" in text


def test_a_file_that_somebody_changed_is_printed_anew(samples: Path, library: Sidecar, tmp_path: Path) -> None:
    print_binders(samples, library, tmp_path, {})
    damaged = tmp_path / "location-safe-copy-1.pdf"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-100])
    print_binders(samples, library, tmp_path, {})
    assert damaged.read_bytes() == whole


def test_what_is_no_binder_any_more_goes_and_foreign_files_stay(
    samples: Path, library: Sidecar, tmp_path: Path
) -> None:
    print_binders(samples, library, tmp_path, {})
    (tmp_path / "notes.pdf").write_bytes(b"mine")
    (tmp_path / "binder.pdf").write_bytes(b"%PDF of an earlier version <xmp:CreatorTool>Typst 0.13.1</xmp:CreatorTool>")
    (tmp_path / "binder-2.pdf").write_bytes(b"%PDF of somebody else")
    print_binders(samples, library.model_copy(update={"binders": library.binders[1:]}), tmp_path, {})
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "binder-2.pdf",
        "location-safe-copy-1.pdf",
        "notes.pdf",
    ]


def test_what_was_a_binder_and_is_something_else_now_stays(samples: Path, library: Sidecar, tmp_path: Path) -> None:
    print_binders(samples, library, tmp_path, {})
    (tmp_path / "complete-copy-2.pdf").write_bytes(b"my scan of the signed sheet")
    print_binders(samples, library.model_copy(update={"binders": library.binders[1:]}), tmp_path, {})
    assert (tmp_path / "complete-copy-2.pdf").read_bytes() == b"my scan of the signed sheet"
    assert not (tmp_path / "complete-copy-1.pdf").exists()


def test_a_file_of_somebody_else_is_not_replaced_by_a_binder(samples: Path, library: Sidecar, tmp_path: Path) -> None:
    (tmp_path / "location-safe-copy-1.pdf").write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"location-safe-copy-1\.pdf: not made by mfa-binder"):
        print_binders(samples, library, tmp_path, {})
    assert (tmp_path / "location-safe-copy-1.pdf").read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["location-safe-copy-1.pdf"]


@pytest.mark.parametrize(
    "place", ["site", "site/binders", "site/binders/complete-copy-1.pdf", "site/binders/.printed.json"]
)
def test_no_binder_goes_where_a_link_leads(samples: Path, library: Sidecar, tmp_path: Path, place: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).symlink_to(outside)
    with pytest.raises(OutputError, match="is a symbolic link"):
        print_binders(samples, library, tmp_path / "site" / "binders", {})
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "key", ["x/../../../ESCAPED", "/ESCAPED", "..", "k" * 300, "CON", "Safe", "safe.", "be\u0301", "a\x00b", "a:b"]
)
def test_whatever_a_place_is_called_its_binder_lies_in_the_folder(
    samples: Path, library: Sidecar, tmp_path: Path, key: str
) -> None:
    small = library.binders[1]
    binders = (small, small.model_copy(update={"id": f"location-{key}"}))
    folder = tmp_path / "a" / "b" / "site" / "binders"
    made = print_binders(samples, library.model_copy(update={"binders": binders}), folder, {})
    assert [binder.id for binder in made] == ["location-safe", f"location-{key}"]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent for path in written} == {folder}
    assert len({path.name.casefold() for path in written}) == 3
    assert all(len(path.name.encode()) < 120 for path in written)


def test_two_binders_of_one_name_are_refused(samples: Path, library: Sidecar, tmp_path: Path) -> None:
    twice = library.model_copy(update={"binders": (library.binders[1], library.binders[1])})
    with pytest.raises(OutputError, match=r"two binders would be location-safe-copy-1\.pdf"):
        print_binders(samples, twice, tmp_path, {})


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"[]", b"[" * 100_000, b'{"location-safe-copy-1.pdf": 5}', b'{"../../x.pdf": {"key": "", "pages": 1}}',
        b'{"location-safe-copy-1.pdf": {"key": 1, "sha256": [], "pages": "x", "sets": 3}}', b"<<<<<<< HEAD\n{}\n",
    ],
)  # fmt: skip
def test_a_list_of_what_was_printed_that_cannot_be_read_is_made_again(
    samples: Path, library: Sidecar, tmp_path: Path, content: bytes
) -> None:
    small = library.model_copy(update={"binders": library.binders[1:]})
    print_binders(samples, small, tmp_path, {})
    whole = (tmp_path / ".printed.json").read_bytes()
    (tmp_path / ".printed.json").write_bytes(content)
    print_binders(samples, small, tmp_path, {})
    assert (tmp_path / ".printed.json").read_bytes() == whole
