"""The committed runbooks/ is a golden output: what the example gives today, byte for byte."""

from datetime import date
from pathlib import Path

from mfa_binder.book.proof import read_proof
from mfa_binder.book.sections import BashBlock
from mfa_binder.book.sidecar import read_sidecar
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rendering.book_renderer import render_book
from mfa_binder.rendering.runbook_files import compare_runbooks


def test_the_committed_runbooks_are_what_the_example_gives(example: Organization, checkout: Path) -> None:
    assert example.document.dated == date(2026, 11, 24)
    changes = compare_runbooks(checkout, render_book(example, make_catalogue(example), example.document.dated))
    assert changes.out_of_date == (), "run make build, look at the difference, and commit it"
    assert changes.foreign == ()


def test_the_committed_proof_is_of_the_committed_pages(checkout: Path) -> None:
    proofs = read_proof(checkout / "rehearsal.json").by_id
    sections = read_sidecar(checkout / "runbooks.json").sections
    with_commands = [one for one in sections if any(isinstance(block, BashBlock) for block in one.blocks)]
    assert with_commands
    for section in with_commands:
        proof = proofs[section.id]
        assert (proof.state, proof.text) == ("proved", section.digest), "run mfa-binder rehearse --all, and commit it"
