"""The driver's process: `python -m mfa_binder.terminal.driver SETTINGS`, with the settings as JSON.

`control` is the number of the open socket to the worker; `endpoint` the simulator's; `program` the file of
the AWS CLI; `preload` whether that is the package beside us, whose code then runs in here; `bash`
and `log` are paths; `call_socket` and `address` as in `supervisor.DriverPaths`.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mfa_binder.terminal.confinement.linux_calls import adopt_orphans
from mfa_binder.terminal.driver.call_executor import CallRules, CliProgram
from mfa_binder.terminal.driver.supervisor import DriverPaths, DriverSupervisor

_WARMING = (
    ("sts", "get-caller-identity"),
    ("iam", "list-users"),
    ("organizations", "list-roots"),
    ("account", "list-regions"),
)
"""One call of each service that pages use: what it loads is loaded for all later calls."""
_NOBODY = {"AWS_ACCESS_KEY_ID": "AKIAWARMING", "AWS_SECRET_ACCESS_KEY": "warming", "AWS_REGION": "us-east-1"}
_STREAMS = (0, 1, 2)


def main() -> None:
    """Serve until the worker closes its end."""
    # Before anything is started: what a page leaves behind becomes ours, so that it can be found and ended.
    if sys.platform == "linux":
        adopt_orphans()
    settings = json.loads(sys.argv[1])
    rules = CallRules(settings["endpoint"], settings["program"])
    program = _preloaded(rules) if settings["preload"] else None
    log, address = Path(settings["log"]), settings["address"]
    paths = DriverPaths(settings["bash"], sys.executable, log, address, settings["call_socket"])
    DriverSupervisor(socket.socket(fileno=settings["control"]), paths, rules, program).serve()


def _preloaded(rules: CallRules) -> CliProgram:
    """The AWS CLI, warmed by calls that the simulator refuses: nobody has this key."""
    from mfa_binder.terminal.driver.preloaded_cli import PreloadedCli  # the heavy part: only where it is wanted

    program = PreloadedCli()
    environment = dict(os.environ)
    with _silence():
        for words in _WARMING:
            program.run(("--endpoint-url", rules.endpoint, *words), environment | _NOBODY)
    os.environ.clear()
    os.environ.update(environment)
    return program.run


@contextmanager
def _silence() -> Iterator[None]:
    """Files 0, 1 and 2 lead nowhere, whatever is done with them and with Python's streams."""
    streams = sys.stdin, sys.stdout, sys.stderr
    own = [os.dup(number) for number in _STREAMS]
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in _STREAMS:
        os.dup2(nothing, number)
    os.close(nothing)
    try:
        yield
    finally:
        for number, file in enumerate(own):
            os.dup2(file, number)
            os.close(file)
        sys.stdin, sys.stdout, sys.stderr = streams


if __name__ == "__main__":
    main()
