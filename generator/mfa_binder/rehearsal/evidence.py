"""What a block that was executed has said: for who looks for the reason of a failure, and for the trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mfa_binder.rehearsal.calls import Call
from mfa_binder.rehearsal.masking import masked, masked_words

KEPT_CHARACTERS = 4_000
"""Of each stream the first so many are kept, and it is told how many more there were."""
_SEARCHED = 4 * KEPT_CHARACTERS


@dataclass(frozen=True, slots=True)
class Evidence:
    """Streams are cut and without secrets. `exit_status` is None if the block was stopped for taking too long."""

    exit_status: int | None
    stdout: str
    stderr: str
    calls: tuple[Call, ...]


def evidence(exit_status: int | None, stdout: str, stderr: str, calls: Sequence[Call]) -> Evidence:
    """What is kept of a run."""
    kept = tuple(replace(call, argv=masked_words(call.argv)) for call in calls)
    return Evidence(exit_status, _cut(stdout), _cut(stderr), kept)


def _cut(text: str) -> str:
    """The beginning without secrets: of a long text only so much is searched, and not a word that was cut through."""
    more = len(text) - KEPT_CHARACTERS
    if more <= 0:
        return masked(text)
    searched = text[:_SEARCHED]
    if len(text) > _SEARCHED:
        searched = searched.rpartition(" ")[0] or searched
    return f"{masked(searched)[:KEPT_CHARACTERS]}\n[{more} more characters]"
