"""The process: one copy at a time, on loopback only, cheap at any size, nothing left behind."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from moto.iam.models import iam_backends

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws

PROD = "444455556666"


def test_a_process_runs_one_copy_at_a_time_and_leaves_nothing(organization: Organization) -> None:
    with SimulatedAws.running(organization) as first:
        first.establish({"root_virtual": True, "in": PROD})
        with pytest.raises(RuntimeError, match="already runs"), SimulatedAws.running(organization):
            pass
    assert PROD not in iam_backends
    with SimulatedAws.running(organization) as second:
        assert second.root_devices(PROD) == ()


def test_the_state_is_gone_after_a_failure_too(organization: Organization) -> None:
    with pytest.raises(ZeroDivisionError), SimulatedAws.running(organization) as aws:
        endpoint = urlsplit(aws.endpoint)
        aws.establish({"root_virtual": True, "in": PROD})
        raise ZeroDivisionError
    assert PROD not in iam_backends
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((endpoint.hostname, endpoint.port or 0))
    with SimulatedAws.running(organization):
        pass


def test_only_loopback_is_served(organization: Organization) -> None:
    with SimulatedAws.running(organization) as aws:
        endpoint = urlsplit(aws.endpoint)
        assert endpoint.hostname == "127.0.0.1"
        # a server on all addresses would answer on every loopback address
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", endpoint.port or 0))


@pytest.mark.parametrize("body", [b"Action=GetCallerIdentity&Version=2011-06-15", b"", b"{}"])
def test_an_unsigned_request_is_not_answered(organization: Organization, body: bytes) -> None:
    with SimulatedAws.running(organization) as aws, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(aws.endpoint, data=body))
    assert refused.value.code == 501
    assert b"NotSimulated" in refused.value.read()


def test_the_simulated_time_needs_a_time_zone(organization: Organization) -> None:
    with pytest.raises(ValueError, match="time zone"), SimulatedAws.running(organization, begins=datetime(2026, 1, 1)):
        pass
    with SimulatedAws.running(organization, begins=datetime(2026, 1, 1, tzinfo=UTC)) as aws:
        assert aws.now.year == 2026


def test_awscli_is_not_loaded() -> None:
    code = "import sys, mfa_binder.simulator.simulated_aws; sys.exit('awscli' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_thousand_accounts_cost_no_more_than_those_that_are_touched() -> None:
    organization, touched = large(1000), f"{100_000_000_999}"
    began = time.perf_counter()
    with SimulatedAws.running(organization) as aws:
        iam = boto3.client(
            "iam",
            endpoint_url=aws.endpoint,
            region_name="us-east-1",
            aws_access_key_id=aws.credentials(touched).access_key_id,
            aws_secret_access_key="any",
        )
        assert len(iam.list_mfa_devices(UserName="user-1")["MFADevices"]) == 1
        started = time.perf_counter() - began
        assert len(iam_backends) == 1
        began = time.perf_counter()
        aws.reset()
        reset = time.perf_counter() - began
    assert started < 3
    assert reset < 0.1


def large(accounts: int) -> Organization:
    """An organization of accounts of three users with a token each."""
    numbers = [(account, user) for account in range(accounts) for user in range(3)]
    inventory: dict[str, Any] = {
        "schema": 1,
        "organizations": {"main": {"name": "Large", "management_account": "100000000000"}},
        "models": {"token": {"name": "Token", "maker": "Maker", "kind": "totp"}},
        "devices": {f"HT-{a}-{u}": {"model": "token", "serial": f"GAHT{a:06}{u}"} for a, u in numbers},
        "accounts": {
            f"{100_000_000_000 + account}": {
                "name": f"account {account}",
                "root": {"intended": "removed", "email": "root@example.com"},
                "users": {f"user-{user}": {"mfa": [{"device": f"HT-{account}-{user}"}]} for user in range(3)},
            }
            for account in range(accounts)
        },
    }
    return Organization.model_validate(inventory)
