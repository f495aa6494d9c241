"""A report as CI systems read it: JUnit's XML, with a suite for each page and a case for each block.

There is no one specification; written is what Jenkins (schema of its xUnit plugin), GitLab and the
others have in common, and `file` and `line` of a case, which some show and none minds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mfa_binder.rehearsal.diagnosis import Diagnosis
from mfa_binder.rehearsal.report import BlockResult, Status

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may contain, not even escaped (XML 1.0, production 2)."""


def junit(blocks: Sequence[BlockResult], diagnoses: Sequence[Diagnosis], command: str) -> str:
    """The XML document. `diagnoses` are of the failed blocks; `command` as in `Diagnosis.details`."""
    told = {id(diagnosis.block): diagnosis for diagnosis in diagnoses}
    suites = Element("testsuites", _counts("mfa-binder rehearse", blocks))
    for page, members in groupby(blocks, key=lambda block: block.page):
        run = list(members)
        suite = SubElement(suites, "testsuite", _counts(f"runbooks/{page}", run))
        for block in run:
            _case(suite, block, told, command)
    indent(suites)
    return tostring(suites, encoding="unicode", xml_declaration=True)


def _counts(name: str, blocks: Sequence[BlockResult]) -> dict[str, str]:
    states = [block.status for block in blocks]
    return {
        "name": _text(name),
        "tests": str(len(blocks)),
        "failures": str(states.count(Status.FAILED)),
        "errors": "0",
        "skipped": str(states.count(Status.NOT_REHEARSABLE)),
        "time": f"{sum(block.seconds for block in blocks):.3f}",
    }


def _case(suite: Element, block: BlockResult, told: Mapping[int, Diagnosis], command: str) -> None:
    file = f"runbooks/{block.page}"
    name = _text(block.id or f"line {block.line}")
    where = {"classname": _text(file), "name": name, "file": _text(file), "line": str(block.line)}
    case = SubElement(suite, "testcase", {**where, "time": f"{block.seconds:.3f}"})
    if block.status is Status.NOT_REHEARSABLE:
        SubElement(case, "skipped", {"message": _text(block.reason)})
    elif block.status is Status.FAILED:
        failure = SubElement(case, "failure", {"message": _text(block.reason), "type": "failed"})
        known = told.get(id(block))
        failure.text = _text("\n".join([known.headline, *known.details(command)])) if known is not None else ""


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
