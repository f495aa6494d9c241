"""Why a leaf set is out of date, in paper terms: from what the inventory said then and says now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.organization.grouping import by_key
from generator.revision.fact_changes import FactChange

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
        self._by_subject = _index(changes)
        self._by_name = _by_name(changes)
        self._by_word = by_key((_WORD.findall(name)[0], name) for name in self._by_name if _WORD.search(name))

    def about(self, subject: str) -> tuple[str, ...]:
        """Sentences that concern a section for `subject`, whatever is written in it."""
        return self._sentences(self._about(subject))

    def of(self, subject: str, changed: str, page: str) -> tuple[str, ...]:
        """Sentences that concern a leaf set: by what its section is for, by its changed lines, else by its page."""
        found = [*self._about(subject), *self._naming(changed)]
        return self._sentences(found or self._naming(page))

    def _about(self, subject: str) -> Iterator[int]:
        key = subject.partition(":")[2] or subject
        account = subject.partition("/")[0]
        for word in dict.fromkeys((subject, key, f"account:{account}")):
            yield from self._by_subject.get(word, ())

    def _naming(self, text: str) -> list[int]:
        plain = text.replace("\\", "")
        candidates = (name for word in dict.fromkeys(_WORD.findall(plain)) for name in self._by_word.get(word, ()))
        return [index for name in candidates if _names(plain, name) for index in self._by_name[name]]

    def _sentences(self, indices: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._changes[index].sentence for index in sorted(set(indices))))


def _index(changes: Sequence[FactChange]) -> Mapping[str, list[int]]:
    """Positions of the changes by the subjects that they are about, and by the words that they touch."""
    found: dict[str, list[int]] = {}
    for index, change in enumerate(changes):
        for word in (change.thing, *change.touches):
            found.setdefault(word, []).append(index)
    return found


def _by_name(changes: Sequence[FactChange]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, change in enumerate(changes):
        for name in change.names:
            found.setdefault(name, []).append(index)
    return found


def _names(text: str, name: str) -> bool:
    """Whether a text names it, not as a part of another word."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None
