"""Blocks that AWS is to refuse: the proof that a policy holds is a command that fails."""

from __future__ import annotations

from mfa_binder.book.sections import BashBlock

WORD = "fails_with"
"""Begins the condition that says so: the block ends with an error and prints that text on standard error."""


def expected(block: BashBlock) -> str:
    """What the refusal of a block must say; empty for a block that is to end well."""
    return next((str(condition[WORD]) for condition in block.after if WORD in condition), "")


def fault(wanted: str, exit_status: int, stderr: str) -> str:
    """Why a block was not refused as it should be; empty if it was."""
    if exit_status == 0:
        return f"it should fail with {wanted!r}, and ended well"
    return "" if wanted in stderr else f"it should fail with {wanted!r}, and said: {_last(stderr)}"


def _last(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"
