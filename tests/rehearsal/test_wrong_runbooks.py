"""Deliberately wrong runbooks: each fails at the block that is wrong, for the reason that it is wrong.

Of the twelve widely copied mistakes, those that can be executed have a page in wrong/ (`mistake-NN-...`). The
others are words, which no rehearsal can refute; their detectors are in tests/test_mistakes.py:

    1   a hardware token named by an ARN            page (and pages/bad/virtual-arn.md for enabling)
    2   a session of any length                     page; "up to 12 hours" is words
    3   FIDO2 and the command line                  page for a code typed for a key; "does not work" is words
    4   "hardware MFA can't be phished"             words
    5   root enrolled by command                    page
    6   "always enrol every root"                   page, which needs a password that there is not
    7   the only device deactivated first           page
    8   tokens ordered anywhere                     words
    9   cost = users x 2                            words and numbers (tests/cost)
    10  enabled, so in sync                         page
    11  session under a session, answer not looked at   two pages; a secret as an argument is words
    12  FIDO means hardware                         words
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport

PAGES = Path(__file__).parent / "wrong"
PROD, MEMBER = "444455556666", "777788889999"
DAN, MEMBER_ROOT = f"{PROD}/user/dan", f"{MEMBER}/root"
BOTH = ({"code": "HT-3"}, {"next_code": "HT-3"})
TAKEN = {"registered": "HT-3", "to": DAN}
SIGNS_IN = {"signs_in": DAN, "with": "HT-1"}
NOTHING = {"prints_nothing": True}

Declared = Mapping[str, Any]


@dataclass(frozen=True)
class Wrong:
    """What a page declares, which of its blocks fails, and how. `reason` is a pattern for all of the reason."""

    reason: str
    blocks: Sequence[Declared]
    fails: str = "W.1"
    presumes: Sequence[Declared] = ()


def bash(*after: Declared, id: str = "W.1", runs_as: str = PROD, **more: Any) -> Declared:
    return {"language": "bash", "id": id, "runs_as": runs_as, "after": list(after) or [NOTHING], **more}


def refused(operation: str, error: str, words: str = ".*") -> str:
    """AWS answers: as the AWS CLI prints it, with an exit status of its own."""
    return (
        rf"exit status 25\d: .*An error occurred \({error}\) when calling the {operation} operation( \(.*\))?: {words}"
    )


def usage(words: str) -> str:
    """The AWS CLI does not understand its words."""
    return rf"exit status (2|25\d): .*{words}.*"


def not_so(condition: str) -> str:
    return f"after it this does not hold: {re.escape(condition)}"


A_CODE = ({"code": "HT-1"},)
AS_DAN: Mapping[str, Any] = {"runs_as": DAN}
SOMETHING = {"shows": "20"}
EXPIRED = {"cause": "session_expired", "says": "AccessDenied", "advice": "Get a new session.", "remedy": "stop"}
LATE = {"cause": "late_codes", "says": "InvalidAuthenticationCode", "advice": "Run it again."}

CASES: Mapping[str, Wrong] = {
    "mistake-01-hardware-token-named-by-an-arn": Wrong(
        refused("GetSessionToken", "AccessDenied", ".*verify your MFA serial number is valid.*"),
        [bash(SOMETHING, answers=A_CODE, **AS_DAN)],
    ),
    "mistake-02-session-of-two-days": Wrong(
        refused("GetSessionToken", "ValidationError", ".*129600.*"), [bash(SOMETHING, answers=A_CODE, **AS_DAN)]
    ),
    "mistake-03-code-of-a-security-key": Wrong(
        refused("GetSessionToken", "AccessDenied", ".*"), [bash(SOMETHING, **AS_DAN)]
    ),
    "mistake-05-root-enrolled-by-command": Wrong(
        refused("EnableMFADevice", "NoSuchEntity", ".*user with name root cannot be found.*"),
        [bash({"registered": "HT-3", "to": f"{PROD}/root"}, answers=BOTH)],
    ),
    "mistake-06-device-for-a-root-without-credentials": Wrong(
        f"before it this does not hold: password present of {MEMBER_ROOT}",
        [bash({"prints": "1"}, runs_as=MEMBER, before=[{"password": "present", "of": MEMBER_ROOT}])],
    ),
    "mistake-07-only-device-deactivated-first": Wrong(
        not_so(f"signs_in {DAN} with HT-1"),
        [bash(SIGNS_IN), bash(TAKEN, id="W.2", answers=BOTH)],
    ),
    "mistake-10-enabled-is-not-in-sync": Wrong(
        r'when it fails \(late codes\): it says "", not "InvalidAuthenticationCode"',
        [bash(TAKEN, before=[{"unregistered": "HT-3", "from": DAN}], answers=BOTH, failures=[LATE])],
    ),
    "mistake-11-session-under-a-session": Wrong(
        refused("GetSessionToken", "AccessDenied", "Cannot call GetSessionToken with session credentials"),
        [bash(answers=A_CODE, **AS_DAN), bash(SOMETHING, id="W.2", **AS_DAN)],
        fails="W.2",
    ),
    "mistake-11-answer-used-without-a-look": Wrong(
        r"exit status 25\d: .*(credentials|Credentials|AuthFailure|InvalidClientTokenId).*",
        [bash(**AS_DAN), bash({"prints": PROD}, id="W.2", **AS_DAN)],
        fails="W.2",
    ),
    "expired-session-told-wrong": Wrong(
        r'when it fails \(session expired\): it says ".*[Ee]xpired.*", not "AccessDenied"',
        [bash({"prints": PROD}, failures=[EXPIRED], **AS_DAN)],
    ),
    "unquoted-name-with-a-space": Wrong(
        usage("Unknown options: (old, sessions|sessions, old)"), [bash({"shows": "Deny"})]
    ),
    "name-that-is-run": Wrong(
        "it calls whoami, which a block may not use, and goes on as if nothing had happened",
        [bash()],
    ),
    "name-that-is-a-variable": Wrong("exit status 1: .*USD45: unbound variable", [bash()]),
    "quote-left-open": Wrong(
        r"exit status \d+: .*unexpected EOF while looking for matching.*", [bash({"shows": "dan"})]
    ),
    "heredoc-left-open": Wrong(not_so(f"policy p on {DAN}"), [bash({"policy": "p", "on": DAN})]),
    "wrong-user": Wrong(
        refused("DeleteLoginProfile", "NoSuchEntity", ".*daniel.*"), [bash({"password": "none", "of": DAN})]
    ),
    "wrong-account": Wrong(
        refused("DeleteLoginProfile", "NoSuchEntity", ".*dan.*"),
        [bash({"password": "none", "of": DAN}, runs_as=MEMBER)],
    ),
    "wrong-partition": Wrong(
        refused("AttachUserPolicy", "(NoSuchEntity|InvalidInput|ValidationError)", ".*aws-us-gov.*"),
        [bash({"managed_policy": "AWSDenyAll", "on": DAN})],
    ),
    "verification-that-cannot-fail": Wrong(not_so("shows dan"), [bash({"shows": "dan"})]),
    "failure-hidden-by-export": Wrong(
        not_so(f"prints arn:aws:iam::{PROD}:user/nobody"), [bash({"prints": f"arn:aws:iam::{PROD}:user/nobody"})]
    ),
    "one-code-typed-twice": Wrong(
        refused("EnableMFADevice", "InvalidAuthenticationCode"), [bash(TAKEN, answers=[{"code": "HT-3"}])]
    ),
    "code-of-five-digits": Wrong(
        r"exit status 25\d: .*(token|TokenCode).*(6|length).*", [bash(SOMETHING, answers=A_CODE, **AS_DAN)]
    ),
    "read-without-answer": Wrong(r"it asks for more than the 0 answer\(s\) that the sidecar declares", [bash()]),
    "jq-is-missing": Wrong(
        "exit status 127: .*jq: command not found; a block may use only aws, base64, .*", [bash({"shows": "dan"})]
    ),
    "profile-that-does-not-exist": Wrong(
        r"exit status 25\d: .*The config profile \(admin\) could not be found", [bash({"shows": "dan"})]
    ),
    "option-of-version-2": Wrong(usage("Unknown options: --no-cli-pager"), [bash({"shows": "dan"})]),
    "operation-misspelt": Wrong(usage("enable-mfa-device"), [bash(TAKEN)]),
    "option-forgotten": Wrong(
        usage("the following arguments are required: --serial-number"), [bash({"unregistered": "HT-1", "from": DAN})]
    ),
    "file-of-no-step": Wrong(
        r"exit status 25\d: .*deny\.json.*No such file or directory.*", [bash({"policy": "p", "on": DAN})]
    ),
    "token-of-somebody-else": Wrong(
        refused("EnableMFADevice", "EntityAlreadyExists"),
        [bash(TAKEN, answers=({"code": "HT-1"}, {"next_code": "HT-1"}))],
    ),
    "serial-with-a-wrong-digit": Wrong(
        refused("ResyncMFADevice", "NoSuchEntity"),
        [bash({"in_sync": "HT-1"}, answers=({"code": "HT-1"}, {"next_code": "HT-1"}))],
    ),
    "keys-left-active": Wrong(
        not_so(f"access_keys none of {DAN}"),
        [bash({"password": "none", "of": DAN}, {"access_keys": "none", "of": DAN})],
    ),
    "keys-made-active": Wrong(not_so(f"access_keys inactive of {DAN}"), [bash({"access_keys": "inactive", "of": DAN})]),
    "ssh-key-left-active": Wrong(
        not_so(f"other_credentials inactive of {DAN}"),
        [bash({"access_keys": "inactive", "of": DAN}, {"other_credentials": "inactive", "of": DAN})],
        presumes=[{"other_credentials": "active", "of": DAN}],
    ),
    "session-of-a-role-too-long": Wrong(
        refused("AssumeRole", "ValidationError", ".*43200.*"), [bash({"shows": "20"}, **AS_DAN)]
    ),
}


@pytest.fixture(scope="module")
def report(rehearse_book: Callable[..., RehearsalReport]) -> RehearsalReport:
    declared = {f"{page}.md": wrong.blocks for page, wrong in CASES.items()}
    presumes = {f"{page}.md": wrong.presumes for page, wrong in CASES.items()}
    return rehearse_book(PAGES, declared, presumes, jobs=2, timeout=30.0)


@pytest.mark.parametrize("page", CASES)
def test_a_wrong_runbook_fails_where_it_is_wrong_and_says_why(page: str, report: RehearsalReport) -> None:
    wrong = CASES[page]
    blocks = _of(page, report)
    failed = next(block for block in blocks if block.status is BlockStatus.FAILED)
    assert failed.id == wrong.fails
    assert re.fullmatch(wrong.reason, failed.reason, re.DOTALL), failed.reason
    before = blocks[: blocks.index(failed)]
    assert all(block.status is not BlockStatus.FAILED for block in before)


@pytest.mark.parametrize("page", CASES)
def test_no_wrong_runbook_passes(page: str, report: RehearsalReport) -> None:
    assert [block for block in _of(page, report) if block.status is BlockStatus.FAILED]


def test_every_page_has_its_case() -> None:
    assert {path.stem for path in PAGES.iterdir()} == set(CASES)


def _of(page: str, report: RehearsalReport) -> list[BlockResult]:
    return [block for block in report.blocks if block.page == f"{page}.md"]
