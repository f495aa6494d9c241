"""The driver, its terminals and the real AWS CLI inside each confinement: what a block needs still works."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.terminal.bash_terminal import TerminalDriver
from mfa_binder.terminal.confinement import confiner_selection, landlock
from mfa_binder.terminal.confinement.confiner_selection import CommandConfiner, find_bubblewrap
from mfa_binder.terminal.confinement.launcher import ConfinementOrder
from mfa_binder.terminal.sandbox import Sandbox, build_sandbox, choose_confiner

PROD = "444455556666"
AWS = Path(sys.executable).with_name("aws")

ORDERS = {
    "bubblewrap": lambda reach: ConfinementOrder(reach, bwrap=find_bubblewrap(), landlock=True),
    "bubblewrap, no Landlock": lambda reach: ConfinementOrder(reach, bwrap=find_bubblewrap()),
    "namespaces": lambda reach: ConfinementOrder(reach, namespaces=True, landlock=True),
    "namespaces, no Landlock": lambda reach: ConfinementOrder(reach, namespaces=True),
    "Landlock": lambda reach: ConfinementOrder(reach, landlock=True),
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
    monkeypatch.setattr(confiner_selection, "_orders", lambda reach, bwrap: [ORDERS[means](reach)])
    with SimulatedAws.running(organization) as simulator:
        sandbox = build_sandbox(tmp_path, simulator.endpoint, AWS)
        confiner = choose_confiner(sandbox, network=open_port)
        if confiner.order != ORDERS[means](confiner.order.reach):
            pytest.skip(f"this system has no {means} for users")
        with TerminalDriver.running(sandbox, confiner, preload=True) as driver:
            environment = sandbox.environment(simulator.credentials(PROD), "eu-central-1")
            with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
                done = terminal.run(TEXT, ())
            driver.end_all()
    assert (done.exit_status, done.stderr) == (0, "")
    assert done.stdout.startswith("ARN:AWS:IAM::444455556666:")
    assert done.stdout.endswith("\neu-central-1\n")
    assert (sandbox.work / "here").read_text().startswith("20")


def test_a_page_cannot_touch_what_the_next_one_needs(organization: Organization, tmp_path: Path) -> None:
    with SimulatedAws.running(organization) as simulator:
        sandbox = build_sandbox(tmp_path, simulator.endpoint, AWS)
        confiner = choose_confiner(sandbox, network=False)
        if not confiner.confinement.files_written:
            pytest.skip("this system confines nothing for users")
        with TerminalDriver.running(sandbox, confiner, preload=False) as driver:
            before = _programs(sandbox)
            environment = sandbox.environment(simulator.credentials(PROD), "eu-central-1")
            with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
                done = terminal.run('rm -rf "${HOME%/*}" || true\nchmod 000 ~ .\n', ())
            driver.end_all()
            assert (done.exit_status, _programs(sandbox)) == (0, before)
            sandbox.furnish()
            with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
                done = terminal.run("echo new > file; cat file ~/aws-config", ())
            driver.end_all()
    assert (done.exit_status, done.stdout.partition("\n")[0]) == (0, "new")


def test_the_machine_is_not_in_sight_a_second_time(organization: Organization, tmp_path: Path) -> None:
    """The tree that a confinement is built in lies beside the page's folders: what is bound there must not show."""
    with SimulatedAws.running(organization) as simulator:
        sandbox = build_sandbox(tmp_path, simulator.endpoint, AWS)
        confiner = choose_confiner(sandbox, network=False)
        if not confiner.confinement.files_read:
            pytest.skip("this system confines nothing for users")
        with TerminalDriver.running(sandbox, confiner, preload=False) as driver:
            environment = sandbox.environment(simulator.credentials(PROD), "eu-central-1")
            with driver.terminal(environment, sandbox.work, sandbox.script) as terminal:
                done = terminal.run('set -- ~/../confinement/*; [[ ! -e "$1" ]]\n', ())
            driver.end_all()
    assert (done.exit_status, done.stderr) == (0, "")


def _programs(sandbox: Sandbox) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sandbox.programs.iterdir()}


def test_a_port_is_restricted_only_where_the_network_is_shared(tmp_path: Path) -> None:
    chosen: dict[bool, CommandConfiner] = {}
    for network in (True, False):
        sandbox_root = tmp_path / str(network)
        sandbox_root.mkdir()
        chosen[network] = choose_confiner(build_sandbox(sandbox_root, "http://127.0.0.1:5000", AWS), network=network)
    ports = {network: confiner.order.reach.port for network, confiner in chosen.items()}
    assert ports == {True: 0, False: urlsplit("http://127.0.0.1:5000").port}
    assert not chosen[False].confinement.network
