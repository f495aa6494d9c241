"""What can be said of each section today: whether its last rehearsal still proves it, and if not, why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mfa_binder.book.proof import Proof, RehearsalEngine, SectionProof, demands_digest
from mfa_binder.book.sections import ConsoleStep, Section
from mfa_binder.book.sidecar import Sidecar


class ProofState(StrEnum):
    """What can be said of a section today."""

    PROVED = "proved"
    NOTHING = "nothing to execute"
    CHANGED = "its text has changed since"
    DEMANDED = "what must hold has changed since"
    INVENTORY = "the inventory has changed since"
    FAILED = "failed"
    NEVER = "never rehearsed"

    @property
    def unproven(self) -> bool:
        """Whether it has commands that nothing proves now."""
        return self not in (ProofState.PROVED, ProofState.NOTHING)


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """A section, and what can be said of it today."""

    section: Section
    state: ProofState
    proof: SectionProof | None
    """Its last one."""
    holds: bool
    """Whether the proof tells of the section as it is today."""

    @property
    def why(self) -> str:
        """Why it is not proved, with the reason of a failure; empty if it is."""
        if not self.state.unproven:
            return ""
        reason = self.proof.reason if self.proof is not None and self.state is ProofState.FAILED else ""
        return f"{self.state}: {reason}" if reason else self.state.value


InputsDigest = Callable[[Iterable[str]], str]
"""What today's inventory answers to readings, as SHA-256: `InventoryFingerprint.digest`."""


def section_statuses(sidecar: Sidecar, proof: Proof, digest: InputsDigest) -> tuple[SectionStatus, ...]:
    """What can be said of every section, in the order of the binder."""
    known = {section.id: section for section in sidecar.sections}
    return tuple(_section_status(section, known, proof.by_id.get(section.id), digest) for section in sidecar.sections)


def _section_status(
    section: Section, known: Mapping[str, Section], last: SectionProof | None, digest: InputsDigest
) -> SectionStatus:
    stale = ProofState.NEVER if last is None else staleness(section, known, last, digest)
    if stale is None and last is not None and last.state == "failed":
        state = ProofState.FAILED
    elif all(isinstance(block, ConsoleStep) for block in section.blocks):
        state = ProofState.NOTHING
    elif stale is not None:
        state = stale
    else:
        state = ProofState.PROVED if last is not None and last.passed else ProofState.NOTHING
    return SectionStatus(section, state, last, stale is None)


def staleness(
    section: Section, known: Mapping[str, Section], last: SectionProof, digest: InputsDigest
) -> ProofState | None:
    """Why a proof tells of another section than today's; None if it does not. `known` are all sections by id."""
    if last.text != section.digest:
        return ProofState.CHANGED
    if last.declared != demands_digest(section, (known[name] for name in last.sheets if name in known)):
        return ProofState.DEMANDED
    if last.inputs_digest != digest(last.inputs):
        return ProofState.INVENTORY
    return None


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """Some sections together. Blocks, commands and failures are counted where a proof holds."""

    sheets: int
    proved: int
    """Sheets that are proved."""
    nothing: int
    """Sheets with nothing to execute."""
    unproven: tuple[SectionStatus, ...]
    passed: int
    """Blocks that were executed, and did what they promise."""
    console_only: int
    """Steps in the console."""
    not_rehearsable: Mapping[str, int]
    """Blocks that no simulator can answer, by reason, the most first."""
    commands: int
    """Calls of the `aws` program."""
    failures: int
    """Ways to fail that were rehearsed."""
    failures_alike: int
    """Ways to fail that were not, since enough other sheets have the same."""
    days: tuple[date, date] | None
    """The first and the last on which one of them was rehearsed; None if none was."""
    engines: tuple[RehearsalEngine, ...]

    @property
    def with_commands(self) -> int:
        """How many sheets have something to execute."""
        return self.proved + len(self.unproven)

    @property
    def unanswerable(self) -> int:
        """Blocks of commands that no simulator can answer."""
        return sum(self.not_rehearsable.values())


def summarize_proof(found: Sequence[SectionStatus], proof: Proof) -> ProofSummary:
    """What there is to say of some sections together."""
    held = [one.proof for one in found if one.holds and one.proof is not None and not one.state.unproven]
    told = [section for section in held if section.passed or section.unanswered]
    states = [one.state for one in found]
    days = sorted(section.day for section in told)
    return ProofSummary(
        sheets=len(found),
        proved=states.count(ProofState.PROVED),
        nothing=states.count(ProofState.NOTHING),
        unproven=tuple(one for one in found if one.state.unproven),
        passed=sum(section.passed for section in held),
        console_only=sum(section.console_only for section in held),
        not_rehearsable=_blocks_by_reason(held),
        commands=sum(section.commands for section in held),
        failures=sum(section.failures for section in held),
        failures_alike=sum(section.failures_alike for section in held),
        days=(days[0], days[-1]) if days else None,
        engines=tuple(_used_engines(told, proof)),
    )


def _blocks_by_reason(sections: Iterable[SectionProof]) -> Mapping[str, int]:
    """How many blocks each reason keeps from being executed, the most first."""
    found = Counter[str]()
    for section in sections:
        found.update(section.not_rehearsable)
    return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


def _used_engines(sections: Iterable[SectionProof], proof: Proof) -> Iterator[RehearsalEngine]:
    for key in sorted({section.engine for section in sections}):
        if key in proof.engines:
            yield proof.engines[key]


@dataclass(frozen=True)
class BookStatus:
    """What can be said of all sections of a build, and the proof that says it."""

    sections: tuple[SectionStatus, ...]
    proof: Proof

    def summary(self, sections: Iterable[Section]) -> ProofSummary:
        """What there is to say of some of them together."""
        wanted = {section.id for section in sections}
        return summarize_proof([one for one in self.sections if one.section.id in wanted], self.proof)
