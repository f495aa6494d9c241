"""The certificate page of each volume: what is proved, what is not, and of this volume only."""

from __future__ import annotations

from datetime import date

import pypdf
import pytest

from mfa_binder.book.proof import Proof, RehearsalEngine, SectionProof, demands_digest
from mfa_binder.book.proof_status import BookStatus, section_statuses
from mfa_binder.book.sections import BashBlock
from tests.printing import print_one

ENGINE = RehearsalEngine(
    aws_cli="1.46.3", boto3="1", botocore="2", moto="5.2.5", mfa_binder="0.1", python="3.11", source="c0de"
)
COMMAND = BashBlock(id="1", sha256="x", runs_as="1", after=({"prints_nothing": True},))


@pytest.fixture(scope="module")
def sidecar(sample_sidecar):
    """The sample pages, each with a command."""
    sections = tuple(one.model_copy(update={"blocks": (COMMAND,)}) for one in sample_sidecar.sections)
    return sample_sidecar.model_copy(update={"sections": sections})


def proved(of, **facts) -> SectionProof:
    record = {
        "id": of.id,
        "state": "proved",
        "text": of.digest,
        "declared": demands_digest(of),
        "inputs": (),
        "passed": 3,
    }
    counts = {"inputs_digest": "", "engine": ENGINE.key, "day": date(2026, 11, 24), "commands": 40, "failures": 6}
    return SectionProof.model_validate({**record, **counts, **facts})


def standing(sidecar, *proofs) -> BookStatus:
    proof = Proof(engines={ENGINE.key: ENGINE}, sections=proofs)
    return BookStatus(section_statuses(sidecar, proof, lambda names: ""), proof)


def certificate(path) -> str:
    """The text of the certificate's pages."""
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    return "\n".join(text for text in pages if text.startswith("Rehearsal "))


@pytest.fixture(scope="module")
def full(samples, sidecar, tmp_path_factory) -> str:
    first, second, *others = sidecar.sections
    proofs = [
        proved(first, not_rehearsable={"the command exists only in version 2 of the AWS CLI": 2}, console_only=9),
        proved(second, day=date(2026, 11, 20)),
        proved(others[0], text="old"),
        proved(others[1], state="failed", reason='X.1: exit status 254 #eval("1")'),
    ]
    folder = tmp_path_factory.mktemp("certificate")
    return certificate(print_one(samples, sidecar, folder, standing(sidecar, *proofs).summary).binder.path)


@pytest.mark.parametrize(
    "line",
    [
        "Sheets 4",
        "Sheets with commands 4",
        "Proved 2",
        "Unproven 2",
        "Rehearsed on (UTC) 2026-11-20 to 2026-11-24",
        "Blocks executed, all of which passed 6",
        "Calls of the AWS CLI in them 80",
        "Ways to fail that were brought about 12",
        "Blocks that no simulator can answer 2",
        "Steps in the console, executed by nobody 9",
        "AWS CLI 1.46.3",
        "Simulator moto 5.2.5, mfa-binder 0.1 (c0de)",
        "the command exists only in version 2 of the AWS CLI 2",
        "RG-DEV Register of devices its text has changed since",
    ],
)
def test_the_figures_are_printed(line: str, full: str) -> None:
    assert line in full


def test_it_says_what_it_proves_what_not_and_is_signed(full: str) -> None:
    for words in ("What it proves.", "What it does not prove.", "AWS itself was not asked", "Owner", "Witness"):
        assert words in full
    assert "Nothing has been rehearsed" not in full


def test_a_reason_is_text_and_never_an_instruction(full: str) -> None:
    assert 'failed: X.1: exit status 254 #eval("1")' in " ".join(full.split())


def test_without_a_proof_it_says_how_to_get_one(samples, sidecar, tmp_path) -> None:
    text = certificate(print_one(samples, sidecar, tmp_path, standing(sidecar).summary).binder.path)
    assert "Nothing has been rehearsed" in text
    assert "mfa-binder rehearse" in text
    assert "Unproven 4" in text
    assert "never rehearsed" not in text, "one sentence says it of all"


def test_a_binder_of_which_nothing_is_told_has_no_certificate(printed) -> None:
    assert certificate(printed.binder.path) == ""
