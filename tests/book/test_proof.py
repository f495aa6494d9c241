"""The file of the proof: the same bytes for the same proof, and read back whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mfa_binder.book.proof import Proof, RehearsalEngine, SectionProof, demands_digest, merge_proofs, read_proof
from mfa_binder.book.sections import BashBlock, Section
from mfa_binder.errors import OutputError

ENGINE = RehearsalEngine(
    aws_cli="1.46", boto3="1", botocore="2", moto="5", mfa_binder="0.1", python="3.11", source="ab"
)
DAY = date(2026, 11, 24)


def section_proof(name: str, **facts: object) -> SectionProof:
    record = {"id": name, "state": "proved", "text": "t", "declared": "d", "inputs": ("accounts/1",)}
    return SectionProof.model_validate({**record, "inputs_digest": "i", "engine": ENGINE.key, "day": DAY, **facts})


def section(**facts: object) -> Section:
    record = {"id": "LD-1", "kind": "k", "title": "t", "subject": "s", "path": "p.md", "part": "P", "digest": "t"}
    return Section.model_validate({**record, **facts})


def test_it_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    sections = (
        section_proof("b", not_rehearsable={"why": 2}, passed=3),
        section_proof("a", state="failed", reason="é"),
    )
    proof = Proof(engines={ENGINE.key: ENGINE}, sections=sections)
    path = tmp_path / "rehearsal.json"
    path.write_text(proof.dumps(), encoding="utf-8")
    assert read_proof(path) == proof
    assert read_proof(path).dumps() == proof.dumps()
    assert [line.count('"id": ') for line in proof.dumps().splitlines()].count(1) == 2, "a line for each section"


def test_an_empty_proof_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "rehearsal.json"
    assert read_proof(path) == Proof()
    path.write_text(Proof().dumps(), encoding="utf-8")
    assert read_proof(path) == Proof()


@pytest.mark.parametrize(
    "text", [b"{", b'{"sections": [{"id": 3}]}', b'{"schema_version": 2}', b'{"else": 1}', b"\xff", b"[" * 100_000]
)
def test_a_file_that_is_not_ours_is_told_with_what_to_do(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rehearsal.json"
    path.write_bytes(text)
    with pytest.raises(OutputError, match=r"rehearsal\.json cannot be read") as refused:
        read_proof(path)
    assert "mfa-binder rehearse" in refused.value.hint


def test_two_runs_that_began_with_the_same_keep_what_both_found() -> None:
    def proof(**days: int) -> Proof:
        return Proof(sections=tuple(section_proof(name, day=DAY.replace(day=day)) for name, day in days.items()))

    last, ours, theirs = proof(a=1, b=1, c=1, gone=1), proof(a=2, b=1, c=1), proof(a=1, b=3, c=1, gone=1, new=3)
    assert merge_proofs(last, ours, theirs) == proof(a=2, b=3, c=1, new=3)
    assert merge_proofs(last, ours, Proof()) == ours


def test_demands_are_conditions_and_the_other_sheets() -> None:
    def with_condition(device: str) -> Section:
        condition = {"registered": device, "to": "1/root"}
        return section(blocks=(BashBlock(id="1", sha256="x", runs_as="1", after=(condition,)),))

    one = with_condition("HT-1")
    assert demands_digest(one) == demands_digest(with_condition("HT-1"))
    assert demands_digest(one) == demands_digest(one.model_copy(update={"title": "Another title"}))
    assert demands_digest(one) != demands_digest(with_condition("HT-2"))
    assert demands_digest(one) != demands_digest(one, [section(id="RS-1", digest="u")])
    assert demands_digest(one, [section(id="RS-1", digest="u")]) != demands_digest(
        one, [section(id="RS-1", digest="v")]
    )
