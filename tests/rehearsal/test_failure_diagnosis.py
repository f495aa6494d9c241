"""What is told of a failed block: enough to mend it without looking anything up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText, Sidecar
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport
from mfa_binder.rehearsal.failure_diagnosis import FailureDiagnosis, diagnose_failures
from mfa_binder.terminal.run_evidence import KEPT_CHARACTERS, collect_evidence

PROD = "444455556666"
PAGE = """\
# Page

### Part 2: Take it away

3.  Do it.

    ```bash title="B.1"
    echo out
    echo "no <way>" >&2
    aws iam get-user --user-name nobody
    ```
"""
BLOCKS = [
    {"language": "bash", "id": "B.1", "runs_as": PROD, "after": [{"password": "none", "of": f"{PROD}/user/dan"}]},
    {"language": "console", "id": "B.2", "reason": "the console"},
]


@pytest.fixture(scope="module")
def runbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failing") / "runbooks"
    (folder / "sheets").mkdir(parents=True)
    (folder / "sheets" / "b.md").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(runbooks: Path, rehearse_book: Callable[..., RehearsalReport]) -> RehearsalReport:
    return rehearse_book(runbooks, {"sheets/b.md": BLOCKS})


@pytest.fixture
def found(report: RehearsalReport, runbooks: Path) -> list[FailureDiagnosis]:
    section = Section.model_validate(
        {"id": "LD-B", "kind": "k", "title": "t", "subject": "s", "path": "sheets/b.md", "part": "P", "digest": ""}
        | {"blocks": [{**BLOCKS[0], "sha256": ""}, BLOCKS[1]]}
    )
    day = "2026-11-24"
    front = {"title": "", "dated": day, "owner": "", "classification": "", "review_by": day, "organizations": ["m"]}
    sidecar = Sidecar(front=CoverText.model_validate(front, strict=False), sections=(section,))
    return list(diagnose_failures(report.blocks, sidecar, runbooks))


def test_the_headline_names_page_line_step_block_and_reason(found: list[FailureDiagnosis]) -> None:
    first, _ = found
    assert first.headline.startswith("B.1 (runbooks/sheets/b.md:8, step 3 of Part 2): exit status 25")
    assert "NoSuchEntity" in first.headline


def test_the_details_are_what_ran_what_was_expected_what_came_out_and_how_to_run_it_alone(
    found: list[FailureDiagnosis],
) -> None:
    told = "\n".join(found[0].details("mfa-binder -C here"))
    for words in (
        "it ran:\n    echo out",
        "    aws iam get-user --user-name nobody",
        f"expected:\n    exit status 0\n    password none of {PROD}/user/dan",
        "on standard output:\n    out",
        "on standard error:\n    no <way>",
        "to run it alone: mfa-binder -C here rehearse LD-B",
    ):
        assert words in told


def test_what_was_not_reached_is_told_in_one_line(found: list[FailureDiagnosis]) -> None:
    _, second = found
    assert second.headline == "B.2 (runbooks/sheets/b.md:0): not reached: B.1 failed"
    assert list(second.details("mfa-binder")) == []


def test_the_calls_of_a_failed_block_are_kept(report: RehearsalReport) -> None:
    kept = report.blocks[0].evidence
    assert kept is not None
    assert kept.exit_status not in (0, None)
    assert [call.argv for call in kept.calls] == [("iam", "get-user", "--user-name", "nobody")]
    assert all(call.exit_status == kept.exit_status and (call.seconds or 0) > 0 for call in kept.calls)


def test_a_page_that_the_sidecar_lacks_cannot_be_run_alone(runbooks: Path) -> None:
    day = "2026-11-24"
    front = {"title": "", "dated": day, "owner": "", "classification": "", "review_by": day, "organizations": ["m"]}
    empty = Sidecar(front=CoverText.model_validate(front, strict=False), sections=())
    block = BlockResult("sheets/b.md", 8, "B.1", BlockStatus.FAILED, "the sidecar does not declare it")
    (failure,) = diagnose_failures([block], empty, runbooks)
    assert list(failure.details("mfa-binder")) == []


def test_long_output_is_cut_and_says_so() -> None:
    kept = collect_evidence(1, "x." * (KEPT_CHARACTERS // 2) + "7 more.", "", ())
    assert kept.stdout.endswith("\n[7 more characters]")
    assert len(kept.stdout) < KEPT_CHARACTERS + 40
