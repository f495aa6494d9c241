"""Names that IAM allows and a command line could take for something else are typed as the pages print them."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rehearsal.block_results import BlockStatus
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages
from mfa_binder.rendering.book_renderer import render_book
from mfa_binder.rendering.runbook_files import write_runbooks
from tests.rehearsal.conftest import INVENTORY, PROD

USER, ROLE = "-", "a,b=c"
SHEETS = ("onboarding", "enforcing-account", "role")


def test_its_sheets_are_rehearsed(aws_program: Path, tmp_path: Path) -> None:
    inventory: dict[str, Any] = copy.deepcopy(INVENTORY)
    account = inventory["accounts"][PROD]
    account["users"] = {USER: {"person": "dan", "access": ["administrator"], "mfa": [{"device": "HT-1"}]}}
    account["roles"] = {ROLE: {"trusts": [PROD], "requires_mfa": True}}
    named = Organization.model_validate(inventory)
    made = render_book(named, make_catalogue(named), date(2026, 11, 24))
    write_runbooks(tmp_path, made)
    (tmp_path / "scratch").mkdir()
    sheets = [section for section in made.sidecar.sections if section.kind in SHEETS]
    pages = [section.id for section in sheets]
    report = rehearse_pages(tmp_path / "runbooks", made.sidecar, named, aws_program, tmp_path / "scratch", pages)
    assert [f"{block.id}: {block.reason}" for block in report.blocks if block.status is BlockStatus.FAILED] == []
    passed = {block.page for block in report.blocks if block.status is BlockStatus.PASSED}
    assert passed == {section.path for section in sheets}
    assert {section.kind for section in sheets} == set(SHEETS)
