"""What goes wrong in front of a reader, made to happen: the causes of a page's "If not"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

from mfa_binder.organization.references import account_of
from mfa_binder.simulator.console_actions import token_serial
from mfa_binder.simulator.state.deterministic_ids import access_key_id, secret_access_key, session_token
from mfa_binder.simulator.state.device_registrations import DeviceRegistrations
from mfa_binder.simulator.state.owners import operator_of, owner
from mfa_binder.simulator.state.request_signers import RequestSigner, TemporarySession
from mfa_binder.simulator.state.simulation_state import REPORT_KEPT_FOR

if TYPE_CHECKING:
    from mfa_binder.simulator.http.loopback_server import LoopbackServer
    from mfa_binder.simulator.state.simulation_state import SimulationState

_SESSION_SECONDS = 3600
_LATE = ("LimitExceeded", "ReportExpired", "ReportInProgress", "ReportNotPresent")
"""The errors of GenerateCredentialReport and GetCredentialReport that pass by themselves (botocore)."""
_ALPHABETS = (digits, ascii_lowercase, ascii_uppercase)


class FaultInjection:
    """Makes the simulated AWS, its callers and the tokens fail as they do in life."""

    def __init__(self, simulation: SimulationState, server: LoopbackServer) -> None:
        self._simulation = simulation
        self._server = server

    @contextmanager
    def refusing(self, operation: str = "") -> Iterator[None]:
        """While the context lasts, every caller is denied an operation; none named: all but GetCallerIdentity."""
        self._simulation.refuses = frozenset({operation or "*"})
        try:
            yield
        finally:
            self._simulation.refuses = frozenset()

    @contextmanager
    def putting_off(self, error: str) -> Iterator[None]:
        """While the context lasts, whoever asks for a credential report gets an error, such as ReportInProgress.

        A report that is gone or too old is so until another is asked for.
        Raises ValueError for one that is not AWS's answer to that.
        """
        if error not in _LATE:
            raise ValueError(f"AWS does not answer {error!r} to whoever asks for a credential report")
        reports = self._simulation.reports
        if error == "ReportNotPresent":
            reports.clear()
        if error == "ReportExpired":
            reports.update({account: replace(made, at=made.at - REPORT_KEPT_FOR) for account, made in reports.items()})
        self._simulation.late_report = error
        try:
            yield
        finally:
            self._simulation.late_report = ""

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """While the context lasts, nothing answers at the endpoint."""
        with self._server.away():
            yield

    def wrong_code(self, device: str) -> str:
        """A code that AWS does not accept of a TOTP token now. Raises ValueError for another device."""
        with self._simulation.lock:
            token = self._simulation.token(token_serial(self._simulation, device))
            return token.wrong(self._simulation.clock.step)

    def use_up(self, device: str, code: str) -> None:
        """Let a call have used a code that the token shows about now. Raises ValueError for another device."""
        with self._simulation.lock:
            token = self._simulation.token(token_serial(self._simulation, device))
            token.use_up(code, self._simulation.clock.step)

    def serials(self, device: str) -> tuple[str, str]:
        """The serial of a TOTP token, and one that is no token's. Raises ValueError for another device."""
        serial = token_serial(self._simulation, device)
        return serial, different_code(serial, self._simulation.knows_token)

    def mistyped(self, word: str, account: str) -> str:
        """A word like `word` that names nothing in an account, and no account of the inventory."""
        with self._simulation.lock:
            state = self._simulation.account(account)
            iam = state.iam
            names = {*iam.users, *iam.groups, *iam.virtual_mfa_devices, *state.root.devices}
            names.update(role.name for role in iam.roles.values())
            names.update(serial for user in iam.users.values() for serial in user.mfa_devices)
            taken = {name.casefold() for name in names}  # IAM tells no two names apart by case alone
            accounts = self._simulation.organization.accounts if word.isdecimal() else ()
            return different_code(word, lambda candidate: candidate.casefold() in taken or candidate in accounts)

    def fill(self, principal: str) -> None:
        """Register keys to a user or a root user until AWS takes no more."""
        target = owner(principal)
        with self._simulation.lock:
            self._simulation.before_change()
            account = self._simulation.account(target.account)
            registrations = DeviceRegistrations(self._simulation, account)
            start = f"arn:{account.partition.name.value}:iam::{target.account}:u2f/{target.path}/one-more"
            for number in count():
                if len(registrations.devices(target)) >= account.partition.devices_per_principal:
                    break
                registrations.register(target, f"{start}-{number}")

    def make_just_now(self, principal: str) -> None:
        """Let a user or a root user be as new as one that was deleted and made again a moment ago."""
        target = owner(principal)
        with self._simulation.lock:
            account = self._simulation.account(target.account)
            arn = account.root.arn if target.user is None else account.user(target.user).arn
            self._simulation.deleted[arn] = self._simulation.clock.now

    def session(self, runs_as: str, over: bool) -> TemporarySession:
        """Credentials of a session that a user got without a code; still good, or `over`."""
        account = self._simulation.organization.accounts[account_of(runs_as)]
        name = operator_of(account) if runs_as == account.key else owner(runs_as).user
        if name is None:
            raise ValueError(f"{runs_as} gets no session")
        with self._simulation.lock:
            user = self._simulation.account(account.key).user(name)
            unique = (user.arn, "in trouble", str(over))
            session = TemporarySession(
                access_key_id=access_key_id(*unique, prefix="ASIA"),
                secret_access_key=secret_access_key(*unique),
                session_token=session_token(*unique),
                began=self._simulation.clock.now,
                expiration=self._simulation.clock.now + timedelta(seconds=0 if over else _SESSION_SECONDS),
                holder=RequestSigner(account.key, user.arn, user.id, user.name),
                mfa_at=None,
            )
            self._simulation.sessions[session.access_key_id] = session
            return session


def different_code(word: str, is_taken: Callable[[str], bool]) -> str:
    """A word that is not taken, like `word` but for one character of the same kind, as near its end as can be.

    Where all of those are taken, it is longer.
    """
    return next(candidate for candidate in _variants(word) if candidate != word and not is_taken(candidate))


def _variants(word: str) -> Iterator[str]:
    for place in reversed(range(len(word))):
        alphabet = next((letters for letters in _ALPHABETS if word[place] in letters), "")
        yield from (word[:place] + letter + word[place + 1 :] for letter in alphabet)
    yield from (f"{word}{number}" for number in count())
