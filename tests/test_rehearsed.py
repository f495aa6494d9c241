"""Every command of the example organizations is executed: the second command of `make test` proves the first.

The example at the top of the checkout is rehearsed whole, from its committed pages. Of the others
`make test` takes the shortest page of each kind, since each command starts the AWS CLI anew, and
`make test-all` takes all.
"""

import sys
from pathlib import Path

import pytest

from mfa_binder.book.document_names import SIDECAR
from mfa_binder.book.sections import BashBlock, ConsoleStep, JsonBlock, Section
from mfa_binder.book.sidecar import Sidecar, read_sidecar
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_results import RehearsalReport
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages
from mfa_binder.rendering.runbook_files import write_runbooks

OTHERS = ["startup", "govcloud", "enterprise"]


def executable(section: Section) -> list[BashBlock | JsonBlock]:
    return [block for block in section.blocks if isinstance(block, BashBlock | JsonBlock)]


def shortest_of_each_kind(sidecar: Sidecar) -> list[Section]:
    """Of each kind of page that has something to execute, the page with the least; of equals, the first."""
    chosen: dict[str, Section] = {}
    for section in sidecar.sections:
        size, best = len(executable(section)), chosen.get(section.kind)
        if size and (best is None or size < len(executable(best))):
            chosen[section.kind] = section
    return list(chosen.values())


def run(folder: Path, sidecar: Sidecar, organization: Organization, scratch: Path, only: list[str]) -> RehearsalReport:
    aws = Path(sys.executable).parent / "aws"
    return rehearse_pages(folder / "runbooks", sidecar, organization, aws, scratch, only, jobs=2)


def all_pass_and_all_are_counted(report: RehearsalReport, sections: list[Section] | tuple[Section, ...]) -> None:
    assert [f"{block.id}: {block.reason}" for block in report.blocks if block.status == "failed"] == []
    console = [block for section in sections for block in section.blocks if isinstance(block, ConsoleStep)]
    commands = [block for section in sections for block in executable(section)]
    unrehearsable = [block for block in commands if isinstance(block, BashBlock) and block.not_rehearsable]
    assert report.passed == len(commands) - len(unrehearsable) > 0
    assert report.not_rehearsable == len(console) + len(unrehearsable)
    assert len(report.blocks) == len(console) + len(commands)
    assert all(block.reason for block in report.blocks if block.status == "not_rehearsable")


def test_every_example_is_rehearsed(examples) -> None:
    assert examples.keys() == {"example", *OTHERS}


def test_no_block_of_the_example_fails_and_all_are_counted(
    example: Organization, checkout: Path, tmp_path: Path
) -> None:
    sidecar = read_sidecar(checkout / SIDECAR)
    report = run(checkout, sidecar, example, tmp_path, [])
    all_pass_and_all_are_counted(report, sidecar.sections)
    assert report.passed > 100
    assert report.not_rehearsable > 20


@pytest.mark.parametrize("name", OTHERS)
def test_one_page_of_each_kind_of_the_other_examples_passes(examples, name: str, tmp_path: Path) -> None:
    built = examples[name]
    write_runbooks(tmp_path, built.rendered)
    chosen = shortest_of_each_kind(built.rendered.sidecar)
    assert len(chosen) == len({s.kind for s in built.rendered.sidecar.sections if executable(s)}) >= 4
    report = run(tmp_path, built.rendered.sidecar, built.organization, tmp_path, [section.id for section in chosen])
    all_pass_and_all_are_counted(report, chosen)


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_no_block_of_the_other_examples_fails(examples, name: str, tmp_path: Path) -> None:
    built = examples[name]
    write_runbooks(tmp_path, built.rendered)
    report = run(tmp_path, built.rendered.sidecar, built.organization, tmp_path, [])
    all_pass_and_all_are_counted(report, built.rendered.sidecar.sections)
