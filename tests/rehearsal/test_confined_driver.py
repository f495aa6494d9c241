"""The driver, its terminals and the real AWS CLI inside each confinement: what a block needs still works."""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.simulator_clients import credential_variables
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.terminal.bash_terminal import TerminalDriver
from mfa_binder.terminal.confinement import confiner_selection, landlock
from mfa_binder.terminal.confinement.confiner_selection import CommandConfiner, find_bubblewrap
from mfa_binder.terminal.confinement.launcher import ConfinementOrder
from mfa_binder.terminal.sandbox import Sandbox, build_sandbox, choose_confiner

PROD = "444455556666"
AWS = Path(sys.executable).with_name("aws")

ORDERS = {
    "bubblewrap": lambda access: ConfinementOrder(access, bwrap=find_bubblewrap()),
    "Landlock": lambda access: ConfinementOrder(access, landlock=True),
    "nothing": ConfinementOrder,
}
TEXT = """\
aws configure set region eu-central-1 --profile other
ARN=$(aws sts get-caller-identity --query Arn --output text)
X=$(mktemp); cat > "$X" <<< "$ARN"; cat <(cat "$X") | tr a-z A-Z
cat > here <<END
$(date +%Y)
END
AWS_PROFILE=other aws configure get region
"""


@pytest.mark.parametrize("open_port", [True, False], ids=["in a network of its own", "in the machine's"])
@pytest.mark.parametrize("means", ORDERS)
def test_a_block_works(
    means: str, open_port: bool, organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`open_port`: no port is restricted, as where a network namespace leaves only those of the rehearsal."""
    if means.startswith("bubblewrap") and find_bubblewrap() is None:
        pytest.skip("no bubblewrap on this machine (apt-get install bubblewrap)")
    if means == "Landlock" and not landlock.landlock_version():
        pytest.skip("this kernel has no Landlock")
    monkeypatch.setattr(confiner_selection, "_candidate_orders", lambda access, bwrap: [ORDERS[means](access)])
    with SimulatedAws.running(organization) as simulator:
        sandbox = build_sandbox(tmp_path, simulator.endpoint, AWS)
        confiner = choose_confiner(sandbox, network=open_port)
        if confiner.order != ORDERS[means](confiner.order.access):
            pytest.skip(f"this system has no {means} for users")
        with TerminalDriver.running(sandbox, confiner, preload=True) as driver:
            environment = sandbox.environment(credential_variables(simulator.credentials(PROD)), "eu-central-1")
            with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
                done = terminal.run(TEXT, ())
            driver.end_all()
    assert (done.exit_status, done.stderr) == (0, "")
    assert done.stdout.startswith("ARN:AWS:IAM::444455556666:")
    assert done.stdout.endswith("\neu-central-1\n")
    assert (sandbox.work / "here").read_text().startswith("20")


@pytest.mark.parametrize("means", ORDERS)
def test_with_the_page_all_of_it_ends(
    means: str, organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what has left the session of its terminal, so that no signal to a group reaches it."""
    monkeypatch.setattr(confiner_selection, "_candidate_orders", lambda access, bwrap: [ORDERS[means](access)])
    number = f"600.{secrets.randbelow(10**9)}"
    text = f"{sys.executable} -I -c 'import os, time; os.fork() or (os.setsid(), time.sleep({number}))'\n"
    sandbox = build_sandbox(tmp_path, "http://127.0.0.1:9", AWS)
    confiner = choose_confiner(sandbox, network=True)
    if confiner.order != ORDERS[means](confiner.order.access):
        pytest.skip(f"this system has no {means} for users")
    with TerminalDriver.running(sandbox, confiner, preload=False) as driver:
        environment = sandbox.environment({}, "eu-central-1")
        with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
            assert terminal.run(text, ()).exit_status == 0
            assert len(_running(number)) == 1
        driver.end_all()
        assert _running(number) == []


def _running(words: str) -> list[str]:
    """The processes of a Python whose command line has these words."""
    found = subprocess.run(["pgrep", "--full", "--", f"-I -c .*{words}"], capture_output=True, text=True)
    return found.stdout.split()


def test_a_page_cannot_touch_what_the_next_one_needs(organization: Organization, tmp_path: Path) -> None:
    with SimulatedAws.running(organization) as simulator:
        sandbox = build_sandbox(tmp_path, simulator.endpoint, AWS)
        confiner = choose_confiner(sandbox, network=False)
        if not confiner.guarantees.files_written:
            pytest.skip("this system confines nothing for users")
        with TerminalDriver.running(sandbox, confiner, preload=False) as driver:
            before = _programs(sandbox)
            environment = sandbox.environment(credential_variables(simulator.credentials(PROD)), "eu-central-1")
            with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
                done = terminal.run('rm -rf "${HOME%/*}" || true\nchmod 000 ~ .\n', ())
            driver.end_all()
            assert (done.exit_status, _programs(sandbox)) == (0, before)
            sandbox.empty_folders()
            with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
                done = terminal.run("echo new > file; cat file ~/aws-config", ())
            driver.end_all()
    assert (done.exit_status, done.stdout.partition("\n")[0]) == (0, "new")


def _programs(sandbox: Sandbox) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sandbox.programs.iterdir()}


def test_a_port_is_restricted_only_where_the_network_is_shared(tmp_path: Path) -> None:
    chosen: dict[bool, CommandConfiner] = {}
    for network in (True, False):
        sandbox_root = tmp_path / str(network)
        sandbox_root.mkdir()
        chosen[network] = choose_confiner(build_sandbox(sandbox_root, "http://127.0.0.1:5000", AWS), network=network)
    ports = {network: confiner.order.access.port for network, confiner in chosen.items()}
    assert ports == {True: 0, False: urlsplit("http://127.0.0.1:5000").port}
    assert not chosen[False].guarantees.network
