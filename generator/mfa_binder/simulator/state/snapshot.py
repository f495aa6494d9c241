"""A copy of the state that one can come back to: what happens meanwhile leaves nothing behind.

An account or an organization's tree is copied only when something is about to change it, so what is
not touched costs nothing. Small things, such as tokens and sessions, are always copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from copy import copy, deepcopy
from typing import Any

from moto.account.models import account_backends
from moto.iam.models import iam_backends

from mfa_binder.simulator.state.simulation_state import SimulationState
from mfa_binder.simulator.state.totp_tokens import SimulatedClock

_MAPS = ("sessions", "holders", "boundaries", "service_credentials", "deleted", "passwords", "reports")
_READING = ("Get", "List", "Describe", "Simulate", "Generate")
"""How the names of operations begin that change nothing that a later call could see, reports apart."""


def changes_something(service: str, action: str) -> bool:
    """Whether an operation changes more than tokens and sessions, which are STS's only trace."""
    return service != "sts" and not action.startswith(_READING)


class StateSnapshot:
    """A simulation's state at one moment, which listens to changes since. Hold the state's lock while using it."""

    def __init__(self, simulation: SimulationState) -> None:
        self._simulation = simulation
        self._now = simulation.clock.now
        self._known = (frozenset(simulation.accounts_touched), frozenset(simulation.trees))
        self._maps = {name: copy(getattr(simulation, name)) for name in _MAPS}
        self._tokens = {serial: copy(token) for serial, token in simulation.tokens.items()}
        self._organizations = {key: state.copied() for key, state in simulation.organizations.items()}
        self._planted_and_changed: set[str] = set()
        self._contents: dict[str, list[tuple[object, dict[str, Any]]]] = {}
        self._contacts = {account: deepcopy(dict(account_backends[account])) for account in account_backends}

    def before_accounts_change(self, accounts: Iterable[str]) -> None:
        """Accounts are about to be changed, by number: copy each once."""
        self._maps.setdefault("keys", copy(self._simulation.keys))
        for account in set(accounts) & self._known[0] - self._contents.keys():
            state = self._simulation.accounts_touched[account]
            self._contents[account] = _copy_contents(state.iam, state.root)

    def before_any_change(self) -> None:
        """Any account that was touched may be changed, and who of Identity Center has what."""
        self._maps.setdefault("identity_center", deepcopy(self._simulation.identity_center))
        self.before_accounts_change(self._simulation.accounts_touched)

    def before_tree_change(self, key: str) -> None:
        """An organization's units, accounts or policies are about to be changed: copy them once."""
        if key not in self._known[1]:
            self._planted_and_changed.add(key)
        elif key not in self._contents:
            self._contents[key] = _copy_contents(self._simulation.trees[key])

    def restore(self) -> None:
        """Make the state what it was."""
        simulation = self._simulation
        # Contents go back into the very objects that moto and the services hold: a new object would be seen by few.
        for pairs in self._contents.values():
            for thing, content in pairs:
                thing.__dict__.clear()
                thing.__dict__.update(content)
        self._forget_new(simulation.accounts_touched, simulation.trees)
        simulation.clock = SimulatedClock(self._now)
        for name, entries in self._maps.items():
            setattr(simulation, name, entries)
        simulation.tokens = self._tokens
        simulation.organizations = self._organizations

    def _forget_new(self, accounts: MutableMapping[str, Any], trees: MutableMapping[str, Any]) -> None:
        """What was filled meanwhile is filled anew when it is asked for again; an unchanged tree is as new."""
        for account in accounts.keys() - self._known[0]:
            del accounts[account]
            iam_backends.pop(account, None)
        for key in trees.keys() & self._planted_and_changed:
            del trees[key]
        for account in list(account_backends):
            account_backends[account].clear()
            account_backends[account].update(self._contacts.get(account, {}))


@contextmanager
def restored_after(simulation: SimulationState) -> Iterator[None]:
    """Restore a state when the context ends. One at a time."""
    if simulation.change_listener is not None:
        raise RuntimeError("the state is being kept already")
    with simulation.lock:
        snapshot = StateSnapshot(simulation)
        simulation.change_listener = snapshot
    try:
        yield
    finally:
        with simulation.lock:
            snapshot.restore()
            simulation.change_listener = None


def _copy_contents(*things: object) -> list[tuple[object, dict[str, Any]]]:
    """Each thing with a copy of its content; what they share stays shared, and the things stay themselves."""
    memo: dict[int, Any] = {id(thing): thing for thing in things}
    return [(thing, deepcopy(vars(thing), memo)) for thing in things]
