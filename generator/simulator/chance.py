"""What moto takes from chance and from this machine's clock, made to come from the simulated copy.

So the same calls get the same answers, byte for byte: rehearsals can be compared. moto draws ids from one
generator of its own, which can be seeded; the time it asks of one function, of which its modules hold
a name each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

from moto.moto_api._internal import mock_random

if TYPE_CHECKING:
    from generator.simulator.world import World

_ASK_THE_TIME = ("moto.iam.models", "moto.organizations.models", "moto.core.responses")


@contextmanager
def simulated_time(world: World) -> Iterator[None]:
    """Let moto see the world's clock while the context lasts. It wants UTC without a time zone."""

    def now() -> datetime:
        return world.clock.now.astimezone(UTC).replace(tzinfo=None)

    with ExitStack() as names:
        for module in _ASK_THE_TIME:
            names.enter_context(patch(f"{module}.utcnow", now))
        yield


def seed(*parts: object) -> None:
    """Let the ids of the next call depend on nothing but `parts`."""
    mock_random.seed("\0".join(map(str, parts)))
