"""One small organization in two partitions, and clients that talk to its simulated copy over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import Credentials, SimulatedAws

MANAGEMENT, PROD, GOV, CLOSED = "111122223333", "444455556666", "222233334444", "012345678901"
SECURITY = "777788889999"
BEGINS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAN_KEY = f"arn:aws:iam::{PROD}:u2f/user/dan/dan-key-EXAMPLE"

INVENTORY: dict[str, Any] = {
    "schema": 1,
    "organizations": {
        "main": {
            "name": "Example Corp",
            "id": "o-exampleorgid",
            "management_account": MANAGEMENT,
            "central_root_access": True,
            "delegated_iam_admin": SECURITY,
            "root_scp": {"denies_root": True},
        },
        "gov": {"name": "Example Gov", "partition": "aws-us-gov", "management_account": GOV},
    },
    "people": {"dan": {"name": "Dan Müller", "email": "dan@example.com"}},
    "secrets": {"break-glass": {"kind": "password", "vault": "Team vault"}},
    "models": {
        "key": {"name": "YubiKey 5 NFC", "maker": "Yubico", "kind": "fido2"},
        "token": {"name": "Gemalto TOTP token", "maker": "Thales", "kind": "totp"},
    },
    "devices": {
        "YK-1": {"model": "key", "serial": "20481337"},
        "YK-2": {"model": "key", "serial": "20481338"},
        "HT-1": {"model": "token", "serial": "GAHT12345678"},
        "HT-2": {"model": "token", "serial": "GAHT12345679"},
        "HT-lost": {"model": "token", "serial": "GAHT12345680", "status": "lost"},
        "HT-root": {"model": "token", "serial": "GAHT12345681"},
        "HT-gov": {"model": "token", "serial": "GAHT12345682"},
        **{f"HT-spare-{n}": {"model": "token", "serial": f"GAHT1234600{n}", "status": "spare"} for n in range(9)},
    },
    "accounts": {
        MANAGEMENT: {
            "name": "management",
            "organization": "main",
            "root": {
                "intended": "kept",
                "email": "root@example.com",
                "mfa": [{"device": "YK-1"}, {"device": "HT-root"}],
            },
            "users": {"break-glass": {"password": "break-glass", "mfa": [{"device": "HT-lost"}, {"device": "YK-1"}]}},
        },
        PROD: {
            "name": "prod",
            "organization": "main",
            "ou": "Root/Workloads/Prod",
            "root": {"intended": "removed", "email": "root+prod@example.com"},
            "users": {
                "dan": {"person": "dan", "mfa": [{"device": "HT-1"}, {"device": "YK-2", "aws_serial": DAN_KEY}]},
                "robot": {},
            },
            "roles": {
                "Admin": {"trusts": [MANAGEMENT], "requires_mfa": True, "max_session_seconds": 7200},
                "ReadOnly": {"trusts": [MANAGEMENT, PROD]},
            },
        },
        GOV: {
            "name": "gov",
            "organization": "gov",
            "root": {"intended": "kept", "email": "root@gov.example"},
            "users": {"gina": {"person": "dan", "mfa": [{"device": "HT-gov"}, {"device": "YK-1"}]}},
            "roles": {"Admin": {"trusts": [GOV]}},
        },
        SECURITY: {
            "name": "security",
            "organization": "main",
            "ou": "Root/Security",
            "root": {"intended": "removed", "email": "root+security@example.com"},
            "roles": {"RootAccess": {"trusts": [SECURITY]}},
        },
        CLOSED: {
            "name": "sandbox",
            "organization": "main",
            "status": "closed",
            "root": {"intended": "removed", "email": "root+sandbox@example.com"},
        },
    },
    "identity_center_users": {"ida": {"organization": "main", "mfa": [{"device": "YK-1"}]}},
}


@pytest.fixture(scope="session")
def inventory() -> dict[str, Any]:
    """The inventory as it is written; to be read only."""
    return INVENTORY


@pytest.fixture(scope="session")
def organization() -> Organization:
    return Organization.model_validate(INVENTORY)


@pytest.fixture(scope="module")
def running(organization: Organization) -> Iterator[SimulatedAws]:
    with SimulatedAws.running(organization, begins=BEGINS) as aws:
        yield aws


@pytest.fixture
def aws(running: SimulatedAws) -> SimulatedAws:
    running.reset()
    return running


Connect = Callable[..., Any]


@pytest.fixture
def connect(aws: SimulatedAws) -> Connect:
    """A boto3 client of a service: by whom (an account, a user, credentials, or STS's answer)."""

    def client(service: str, who: str | Credentials | dict[str, Any], region: str = "us-east-1") -> Any:
        return boto3.client(
            service,
            endpoint_url=aws.endpoint,
            region_name=region,
            config=Config(retries={"max_attempts": 0}, parameter_validation=False),
            **_keys(aws.credentials(who) if isinstance(who, str) else who),
        )

    return client


def _keys(found: Credentials | dict[str, Any]) -> dict[str, str | None]:
    if isinstance(found, Credentials):
        key, secret, token = found.access_key_id, found.secret_access_key, found.session_token
    else:
        key, secret, token = found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"]
    return {"aws_access_key_id": key, "aws_secret_access_key": secret, "aws_session_token": token}
