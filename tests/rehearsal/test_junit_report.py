"""The report as CI systems read it: no element or attribute that they do not know, counts that agree, any text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus
from mfa_binder.rehearsal.failure_diagnosis import FailureDiagnosis
from mfa_binder.rehearsal.report_formats import junit_report
from mfa_binder.terminal.run_evidence import LoggedCall, RunEvidence

# Elements, what they may hold, and their attributes: the schema of Jenkins' xUnit plugin (junit-4), and
# `file` and `line` of a case, which GitLab and others show.
KNOWN = {
    "testsuites": ({"testsuite"}, {"name", "tests", "failures", "errors", "skipped", "time"}),
    "testsuite": ({"testcase"}, {"name", "tests", "failures", "errors", "skipped", "time"}),
    "testcase": ({"skipped", "failure"}, {"name", "classname", "time", "file", "line"}),
    "failure": (set(), {"message", "type"}),
    "skipped": (set(), {"message"}),
}
HOSTILE = "</failure>]]>&amp;<x a='\"'> \x00\x1b[31m\ufffe \U0001f511 naïve"

PASSED = BlockResult("a/<x>.md", 3, "LD-A.1", BlockStatus.PASSED, commands=1, seconds=0.5)
CONSOLE = BlockResult("a/<x>.md", 0, "LD-A.2", BlockStatus.NOT_REHEARSABLE, HOSTILE)
SAID = RunEvidence(254, HOSTILE, HOSTILE, (LoggedCall(("sts",), 254, 0.1),))
FAILED = BlockResult("b.md", 7, "LD-B.1", BlockStatus.FAILED, HOSTILE, seconds=0.25, evidence=SAID)
STRAY = BlockResult("b.md", 9, "", BlockStatus.FAILED, "the sidecar does not declare it")
BLOCKS = (PASSED, CONSOLE, FAILED, STRAY)
FAILURES = (
    FailureDiagnosis(FAILED, "LD-B", "step 1 of Part 1", HOSTILE, ("exit status 0",)),
    FailureDiagnosis(STRAY, "", "", "", ()),
)


@pytest.fixture
def root() -> ElementTree.Element:
    return ElementTree.fromstring(junit_report(BLOCKS, FAILURES, "mfa-binder"))


def test_only_what_every_reader_knows_is_written(root: ElementTree.Element) -> None:
    assert root.tag == "testsuites"
    for element in root.iter():
        children, attributes = KNOWN[element.tag]
        assert {child.tag for child in element} <= children
        assert set(element.attrib) <= attributes


def test_counts_agree_with_the_cases(root: ElementTree.Element) -> None:
    for element in (root, *root.iter("testsuite")):
        cases = list(element.iter("testcase"))
        assert int(element.attrib["tests"]) == len(cases)
        assert int(element.attrib["failures"]) == sum(case.find("failure") is not None for case in cases)
        assert int(element.attrib["skipped"]) == sum(case.find("skipped") is not None for case in cases)
        assert float(element.attrib["time"]) == pytest.approx(sum(float(case.attrib["time"]) for case in cases))


def test_a_suite_for_each_page_and_a_case_for_each_block(root: ElementTree.Element) -> None:
    assert [suite.attrib["name"] for suite in root] == ["runbooks/a/<x>.md", "runbooks/b.md"]
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["LD-A.1", "LD-A.2", "LD-B.1", "line 9"]
    assert root[1][0].attrib["line"] == "7"


def test_a_failure_tells_everything_and_no_text_breaks_the_document(root: ElementTree.Element) -> None:
    failure = root[1][0].find("failure")
    assert failure is not None
    assert failure.text is not None
    readable = HOSTILE.replace("\x00", "�").replace("\x1b", "�").replace("\ufffe", "�")
    assert failure.attrib["message"] == readable
    assert failure.text.count("</failure>]]>&amp;") == 4, "the reason, the command and both streams"
    assert "to run it alone: mfa-binder rehearse LD-B" in failure.text
    skipped = root[0][1].find("skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == readable


def test_nothing_rehearsed_is_a_document_too() -> None:
    assert ElementTree.fromstring(junit_report((), (), "mfa-binder")).attrib["tests"] == "0"
