"""What is kept of a block that ran: what it said and which calls of `aws` it made, without secrets.

The keys of a rehearsal are invented, but its blocks may be a reader's own, and what is kept is sent on.
Masked is what is named a secret, and what looks like a secret access key or a session token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

MASK = "********"

_MASKED_NAMES = r"(?:aws_)?(?:secret_?access_?key|session_?token|security_?token)|(?:new_?|old_?)?password"
_NAMED_SECRET = re.compile(
    rf"(?i)\b(?P<name>{_MASKED_NAMES})(?P<between>[\"']?\s*[=:]\s*)(?P<quote>[\"']?)(?P<value>[^\s\"',;&|]+)"
)
_SECRET_KEY = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_SESSION_TOKEN = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{100,}={0,2}(?![A-Za-z0-9/+=])")
_SECRET_OPTION = re.compile(rf"(?i)(?:--)?(?:[\w-]+\.)*(?:{_MASKED_NAMES.replace('_?', '[-_]?')})")


def mask_secrets(text: str) -> str:
    """A text without secrets."""
    named = _NAMED_SECRET.sub(rf"\g<name>\g<between>\g<quote>{MASK}", text)
    return _SESSION_TOKEN.sub(MASK, _SECRET_KEY.sub(MASK, named))


def mask_words(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a call without secrets: also what stands after an option or a setting with such a name."""
    return tuple(_mask_each_word(words))


def _mask_each_word(words: Sequence[str]) -> Iterator[str]:
    secret_follows = False
    for word in words:
        yield MASK if secret_follows and not word.startswith("--") else mask_secrets(word)
        secret_follows = _SECRET_OPTION.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call of `aws`, as the driver wrote it down."""

    argv: tuple[str, ...]
    """The words after the program's name."""
    exit_status: int | None = None
    """None where the log does not tell."""
    seconds: float | None = None
    """How long it took; None where the log does not tell."""


class NoEvidenceError(Exception):
    """What a block did cannot be told: it was killed, it ended the driver, or it changed the log of its calls.

    The message says which, as a sentence about the block ("it …").
    """


def read_call_log(log: Path) -> tuple[LoggedCall, ...]:
    """The calls in a log, one JSON record a line, in its order; none if there is no log. Raises NoEvidenceError."""
    try:
        return tuple(map(_parse_logged_call, log.read_text(encoding="utf-8").splitlines()))
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NoEvidenceError("it changed the file in which its calls of aws are written down") from error


def _parse_logged_call(line: str) -> LoggedCall:
    record = json.loads(line)
    exit_status, seconds = record.get("exit_status"), record.get("seconds")
    words = tuple(word.replace("\0", "") for word in record["argv"])
    return LoggedCall(words, exit_status and int(exit_status), seconds and float(seconds))


KEPT_CHARACTERS = 4_000
"""Of each stream the first so many are kept, and it is told how many more there were."""
_SEARCHED_CHARACTERS = 4 * KEPT_CHARACTERS


@dataclass(frozen=True, slots=True)
class RunEvidence:
    """What a block said and which calls it made, without secrets; streams are cut."""

    exit_status: int | None
    """None if the block was stopped for taking too long."""
    stdout: str
    stderr: str
    calls: tuple[LoggedCall, ...]


def collect_evidence(exit_status: int | None, stdout: str, stderr: str, calls: Sequence[LoggedCall]) -> RunEvidence:
    """What is kept of a run: its streams and calls, masked, the streams cut."""
    masked_calls = tuple(replace(call, argv=mask_words(call.argv)) for call in calls)
    return RunEvidence(exit_status, _cut_stream(stdout), _cut_stream(stderr), masked_calls)


def _cut_stream(text: str) -> str:
    """The beginning without secrets: of a long text only so much is searched, and not a word that was cut through."""
    more = len(text) - KEPT_CHARACTERS
    if more <= 0:
        return mask_secrets(text)
    searched = text[:_SEARCHED_CHARACTERS]
    if len(text) > _SEARCHED_CHARACTERS:
        searched = searched.rpartition(" ")[0] or searched
    return f"{mask_secrets(searched)[:KEPT_CHARACTERS]}\n[{more} more characters]"
