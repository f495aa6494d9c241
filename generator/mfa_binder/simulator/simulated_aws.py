"""One simulated copy of an organization: the whole of this room as the rehearsal sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.organization.identifiers import VIRTUAL_MFA_ARN
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.references import account_of
from mfa_binder.simulator.console_actions import ConsoleActions, WrittenCondition, token_serial
from mfa_binder.simulator.fault_injection import FaultInjection
from mfa_binder.simulator.http.direct_clients import reach_directly
from mfa_binder.simulator.http.loopback_server import LoopbackServer, serve_state
from mfa_binder.simulator.moto_patches import moto_patched
from mfa_binder.simulator.state.access_role import AccessRole
from mfa_binder.simulator.state.deterministic_ids import access_key_id, secret_access_key
from mfa_binder.simulator.state.organization_tree import OrganizationTree
from mfa_binder.simulator.state.owners import operator_of, owner
from mfa_binder.simulator.state.serial_numbers import serial_number
from mfa_binder.simulator.state.simulation_state import SimulationState
from mfa_binder.simulator.state.snapshot import restored_after

_BETWEEN_CODES_SECONDS = 60
"""Two changes of the display: the codes of one call are never those of the call before."""

_the_only_one = Lock()
"""moto's state belongs to the process, so a second copy would mix with the first."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What goes into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Invented."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


class SimulatedAws:
    """AWS as far as this room goes, filled from an inventory. Made by `running`.

    Time stands still but for `codes` and `pass_time`.
    """

    def __init__(self, simulation: SimulationState, server: LoopbackServer) -> None:
        self._simulation = simulation
        self._server = server
        self.trouble = FaultInjection(simulation, server)
        """What goes wrong, made to happen."""
        self.endpoint = server.endpoint
        """Where every simulated service answers: http://127.0.0.1:PORT, for every account and region."""

    @classmethod
    @contextmanager
    def running(cls, organization: Organization, *, begins: datetime | None = None) -> Iterator[SimulatedAws]:
        """Serve a fresh copy while the context lasts; nothing of it remains afterwards.

        `begins` is the simulated time at the start, with a time zone; the real time if none is
        given. Raises RuntimeError if this process runs another copy.
        """
        if not _the_only_one.acquire(blocking=False):
            raise RuntimeError("this process already runs a simulated AWS")
        try:
            simulation = SimulationState(organization, begins or datetime.now(UTC))
            try:
                with moto_patched(simulation), serve_state(simulation) as server:
                    yield cls(simulation, server)
            finally:
                simulation.reset()
        finally:
            _the_only_one.release()

    def reach_directly(self, client: Any) -> None:
        """Answer a boto3 client of this process without a socket, whatever its endpoint and credentials."""
        reach_directly(client, self._server.answer)

    def reset(self) -> None:
        """Back to the freshly filled state; costs what was touched since."""
        with self._simulation.lock:
            self._simulation.reset()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Come back to the state of now when the context ends: time, tokens, sessions, accounts, organizations.

        What is not changed meanwhile costs nothing. Raises RuntimeError inside another such context.
        """
        with restored_after(self._simulation):
            yield

    @property
    def changes(self) -> int:
        """How many calls since the reset have changed something, tokens and sessions apart."""
        return self._simulation.changes

    @property
    def organization(self) -> Organization:
        """The inventory that it was filled from: what is looked up in it is noted for `readings`."""
        return self._simulation.organization

    @property
    def readings(self) -> tuple[str, ...]:
        """What was read of the inventory since the last reset (`mfa_binder.simulator.state.inventory_reads`)."""
        with self._simulation.lock:
            return self._simulation.readings.names

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return self._simulation.clock.now

    def pass_time(self, seconds: int) -> None:
        """Let time pass: codes grow stale, sessions expire."""
        with self._simulation.lock:
            self._simulation.clock.advance(seconds)

    def credentials(self, runs_as: str) -> Credentials:
        """Long-term keys of `ACCOUNT`'s administrator, or of the user `ACCOUNT/user/NAME`.

        They are always the same ones, whether or not they still work. Raises ValueError for
        anybody else, and for an account that is not active.
        """
        account = self._simulation.organization.accounts.get(account_of(runs_as))
        if account is None or account.status is not AccountStatus.ACTIVE:
            raise ValueError(f"{runs_as} is not in an active account of the inventory")
        name = operator_of(account) if runs_as == account.key else owner(runs_as).user
        if name is None or (runs_as != account.key and name not in account.users):
            raise ValueError(f"{runs_as} has no access key")
        return Credentials(access_key_id(account.key, name), secret_access_key(account.key, name))

    def serial_number(self, device: str, principal: str) -> str:
        """The SerialNumber under which AWS lists a device for `ACCOUNT/user/NAME` or `ACCOUNT/root`.

        The bare printed serial of a TOTP token; the inventory's `aws_serial` of a FIDO2 key, or an
        invented ARN that is always the same. The ARN of a virtual device is its own. Raises ValueError for
        an unknown device or principal.
        """
        if VIRTUAL_MFA_ARN.fullmatch(device):
            return device
        return serial_number(self._simulation.organization, self._device(device), owner(principal))

    def codes(self, device: str) -> tuple[str, str]:
        """The code that a TOTP token shows now and the one after, by its own clock.

        A minute passes first, so codes of an earlier call are never shown again. Only the two of one
        call are consecutive. Raises ValueError for a device that is no TOTP token.
        """
        with self._simulation.lock:
            token = self._simulation.token(token_serial(self._simulation, device))
            self._simulation.clock.advance(_BETWEEN_CODES_SECONDS)
            return token.shown(self._simulation.clock.step)

    def mailed_code(self, account: str, address: str) -> str:
        """The code that AWS sends to an address which is to become an account's root email.

        Raises ValueError for an unknown account.
        """
        with self._simulation.lock:
            return self._simulation.account(account).root.mailed_code(address)

    def unit_id(self, path: str, account: str) -> str:
        """The id of the unit at a path from Root, in the organization of an account. Raises ValueError for none."""
        with self._simulation.lock:
            return self._tree(account).unit_id(path)

    def invitation(self, account: str) -> str:
        """The id of the last invitation of an account into its organization. Raises ValueError if there is none."""
        with self._simulation.lock:
            sent = [one.id for one in self._tree(account).handshakes.values() if one.account == account]
        if not sent:
            raise ValueError(f"nobody has invited {account}")
        return sent[-1]

    def _tree(self, account: str) -> OrganizationTree:
        found = self._simulation.organization.accounts.get(account)
        if found is None:
            raise ValueError(f"there is no account {account} in the inventory")
        return self._simulation.tree(self._simulation.organization_of(found))

    def establish(self, condition: WrittenCondition) -> None:
        """Make a condition hold as if a person had done it in the console.

        Raises ValueError for one that is no StateCondition, and for what the inventory lacks.
        """
        with self._simulation.lock:
            self._simulation.before_change()
            ConsoleActions(self._simulation).establish(condition)

    def let_in(self, entrance: AccessRole) -> None:
        """Make a role in every account by which the management account enters it; a reset forgets it."""
        with self._simulation.lock:
            self._simulation.before_change()
            self._simulation.let_in(entrance)

    def contacted_at(self, contact: Mapping[str, str]) -> None:
        """Give every account a primary contact, by the members of ContactInformation; a reset forgets it."""
        with self._simulation.lock:
            self._simulation.contact = dict(contact)

    def root_devices(self, account: str) -> tuple[str, ...]:
        """The serial numbers registered to the root user, which only the console shows."""
        with self._simulation.lock:
            return tuple(self._simulation.account(account).root.devices)

    def in_sync(self, device: str) -> bool:
        """Whether a TOTP token is registered and AWS would accept its next code."""
        with self._simulation.lock:
            serial = token_serial(self._simulation, device)
            virtual = VIRTUAL_MFA_ARN.fullmatch(serial)
            held = self._held_virtual(virtual["account"], serial) if virtual else serial in self._simulation.holders
            return held and self._simulation.token(serial).in_sync

    def _held_virtual(self, account: str, arn: str) -> bool:
        device = self._simulation.account(account).iam.virtual_mfa_devices.get(arn)
        return device is not None and device.user_attribute is not None

    def _device(self, key: str) -> Device:
        if key not in self._simulation.organization.devices:
            raise ValueError(f"there is no device {key} in the inventory")
        return self._simulation.organization.devices[key]
