"""Secrets taken out of what is told of a block.

The keys of a rehearsal are invented, but its blocks may be a reader's own, and what is told is kept and
sent on. Taken out is what is named a secret, and what looks like a secret access key or a session token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MASK = "********"

_NAMES = r"(?:aws_)?(?:secret_?access_?key|session_?token|security_?token)|(?:new_?|old_?)?password"
_NAMED = re.compile(rf"(?i)\b(?P<name>{_NAMES})(?P<between>[\"']?\s*[=:]\s*)(?P<quote>[\"']?)(?P<value>[^\s\"',;&|]+)")
_SECRET_KEY = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_TOKEN = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{100,}={0,2}(?![A-Za-z0-9/+=])")
_OPTION = re.compile(rf"(?i)(?:--)?(?:[\w-]+\.)*(?:{_NAMES.replace('_?', '[-_]?')})")


def masked(text: str) -> str:
    """A text without secrets."""
    named = _NAMED.sub(rf"\g<name>\g<between>\g<quote>{MASK}", text)
    return _TOKEN.sub(MASK, _SECRET_KEY.sub(MASK, named))


def masked_words(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a call without secrets: also what stands after an option or a setting with such a name."""
    return tuple(_masked_words(words))


def _masked_words(words: Sequence[str]) -> Iterator[str]:
    follows = False
    for word in words:
        yield MASK if follows and not word.startswith("--") else masked(word)
        follows = _OPTION.fullmatch(word) is not None
