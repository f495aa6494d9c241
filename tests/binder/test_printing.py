"""Binders are printed once: what has not changed is left alone, byte for byte, and what is no more goes."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from generator.binder.printing import print_binders
from generator.pages.sidecar import BinderCopyPlan, Sidecar
from generator.revision.effective import Effective


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
    issued = {"RG-DEV": Effective(3, library.front.dated)}
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
    (tmp_path / "binder.pdf").write_bytes(b"%PDF of an earlier version")
    print_binders(samples, library.model_copy(update={"binders": library.binders[1:]}), tmp_path, {})
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["location-safe-copy-1.pdf", "notes.pdf"]
