"""Organizations of any size on the simulator, and walks through them: whole, through a proxy, or in a program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from mfa_binder.collect.organization_walk import CollectOptions, WalkProgress, identify_caller, walk_organization
from mfa_binder.collect.walk_journal import open_journal
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.simulator.state.access_role import AccessRole

MANAGEMENT = "100000000000"
BEGINS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
PATIENT = CollectOptions(audits_root=True, attempts=12, read_timeout=10.0)
SHORT = CollectOptions(audits_root=True, attempts=2, read_timeout=10.0)
CONTACT = {"FullName": "Dana Núñez", "PhoneNumber": "+1 206 555 0100"}


def number(position: int) -> str:
    """The number of an account; the first is the management account."""
    return f"{int(MANAGEMENT) + position}"


def organization(accounts: int, users: int = 2, people: int = 3) -> Organization:
    """Members with two users each on a token or a key; every third root has a key; `people` in Identity Center."""
    tokens = {
        f"HT-{a}-{u}": {"model": "token", "serial": f"GAHT{a:05}{u:03}"}
        for a in range(accounts)
        for u in range(0, users, 2)
    }
    keys = {f"YK-{a}": {"model": "key", "serial": str(20_000_000 + a)} for a in range(accounts)}
    return Organization.model_validate(
        {
            "schema": 1,
            "organizations": {
                "main": {
                    "name": "Large",
                    "id": "o-exampleorgid",
                    "management_account": MANAGEMENT,
                    "central_root_access": True,
                }
            },
            "people": {"dan": {"name": "Dan Müller", "email": "dan@example.com"}},
            "models": {
                "token": {"name": "Token", "maker": "Maker", "kind": "totp"},
                "key": {"name": "Key", "maker": "Maker", "kind": "fido2"},
            },
            "devices": {**tokens, **keys},
            "accounts": {number(a): _account(a, users) for a in range(accounts)},
            "identity_center_users": {f"ic-{n:03}": {"person": "dan"} for n in range(people)},
        }
    )


def _account(position: int, users: int) -> dict[str, Any]:
    kept = position % 3 == 0
    root = {"email": f"root+{position}@example.com", "intended": "kept" if kept else "removed"}
    return {
        "name": f"account {position}",
        "ou": "Root" if position == 0 else f"Root/Unit-{position % 4}",
        "root": {**root, "mfa": [{"device": f"YK-{position}"}]} if kept else root,
        "users": {
            f"user-{u}": {"mfa": [{"device": f"HT-{position}-{u}" if u % 2 == 0 else f"YK-{position}"}]}
            for u in range(users)
        },
    }


@contextmanager
def simulated(found: Organization, entrance: AccessRole | None = None) -> Iterator[SimulatedAws]:
    """AWS with a role in every account, contacts that may be read and a clock that stands still."""
    with SimulatedAws.running(found, begins=BEGINS) as aws:
        aws.let_in(entrance or AccessRole())
        aws.contacted_at(CONTACT)
        aws.establish({"trusted": "account.amazonaws.com", "in": MANAGEMENT})
        yield aws


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials or settings of this machine."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def four() -> Iterator[SimulatedAws]:
    """An organization of four accounts."""
    with simulated(organization(4)) as aws:
        yield aws


@dataclass(frozen=True)
class Walking:
    """Walks with the management account's keys; each journal lies in `folder`."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def __call__(
        self,
        aws: SimulatedAws,
        endpoint: str = "",
        wanted: CollectOptions = PATIENT,
        last: Observation | None = None,
        now: datetime = NOW,
        on_account: Callable[[WalkProgress], None] = lambda _: None,
        who: str = MANAGEMENT,
    ) -> Observation:
        self.monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint or aws.endpoint)
        keys = aws.credentials(who)
        session = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name="us-east-1")
        me = identify_caller(session, wanted)
        with open_journal(self.folder / "journal", wanted.record(me.identity)) as kept:
            return walk_organization(session, me, wanted, kept, lambda: now, last, on_account, lambda _: None)


@pytest.fixture
def walking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walking:
    return Walking(tmp_path, monkeypatch)


def program(folder: Path, *arguments: str) -> list[str]:
    """The command `mfa-binder -C FOLDER collect`, in a process of its own; few accounts at once, so some are done early."""
    start = "from mfa_binder.cli import main; main()"
    return [sys.executable, "-c", start, "-C", str(folder), "collect", "--at-once", "2", *arguments]


def environment(aws: SimulatedAws, endpoint: str = "") -> dict[str, str]:
    """What that process sees: the simulator as AWS, and the management account's keys."""
    keys = aws.credentials(MANAGEMENT)
    return {
        **os.environ,
        "AWS_ENDPOINT_URL": endpoint or aws.endpoint,
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
        "AWS_REGION": "us-east-1",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
