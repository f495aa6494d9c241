"""What a rehearsal's confinement achieved, for its report."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class ConfinementGuarantees:
    """What held while the blocks ran. Each word was tried out before the first block, not assumed.

    `network`: nothing but loopback can be reached. `files_read`: no file can be read but programs,
    libraries, Python and the block's own folder. `files_written`: none can be changed but in the
    block's own folder. `processes`: no process outside can be seen, signalled or asked. `means` says
    by what, strongest first, in words for a reader.
    """

    network: bool = False
    files_read: bool = False
    files_written: bool = False
    processes: bool = False
    means: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One or two plain sentences for a report."""
        held = [words for holds, words in self._promises() if holds]
        lost = [words for holds, words in self._promises() if not holds]
        by = f" By: {', '.join(self.means)}." if self.means else ""
        if not held:
            return f"Nothing but an empty environment kept the blocks from this machine and its network.{by}"
        said = f"The blocks were kept from {_join_words(held)}."
        if lost:
            said += f" Nothing but an empty environment kept them from {_join_words(lost)}."
        return said + by

    def _promises(self) -> tuple[tuple[bool, str], ...]:
        return (
            (self.network, "every network"),
            (self.files_read, "reading your files"),
            (self.files_written, "changing your files"),
            (self.processes, "other processes"),
        )

    def common(self, other: ConfinementGuarantees) -> ConfinementGuarantees:
        """What held in both."""
        return ConfinementGuarantees(
            self.network and other.network,
            self.files_read and other.files_read,
            self.files_written and other.files_written,
            self.processes and other.processes,
            tuple(means for means in self.means if means in other.means),
        )

    def as_json(self) -> dict[str, object]:
        """The record for scripts."""
        return {**asdict(self), "means": list(self.means), "sentence": self.sentence}


NO_GUARANTEES = ConfinementGuarantees()
"""Nothing held, or nothing ran."""


def _join_words(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
