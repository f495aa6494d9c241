"""What a rehearsal's confinement achieved, for its report."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from mfa_binder.plain_text import join_words


@dataclass(frozen=True, slots=True)
class ConfinementGuarantees:
    """What held while the blocks ran. Each promise was tried out before the first block, not assumed."""

    network: bool = False
    """Nothing but loopback can be reached."""
    files_read: bool = False
    """No file can be read but programs, libraries, Python and the block's own folder."""
    files_written: bool = False
    """No file can be changed but in the block's own folder."""
    processes: bool = False
    """No process outside can be looked into or signalled."""
    processes_hidden: bool = False
    """Nor can it be seen that there is one."""
    means: tuple[str, ...] = ()
    """By what, strongest first, in words for a reader."""

    @property
    def sentence(self) -> str:
        """One or two plain sentences for a report."""
        held = [words for holds, words in self._promises() if holds]
        lost = [words for holds, words in self._promises() if not holds]
        by = f" By: {', '.join(self.means)}." if self.means else ""
        if not held:
            return f"Nothing but an empty environment kept the blocks from this machine and its network.{by}"
        sentence = f"The blocks were kept from {join_words(held)}."
        if lost:
            sentence += f" Nothing but an empty environment kept them from {join_words(lost)}."
        return sentence + by

    def _promises(self) -> tuple[tuple[bool, str], ...]:
        seen_but_out_of_reach = self.processes and not self.processes_hidden
        return (
            (self.network, "every network"),
            (self.files_read, "reading your files"),
            (self.files_written, "changing your files"),
            (self.processes, f"{'looking into or signalling ' if seen_but_out_of_reach else ''}other processes"),
        )

    def common(self, other: ConfinementGuarantees) -> ConfinementGuarantees:
        """What held in both."""
        return ConfinementGuarantees(
            network=self.network and other.network,
            files_read=self.files_read and other.files_read,
            files_written=self.files_written and other.files_written,
            processes=self.processes and other.processes,
            processes_hidden=self.processes_hidden and other.processes_hidden,
            means=tuple(means for means in self.means if means in other.means),
        )

    def as_json(self) -> dict[str, object]:
        """The record for scripts."""
        return {**asdict(self), "means": list(self.means), "sentence": self.sentence}


NO_GUARANTEES = ConfinementGuarantees()
"""Nothing held, or nothing ran."""
