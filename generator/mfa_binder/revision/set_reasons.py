"""Why each leaf set is new, changed, ended or elsewhere: the changed facts that concern it."""

from __future__ import annotations

from collections.abc import Mapping

from mfa_binder.book.sidecar import Sidecar
from mfa_binder.revision.effective import Effective, Text
from mfa_binder.revision.fact_changes import fact_changes
from mfa_binder.revision.filing import Filing
from mfa_binder.revision.ledger import Ledger
from mfa_binder.revision.reasons import OWN_WORDS, Reasons


class SetReasons:
    """Sentences by leaf set; nothing is said of a first issue, before which there is no inventory to compare with."""

    def __init__(
        self, ledger: Ledger, sidecar: Sidecar, filing: Filing, text: Text, effective: Mapping[str, Effective]
    ) -> None:
        self._ledger, self._filing, self._text, self._effective = ledger, filing, text, effective
        self._reasons = Reasons(fact_changes(ledger.facts, sidecar.facts) if ledger.revisions else ())
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
