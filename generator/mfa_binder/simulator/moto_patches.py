"""Where moto is taken hold of from outside: chance, this machine's clock, and a search done once.

Ids and times come from the simulated copy, so the same calls get the same answers, byte for byte, and
rehearsals can be compared. moto draws ids from one generator of its own, which can be seeded; the time
it asks of one function, of which its modules hold a name each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from unittest.mock import patch

from moto.core.utils import method_names_from_class
from moto.moto_api._internal import mock_random

if TYPE_CHECKING:
    from mfa_binder.simulator.state.simulation_state import SimulationState

_ASK_THE_TIME = ("moto.iam.models", "moto.organizations.models", "moto.core.responses")


@contextmanager
def moto_patched(simulation: SimulationState) -> Iterator[None]:
    """Let moto see the simulation's clock while the context lasts. It wants UTC without a time zone.

    Its list of a class's methods, made anew for every call, is made once: a third of a call's time.
    """

    def now() -> datetime:
        return simulation.clock.now.astimezone(UTC).replace(tzinfo=None)

    with ExitStack() as names:
        for module in _ASK_THE_TIME:
            names.enter_context(patch(f"{module}.utcnow", now))
        names.enter_context(patch("moto.core.responses.method_names_from_class", cache(method_names_from_class)))
        yield


def seed_ids(*parts: object) -> None:
    """Let the ids of the next call depend on nothing but `parts`."""
    mock_random.seed("\0".join(map(str, parts)))
