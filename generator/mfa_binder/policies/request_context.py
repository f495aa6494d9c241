"""What a request says of itself: the context keys that the conditions of a policy ask for; what is not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class PolicyNotUnderstoodError(Exception):
    """A part of a policy, or of a request, of which nobody here knows what AWS does with it; the message names it."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The context keys of a request; their names are compared without regard to case."""

    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: frozenset[str] | None = None
    """The keys that a request could carry as far as anybody simulates it, None for all: a condition on another
    one is not simulated."""

    @classmethod
    def of(cls, entries: Mapping[str, Sequence[str]], known: Sequence[str] | None = None) -> RequestContext:
        """A context of keys as they are written."""
        lowered = {key.lower(): tuple(values) for key, values in entries.items()}
        return cls(lowered, None if known is None else frozenset(key.lower() for key in known))

    def values(self, key: str) -> tuple[str, ...] | None:
        """The values of a key; None if the request lacks it."""
        if self.known is not None and key.lower() not in self.known:
            raise PolicyNotUnderstoodError(f"the context key {key}")
        return self.entries.get(key.lower())

    def __contains__(self, key: str) -> bool:
        return self.values(key) is not None
