"""Calls of the Linux kernel that Python does not offer, as functions that raise OSError.

Numbers are those of the kernel's headers (linux/sched.h, linux/mount.h, linux/prctl.h, and
asm-generic/unistd.h: from 424 on a call has one number on every architecture but Alpha, which nobody
rehearses on). Sources: mount(2), mount_setattr(2), pivot_root(2), prctl(2), unshare(2) of the Linux
manual pages.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
_MNT_DETACH = 0x2

MOUNT_ATTR_RDONLY = 0x1
MOUNT_ATTR_NOSUID = 0x2
_SYS_MOUNT_SETATTR = 442
_AT_RECURSIVE = 0x8000
_AT_FDCWD = -100

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITIES = 64


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("attr_set", "attr_clr", "propagation", "userns_fd")]


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
    """Call the kernel by number; OSError as in `called`."""
    return call_libc("syscall", ctypes.c_long(number), *arguments)


def unshare(flags: int) -> None:
    """Give this process namespaces of its own."""
    call_libc("unshare", flags)


def mount(source: str | None, target: Path, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mount a file system, or with MS_BIND a part of one, at a place that exists."""
    words = [None if word is None else os.fsencode(word) for word in (source, str(target), kind)]
    call_libc("mount", *words, ctypes.c_ulong(flags), None if options is None else options.encode())


def seal(target: Path, attributes: int, *, recursive: bool = True) -> None:
    """Set attributes of a mount (MOUNT_ATTR_*), and of all mounts beneath it."""
    wanted = _MountAttributes(attr_set=attributes)
    flags = _AT_RECURSIVE if recursive else 0
    size = ctypes.c_size_t(ctypes.sizeof(wanted))
    system_call(_SYS_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(target), flags, ctypes.byref(wanted), size)


def change_root(root: Path) -> None:
    """Make a mount the root of this process and let go of what was the root before."""
    os.chdir(root)
    call_libc("pivot_root", b".", b".")
    call_libc("umount2", b".", _MNT_DETACH)
    os.chdir("/")


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
