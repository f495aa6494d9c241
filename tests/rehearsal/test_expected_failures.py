"""What a page says happens when a block fails: which pages are believed, and what is wrong with the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from mfa_binder.book.block_failures import FailureCause
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport
from mfa_binder.rehearsal.deduplicate_failures import REHEARSED_PER_SHAPE
from mfa_binder.rehearsal.expected_failures import restore_files_afterwards

PROD, MEMBER = "444455556666", "777788889999"
DAN = f"{PROD}/user/dan"
Declared = Mapping[str, Any]

ENABLE = """\
read -r FIRST
read -r SECOND
aws iam enable-mfa-device --user-name dan --serial-number GAHT12345680 \\
  --authentication-code1 "$FIRST" --authentication-code2 "$SECOND"
"""
ENABLED: Declared = {
    "answers": [{"code": "HT-3"}, {"next_code": "HT-3"}],
    "before": [{"unregistered": "HT-3", "from": DAN}],
    "after": [{"registered": "HT-3", "to": DAN}, {"in_sync": "HT-3"}],
}
SESSION = """\
read -r CODE
aws sts get-session-token --serial-number GAHT12345678 --token-code "$CODE" --query Credentials.Expiration
"""
WITH_SESSION: Declared = {
    "runs_as": DAN,
    "answers": [{"code": "HT-1"}],
    "after": [{"signs_in": DAN, "with": "HT-1"}, {"shows": "20"}],
}
ATTACH = "aws iam put-user-policy --user-name dan --policy-name new --policy-document file://new.json\n"
ATTACHED: Declared = {"before": [{"no_policy": "new", "on": DAN}], "after": [{"policy": "new", "on": DAN}]}
WRITE = """\
cat > new.json <<< '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}'
echo written
"""
COUNT = "files=(*)\necho ${#files[@]}\n"
LOOK = "aws iam list-user-policies --user-name dan --query PolicyNames --output text && echo looked\n"
LOOKED: Declared = {"after": [{"prints": "looked"}]}
WHOLE = """\
aws iam delete-login-profile --user-name dan
read -r CODE
aws sts get-session-token --serial-number GAHT12345678 --token-code "$CODE" > session.json
"""
"""Two commands: where the second fails, the first has changed something."""
RESYNC = """\
read -r FIRST
read -r SECOND
aws iam resync-mfa-device --user-name dan --serial-number GAHT12345678 \\
  --authentication-code1 "$FIRST" --authentication-code2 "$SECOND"
"""
RESYNCED: Declared = {"answers": [{"code": "HT-1"}, {"next_code": "HT-1"}], "after": [{"in_sync": "HT-1"}]}
BAD_CODE = "invalid MFA one time pass code"


@dataclass(frozen=True)
class Page:
    """One block, what its "If not" says, and how it fails; `reason` is empty for a page that is right."""

    text: str
    declared: Declared
    if_not: str
    failure: Declared
    reason: str = ""


def failing(cause: str, says: str, advice: str = "again", **more: Any) -> Declared:
    return {"cause": cause, "says": says, "advice": advice, **more}


def enabling(failure: Declared, if_not: str, reason: str = "") -> Page:
    return Page(ENABLE, ENABLED, if_not, failure, reason)


WRONG = "`InvalidAuthenticationCode`: run it again."
PAGES: Mapping[str, Page] = {
    # right
    "wrong-code": enabling(failing("wrong_code", "InvalidAuthenticationCode"), WRONG),
    "swapped-codes": enabling(failing("swapped_codes", "InvalidAuthenticationCode"), WRONG),
    "used-code": enabling(failing("used_code", "InvalidAuthenticationCode"), WRONG),
    "late-unnoticed": enabling(
        failing("late_codes", "", "", remedy="resync", holds=[{"out_of_sync": "HT-3"}]), "See the other sheet."
    ),
    "late-code": Page(SESSION, WITH_SESSION, f"`{BAD_CODE}`: again.", failing("late_codes", BAD_CODE)),
    "drifted": Page(
        SESSION,
        WITH_SESSION,
        f"`{BAD_CODE}`: take [the resync sheet](resync-1.md).",
        failing("otherwise", BAD_CODE, "the resync sheet", remedy="resync-1", given=[{"out_of_sync": "HT-1"}]),
    ),
    "wrong-serial": Page(
        SESSION,
        WITH_SESSION,
        "`unable to validate MFA code`: compare, again.",
        failing("wrong_serial", "unable to validate MFA code", concerns="HT-1"),
    ),
    "already": enabling(
        failing("otherwise", "EntityAlreadyExists", "stop", remedy="stop", given=[{"registered": "HT-3", "to": DAN}]),
        "`EntityAlreadyExists`: stop.",
    ),
    "full": enabling(
        failing("device_limit", "LimitExceeded", "take one away", remedy="stop", concerns=DAN),
        "`LimitExceeded`: take one away.",
    ),
    "denied": Page(ATTACH, ATTACHED, "`AccessDenied`: again.", failing("access_denied", "AccessDenied")),
    "just-made": enabling(
        failing("just_made", "EntityTemporarilyUnmodifiable", "wait", concerns=DAN),
        "`EntityTemporarilyUnmodifiable`: wait.",
    ),
    "no-network": Page(LOOK, LOOKED, "`Could not connect`: again.", failing("no_network", "Could not connect")),
    "nobody": Page(LOOK, LOOKED, "`Unable to locate`: again.", failing("no_credentials", "Unable to locate")),
    "expired": Page(LOOK, LOOKED, "`ExpiredToken`: again.", failing("session_expired", "ExpiredToken")),
    "elsewhere": Page(
        LOOK, LOOKED, "`NoSuchEntity`: stop.", failing("wrong_account", "NoSuchEntity", "stop", concerns=MEMBER)
    ),
    "in-a-session": Page(SESSION, WITH_SESSION, "`Cannot call`: again.", failing("in_a_session", "Cannot call")),
    "mistyped": Page(LOOK, LOOKED, "`NoSuchEntity`: again.", failing("mistyped", "NoSuchEntity", concerns="dan")),
    "mistyped-joined": Page(
        LOOK.replace(" dan ", "=dan "),
        LOOKED,
        "`NoSuchEntity`: again.",
        failing("mistyped", "NoSuchEntity", concerns="dan"),
    ),
    "mistyped-in-quotes": Page(
        LOOK.replace(" dan ", " 'dan' "),
        LOOKED,
        "`NoSuchEntity`: again.",
        failing("mistyped", "NoSuchEntity", concerns="dan"),
    ),
    "no-file": Page(ATTACH, ATTACHED, "`Unable to`: again.", failing("no_file", "Unable to", concerns="new.json")),
    "spoiled": Page(ATTACH, ATTACHED, "`Malformed`: again.", failing("spoiled_file", "Malformed", concerns="new.json")),
    "no-report": Page(
        "aws iam generate-credential-report\n",
        {"after": [{"shows": "STARTED"}]},
        "`LimitExceeded`: again.",
        failing("late_report", "LimitExceeded", concerns="LimitExceeded"),
    ),
    "twice": Page(
        "aws iam delete-login-profile --user-name dan\n",
        {"after": [{"password": "none", "of": DAN}]},
        "`NoSuchEntity`: go on.",
        failing("twice", "NoSuchEntity", "go on", remedy="go_on"),
    ),
    # wrong
    "no-such-report": Page(
        LOOK,
        LOOKED,
        "`LimitExceeded`: again.",
        failing("late_report", "LimitExceeded", concerns="Later"),
        "does not answer 'Later'",
    ),
    "not-printed": enabling(
        failing("wrong_code", "InvalidAuthenticationCode"),
        "`LimitExceeded`: run it again.",
        'the page does not print "InvalidAuthenticationCode" in this step\'s "If not"',
    ),
    "no-advice": enabling(
        failing("wrong_code", "InvalidAuthenticationCode"),
        "`InvalidAuthenticationCode`: that is bad. `LimitExceeded`: run it again.",
        'of "InvalidAuthenticationCode" the page does not say "again"',
    ),
    "other-error": enabling(failing("wrong_code", "WrongCode"), "`WrongCode`: run it again.", 'not "WrongCode"'),
    "does-not-fail": Page(
        LOOK, LOOKED, "`looked`: again.", failing("mistyped", "looked", concerns="PolicyNames"), "it does not fail"
    ),
    "still-fails": enabling(
        failing("otherwise", "EntityAlreadyExists", given=[{"registered": "HT-3", "to": DAN}]),
        "`EntityAlreadyExists`: run it again.",
        "run again, it says",
    ),
    "half-done": Page(
        WHOLE,
        {"runs_as": DAN, "answers": [{"code": "HT-1"}], "after": [{"password": "none", "of": DAN}]},
        f"`{BAD_CODE}`: again.",
        failing("wrong_code", BAD_CODE),
        "run again, it says .*NoSuchEntity",
    ),
    "changed": Page(
        WHOLE,
        {"runs_as": DAN, "answers": [{"code": "HT-1"}], "after": [{"password": "none", "of": DAN}]},
        f"`{BAD_CODE}`: stop.",
        failing("wrong_code", BAD_CODE, "stop", remedy="stop"),
        'the page says "stop", but something was changed',
    ),
    "no-link": Page(
        SESSION,
        WITH_SESSION,
        f"`{BAD_CODE}`: take the resync sheet.",
        failing("otherwise", BAD_CODE, "the resync sheet", remedy="resync-1", given=[{"out_of_sync": "HT-1"}]),
        "the page does not lead to resync-1",
    ),
    "no-sheet": Page(
        SESSION,
        WITH_SESSION,
        f"`{BAD_CODE}`: take the resync sheet.",
        failing("otherwise", BAD_CODE, "the resync sheet", remedy="resync-9", given=[{"out_of_sync": "HT-1"}]),
        "there is no block and no sheet resync-9",
    ),
    "useless-sheet": Page(
        SESSION,
        WITH_SESSION,
        f"`{BAD_CODE}`: take [the other sheet](looking.md).",
        failing("otherwise", BAD_CODE, "the other sheet", remedy="looking", given=[{"out_of_sync": "HT-1"}]),
        f"after looking this does not hold: signs_in {DAN} with HT-1",
    ),
    "noticed": enabling(
        failing("late_codes", "", "", remedy="resync", holds=[{"in_sync": "HT-3"}]),
        "See the other sheet.",
        "afterwards this does not hold: in_sync HT-3",
    ),
    "no-code": Page(LOOK, LOOKED, "`x`: again.", failing("wrong_code", "x"), "cannot be caused: the block asks for no"),
    "one-code": Page(
        SESSION, WITH_SESSION, f"`{BAD_CODE}`: again.", failing("swapped_codes", BAD_CODE), "asks for one code only"
    ),
    "no-such-word": Page(
        LOOK, LOOKED, "`x`: again.", failing("mistyped", "x", concerns="eve"), "'eve' is typed nowhere in the block"
    ),
    "no-such-file": Page(
        LOOK,
        LOOKED,
        "`x`: again.",
        failing("no_file", "x", concerns="other.json"),
        "no block before it leaves the file",
    ),
}
OTHER_SHEETS: Mapping[str, tuple[str, Declared]] = {
    "resync": (
        RESYNC.replace("GAHT12345678", "GAHT12345680"),
        {"answers": [{"code": "HT-3"}, {"next_code": "HT-3"}], "after": [{"in_sync": "HT-3"}]},
    ),
    "resync-1": (RESYNC, RESYNCED),
    "looking": (LOOK, LOOKED),
}


def _fence(id: str, text: str) -> str:
    return f'```bash title="{id}"\n{text}```\n'


def _bash(id: str, declared: Declared, **more: Any) -> dict[str, Any]:
    return {"language": "bash", "id": id, "runs_as": PROD, **declared, **more}


def _written(runbooks: Path, pages: Mapping[str, Page]) -> tuple[dict[str, list[Declared]], dict[str, list[Declared]]]:
    """Every page: a block that leaves a file, the block in question, and one that sees what is left."""
    declared: dict[str, list[Declared]] = {}
    for name, page in pages.items():
        step = f"{_fence('2', page.text)}\n*If not:* {page.if_not}\n\n"
        body = f"# {name}\n\n{_fence('1', WRITE)}\n{step}{_fence('3', COUNT)}"
        (runbooks / f"{name}.md").write_text(body, encoding="utf-8")
        declared[f"{name}.md"] = [
            _bash("1", {"after": [{"prints": "written"}]}),
            _bash("2", page.declared, failures=[page.failure]),
            _bash("3", {"after": [{"prints": "1"}]}),
        ]
    return declared, {f"{name}.md": [{"unregistered": "HT-3", "from": DAN}] for name in pages}


@pytest.fixture(scope="module")
def report(rehearse_book: Callable[..., RehearsalReport], tmp_path_factory: pytest.TempPathFactory) -> RehearsalReport:
    runbooks = tmp_path_factory.mktemp("runbooks")
    declared, presumes = _written(runbooks, PAGES)
    for name, (text, block) in OTHER_SHEETS.items():
        (runbooks / f"{name}.md").write_text(f"# {name}\n\n{_fence('1', text)}", encoding="utf-8")
        declared[f"{name}.md"] = [_bash("1", block)]
    presumes["resync.md"] = [{"registered": "HT-3", "to": DAN}]
    return rehearse_book(runbooks, declared, presumes, jobs=2)


@pytest.fixture
def outcome(report: RehearsalReport) -> Callable[[str], list[BlockResult]]:
    return lambda name: [block for block in report.blocks if block.page == f"{name}.md"]


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if not page.reason])
def test_a_page_that_says_what_happens_passes_and_nothing_is_left_of_the_failure(
    name: str, outcome: Callable[[str], list[BlockResult]]
) -> None:
    found = [(block.status, block.reason, block.failures) for block in outcome(name)]
    assert found == [(BlockStatus.PASSED, "", 0), (BlockStatus.PASSED, "", 1), (BlockStatus.PASSED, "", 0)]


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.reason])
def test_a_page_that_says_something_else_fails_and_says_of_what(
    name: str, outcome: Callable[[str], list[BlockResult]]
) -> None:
    _, block, following = outcome(name)
    assert (block.status, block.failures) == (BlockStatus.FAILED, 0)
    assert re.search(PAGES[name].reason, block.reason), block.reason
    assert following.reason == "not reached: 2 failed"


def test_every_cause_is_rehearsed_on_a_page_that_is_right() -> None:
    assert {page.failure["cause"] for page in PAGES.values() if not page.reason} == {
        cause.value for cause in FailureCause
    }


def test_the_calls_of_failures_are_not_those_of_the_block(outcome: Callable[[str], list[BlockResult]]) -> None:
    assert [block.commands for block in outcome("wrong-code")] == [0, 1, 0]


def test_where_enough_sheets_have_the_failure_the_words_are_still_looked_for(
    rehearse_book: Callable[..., RehearsalReport], tmp_path: Path
) -> None:
    right = PAGES["nobody"]
    pages = {f"page-{number}": right for number in range(REHEARSED_PER_SHAPE + 1)}
    pages["silent"] = replace(right, if_not="Ask somebody.")
    report = rehearse_book(tmp_path, *_written(tmp_path, pages), jobs=2)
    blocks = [block for block in report.blocks if block.id == "2"]
    assert [block.failures for block in blocks] == [1] * REHEARSED_PER_SHAPE + [0, 0]
    assert [block.status for block in blocks[:-1]] == [BlockStatus.PASSED] * (REHEARSED_PER_SHAPE + 1)
    assert "the page does not print" in blocks[-1].reason


def test_a_link_that_a_block_leaves_leads_nobody_out_of_the_folder(tmp_path: Path) -> None:
    """Who puts the files back is not confined as the block is."""
    work, outside = tmp_path / "work", tmp_path / "outside"
    (work / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "file").write_text("precious")
    for name in ("file", "sub/file"):
        (work / name).write_text("ours")
    with restore_files_afterwards([work]):
        (work / "file").unlink()
        (work / "file").symlink_to(outside / "file")
        (work / "sub" / "file").unlink()
        (work / "sub").rmdir()
        (work / "sub").symlink_to(outside)
    assert (outside / "file").read_text() == "precious"
    assert [(work / name).read_text() for name in ("file", "sub/file")] == ["ours", "ours"]
    assert not (work / "file").is_symlink()
    assert not (work / "sub").is_symlink()
