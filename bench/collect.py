"""`mfa-binder collect` measured: many accounts, 50 ms for each call, against the ideal and against a loop.

AWS is the simulator, in a process of its own, and behind another one that lets every call wait; a call
takes at least the latency, so the ideal is calls x latency / concurrency. The loop is boto3 as scripts
have it: one account after the other, a client made in each, one call after the other; it is run on a
part of the accounts, and its time is taken for all of them.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from bench.aims import aim
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.simulator.state.access_role import AccessRole

_LATENCY = 0.05
_AT_ONCE = 8
_USERS = 10
_FIRST = 100_000_000_000
_LOOPED = 10
_PROGRAM = str(Path(sys.executable).with_name("mfa-binder"))
_CONTACT = {"FullName": "Platform", "PhoneNumber": "+1 206 555 0100"}


def main(sizes: Sequence[int]) -> None:
    """Measure, print, and say which aims are met."""
    for accounts in sizes:
        with _aws(accounts) as environment, tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            seconds, peak_mb = _timed([_PROGRAM, "-C", scratch, "--quiet", "collect"], environment)
            read = json.loads((Path(scratch) / "observed.json").read_text(encoding="utf-8"))
            assert len(read["accounts"]) == accounts
            calls = _calls(environment)
            looped = min(_LOOPED, accounts - 1)
            loop = _timed([sys.executable, "-m", "bench.collect", "loop", str(looped)], environment)[0]
        ideal = calls * _LATENCY / _AT_ONCE
        whole_loop = loop * accounts / looped
        print(
            f"{accounts:>5} accounts x {_USERS} users: {calls} calls in {seconds:.1f} s, {peak_mb:.0f} MB; "
            f"ideal {ideal:.1f} s; a loop {whole_loop:.0f} s",
            flush=True,
        )
        if accounts == max(sizes):
            aim("collect / (calls x latency / concurrency)", seconds / ideal, 1.5)
            aim("memory of the collecting process, MB", peak_mb, 300)
            aim("collect / a loop over the accounts", seconds / whole_loop, 1 / 4)


def _timed(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds and the most memory (MB) of one process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.perf_counter() - began, _mb(used)


def _mb(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / 1024


@contextmanager
def _aws(accounts: int) -> Iterator[dict[str, str]]:
    """What a client sees of a simulated AWS that lets it wait."""
    with _serving("simulator", str(accounts)) as found, _serving("slow", str(found["endpoint"])) as slow:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        yield {
            **bare,
            "AWS_ACCESS_KEY_ID": str(found["key"]),
            "AWS_SECRET_ACCESS_KEY": str(found["secret"]),
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_ENDPOINT_URL": str(slow["endpoint"]),
        }


@contextmanager
def _serving(*arguments: str) -> Iterator[dict[str, Any]]:
    """A server of this file in its own process, until the context ends; what it says of itself."""
    command = [sys.executable, "-m", "bench.collect", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.communicate("")


def _calls(environment: Mapping[str, str]) -> int:
    """How many calls came through."""
    return asyncio.run(_counted(environment["AWS_ENDPOINT_URL"]))


async def _counted(endpoint: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(endpoint.rpartition(":")[2]))
    writer.write(b"\r\n\r\n")
    found = int(await reader.read())
    writer.close()
    return found


# -- the servers


def _simulator(accounts: int) -> None:
    with SimulatedAws.running(_organization(accounts)) as aws:
        aws.let_in(AccessRole())
        aws.contacted_at(_CONTACT)
        aws.establish({"trusted": "account.amazonaws.com", "in": str(_FIRST)})
        keys = aws.credentials(str(_FIRST))
        _say({"endpoint": aws.endpoint, "key": keys.access_key_id, "secret": keys.secret_access_key})
        sys.stdin.read()


def _organization(accounts: int) -> Organization:
    numbers = [str(_FIRST + position) for position in range(accounts)]
    serials = {f"T-{a}-{u}": f"GAHT{a:05}{u:03}" for a in range(accounts) for u in range(_USERS)}
    return Organization.model_validate(
        {
            "schema": 1,
            "organizations": {"main": {"name": "Large", "management_account": numbers[0]}},
            "models": {"token": {"name": "Token", "maker": "Maker", "kind": "totp"}},
            "devices": {key: {"model": "token", "serial": serial} for key, serial in serials.items()},
            "accounts": {
                number: {
                    "name": f"account {a}",
                    "ou": f"Root/Unit-{a % 10}",
                    "root": {"intended": "removed", "email": f"root+{a}@example.com"},
                    "users": {f"user-{u}": {"mfa": [{"device": f"T-{a}-{u}"}]} for u in range(_USERS)},
                }
                for a, number in enumerate(numbers)
            },
        }
    )


class _Slow:
    """Lets every request wait, then hands it on, one connection for each; counts them."""

    def __init__(self, upstream: str) -> None:
        self._port = int(upstream.rpartition(":")[2])
        self._seen = 0

    async def serve(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=256)
        _say({"endpoint": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
        await asyncio.to_thread(sys.stdin.read)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        began = time.monotonic()
        head = await reader.readuntil(b"\r\n\r\n")
        if head == b"\r\n\r\n":
            writer.write(str(self._seen).encode())
        else:
            self._seen += 1
            body = await reader.readexactly(_length(head))
            answer = await self._handed_on(head + body)
            await asyncio.sleep(max(0.0, began + _LATENCY - time.monotonic()))
            writer.write(answer)
        await writer.drain()
        writer.close()

    async def _handed_on(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(request)
        answer = await reader.read(-1)
        writer.close()
        return answer


def _length(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next((int(value) for name, _, value in lines if name.lower() == b"content-length"), 0)


def _say(found: Mapping[str, Any]) -> None:
    print(json.dumps(found), flush=True)


# -- a loop as people write it


def _loop(accounts: int) -> None:
    sts, organizations, account = boto3.client("sts"), boto3.client("organizations"), boto3.client("account")
    members = [
        found["Id"] for page in organizations.get_paginator("list_accounts").paginate() for found in page["Accounts"]
    ]
    for member in members[1 : accounts + 1]:
        organizations.list_tags_for_resource(ResourceId=member)
        account.get_contact_information(AccountId=member)
        for kind in ("BILLING", "OPERATIONS", "SECURITY"):
            try:
                account.get_alternate_contact(AccountId=member, AlternateContactType=kind)
            except account.exceptions.ResourceNotFoundException:
                continue
        _looked_into(sts.assume_role(RoleArn=_role(member), RoleSessionName="loop")["Credentials"])


def _role(member: str) -> str:
    return f"arn:aws:iam::{member}:role/OrganizationAccountAccessRole"


def _looked_into(keys: Any) -> None:
    iam = boto3.client(
        "iam",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    iam.get_account_summary()
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass
    iam.get_credential_report()
    iam.get_account_authorization_details(Filter=["User", "Role", "Group", "LocalManagedPolicy"])
    for page in iam.get_paginator("list_users").paginate():
        for user in page["Users"]:
            iam.list_mfa_devices(UserName=user["UserName"])
    iam.list_virtual_mfa_devices()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["simulator", accounts]:
            _simulator(int(accounts))
        case ["slow", upstream]:
            asyncio.run(_Slow(upstream).serve())
        case ["loop", accounts]:
            _loop(int(accounts))
        case sizes:
            main([int(size) for size in sizes] or [1000])
