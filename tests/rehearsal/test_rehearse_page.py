"""Every page of pages/ in one rehearsal: what a good one passes, what a bad one fails of, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport

PAGES = Path(__file__).parent / "pages"
PROD = "444455556666"
ROOT, DAN = f"{PROD}/root", f"{PROD}/user/dan"
MEMBER = "777788889999"
MEMBER_ROOT = f"{MEMBER}/root"
BOTH_CODES = ({"code": "HT-3"}, {"next_code": "HT-3"})
SPARE_FREE = {"unregistered": "HT-3", "from": DAN}
SPARE_TAKEN = {"registered": "HT-3", "to": DAN}
NOTHING_PRINTED = {"prints_nothing": True}

Declared = Mapping[str, Any]


def bash(id: str, *after: Declared, runs_as: str = PROD, **more: Any) -> Declared:
    return {"language": "bash", "id": id, "runs_as": runs_as, "after": list(after), **more}


def policy(id: str, file: str = "policy.json", *judged: Declared) -> Declared:
    return {"language": "json", "id": id, "file": file, "judged": list(judged) or [{"denies": "iam:ListUsers"}]}


def console(id: str, *establishes: Declared) -> Declared:
    return {"language": "console", "id": id, "reason": "a step in the console", "establishes": list(establishes)}


DECLARED: Mapping[str, list[Declared]] = {
    "good/enroll.md": [
        bash(
            "EN.1",
            SPARE_TAKEN,
            {"in_sync": "HT-3"},
            {"signs_in": DAN, "with": "HT-3"},
            before=[SPARE_FREE],
            answers=BOTH_CODES,
        ),
        bash("EN.2", {"prints": "GAHT12345680"}),
    ],
    "good/resync.md": [
        bash(
            "RS.1",
            {"in_sync": "HT-1"},
            {"signs_in": DAN, "with": "HT-1"},
            before=[{"out_of_sync": "HT-1"}],
            answers=[{"code": "HT-1"}, {"next_code": "HT-1"}],
        )
    ],
    "good/contain.md": [
        policy(
            "CO.1",
            "deny-old-sessions.json",
            {"denies": "iam:ListUsers", "aws:TokenIssueTime": "2026-11-23T23:59:59Z"},
            {"passes": "iam:ListUsers", "aws:TokenIssueTime": "2026-11-24T00:00:01Z"},
            {"passes": "iam:ListUsers"},
        ),
        bash(
            "CO.2",
            {"policy": "deny-old-sessions", "on": DAN},
            NOTHING_PRINTED,
            before=[{"no_policy": "deny-old-sessions", "on": DAN}],
        ),
        bash(
            "CO.3",
            {"password": "none", "of": DAN},
            {"access_keys": "inactive", "of": DAN},
            before=[{"password": "present", "of": DAN}, {"access_keys": "active", "of": DAN}],
        ),
    ],
    "good/member-root.md": [
        bash(
            "MR.1",
            {"password": "none", "of": MEMBER_ROOT},
            before=[{"password": "present", "of": MEMBER_ROOT}, {"root_feature": "RootSessions", "in": PROD}],
        ),
        bash(
            "MR.2",
            {"unit": "Root/Exempt", "of": MEMBER},
            NOTHING_PRINTED,
            before=[{"unit": "Root", "of": MEMBER}],
        ),
    ],
    "good/replace.md": [
        console("RP.1", {"registered": "YK-3", "to": DAN}),
        bash(
            "RP.2",
            {"registered": "YK-3", "to": DAN},
            {"unregistered": "YK-2", "from": DAN},
            before=[{"registered": "YK-3", "to": DAN}, {"registered": "YK-2", "to": DAN}],
            answers=[{"aws_serial": "YK-2", "of": DAN}],
        ),
    ],
    "good/root.md": [
        console("RO.1", {"registered": "YK-3", "to": ROOT}),
        console("RO.2", {"unregistered": "YK-1", "from": ROOT}),
    ],
    "good/root-seen.md": [
        console("SE.1", {"registered": "YK-3", "to": ROOT}),
        bash(
            "SE.2",
            {"registered": "YK-3", "to": ROOT},
            {"root_mfa": True, "in": PROD},
            {"root_virtual": False, "in": PROD},
            {"password": "present", "of": ROOT},
            {"access_keys": "none", "of": ROOT},
            {"prints": "1"},
        ),
    ],
    "good/trust.md": [
        policy("TR.1", "trust.json", {"lets_in": PROD, "with": "mfa"}, {"keeps_out": PROD, "without": "mfa"})
    ],
    "good/folder.md": [
        bash("FO.1", NOTHING_PRINTED),
        bash("FO.2", {"prints": "here"}, {"prints": "kept"}),
        bash("FO.3", {"prints": "here"}, {"prints": "no variable"}, new_window=True),
    ],
    "good/endpoint.md": [bash("EG.1", {"prints": PROD})],
    "good/as-user.md": [
        bash("AU.1", {"prints": f"arn:aws:iam::{PROD}:user/dan"}, runs_as=DAN),
        bash("AU.2", {"prints": "eu-central-1"}, runs_as=DAN),
    ],
    "bad/undeclared.md": [bash("UN.2", NOTHING_PRINTED)],
    "bad/untitled.md": [],
    "bad/hidden.md": [],
    "bad/twice.md": [bash("TW.1", {"prints": ""})],
    "bad/order.md": [bash("OR.1", {"prints": ""}), bash("OR.2", {"prints": ""})],
    "bad/no-outcome.md": [bash("NO.1")],
    "bad/tampered.md": [bash("TA.1", {"password": "none", "of": DAN}, sha256="0" * 64)],
    "bad/lacking.md": [bash("LA.1", NOTHING_PRINTED), bash("LA.2", NOTHING_PRINTED)],
    "bad/language.md": [policy("LG.1")],
    "bad/virtual-arn.md": [bash("VA.1", SPARE_TAKEN, answers=BOTH_CODES)],
    "bad/swapped-codes.md": [bash("SW.1", SPARE_TAKEN, answers=BOTH_CODES)],
    "bad/used-code.md": [bash("US.1", NOTHING_PRINTED, runs_as=DAN, answers=[{"code": "HT-1"}])],
    "bad/exit-status.md": [bash("EX.1", NOTHING_PRINTED), bash("EX.2", NOTHING_PRINTED), console("EX.3")],
    "bad/pipe.md": [bash("PI.1", NOTHING_PRINTED)],
    "bad/too-few-answers.md": [bash("FE.1", NOTHING_PRINTED, answers=[{"text": "one"}])],
    "bad/too-many-answers.md": [bash("MA.1", NOTHING_PRINTED, answers=[{"text": "one"}, {"text": "two"}])],
    "bad/wrong-device.md": [
        bash("WR.1", {"registered": "HT-1", "to": DAN}, {"unregistered": "HT-2", "from": DAN}),
    ],
    "bad/not-gone.md": [bash("NG.1", {"unregistered": "HT-2", "from": DAN})],
    "bad/drifted.md": [bash("DR.1", {"signs_in": DAN, "with": "HT-1"})],
    "bad/before.md": [bash("BE.1", NOTHING_PRINTED, before=[SPARE_TAKEN])],
    "bad/presumes.md": [bash("PR.1", NOTHING_PRINTED), bash("PR.2", NOTHING_PRINTED)],
    "bad/prints.md": [bash("PN.1", {"prints": "two words"})],
    "bad/prints-something.md": [bash("PS.1", NOTHING_PRINTED)],
    "bad/unknown-caller.md": [bash("UK.1", NOTHING_PRINTED, runs_as=f"{PROD}/user/nobody")],
    "bad/not-json.md": [policy("NJ.1")],
    "bad/no-statement.md": [policy("NS.1")],
    "bad/refused-policy.md": [policy("RF.1")],
    "bad/escaping-file.md": [policy("EF.1", "../policy.json")],
    "bad/other-file.md": [policy("OF.1", "policy.json")],
    "bad/curl.md": [bash("curl.1", NOTHING_PRINTED)],
    "bad/python3.md": [bash("python3.1", NOTHING_PRINTED)],
    "bad/endpoint.md": [bash("EP.1", NOTHING_PRINTED)],
    "unanswerable/version-2.md": [
        bash("V2.1", {"password": "none", "of": DAN}),
        bash("V2.2", NOTHING_PRINTED),
        bash("V2.3", NOTHING_PRINTED),
        bash("V2.4", NOTHING_PRINTED, before=[{"password": "none", "of": DAN}]),
    ],
    "unanswerable/not-simulated.md": [bash("NI.1", NOTHING_PRINTED)],
    "unanswerable/declared.md": [
        bash("DE.1", {"password": "none", "of": DAN}, not_rehearsable="the sandbox has no such thing"),
        bash("DE.2", {"prints": "gone"}, before=[{"password": "none", "of": DAN}]),
    ],
    "unanswerable/fido-sign-in.md": [bash("FI.1", {"signs_in": DAN, "with": "YK-2"})],
}

PRESUMES = {
    "good/member-root.md": [{"password": "present", "of": MEMBER_ROOT}],
    "good/enroll.md": [SPARE_FREE],
    "good/resync.md": [{"out_of_sync": "HT-1"}],
    "bad/drifted.md": [{"out_of_sync": "HT-1"}],
    "bad/presumes.md": [{"registered": "HT-9", "to": DAN}],
}


@pytest.fixture(scope="module")
def report(rehearse_book: Callable[..., RehearsalReport]) -> RehearsalReport:
    return rehearse_book(PAGES, DECLARED, PRESUMES, jobs=2)


@pytest.fixture
def outcome(report: RehearsalReport) -> Callable[[str], list[BlockResult]]:
    return lambda page: [block for block in report.blocks if block.page == page]


@pytest.mark.parametrize("page", [path for path in DECLARED if path.startswith("good/")])
def test_a_good_page_passes(page: str, outcome: Callable[[str], list[BlockResult]]) -> None:
    found = [(block.id, str(block.status), block.reason) for block in outcome(page)]
    assert found == [
        (block["id"], "not_rehearsable", "a step in the console")
        if block["language"] == "console"
        else (block["id"], "passed", "")
        for block in DECLARED[page]
    ]


FAILURES = {
    "bad/undeclared.md": r"the sidecar does not declare it",
    "bad/unlisted.md": r"the sidecar does not declare it",
    "bad/untitled.md": r"no language and title",
    "bad/hidden.md": r"where Markdown sees none",
    "bad/no-outcome.md": r"it declares no outcome",
    "bad/tampered.md": r"its text is not the one that was built",
    "bad/lacking.md": r"the page lacks it",
    "bad/language.md": r"it is a json block in the sidecar, but its fence says bash",
    "bad/virtual-arn.md": r"exit status 25\d: .*\((NoSuchEntity|ValidationError|InvalidInput)\).*EnableMFADevice",
    "bad/swapped-codes.md": r"\(InvalidAuthenticationCode\).*EnableMFADevice",
    "bad/used-code.md": r"\(AccessDenied\).*invalid MFA one time pass code",
    "bad/exit-status.md": r"exit status 7: cannot go on$",
    "bad/pipe.md": r"exit status 25\d: .*\(NoSuchEntity\).*GetUser",
    "bad/too-few-answers.md": r"asks for more than the 1 answer\(s\)",
    "bad/too-many-answers.md": r"asks for 1 of the 2 answers",
    "bad/wrong-device.md": rf"after it this does not hold: registered HT-1 to {DAN}$",
    "bad/not-gone.md": rf"after it this does not hold: unregistered HT-2 from {DAN}$",
    "bad/drifted.md": rf"after it this does not hold: signs_in {DAN} with HT-1$",
    "bad/before.md": rf"before it this does not hold: registered HT-3 to {DAN}$",
    "bad/presumes.md": r"the page presumes cannot be established: .*HT-9",
    "bad/prints.md": r"this does not hold: prints two words$",
    "bad/prints-something.md": r"this does not hold: prints_nothing true$",
    "bad/unknown-caller.md": rf"{PROD}/user/nobody has no access key",
    "bad/not-json.md": r"it is not JSON: .*line 1",
    "bad/no-statement.md": r"it has no Statement",
    "bad/refused-policy.md": r"IAM does not take it: .*MalformedPolicyDocument",
    "bad/escaping-file.md": r"'\.\./policy\.json' is not the name of a file",
    "bad/other-file.md": r"the page names its file 'other.json', not 'policy.json'",
    "bad/curl.md": r"exit status 127: .*curl: command not found",
    "bad/python3.md": r"exit status 127: .*python3: command not found",
    "bad/endpoint.md": r"exit status 90: rehearsal: --endpoint is refused",
}


@pytest.mark.parametrize("page", sorted(FAILURES))
def test_a_bad_page_fails_at_its_first_block_and_says_why(
    page: str, outcome: Callable[[str], list[BlockResult]]
) -> None:
    first, *others = outcome(page)
    assert first.status is BlockStatus.FAILED
    assert re.search(FAILURES[page], first.reason), first.reason
    assert all((other.status, other.reason[:12]) == (BlockStatus.FAILED, "not reached:") for other in others)


def test_a_second_block_of_the_same_id_fails(outcome: Callable[[str], list[BlockResult]]) -> None:
    first, second = outcome("bad/twice.md")
    assert (first.status, second.status) == (BlockStatus.PASSED, BlockStatus.FAILED)
    assert second.reason == "its id stands twice on the page"


def test_blocks_in_another_order_than_the_sidecar_s_fail(outcome: Callable[[str], list[BlockResult]]) -> None:
    first, second = outcome("bad/order.md")
    assert (first.id, first.status, second.id, second.status) == (
        "OR.1",
        BlockStatus.PASSED,
        "OR.2",
        BlockStatus.FAILED,
    )
    assert second.reason == "it stands before a block that the sidecar has before it"


def test_what_is_not_reached_names_the_block_that_stopped_the_page(
    outcome: Callable[[str], list[BlockResult]],
) -> None:
    assert [block.reason for block in outcome("bad/exit-status.md")][1:] == ["not reached: EX.1 failed"] * 2


def test_every_bad_page_has_its_reason() -> None:
    bad = {path.relative_to(PAGES).as_posix() for path in PAGES.glob("bad/*.md")}
    assert bad - {"bad/twice.md", "bad/order.md"} == set(FAILURES)


def test_commands_of_version_2_are_not_rehearsable_and_leave_what_they_promise(
    outcome: Callable[[str], list[BlockResult]],
) -> None:
    found = [(block.status, block.reason) for block in outcome("unanswerable/version-2.md")]
    assert found == [
        (BlockStatus.NOT_REHEARSABLE, "aws login exists only in version 2 of the AWS CLI"),
        (BlockStatus.NOT_REHEARSABLE, "aws sso login exists only in version 2 of the AWS CLI"),
        (BlockStatus.NOT_REHEARSABLE, "aws configure mfa-login exists only in version 2 of the AWS CLI"),
        (BlockStatus.PASSED, ""),
    ]


def test_an_operation_that_nobody_simulates_is_not_rehearsable(outcome: Callable[[str], list[BlockResult]]) -> None:
    (block,) = outcome("unanswerable/not-simulated.md")
    assert (block.status, block.reason) == (BlockStatus.NOT_REHEARSABLE, "the simulator does not know ListBuckets")


def test_a_block_declared_not_rehearsable_is_not_run(outcome: Callable[[str], list[BlockResult]]) -> None:
    declared, following = outcome("unanswerable/declared.md")
    assert (declared.status, declared.reason) == (BlockStatus.NOT_REHEARSABLE, "the sandbox has no such thing")
    assert declared.commands == 0
    assert following.status is BlockStatus.PASSED


def test_a_sign_in_with_a_security_key_is_not_claimed(outcome: Callable[[str], list[BlockResult]]) -> None:
    (block,) = outcome("unanswerable/fido-sign-in.md")
    assert block.status is BlockStatus.NOT_REHEARSABLE
    assert block.reason.endswith("a FIDO2 key signs in only in a browser")


def test_nothing_is_left_uncounted(report: RehearsalReport) -> None:
    """One result for each fence (but transcripts) of each page, each console step, each block a page lacks."""
    fences = [
        line for path in PAGES.rglob("*.md") for line in path.read_text("utf-8").splitlines() if line.strip() == "```"
    ]
    transcripts, untitled_openings, consoles, lacking = 1, 1, 5, 1
    assert len(report.blocks) == len(fences) - transcripts - untitled_openings + consoles + lacking
    assert report.passed + report.failed + report.not_rehearsable == len(report.blocks)


def test_lines_lead_to_the_code(report: RehearsalReport) -> None:
    for block in report.blocks:
        if block.line and block.id:
            fence = (PAGES / block.page).read_text("utf-8").splitlines()[block.line - 2]
            assert f'title="{block.id}' in fence


def test_commands_are_the_calls_that_were_made(outcome: Callable[[str], list[BlockResult]]) -> None:
    assert [block.commands for block in outcome("good/contain.md")] == [0, 1, 3]
    assert [block.commands for block in outcome("good/folder.md")] == [0, 0, 0]
    assert [block.commands for block in outcome("bad/used-code.md")] == [2]
    assert [block.commands for block in outcome("bad/endpoint.md")] == [0]


def test_seconds_are_those_of_blocks_that_ran(outcome: Callable[[str], list[BlockResult]]) -> None:
    ran, not_reached, step = outcome("bad/exit-status.md")
    assert ran.seconds > 0
    assert not_reached.seconds == step.seconds == 0
