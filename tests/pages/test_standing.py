"""Each state of a section, and what is counted of many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from mfa_binder.pages.proof import Engine, Proof, SectionProof, demanded
from mfa_binder.pages.sidecar import BashBlock, ConsoleStep, Front, Section, Sidecar
from mfa_binder.pages.standing import BookStanding, State, standings, summary

ENGINE = Engine(aws_cli="1.46", boto3="1", botocore="2", moto="5", mfa_binder="0.1", python="3.11", source="ab")
COMMAND = BashBlock(id="1", sha256="x", runs_as="1", after=({"prints_nothing": True},))
CONSOLE = ConsoleStep(id="2", reason="the console")


def section(name: str = "LD-1", blocks: Iterable[object] = (COMMAND,), digest: str = "text") -> Section:
    record = {"id": name, "kind": "k", "title": name, "subject": "s", "path": f"{name}.md", "part": "P"}
    return Section.model_validate({**record, "digest": digest, "blocks": tuple(blocks)})


def proved(of: Section, **facts: object) -> SectionProof:
    record = {"id": of.id, "state": "proved", "text": of.digest, "declared": demanded(of), "inputs": ("accounts/1",)}
    counts = {"inputs_digest": "answer", "engine": ENGINE.key, "day": date(2026, 11, 24), "passed": 1}
    return SectionProof.model_validate({**record, **counts, **facts})


def sidecar(*sections: Section) -> Sidecar:
    day = date(2026, 11, 24)
    front = Front(title="", dated=day, owner="", classification="", review_by=day, organizations=("main",))
    return Sidecar(front=front, sections=sections)


def book(sections: Iterable[Section], proofs: Iterable[SectionProof], answer: str = "answer") -> BookStanding:
    proof = Proof(engines={ENGINE.key: ENGINE}, sections=tuple(proofs))
    return BookStanding(standings(sidecar(*sections), proof, lambda names: answer), proof)


@pytest.mark.parametrize(
    ("of", "proof", "answer", "state"),
    [
        (section(), proved(section()), "answer", State.PROVED),
        (section(), None, "answer", State.NEVER),
        (section(), proved(section(), text="old"), "answer", State.CHANGED),
        (section(), proved(section(), declared="old"), "answer", State.DEMANDED),
        (section(), proved(section()), "another answer", State.INVENTORY),
        (section(), proved(section(), state="failed", reason="1: exit status 254"), "answer", State.FAILED),
        (section(), proved(section(), state="failed", text="old"), "answer", State.CHANGED),
        (section(), proved(section(), passed=0, not_rehearsable={"why": 1}), "answer", State.NOTHING),
        (section(blocks=[CONSOLE]), None, "answer", State.NOTHING),
        (section(blocks=[]), None, "answer", State.NOTHING),
        (section(blocks=[CONSOLE]), proved(section(blocks=[CONSOLE]), state="failed"), "answer", State.FAILED),
    ],
)
def test_the_state_of_a_section(of: Section, proof: SectionProof | None, answer: str, state: State) -> None:
    (found,) = book([of], [proof] if proof is not None else [], answer).sections
    assert found.state is state
    assert bool(found.why) == state.unproven == (state not in (State.PROVED, State.NOTHING))


def test_a_failure_is_told_with_its_reason() -> None:
    of = section()
    (found,) = book([of], [proved(of, state="failed", reason="LD-1.1: exit status 254")]).sections
    assert found.why == "failed: LD-1.1: exit status 254"


def test_a_proof_rests_on_the_sheets_that_were_rehearsed_with_it() -> None:
    page, sheet = section(), section("RS-1")
    proof = proved(page, sheets=("RS-1",), declared=demanded(page, [sheet]))
    assert book([page, sheet], [proof]).sections[0].state is State.PROVED
    assert book([page, section("RS-1", digest="new")], [proof]).sections[0].state is State.DEMANDED
    assert book([page], [proof]).sections[0].state is State.DEMANDED, "the sheet is gone"


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
    assert summary(found.sections, found.proof).days is None
