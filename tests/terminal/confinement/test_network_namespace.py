"""Where a process may not leave the network, it stays as it was and says so."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from mfa_binder.terminal.confinement import network_namespace


def test_a_kernel_that_forbids_it_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(flags: int) -> None:
        raise PermissionError

    monkeypatch.setattr(network_namespace, "unshare", forbid)
    assert not network_namespace.leave_network()
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_another_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not network_namespace.can_leave_network()


def test_inside_there_is_loopback_and_nothing_else() -> None:
    program = (
        "import socket\n"
        "from mfa_binder.terminal.confinement.network_namespace import leave_network\n"
        "if not leave_network(): raise SystemExit(7)\n"
        "print([name for _, name in socket.if_nameindex() if name == 'lo'])\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(server.getsockname(), timeout=5).close()\n"
        "try: socket.create_connection(('192.0.2.1', 80), timeout=5)\n"
        "except OSError as error: print(error.strerror)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    if done.returncode == 7:
        pytest.skip("this system has no network namespaces for users")
    assert (done.stdout, done.stderr) == ("['lo']\nNetwork is unreachable\n", "")
