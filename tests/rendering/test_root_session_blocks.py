"""A privileged root session: a wrong number reaches no AWS, a refused one goes no further, no secret is shown.

Each block is run as it is printed, in bash and, where it is installed, in zsh (the usual shell of macOS), against a stand-in for `aws` that writes down its calls.
"""

import re
import shutil
import subprocess
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rendering.book_renderer import render_book

AWS = """\
#!/bin/bash
printf '%s | %s | %s\\n' "$AWS_ACCESS_KEY_ID" "${AWS_PROFILE-none}" "$*" >> "$CALLS"
case $2 in
assume-root) [ -z "$REFUSED" ] || exit 254; printf 'ASIASESSION\\tSECRETPART\\tTOKENPART\\t2026-11-24T12:15:00Z\\n' ;;
delete-login-profile) [ -z "$DELETION" ] || { printf 'An error occurred (%s)\\n' "$DELETION" >&2; exit 254; } ;;
list-*) printf 'THING-1\\n' ;;
*) printf '1\\n' ;;
esac
"""
SHELLS = [path for name in ("bash", "zsh") if (path := shutil.which(name))]
SECRETS = ("ASIASESSION", "SECRETPART", "TOKENPART")
Run = Callable[..., tuple[subprocess.CompletedProcess[str], list[str]]]


def session_blocks(organization: Organization) -> list[str]:
    """The blocks of the sheet on accounts without root that ask for an account."""
    built = render_book(organization, make_catalogue(organization), date(2026, 11, 24))
    page = built.files["organizations/main/removed-roots.md"]
    found = [textwrap.dedent(text) for text in re.findall(r'```bash title="[^"]*"\n(.*?)\n *```', page, re.DOTALL)]
    return [block for block in found if "assume-root" in block]


@pytest.fixture(scope="module")
def blocks(example: Organization) -> list[str]:
    return session_blocks(example)


@pytest.fixture(params=SHELLS)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Runs a block with an answer to its question; gives what it did and the calls of `aws`."""
    program, calls = tmp_path / "aws", tmp_path / "calls"
    program.write_text(AWS)
    program.chmod(0o700)

    def execute(
        block: str, answer: str, refused: str = "", deletion: str = ""
    ) -> tuple[subprocess.CompletedProcess[str], list[str]]:
        calls.write_text("")
        done = subprocess.run(
            [request.param, "-c", block],
            input=f"{answer}\n",
            capture_output=True,
            text=True,
            check=False,
            env={
                "PATH": f"{tmp_path}:/usr/bin:/bin",
                "CALLS": str(calls),
                "REFUSED": refused,
                "DELETION": deletion,
                "AWS_ACCESS_KEY_ID": "AKIAADMINISTRATOR",
                "AWS_PROFILE": "administrator",
            },
        )
        return done, calls.read_text().splitlines()

    return execute


def test_there_are_blocks_to_look_at(blocks: list[str]) -> None:
    assert len(blocks) == 5  # confirm, remove, restore, remove again, verify


@pytest.mark.parametrize(
    "answer", ["", "444455556666", "111122223333", "012345678901", "77778888999", "777788889999;ls", "*", "777788889999 | 1"]
)  # fmt: skip
def test_a_wrong_number_calls_nothing(blocks: list[str], run: Run, answer: str) -> None:
    for block in blocks:
        done, calls = run(block, answer)
        assert done.returncode == 1
        assert "Nothing was done." in done.stdout
        assert calls == []


def test_where_the_accounts_are_too_many_to_write_out_kept_ones_are_refused(
    variant: Callable[..., Organization], run: Run
) -> None:
    more = "".join(
        f'  "{number:012}": {{name: n, root: {{intended: removed, email: r@example.com}}}}\n' for number in range(1, 45)
    )
    block = session_blocks(variant(('  "777788889999":\n', more + '  "777788889999":\n')))[0]
    for answer in ("", "444455556666", "111122223333", "77778888999", "7777888899990", "*"):
        done, calls = run(block, answer)
        assert (done.returncode, calls) == (1, [])
        assert "Nothing was done." in done.stdout
    assert run(block, "000000000044")[1]


def test_a_number_typed_with_spaces_is_understood(blocks: list[str], run: Run) -> None:
    done, calls = run(blocks[0], "7777 8888 9999")
    assert done.returncode == 0
    assert "--target-principal 777788889999" in calls[0]


def test_a_refused_session_goes_no_further(blocks: list[str], run: Run) -> None:
    for block in blocks:
        done, calls = run(block, "777788889999", refused="yes")
        assert done.returncode == 1
        assert len(calls) == 1


def test_everything_after_it_is_called_with_the_session_alone(blocks: list[str], run: Run) -> None:
    """With the administrator's own credentials the same commands would delete the administrator's password."""
    for block in blocks:
        _, calls = run(block, "777788889999")
        assert calls[0].startswith("AKIAADMINISTRATOR | administrator | sts assume-root")
        assert calls[1:]
        assert all(call.startswith("ASIASESSION | none | iam ") for call in calls[1:])


def test_no_secret_is_shown_or_handed_over_as_an_argument(blocks: list[str], run: Run) -> None:
    for block in blocks:
        done, calls = run(block, "777788889999")
        assert "until 2026-11-24T12:15:00Z" in done.stdout
        assert not any(secret in done.stdout + done.stderr for secret in SECRETS)
        assert not any(secret in call.split(" | ")[2] for secret in SECRETS for call in calls)


def test_a_password_that_stays_keeps_its_devices(blocks: list[str], run: Run) -> None:
    """Without its devices a root user whose password could not be deleted would sign in with that password alone."""
    removing = [block for block in blocks if "delete-login-profile" in block]
    assert removing
    for block in removing:
        done, calls = run(block, "777788889999", deletion="EntityTemporarilyUnmodifiable")
        assert done.returncode == 1
        assert "EntityTemporarilyUnmodifiable" in done.stderr
        assert "Nothing was removed." in done.stderr
        assert calls[-1].endswith("iam delete-login-profile")


def test_no_password_is_no_reason_to_stop(blocks: list[str], run: Run) -> None:
    for block in blocks:
        if "delete-login-profile" in block:
            done, calls = run(block, "777788889999", deletion="NoSuchEntity")
            assert done.returncode == 0
            assert "There was no password." in done.stdout
            assert any("deactivate-mfa-device" in call for call in calls)
