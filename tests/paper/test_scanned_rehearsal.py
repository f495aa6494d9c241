"""What a scanner types from a printed sheet is executed: the codes of a page, in the place of its blocks."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from mfa_binder.book.document_names import SIDECAR
from mfa_binder.book.fenced_blocks import FencedBlock, fenced_blocks
from mfa_binder.book.sidecar import read_sidecar
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages
from tests.qr_reading import scan

PAGE = "RS-HT-001"


def scanned_instead(page: str, blocks: list[FencedBlock], payloads: list[str]) -> str:
    """The page with the text of each block replaced by what its code holds."""
    lines = page.split("\n")
    for block, payload in reversed(list(zip(blocks, payloads, strict=True))):
        first, count = block.line - 1, len(block.text.splitlines())
        indent = lines[first - 1][: -len(lines[first - 1].lstrip(" "))]
        lines[first : first + count] = [f"{indent}{line}".rstrip() for line in payload.splitlines()]
    return "\n".join(lines)


def test_what_is_scanned_from_a_sheet_passes_its_rehearsal(
    printed_example, checkout: Path, example: Organization, tmp_path: Path
) -> None:
    sidecar = read_sidecar(checkout / SIDECAR)
    section = next(section for section in sidecar.sections if section.id == PAGE)
    volume = next(volume for volume in printed_example if PAGE in volume.binder.set_pages)
    sheets = {index + 1 for index in volume.sheets(PAGE)}
    payloads = [code.payload.decode() for code in scan(volume.binder.path) if code.page in sheets]
    shutil.copytree(checkout / "runbooks", tmp_path / "runbooks")
    page = tmp_path / "runbooks" / section.path
    written = page.read_text(encoding="utf-8")
    blocks = list(fenced_blocks(written, section.path))
    blanked = scanned_instead(written, blocks, [":"] * len(blocks))
    page.write_text(scanned_instead(blanked, list(fenced_blocks(blanked, section.path)), payloads), encoding="utf-8")
    report = rehearse_pages(
        tmp_path / "runbooks", sidecar, example, Path(sys.executable).parent / "aws", tmp_path, [PAGE], jobs=2
    )
    assert [block.reason for block in report.blocks if block.status == "failed"] == []
    assert report.passed == len(payloads) > 1
