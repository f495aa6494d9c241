"""One volume of a binder: which sections stand in it, and where the others are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.pages.sidecar import Section, Sidecar


@dataclass(frozen=True, slots=True)
class Volume:
    """Volume `number` (from 1) of `count`, of `size` sections at most."""

    number: int
    count: int
    size: int

    def sections(self, sidecar: Sidecar) -> tuple[Section, ...]:
        """The sections of this volume, in the order of the sidecar."""
        return self._of(sidecar, self.number)

    def elsewhere(self, sidecar: Sidecar) -> Iterator[tuple[int, Section]]:
        """The sections of the other volumes, with the number of the volume that each stands in."""
        for index, section in enumerate(sidecar.sections):
            if index // self.size + 1 != self.number:
                yield index // self.size + 1, section

    def others(self, sidecar: Sidecar) -> Iterator[tuple[int, Section, Section]]:
        """The other volumes: number, first and last section."""
        for number in range(1, self.count + 1):
            if number != self.number:
                members = self._of(sidecar, number)
                yield number, members[0], members[-1]

    def _of(self, sidecar: Sidecar, number: int) -> tuple[Section, ...]:
        return sidecar.sections[(number - 1) * self.size : number * self.size]


def whole(sidecar: Sidecar) -> Volume:
    """The only volume of a binder that is not divided."""
    return Volume(1, 1, max(1, len(sidecar.sections)))
