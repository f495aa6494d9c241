"""Only what is not proved is rehearsed: a proof holds exactly as long as nothing that it rests on has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mfa_binder.book.block_failures import BlockFailure, FailureCause
from mfa_binder.book.proof import Proof, RehearsalEngine
from mfa_binder.book.sections import BashBlock, Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus
from mfa_binder.rehearsal.rehearse_pages import FinishedPage
from mfa_binder.rehearsal.rehearse_unproven import (
    ProofStore,
    RehearsalInput,
    RehearsalOutcome,
    RehearsalTools,
    current_engine,
    rehearse_unproven,
)

PROD, MEMBER = "444455556666", "777788889999"
ENGINE = RehearsalEngine(aws_cli="1", boto3="1", botocore="1", moto="1", mfa_binder="1", python="3", source="here")
PASSED = BlockResult("a.md", 3, "a.1", BlockStatus.PASSED, commands=2, failures=1)


def section(path: str, markdown: str, text: str = "", **facts: Any) -> Section:
    """A section of one block, as a build would have recorded it."""
    name = path.removesuffix(".md")
    block = {
        "language": "bash",
        "id": f"{name}.1",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "runs_as": PROD,
    }
    record = {"id": name, "kind": "k", "title": name, "subject": "s", "path": path, "part": "P", "presumes": []}
    digest = hashlib.sha256(markdown.encode()).hexdigest()
    blocks = [{**block, "after": [{"shows": PROD}]}]
    return Section.model_validate({**record, "digest": digest, "blocks": blocks, **facts})


def sidecar(sections: list[Section]) -> Sidecar:
    day = "2026-11-24"
    front = {"title": "", "dated": day, "owner": "", "classification": "", "review_by": day, "organizations": ["m"]}
    return Sidecar.model_validate_json(Sidecar.model_validate({"front": front, "sections": sections}).dumps())


@dataclass
class Desk:
    """A folder of pages `a.md`, `b.md` … that can be changed, and what is saved of their proof."""

    runbooks: Path
    organization: Organization
    sections: list[Section] = field(default_factory=list)
    saved: list[Proof] = field(default_factory=list)

    def page(self, name: str, command: str = "aws sts get-caller-identity", remark: str = "", **facts: Any) -> None:
        """Write a page and its section, or write them anew."""
        markdown = f'# {name}\n\n1.  Ask.\n\n    ```bash title="{name}.1"\n    {command}\n    ```\n{remark}'
        (self.runbooks / f"{name}.md").write_text(markdown, encoding="utf-8")
        made = section(f"{name}.md", markdown, f"{command}\n", **facts)
        self.sections = [one for one in self.sections if one.id != name] + [made]

    @property
    def book(self) -> RehearsalInput:
        return RehearsalInput(self.runbooks, sidecar(sorted(self.sections, key=lambda one: one.id)), self.organization)

    @property
    def last(self) -> Proof:
        return self.saved[-1] if self.saved else Proof()


@pytest.fixture
def desk(tmp_path: Path, organization: Organization) -> Desk:
    desk = Desk(tmp_path / "runbooks", organization)
    desk.runbooks.mkdir()
    for name in "ab":
        desk.page(name)
    return desk


@pytest.fixture
def means(tmp_path: Path, aws_program: Path) -> RehearsalTools:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return RehearsalTools(aws_program, scratch, ENGINE, date(2026, 11, 24))


Proved = Callable[[], list[str]]


@pytest.fixture
def proved(desk: Desk, means: RehearsalTools) -> Proved:
    """Which sections of the desk the last proof still tells of."""
    return lambda: [found.id for found, _ in ProofStore(desk.book, desk.last, means).proved()]


@pytest.fixture
def noted(desk: Desk, means: RehearsalTools) -> None:
    """A proof of both pages, made of results that were noted and not rehearsed."""
    ledger = ProofStore(desk.book, Proof(), means)
    for name in "ab":
        ledger.record(f"{name}.md", [replace(PASSED, page=f"{name}.md", id=f"{name}.1")], [f"accounts/{PROD}"])
    desk.saved.append(ledger.proof)


# -- when a proof holds


@pytest.mark.usefixtures("noted")
def test_a_proof_holds_while_nothing_changes(proved: Proved) -> None:
    assert proved() == ["a", "b"]


@pytest.mark.usefixtures("noted")
def test_another_text_ends_it(desk: Desk, proved: Proved) -> None:
    desk.page("a", "aws iam list-users")
    assert proved() == ["b"]


@pytest.mark.usefixtures("noted")
def test_a_page_that_was_changed_on_the_disk_ends_it(desk: Desk, proved: Proved) -> None:
    page = desk.runbooks / "a.md"
    page.write_text(page.read_text() + "One word more.\n")
    assert proved() == ["b"]
    page.unlink()
    assert proved() == ["b"]


def test_a_page_that_is_written_while_it_is_rehearsed_is_not_proved(desk: Desk, means: RehearsalTools) -> None:
    ledger = ProofStore(desk.book, Proof(), means)
    desk.page("a", remark="Another word.\n")
    for name in "ab":
        ledger.record(f"{name}.md", [replace(PASSED, page=f"{name}.md", id=f"{name}.1")], [])
    assert ([one.id for one in ledger.proof.sections], ledger.changed) == (["b"], ["a.md"])


@pytest.mark.usefixtures("noted")
def test_other_demands_end_it_though_the_text_is_the_same(desk: Desk, proved: Proved) -> None:
    desk.page("a", presumes=[{"out_of_sync": "HT-1"}])
    assert proved() == ["b"]


@pytest.mark.usefixtures("noted")
def test_another_engine_ends_all(desk: Desk, means: RehearsalTools) -> None:
    other = replace(means, engine=ENGINE.model_copy(update={"source": "there"}))
    assert list(ProofStore(desk.book, desk.last, other).proved()) == []


@pytest.mark.usefixtures("noted")
def test_what_was_read_of_the_inventory_ends_it_and_nothing_else_does(desk: Desk, proved: Proved) -> None:
    accounts = dict(desk.organization.accounts)
    other = {**accounts, MEMBER: accounts[MEMBER].model_copy(update={"name": "another"})}
    desk.organization = desk.organization.model_copy(update={"accounts": other})
    assert proved() == ["a", "b"]
    other = {**accounts, PROD: accounts[PROD].model_copy(update={"name": "another"})}
    desk.organization = desk.organization.model_copy(update={"accounts": other})
    assert proved() == []


def test_a_failed_page_is_not_proved_and_is_kept_with_its_first_reason(desk: Desk, means: RehearsalTools) -> None:
    ledger = ProofStore(desk.book, Proof(), means)
    failed = BlockResult("a.md", 3, "a.1", BlockStatus.FAILED, "exit status 1: no", commands=1)
    ledger.record("a.md", [failed, replace(failed, id="a.2", reason="not reached: a.1 failed")], ())
    (kept,) = ledger.proof.sections
    assert (kept.state, kept.failed, kept.reason) == ("failed", 2, "a.1: exit status 1: no")
    assert list(ledger.proved()) == []


def test_what_was_counted_is_kept(desk: Desk, means: RehearsalTools) -> None:
    console = {"language": "console", "id": "a.2", "reason": "the console"}
    desk.page("a", blocks=[desk.sections[0].blocks[0].model_dump(), console])
    ledger = ProofStore(desk.book, Proof(), means)
    why = BlockResult("a.md", 9, "a.3", BlockStatus.NOT_REHEARSABLE, "version 2 only")
    steps = [
        PASSED,
        BlockResult("a.md", 0, "a.2", BlockStatus.NOT_REHEARSABLE, "the console"),
        why,
        replace(why, id="a.4"),
    ]
    ledger.record("a.md", steps, ())
    (kept,) = ledger.proof.sections
    assert (kept.passed, kept.console_only, kept.commands, kept.failures) == (1, 1, 2, 1)
    assert kept.not_rehearsable == {"version 2 only": 2}
    assert kept.unanswered == 3


def test_a_sheet_that_a_failure_leads_to_is_a_part_of_the_proof(
    desk: Desk, means: RehearsalTools, proved: Proved
) -> None:
    """The remedy is rehearsed from the other sheet, so its text counts too."""
    failure = BlockFailure(
        cause=FailureCause.ACCESS_DENIED, says="AccessDenied", advice="Take the other sheet", remedy="b"
    )
    block = desk.sections[0].blocks[0]
    assert isinstance(block, BashBlock)
    desk.page("a", blocks=[block.model_copy(update={"failures": (failure,)})])
    ledger = ProofStore(desk.book, Proof(), means)
    ledger.record("a.md", [PASSED], ())
    desk.saved.append(ledger.proof)
    assert desk.last.sections[0].sheets == ("b",)
    assert proved() == ["a"]
    desk.page("b", "aws iam list-users")
    assert proved() == []


# -- rehearsals


def run(
    desk: Desk, means: RehearsalTools, *only: str, on_page: Callable[[FinishedPage], None] = lambda done: None
) -> RehearsalOutcome:
    return rehearse_unproven(desk.book, desk.last, means, desk.saved.append, only, on_page)


def pages(outcome: RehearsalOutcome) -> list[str]:
    return [block.page for block in outcome.report.blocks]


def test_the_second_rehearsal_takes_only_what_has_changed(desk: Desk, means: RehearsalTools) -> None:
    first = run(desk, means)
    assert pages(first) == ["a.md", "b.md"]
    assert [kept.state for kept in desk.last.sections] == ["proved", "proved"]
    assert f"accounts/{PROD}" in desk.last.sections[0].inputs

    saved = len(desk.saved)
    again = run(desk, means)
    assert pages(again) == []
    assert [kept.id for kept in again.proved_before] == ["a", "b"]
    assert again.totals == first.totals == {"passed": 2, "failed": 0, "not_rehearsable": 0, "commands": 2}
    assert len(desk.saved) == saved, "nothing new is not written"

    desk.page("b", "aws sts get-caller-identity --output text")
    third = run(desk, replace(means, day=date(2026, 11, 25)))
    assert pages(third) == ["b.md"]
    assert [kept.day.day for kept in desk.last.sections] == [24, 25]


def test_a_failure_that_enough_kept_proofs_have_is_not_brought_about_again(desk: Desk, means: RehearsalTools) -> None:
    failure = {"cause": "access_denied", "says": "AccessDenied", "advice": "Ask somebody else", "remedy": "stop"}
    remark = "\n    *If not:* `AccessDenied`: Ask somebody else.\n"
    for name in "abcdef":
        desk.page(name, "aws iam list-users", remark, blocks=[failing(name, "aws iam list-users", failure)])
    first = run(desk, means)
    assert [(kept.failures, kept.failures_alike) for kept in desk.last.sections] == [(1, 0)] * 5 + [(0, 1)]
    assert first.report.failed == 0

    desk.page("f", "aws iam list-users", f"{remark}\nMore.\n", blocks=[failing("f", "aws iam list-users", failure)])
    again = run(desk, means)
    assert pages(again) == ["f.md"]
    assert (desk.last.sections[-1].failures, desk.last.sections[-1].failures_alike) == (0, 1)

    desk.page("a", "aws iam list-users", f"{remark}\nMore.\n", blocks=[failing("a", "aws iam list-users", failure)])
    run(desk, means)
    assert (desk.last.sections[0].failures, desk.last.sections[0].failures_alike) == (1, 0), "four are not enough"


def failing(name: str, command: str, failure: dict[str, str]) -> dict[str, Any]:
    """A block of one command, of which a failure is declared."""
    block = section(f"{name}.md", "", f"{command}\n").blocks[0]
    return {**block.model_dump(), "failures": [failure], "after": [{"shows": "Users"}]}


def test_a_named_page_is_rehearsed_in_any_case_and_the_others_keep_their_proof(
    desk: Desk, means: RehearsalTools
) -> None:
    run(desk, means)
    outcome = run(desk, means, "a")
    assert pages(outcome) == ["a.md"]
    assert outcome.proved_before == ()
    assert [kept.id for kept in desk.last.sections] == ["a", "b"]


def test_an_interruption_keeps_what_was_proved(desk: Desk, means: RehearsalTools) -> None:
    def interrupt(done: FinishedPage) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(desk, means, on_page=interrupt)
    assert [kept.id for kept in desk.last.sections] == ["a"]
    assert pages(run(desk, means)) == ["b.md"]


def test_everything_is_everything_and_an_interruption_of_that_loses_nothing(desk: Desk, means: RehearsalTools) -> None:
    run(desk, means)

    def interrupt(done: FinishedPage) -> None:
        raise KeyboardInterrupt

    later = replace(means, day=date(2026, 11, 25))
    with pytest.raises(KeyboardInterrupt):
        rehearse_unproven(desk.book, desk.last, later, desk.saved.append, on_page=interrupt, everything=True)
    assert [(kept.id, kept.day.day) for kept in desk.last.sections] == [("a", 25), ("b", 24)]


def test_another_region_of_the_organization_is_rehearsed(desk: Desk, means: RehearsalTools) -> None:
    """The terminal of a page has it in its environment."""
    run(desk, means)
    organizations = desk.organization.organizations
    other = {"main": organizations["main"].model_copy(update={"region": "us-west-2"})}
    desk.organization = desk.organization.model_copy(update={"organizations": other})
    assert pages(run(desk, means)) == ["a.md", "b.md"]


@pytest.mark.parametrize(("keep_going", "begun", "left"), [(False, ["a.md"], ("b.md",)), (True, ["a.md", "b.md"], ())])
def test_after_a_failure_no_page_is_begun_unless_one_keeps_going(
    keep_going: bool, begun: list[str], left: tuple[str, ...], desk: Desk, means: RehearsalTools
) -> None:
    desk.page("a", "false")
    outcome = run(desk, replace(means, keep_going=keep_going))
    assert pages(outcome) == begun
    assert outcome.report.left == left
    assert [kept.state for kept in desk.last.sections] == ["failed", "proved"][: len(begun)]
    assert pages(run(desk, means))[0] == "a.md", "a failed page is rehearsed again"


def test_a_page_without_blocks_is_looked_at_once(desk: Desk, means: RehearsalTools) -> None:
    desk.sections = []
    (desk.runbooks / "b.md").unlink()
    (desk.runbooks / "a.md").write_text("# Nothing\n")
    desk.sections.append(section("a.md", "# Nothing\n", blocks=[]))
    run(desk, means)
    assert [(kept.id, kept.passed) for kept in desk.last.sections] == [("a", 0)]


def test_the_engine_tells_versions_and_code(tmp_path: Path, aws_program: Path) -> None:
    own, asked = current_engine(aws_program, own=True), current_engine(aws_program, own=False)
    assert own == asked, "the program tells the version that is installed"
    assert len(own.source) == 64
    other = tmp_path / "aws"
    other.write_text("#!/bin/sh\necho aws-cli/2.32.1 Python/3.13.9 Linux/6 exe/x86_64\n")
    other.chmod(0o755)
    assert current_engine(other, own=False).aws_cli == "2.32.1"
