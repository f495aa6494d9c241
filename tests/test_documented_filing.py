"""The walk of docs/filing.md, typed into a real bash; then a clerk files the packs, reading nothing but paper.

What each copy holds afterwards is, leaf set for leaf set and word for word, what a build prints that day.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pypdf
import pytest
from filelock import FileLock

_HEAD = re.compile(r"(?P<id>\S+) .* page (?P<page>\d+) of (?P<count>\d+)")
_ROW = re.compile(
    r"(?P<id>[A-Z]{2}-\S+|START)"
    r" (?:nothing|revision (?P<out>\d+), (?P<out_leaves>\d+) lea(?:f|ves))"
    r" (?:(?P<none>nothing)|revision (?P<put>\d+), (?P<put_leaves>\d+) lea(?:f|ves)) "
)

Leaves = Mapping[str, tuple[str, ...]]
"""The text of the pages of each leaf set, by its id."""


@pytest.fixture(scope="session")
def walked(checkout: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder at the end of the walk, which is walked once, however many processes test."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "documented-filing"
    with FileLock(f"{folder}.lock"):
        if not (folder / "said").exists():
            walk(checkout, folder)
    return folder / "walk"


def walk(checkout: Path, folder: Path) -> None:
    """Type the blocks of the document in `folder`, and keep what was said."""
    folder.mkdir()
    (folder / "inventory.yaml").write_bytes((checkout / "inventory.yaml").read_bytes())
    document = (checkout / "docs" / "filing.md").read_text(encoding="utf-8")
    typed = "".join(re.findall(r"```bash\n(.*?)```", document, re.DOTALL))
    environment = {"HOME": str(folder), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", typed],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "said").write_text(done.stdout, encoding="utf-8")


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def leaves(folder: Path, pattern: str) -> Leaves:
    """The leaf sets of some PDFs, as somebody sees them who leafs through: by the running head."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob(pattern)):
        for text in pages(path):
            head = _HEAD.fullmatch(text.split("\n")[0])
            if head is not None:
                found.setdefault(head["id"], []).append(text)
    return {name: tuple(texts) for name, texts in found.items()}


def file_pack(filed: Leaves, pack: Path, revision: int) -> Leaves:
    """What a copy holds after its filing sheet was followed, line by line."""
    texts = pages(pack)
    sheet = " ".join(" ".join(text.split()) for text in texts if text.startswith("Filing sheet"))
    assert f"Verify that revision {revision} is the last one" in sheet
    inside, held = leaves(pack.parent, pack.name), dict(filed)
    rows = list(_ROW.finditer(re.sub(r"- (?=[a-z])", "-", sheet)))
    for row in rows:
        name = row["id"]
        if row["out"] is not None:
            assert -(-len(held[name]) // 2) == int(row["out_leaves"]), name
            del held[name]
        if row["put"] is not None:
            assert name not in held
            assert -(-len(inside[name]) // 2) == int(row["put_leaves"]), name
            held[name] = inside[name]
    assert {row["id"] for row in rows if row["put"]} == set(inside), "every leaf of the pack has its line"
    return held


COPIES = (
    "complete-copy-1",
    "cards-copy-1",
    "location-hq-safe-copy-1",
    "location-bank-box-copy-1",
    "account-111122223333-copy-2",
    "account-444455556666-copy-1",
    "person-alice-copy-1",
    "person-frank-copy-1",
)


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_that_was_filed_is_what_is_printed_today(walked: Path, copy: str) -> None:
    binders = walked / "site" / "binders"
    first = {
        **leaves(binders / "revision-001", f"{copy}-binder.pdf"),
        **leaves(binders / "revision-001", f"{copy}-v*.pdf"),
    }
    assert first
    pack = binders / "revision-002" / f"{copy}-changes.pdf"
    filed = file_pack(first, pack, 1) if pack.exists() else first
    today = {**leaves(binders, f"{copy}.pdf"), **leaves(binders, f"{copy}-volume-*.pdf")}
    assert filed.keys() == today.keys()
    assert filed == today


def test_a_copy_of_which_most_changed_gets_its_whole_binder(walked: Path) -> None:
    binders = walked / "site" / "binders"
    whole = leaves(binders / "revision-002", "person-bob-copy-1-binder.pdf")
    assert whole == leaves(binders, "person-bob-copy-1.pdf")
    sheet = " ".join(pages(binders / "revision-002" / "person-bob-copy-1-filing.pdf")[0].split())
    assert "Verify that revision 1 is the last one" in sheet
    assert "Take out everything" in sheet


def test_the_binder_of_a_closed_account_is_returned_and_no_longer_printed(walked: Path) -> None:
    binders = walked / "site" / "binders"
    text = " ".join(" ".join(pages(binders / "revision-002" / "account-012345678901-copy-1-withdrawal.pdf")).split())
    assert "This copy is withdrawn" in text
    assert not list(binders.glob("account-012345678901*"))


def test_sheets_of_the_closed_account_are_kept_for_its_ninety_days(walked: Path) -> None:
    pack = walked / "site" / "binders" / "revision-002" / "complete-copy-1-changes.pdf"
    sheet = " ".join(" ".join(text.split()) for text in pages(pack) if text.startswith("Filing sheet"))
    assert "AC-012345678901 revision 1, 1 leaf nothing" in sheet
    assert "keep until 2027-01-13" in sheet, "2026-10-15 and 90 days"


def test_the_check_names_the_copies_the_sheets_and_the_reason(walked: Path) -> None:
    said = (walked.parent / "said").read_text(encoding="utf-8")
    line = next(line for line in said.split("\n") if line.startswith("hq-safe copy 1: "))
    assert "ST-hq-safe" in line
    assert "because YK-003 moved" in line
