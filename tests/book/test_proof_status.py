"""Each state of a section, and what is counted of many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from mfa_binder.book.proof import Proof, RehearsalEngine, SectionProof, demands_digest
from mfa_binder.book.proof_status import BookStatus, ProofState, section_statuses, summarize_proof
from mfa_binder.book.sections import BashBlock, ConsoleStep, Section
from mfa_binder.book.sidecar import CoverText, Sidecar

ENGINE = RehearsalEngine(
    aws_cli="1.46", boto3="1", botocore="2", moto="5", mfa_binder="0.1", python="3.11", source="ab"
)
COMMAND = BashBlock(id="1", sha256="x", runs_as="1", after=({"prints_nothing": True},))
CONSOLE = ConsoleStep(id="2", reason="the console")


def section(name: str = "LD-1", blocks: Iterable[object] = (COMMAND,), digest: str = "text") -> Section:
    record = {"id": name, "kind": "k", "title": name, "subject": "s", "path": f"{name}.md", "part": "P"}
    return Section.model_validate({**record, "digest": digest, "blocks": tuple(blocks)})


def proved(of: Section, **facts: object) -> SectionProof:
    record = {
        "id": of.id,
        "state": "proved",
        "text": of.digest,
        "declared": demands_digest(of),
        "inputs": ("accounts/1",),
    }
    counts = {"inputs_digest": "answer", "engine": ENGINE.key, "day": date(2026, 11, 24), "passed": 1}
    return SectionProof.model_validate({**record, **counts, **facts})


def sidecar(*sections: Section) -> Sidecar:
    day = date(2026, 11, 24)
    front = CoverText(title="", dated=day, owner="", classification="", review_by=day, organizations=("main",))
    return Sidecar(front=front, sections=sections)


def book(sections: Iterable[Section], proofs: Iterable[SectionProof], answer: str = "answer") -> BookStatus:
    proof = Proof(engines={ENGINE.key: ENGINE}, sections=tuple(proofs))
    return BookStatus(section_statuses(sidecar(*sections), proof, lambda names: answer), proof)


@pytest.mark.parametrize(
    ("of", "proof", "answer", "state"),
    [
        (section(), proved(section()), "answer", ProofState.PROVED),
        (section(), None, "answer", ProofState.NEVER),
        (section(), proved(section(), text="old"), "answer", ProofState.CHANGED),
        (section(), proved(section(), declared="old"), "answer", ProofState.DEMANDED),
        (section(), proved(section()), "another answer", ProofState.INVENTORY),
        (section(), proved(section(), state="failed", reason="1: exit status 254"), "answer", ProofState.FAILED),
        (section(), proved(section(), state="failed", text="old"), "answer", ProofState.CHANGED),
        (section(), proved(section(), passed=0, not_rehearsable={"why": 1}), "answer", ProofState.NOTHING),
        (section(blocks=[CONSOLE]), None, "answer", ProofState.NOTHING),
        (section(blocks=[]), None, "answer", ProofState.NOTHING),
        (section(blocks=[CONSOLE]), proved(section(blocks=[CONSOLE]), state="failed"), "answer", ProofState.FAILED),
    ],
)
def test_the_state_of_a_section(of: Section, proof: SectionProof | None, answer: str, state: ProofState) -> None:
    (found,) = book([of], [proof] if proof is not None else [], answer).sections
    assert found.state is state
    assert bool(found.why) == state.unproven == (state not in (ProofState.PROVED, ProofState.NOTHING))


def test_a_failure_is_told_with_its_reason() -> None:
    of = section()
    (found,) = book([of], [proved(of, state="failed", reason="LD-1.1: exit status 254")]).sections
    assert found.why == "failed: LD-1.1: exit status 254"


def test_a_proof_rests_on_the_sheets_that_were_rehearsed_with_it() -> None:
    page, sheet = section(), section("RS-1")
    proof = proved(page, sheets=("RS-1",), declared=demands_digest(page, [sheet]))
    assert book([page, sheet], [proof]).sections[0].state is ProofState.PROVED
    assert book([page, section("RS-1", digest="new")], [proof]).sections[0].state is ProofState.DEMANDED
    assert book([page], [proof]).sections[0].state is ProofState.DEMANDED, "the sheet is gone"


def test_only_what_holds_is_counted() -> None:
    sections = [section(name) for name in ("A", "B", "C")] + [section("D", blocks=[CONSOLE])]
    proofs = [
        proved(sections[0], passed=2, commands=3, not_rehearsable={"y": 1, "x": 2}, failures=4, day=date(2026, 11, 1)),
        proved(sections[1], passed=5, commands=5, not_rehearsable={"y": 2}, console_only=1),
        proved(sections[2], text="old", passed=100, commands=100, day=date(2020, 1, 1)),
        proved(sections[3], passed=0, console_only=7),
    ]
    found = book(sections, proofs)
    told = found.summary(sections)
    assert (told.sheets, told.with_commands, told.proved, told.nothing) == (4, 3, 2, 1)
    assert [one.section.id for one in told.unproven] == ["C"]
    assert (told.passed, told.commands, told.console_only, told.failures) == (7, 8, 8, 4)
    assert list(told.not_rehearsable.items()) == [("y", 3), ("x", 2)]
    assert told.days == (date(2026, 11, 1), date(2026, 11, 24))
    assert told.engines == (ENGINE,)
    assert found.summary(sections[:1]).sheets == 1


def test_nothing_rehearsed_has_no_days() -> None:
    found = book([section()], [])
    assert summarize_proof(found.sections, found.proof).days is None
