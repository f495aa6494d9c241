"""The same page says the same in every rehearsal, byte for byte: ids, times and credentials are the copy's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mfa_binder.rehearsal.block_results import RehearsalReport
from mfa_binder.rehearsal.rehearse_pages import FinishedPage

PROD = "444455556666"
DAN = f"{PROD}/user/dan"
MAKING = """
aws iam create-group --group-name g
aws iam create-user --user-name eve
aws iam create-access-key --user-name eve
aws iam create-virtual-mfa-device --virtual-mfa-device-name phone --outfile picture --bootstrap-method QRCodePNG
aws iam list-virtual-mfa-devices
aws iam list-users
aws iam get-account-authorization-details
aws organizations list-roots
"""
ASKING = """
read -r CODE
aws sts get-session-token --serial-number GAHT12345678 --token-code "$CODE"
aws sts get-caller-identity
"""
PAGES = ("first.md", "again.md")


def test_two_rehearsals_of_a_page_print_the_same(tmp_path: Path, rehearse_book: Callable[..., RehearsalReport]) -> None:
    runbooks = tmp_path / "runbooks"
    runbooks.mkdir()
    text = "\n".join(
        f'```bash title="B.{number}"\n{block.strip()}\n```\n' for number, block in enumerate((MAKING, ASKING), 1)
    )
    for page in PAGES:
        (runbooks / page).write_text(text, encoding="utf-8")
    bash = {"language": "bash", "runs_as": PROD, "after": [{"shows": PROD}]}
    blocks = [{**bash, "id": "B.1"}, {**bash, "id": "B.2", "runs_as": DAN, "answers": [{"code": "HT-1"}]}]
    done: list[FinishedPage] = []
    report = rehearse_book(runbooks, dict.fromkeys(PAGES, blocks), on_page=done.append, jobs=1)
    assert report.failed == 0, [block.reason for block in report.blocks]
    first, again = (
        [(one.evidence.stdout, one.evidence.stderr) for one in page.blocks if one.evidence] for page in done
    )
    assert len(first) == len(blocks)
    assert all("Date" in stdout or "Expiration" in stdout for stdout, _ in first)
    assert first == again
