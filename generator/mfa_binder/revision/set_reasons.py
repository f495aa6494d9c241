"""Why a leaf set is new, changed, ended or elsewhere, in paper terms: the changed facts that concern it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mfa_binder.book.sidecar import Sidecar
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.references import account_of, id_of
from mfa_binder.plain_text import join_words
from mfa_binder.revision.effective_revisions import EffectiveRevision, PageText
from mfa_binder.revision.fact_changes import FactChange, fact_changes
from mfa_binder.revision.filing import CurrentFiling
from mfa_binder.revision.ledger import Ledger

OWN_WORDS = "its words changed"
"""Where nothing that can be named changed: the reason of a set."""
_MOST_NAMED = 3
_WORD = re.compile(r"[\w-]+")


def summarize_list(items: Iterable[str], most: int = _MOST_NAMED) -> str:
    """Some of them in words: `A, B and C`, or `A, B, C and 2 more`; each once."""
    return join_words(dict.fromkeys(items), most)


class FactReasons:
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
        account = account_of(subject)
        for word in dict.fromkeys((subject, id_of(subject), f"account:{account}")):
            yield from self._by_subject.get(word, ())

    def _tied(self, subject: str) -> Sequence[int]:
        return self._by_tie.get(id_of(subject), ())

    def _naming(self, text: str) -> list[int]:
        plain = text.replace("\\", "")
        candidates = (name for word in dict.fromkeys(_WORD.findall(plain)) for name in self._by_word.get(word, ()))
        return [index for name in candidates if _is_named(plain, name) for index in self._by_name[name]]

    def _sentences(self, indices: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._changes[index].sentence for index in sorted(set(indices))))


def _is_named(text: str, name: str) -> bool:
    """Whether a text names it, not as a part of another word."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


class SetReasons:
    """Sentences by leaf set; nothing is said of a first issue, before which there is no inventory to compare with."""

    def __init__(
        self,
        ledger: Ledger,
        sidecar: Sidecar,
        filing: CurrentFiling,
        text: PageText,
        effective: Mapping[str, EffectiveRevision],
    ) -> None:
        self._ledger, self._filing, self._text, self._effective = ledger, filing, text, effective
        self._reasons = FactReasons(fact_changes(ledger.facts, sidecar.facts) if ledger.revisions else ())
        self._known: dict[str, tuple[str, ...]] = {}

    def of_set(self, key: str) -> tuple[str, ...]:
        """Why the body of a leaf set changed, or why it is new; that its words changed if nothing is found."""
        if key not in self._known:
            self._known[key] = self._of_set(key)
        return self._known[key]

    def of_place(self, key: str) -> tuple[str, ...]:
        """Why a leaf set is in another binder than it was; empty if that cannot be told."""
        return self._reasons.about(self._filing.sets[key][0].subject)

    def of_end(self, key: str) -> tuple[str, ...]:
        """Why there is no such leaf set any more; empty if that cannot be told."""
        return self._reasons.about(self._ledger.sets[key].subject)

    def _of_set(self, key: str) -> tuple[str, ...]:
        section = self._filing.sets[key][0]
        if key not in self._ledger.sets:
            return self._reasons.about(section.subject)
        page = self._text(section.path)
        lines = page.split("\n")
        changed = "\n".join(lines[number - 1] for number in sorted(self._effective[key].changed))
        return self._reasons.of(section.subject, changed, page) or (OWN_WORDS,)
