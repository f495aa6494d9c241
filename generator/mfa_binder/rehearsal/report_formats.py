"""A rehearsal's results for others: JSON for scripts, JUnit's XML for CI systems, a trace for who looks closely.

The keys of the JSON and of the trace are a promise. Of JUnit's XML there is no one specification; written is
what Jenkins (schema of its xUnit plugin), GitLab and the others have in common, and `file` and `line` of a
case, which some show and none minds.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mfa_binder.errors import OutputError
from mfa_binder.files.json_lines import json_line
from mfa_binder.files.writing import require_free_or_own
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus
from mfa_binder.rehearsal.failure_diagnosis import FailureDiagnosis
from mfa_binder.rehearsal.rehearse_unproven import RehearsalOutcome
from mfa_binder.terminal.run_evidence import LoggedCall


def json_report(outcome: RehearsalOutcome, diagnoses: Sequence[FailureDiagnosis], command: str) -> Mapping[str, object]:
    """The record of `rehearse --format json`.

    The counts are of everything that is proved, before or now, and of what failed now. `blocks` are those that
    were rehearsed now, `now` counts them, and `confinement` is what kept them from the machine, null if there
    were none. `command` is how our program was called, up to the sub-command.
    """
    diagnosis_of = {id(diagnosis.block): diagnosis for diagnosis in diagnoses}
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
        "blocks": [_json_block(block, diagnosis_of.get(id(block)), command) for block in report.blocks],
    }


def _json_block(block: BlockResult, failure: FailureDiagnosis | None, command: str) -> dict[str, object]:
    record: dict[str, object] = {**block.as_json()}
    if failure is not None:
        record["step"] = failure.step
        record["alone"] = failure.alone(command)
    if failure is not None and block.evidence is not None:
        record["text"] = failure.text
        record["expected"] = list(failure.expected)
        record["exit_status"] = block.evidence.exit_status
        record["stdout"], record["stderr"] = block.evidence.stdout, block.evidence.stderr
    return record


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may contain, not even escaped (XML 1.0, production 2)."""


def junit_report(blocks: Sequence[BlockResult], diagnoses: Sequence[FailureDiagnosis], command: str) -> str:
    """The XML document: a suite for each page, a case for each block.

    `diagnoses` are of the failed blocks; `command` is how our program was called, up to the sub-command.
    """
    diagnosis_of = {id(diagnosis.block): diagnosis for diagnosis in diagnoses}
    suites = Element("testsuites", _suite_counts("mfa-binder rehearse", blocks))
    for page, members in groupby(blocks, key=lambda block: block.page):
        run = list(members)
        suite = SubElement(suites, "testsuite", _suite_counts(f"runbooks/{page}", run))
        for block in run:
            _add_case(suite, block, diagnosis_of.get(id(block)), command)
    indent(suites)
    return tostring(suites, encoding="unicode", xml_declaration=True)


def _suite_counts(name: str, blocks: Sequence[BlockResult]) -> dict[str, str]:
    states = [block.status for block in blocks]
    return {
        "name": _xml_text(name),
        "tests": str(len(blocks)),
        "failures": str(states.count(BlockStatus.FAILED)),
        "errors": "0",
        "skipped": str(states.count(BlockStatus.NOT_REHEARSABLE)),
        "time": f"{sum(block.seconds for block in blocks):.3f}",
    }


def _add_case(suite: Element, block: BlockResult, diagnosis: FailureDiagnosis | None, command: str) -> None:
    file = f"runbooks/{block.page}"
    name = _xml_text(block.id or f"line {block.line}")
    where = {"classname": _xml_text(file), "name": name, "file": _xml_text(file), "line": str(block.line)}
    case = SubElement(suite, "testcase", {**where, "time": f"{block.seconds:.3f}"})
    if block.status is BlockStatus.NOT_REHEARSABLE:
        SubElement(case, "skipped", {"message": _xml_text(block.reason)})
    elif block.status is BlockStatus.FAILED:
        failure = SubElement(case, "failure", {"message": _xml_text(block.reason), "type": "failed"})
        if diagnosis is not None:
            failure.text = _xml_text("\n".join([diagnosis.headline, *diagnosis.details(command)]))


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("�", text)


_LONGEST_TRACE_LINE = 32 * 1024 * 1024
_TRACE_KEYS = frozenset(
    {"page", "id", "line", "status", "reason", "exit_status", "seconds", "calls", "stdout", "stderr"}
)
"""The keys of a record of the trace, as `_trace_record` makes it."""

WriteTrace = Callable[[tuple[BlockResult, ...]], None]


@contextmanager
def open_trace(path: Path | None) -> Iterator[WriteTrace]:
    """Give what writes a page's blocks down. The file appears whole when the context ends, however it does.

    None: nothing is written. Raises OutputError if the file cannot be, or if something else stands there.
    """
    if path is None:
        yield lambda blocks: None
        return
    require_free_or_own(path, own=_is_trace(path), option="--trace")
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        file = beside.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}", "check the folder and its rights") from error
    try:
        with file:
            yield lambda blocks: _write_trace(file, blocks)
    finally:
        beside.replace(path)


def _is_trace(path: Path) -> bool:
    """Whether an earlier run wrote a file: it is empty, or its first line is a record of ours."""
    try:
        with path.open("rb") as file:
            first = file.readline(_LONGEST_TRACE_LINE)
        record = json.loads(first) if first else dict.fromkeys(_TRACE_KEYS)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(record, dict) and record.keys() == _TRACE_KEYS


def _write_trace(file: IO[str], blocks: tuple[BlockResult, ...]) -> None:
    for block in blocks:
        if block.evidence is not None:
            file.write(json_line(_trace_record(block)) + "\n")


def _trace_record(block: BlockResult) -> dict[str, object]:
    evidence = block.evidence
    assert evidence is not None
    return {
        "page": block.page,
        "id": block.id,
        "line": block.line,
        "status": block.status.value,
        "reason": block.reason,
        "exit_status": evidence.exit_status,
        "seconds": round(block.seconds, 3),
        "calls": [_trace_call(call) for call in evidence.calls],
        "stdout": evidence.stdout,
        "stderr": evidence.stderr,
    }


def _trace_call(call: LoggedCall) -> dict[str, object]:
    return {"argv": ["aws", *call.argv], "exit_status": call.exit_status, "seconds": call.seconds}
