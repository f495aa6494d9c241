"""The state of one simulated copy of an organization.

moto keeps its own state in one place per process, so there is one copy per process. An account is
filled when it is first touched: starting and resetting cost what a page touches, not what the
organization has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import RLock
from typing import Protocol

from moto.account.models import account_backends
from moto.core.model_instances import reset_model_data
from moto.iam.models import IAMBackend, User, iam_backends

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition
from mfa_binder.simulator.state.access_keys import long_term_keys
from mfa_binder.simulator.state.access_role import AccessRole
from mfa_binder.simulator.state.account_seeding import AccountSeeding
from mfa_binder.simulator.state.inventory_reads import (
    HOLDERS,
    KEYS,
    TOKENS,
    InventoryReads,
    TrackedMap,
    TrackedState,
    drop_cached_properties,
    track_reads,
)
from mfa_binder.simulator.state.organization_settings import OrganizationSettings
from mfa_binder.simulator.state.organization_tree import OrganizationTree, plant_organization
from mfa_binder.simulator.state.other_credentials import ServiceCredential
from mfa_binder.simulator.state.owners import Owner
from mfa_binder.simulator.state.request_signers import TemporarySession
from mfa_binder.simulator.state.root_user import RootUser
from mfa_binder.simulator.state.serial_numbers import token_holders, token_serials
from mfa_binder.simulator.state.totp_tokens import SimulatedClock, SimulatedToken, seed_of


@dataclass(frozen=True)
class AccountState:
    """One account: what moto knows of its IAM, and its root user."""

    account: Account
    partition: Partition
    iam: IAMBackend
    root: RootUser

    def user(self, name: str) -> User:
        """The IAM user of that name. Raises ValueError if there is none."""
        if name not in self.iam.users:
            raise ValueError(f"there is no user {name} in account {self.account.key}")
        return self.iam.users[name]


REPORT_KEPT_FOR = timedelta(hours=4)
"""So long AWS gives out the last credential report (IAM User Guide, "Generate credential reports for your AWS
account")."""


@dataclass(frozen=True, slots=True)
class GeneratedReport:
    """A credential report, and when AWS made it."""

    at: datetime
    content: str


class ChangeListener(Protocol):
    """Who must know of a change before it is made; a snapshot, which copies what is about to change."""

    def before_accounts_change(self, accounts: Iterable[str]) -> None:
        """Accounts are about to be changed, by number."""

    def before_any_change(self) -> None:
        """Any account that was touched may be changed, and who of Identity Center has what."""

    def before_tree_change(self, key: str) -> None:
        """An organization's units, accounts or policies are about to be changed."""


class SimulationState:
    """Everything that a request can see or change. Hold `lock` while using it."""

    clock: SimulatedClock
    keys: MutableMapping[str, Owner]
    """Long-term access keys and whose each is. Only the account says whether one still works."""
    sessions: dict[str, TemporarySession]
    """Temporary credentials by access key id."""
    holders: MutableMapping[str, Owner]
    """Hardware TOTP tokens that are registered, by printed serial."""
    boundaries: dict[str, str]
    """The permissions boundaries of users, by the ARN of each; moto keeps only those of roles."""
    service_credentials: dict[Owner, tuple[ServiceCredential, ...]]
    """The service-specific credentials of users, which moto lacks."""
    deleted: dict[str, datetime]
    """When a user of an ARN was deleted last; it or a root user cannot be modified for some minutes afterwards."""
    passwords: dict[str, datetime]
    """When the password of a user of an ARN was last set; of others, when the user was created."""
    reports: dict[str, GeneratedReport]
    """The last credential report of an account, by number."""
    late_report: str
    """Why AWS puts off whoever asks for a credential report: LimitExceeded or ReportInProgress; empty: it does not."""
    accounts_touched: dict[str, AccountState]
    organizations: dict[str, OrganizationSettings]
    trees: dict[str, OrganizationTree]
    tokens: dict[str, SimulatedToken]
    """What was asked for so far: accounts by number, organizations and their trees by key, tokens by serial."""
    changes: int
    """How many calls have changed something, tokens and sessions apart."""
    refuses: frozenset[str]
    """The operations that every caller is denied; `*` stands for all but asking who they are."""
    entrance: AccessRole | None
    """The role by which the management account enters every other one, if there is such a role."""
    contact: Mapping[str, str] | None
    """The primary contact of every account for which nobody has put another one."""
    change_listener: ChangeListener | None
    """Whom changes are announced to, while there is somebody."""
    identity_center: MutableMapping[str, set[str]]
    """The devices of Identity Center's own users, by their inventory ids; no simulated API shows them."""

    def __init__(self, organization: Organization, begins: datetime) -> None:
        self.readings = InventoryReads()
        """What was read of the inventory since the last reset."""
        self.organization = track_reads(organization, self.readings)
        """The inventory, as it may be read while a page is rehearsed: what is looked up is noted."""
        self._inventory = organization
        self.lock = RLock()
        self.begins = begins.replace(microsecond=0)
        """When everything in the inventory was created."""
        self._fresh_keys = long_term_keys(organization)
        self._fresh_holders = token_holders(organization)
        self._tokens_made = token_serials(organization)
        self.accounts_touched: dict[str, AccountState] = {}
        self.change_listener: ChangeListener | None = None
        self.reset()

    def reset(self) -> None:
        """Back to the freshly filled state; costs what was touched since."""
        for account in self.accounts_touched:
            iam_backends.pop(account, None)
        account_backends.reset()
        reset_model_data()
        self.accounts_touched = {}
        self.organizations: dict[str, OrganizationSettings] = {}
        self.trees: dict[str, OrganizationTree] = {}
        self.tokens: dict[str, SimulatedToken] = {}
        self.clock = SimulatedClock(self.begins)
        self.changes = 0
        self.refuses = frozenset()
        self.entrance = None
        self.contact = None
        self.keys = TrackedState(self._fresh_keys, KEYS, self.readings)
        self.sessions = {}
        self.boundaries = {}
        self.service_credentials = {}
        self.deleted = {}
        self.passwords = {}
        self.reports = {}
        self.late_report = ""
        self.holders = TrackedState(self._fresh_holders, HOLDERS, self.readings)
        devices = {
            name: {registration.device for registration in user.mfa}
            for name, user in self._inventory.identity_center_users.items()
        }
        self.identity_center = TrackedState(devices, "identity_center_users", self.readings)
        self.readings.clear()
        drop_cached_properties(self.organization)

    def account(self, key: str) -> AccountState:
        """An account, filled when it is first asked for. Raises ValueError for an unknown one."""
        if key not in self.accounts_touched:
            if key not in self.organization.accounts:
                raise ValueError(f"there is no account {key} in the inventory")
            self.accounts_touched[key] = self._filled(self.organization.accounts[key])
        return self.accounts_touched[key]

    def before_change(self, account: str | None = None) -> None:
        """Something is about to change in one account, by its number; without one: in any."""
        if self.change_listener is None:
            return
        if account is None:
            self.change_listener.before_any_change()
        else:
            self.change_listener.before_accounts_change([account])

    def before_tree_change(self, state: OrganizationSettings) -> None:
        """Something is about to change among an organization's units, accounts and policies."""
        if self.change_listener is not None:
            self.change_listener.before_tree_change(state.organization.key)

    def organization_of(self, account: Account) -> OrganizationSettings:
        """The AWS organization that an account belongs to."""
        found = self.organization.aws_organization(account)
        if found.key not in self.organizations:
            self.organizations[found.key] = OrganizationSettings.of(found, self.begins)
        return self.organizations[found.key]

    def tree(self, state: OrganizationSettings) -> OrganizationTree:
        """An organization's units, accounts and policies, planted when they are first asked for."""
        key = state.organization.key
        if key not in self.trees:
            self.trees[key] = plant_organization(
                state.organization, state.id, self._inventory, self.begins, self.readings
            )
        return self.trees[key]

    def service_control_policies(self, account: Account) -> tuple[str, ...]:
        """The service control policies that bind an account, but AWS's own; none bind a management account."""
        state = self.organization_of(account)
        tree = self.trees.get(state.organization.key)
        # An organization that nobody has touched has no policy but AWS's own.
        return () if tree is None or state.manages(account) else tree.service_control_policies(account.key)

    def _filled(self, account: Account) -> AccountState:
        partition = self.organization.partition(account)
        iam_backends.pop(account.key, None)
        iam = iam_backends[account.key][partition.name.value]
        holders = TrackedMap(self._fresh_holders, HOLDERS, self.readings)
        root = AccountSeeding(self.organization, account, holders, self.begins).fill(iam)
        state = AccountState(account, partition, iam, root)
        self._open(state)
        return state

    def let_in(self, entrance: AccessRole) -> None:
        """Make a role in every account, now or when it is filled."""
        self.entrance = entrance
        for state in self.accounts_touched.values():
            self._open(state)

    def _open(self, state: AccountState) -> None:
        if self.entrance is not None:
            organization = self.organization.aws_organization(state.account)
            self.entrance.open(state.iam, state.account, organization, state.partition.name)

    def knows_token(self, serial: str) -> bool:
        """Whether AWS knows a printed serial: that of any TOTP token of the inventory."""
        self.readings.note(TOKENS, serial)
        return serial in self._tokens_made

    def token(self, serial: str, seed: str | None = None) -> SimulatedToken:
        """The token of a serial number, made when first asked for; a virtual one from its `seed`."""
        if serial not in self.tokens:
            self.tokens[serial] = SimulatedToken(seed or seed_of(serial))
        return self.tokens[serial]

    def forget_token(self, serial: str) -> None:
        """A virtual device is gone; one of the same name will have another seed."""
        self.tokens.pop(serial, None)
