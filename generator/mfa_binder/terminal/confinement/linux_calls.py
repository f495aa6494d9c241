"""Calls of the Linux kernel that Python does not offer, as functions that raise OSError.

Numbers are those of the kernel's headers (linux/sched.h, linux/prctl.h). Sources: prctl(2), unshare(2) of
the Linux manual pages.
"""

from __future__ import annotations

import ctypes
import os

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITIES = 64


def call_libc(name: str, *arguments: object) -> int:
    """Call a function of the C library; OSError if there is none or it answers -1."""
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        raise OSError(f"this system has no {name}")
    answer: int = function(*arguments)
    if answer == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return answer


def system_call(number: int, *arguments: object) -> int:
    """Call the kernel by number; OSError as in `call_libc`."""
    return call_libc("syscall", ctypes.c_long(number), *arguments)


def unshare(flags: int) -> None:
    """Give this process namespaces of its own (CLONE_NEW…)."""
    call_libc("unshare", flags)


def die_with_parent(signal_number: int) -> None:
    """Have the kernel send this process a signal when the thread that started it ends."""
    call_libc("prctl", _PR_SET_PDEATHSIG, ctypes.c_ulong(signal_number), 0, 0, 0)


def adopt_orphans() -> None:
    """Have what this process' children leave behind become its own children, not those of the first process."""
    call_libc("prctl", _PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0)


def renounce_privileges() -> None:
    """No program started from here on gains a right: by set-user-id, by being root, by a capability."""
    for capability in range(_CAPABILITIES):
        try:
            call_libc("prctl", _PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0)
        except OSError:
            break
    call_libc("prctl", _PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), 0, 0, 0)
