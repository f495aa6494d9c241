"""A network without a way out: a Linux network namespace that holds nothing but loopback.

A process that enters one cannot reach another host by any program, option or proxy, and neither can
anything it starts; no root and no system package is needed where the kernel lets users have
namespaces of their own. Elsewhere (another system, a kernel that forbids it) the closed environment
of `mfa_binder.terminal.sandbox` is all there is, and one TCP port where Landlock knows ports.

Source: unshare(2), user_namespaces(7), network_namespaces(7), netdevice(7) of the Linux manual pages.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from pathlib import Path

from mfa_binder.terminal.confinement.linux_calls import CLONE_NEWNET, CLONE_NEWUSER, unshare

if sys.platform == "linux":
    import fcntl

_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1


def leave_network() -> bool:
    """Move this process into a network of its own with only loopback in it; False if that cannot be.

    The process must have a single thread, and no way back exists: call it first thing in a process
    made for the purpose.
    """
    if not can_leave_network():
        return False
    _enter_network_namespace()
    return True


def can_leave_network() -> bool:
    """Whether a process may leave the network, tried out in a child: half a namespace would be worse than none."""
    if sys.platform != "linux":
        return False
    child = os.fork()
    if child == 0:
        try:
            _enter_network_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _enter_network_namespace() -> None:
    """Enter by the right to do so if this process has it, else by a user namespace; OSError if neither works."""
    try:
        unshare(CLONE_NEWNET)
    except OSError:
        _enter_user_namespace_too()
    _raise_loopback()


def _enter_user_namespace_too() -> None:
    """The user namespace maps this user to itself, so that its files stay its own."""
    # Asked before: inside, until there is a map, the kernel answers with the number of nobody.
    user, group = os.getuid(), os.getgid()
    unshare(CLONE_NEWUSER | CLONE_NEWNET)
    process = Path("/proc/self")
    # Before gid_map: who has no right to set groups outside may map one only after giving up setgroups(2).
    (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(f"{user} {user} 1")
    (process / "gid_map").write_text(f"{group} {group} 1")


def _raise_loopback() -> None:
    if sys.platform != "linux":
        return
    request = struct.pack("16sh22x", b"lo", _IFF_UP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFFLAGS, request)
