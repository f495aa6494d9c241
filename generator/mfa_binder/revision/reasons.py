"""Why a leaf set is out of date, in paper terms: from what the inventory said then and says now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mfa_binder.organization.grouping import group_by_key
from mfa_binder.revision.fact_changes import FactChange

OWN_WORDS = "its words changed"
"""Where nothing that can be named changed: the reason of a set."""
_NAMED = 3
_WORD = re.compile(r"[\w-]+")


def listed(items: Iterable[str], most: int = _NAMED) -> str:
    """Some of them in words: `A, B and C`, or `A, B, C and 2 more`; each once."""
    every = list(dict.fromkeys(items))
    shown = every[:most] if len(every) > most else every[:-1]
    last = f"{len(every) - most} more" if len(every) > most else "".join(every[-1:])
    return f"{', '.join(shown)} and {last}" if shown else last


class Reasons:
    """The changed facts, asked for what they concern."""

    def __init__(self, changes: Sequence[FactChange]) -> None:
        self._changes = changes
        self._by_subject = group_by_key(
            (word, index) for index, change in enumerate(changes) for word in (change.thing, *change.touches)
        )
        self._by_tie = group_by_key((word, index) for index, change in enumerate(changes) for word in change.tied)
        self._by_name = group_by_key((name, index) for index, change in enumerate(changes) for name in change.names)
        self._by_word = group_by_key((_WORD.findall(name)[0], name) for name in self._by_name if _WORD.search(name))

    def about(self, subject: str) -> tuple[str, ...]:
        """Sentences that concern a section for `subject`, whatever is written in it.

        They are about that thing or about what was tied to it and is no more, or is now; else about what is
        tied to it still.
        """
        return self._sentences([*self._about(subject)] or self._tied(subject))

    def of(self, subject: str, changed: str, page: str) -> tuple[str, ...]:
        """Sentences that concern a leaf set: by what its section is for and by its changed lines.

        Where there are none: by its whole page, else by what is tied to what its section is for.
        """
        found = [*self._about(subject), *self._naming(changed)]
        return self._sentences(found or self._naming(page) or self._tied(subject))

    def _about(self, subject: str) -> Iterator[int]:
        account = subject.partition("/")[0]
        for word in dict.fromkeys((subject, _key(subject), f"account:{account}")):
            yield from self._by_subject.get(word, ())

    def _tied(self, subject: str) -> Sequence[int]:
        return self._by_tie.get(_key(subject), ())

    def _naming(self, text: str) -> list[int]:
        plain = text.replace("\\", "")
        candidates = (name for word in dict.fromkeys(_WORD.findall(plain)) for name in self._by_word.get(word, ()))
        return [index for name in candidates if _names(plain, name) for index in self._by_name[name]]

    def _sentences(self, indices: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._changes[index].sentence for index in sorted(set(indices))))


def _key(subject: str) -> str:
    """What other things call it: `hq-safe` for `location:hq-safe`, a principal as it is."""
    return subject.partition(":")[2] or subject


def _names(text: str, name: str) -> bool:
    """Whether a text names it, not as a part of another word."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None
