"""Every command of the example organization is executed: the second command proves the first."""

import sys
from pathlib import Path

from generator.organization.organization import Organization
from generator.pages.sidecar import BashBlock, ConsoleStep, JsonBlock, read_sidecar
from generator.rehearsal.run import rehearse


def test_no_block_of_the_example_fails_and_all_are_counted(
    example: Organization, checkout: Path, tmp_path: Path
) -> None:
    sidecar = read_sidecar(checkout / "runbooks.json")
    aws = Path(sys.executable).parent / "aws"
    report = rehearse(checkout / "runbooks", sidecar, example, aws, tmp_path, jobs=2)
    failed = [f"{block.id}: {block.reason}" for block in report.blocks if block.status == "failed"]
    assert failed == []
    declared = [block for section in sidecar.sections for block in section.blocks]
    executable = [block for block in declared if isinstance(block, BashBlock | JsonBlock)]
    console = [block for block in declared if isinstance(block, ConsoleStep)]
    assert report.passed == len(executable) > 100
    assert report.not_rehearsable == len(console) > 20
    assert len(report.blocks) == len(declared)
    assert all(block.reason for block in report.blocks if block.status == "not_rehearsable")
