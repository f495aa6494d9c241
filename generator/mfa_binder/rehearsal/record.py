"""What scripts get of a rehearsal: the record of `rehearse --format json`. Its keys are a promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mfa_binder.rehearsal.diagnosis import Diagnosis
from mfa_binder.rehearsal.proving import Outcome
from mfa_binder.rehearsal.report import BlockResult


def record(outcome: Outcome, diagnoses: Sequence[Diagnosis], command: str) -> Mapping[str, object]:
    """The counts are of everything that is proved, before or now, and of what failed now.

    `blocks` are those that were rehearsed now, `now` counts them, and `confinement` is what kept them from
    the machine, null if there were none. `command` as in `Diagnosis.details`.
    """
    told = {id(diagnosis.block): diagnosis for diagnosis in diagnoses}
    report = outcome.report
    return {
        **outcome.totals,
        "now": {
            "passed": report.passed,
            "failed": report.failed,
            "not_rehearsable": report.not_rehearsable,
            "commands": report.commands,
        },
        "pages": {
            "rehearsed": report.pages,
            "proved_before": len(outcome.proved_before),
            "left": list(report.left),
        },
        "confinement": report.confinement.as_json() if report.pages else None,
        "blocks": [_block(block, told.get(id(block)), command) for block in report.blocks],
    }


def _block(block: BlockResult, failure: Diagnosis | None, command: str) -> dict[str, object]:
    found: dict[str, object] = {**block.as_json()}
    if failure is not None:
        found["step"] = failure.step
        found["alone"] = failure.alone(command)
    if failure is not None and block.evidence is not None:
        found["text"] = failure.text
        found["expected"] = list(failure.expected)
        found["exit_status"] = block.evidence.exit_status
        found["stdout"], found["stderr"] = block.evidence.stdout, block.evidence.stderr
    return found
