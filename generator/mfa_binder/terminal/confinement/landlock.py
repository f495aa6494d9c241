"""Landlock: a process gives up files, ports and signals for itself and all it starts, for good.

Needs no root and no namespace, only Linux 5.13 or later with Landlock switched on. What a kernel can
restrict depends on the version of its interface (ABI): 1 files; 2 moving them between folders; 3
truncating; 4 TCP ports; 5 calls to devices; 6 signals and abstract Unix sockets. Not restricted by
any: changing the mode, the owner or the times of a file that one owns, and asking whether it exists;
sockets with a path before 9; UDP before 10.

Own code instead of a package: the packages on the index are prereleases or months old, and 60 lines
against the kernel's stable interface are easier to answer for than a stranger's. Numbers: the
kernel's include/uapi/linux/landlock.h; meaning: landlock(7) of the Linux manual pages.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from mfa_binder.terminal.confinement.allowed_access import AllowedAccess
from mfa_binder.terminal.confinement.linux_calls import system_call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH, _NET_PORT = 1, 2

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READING = _EXECUTE | _READ_FILE | _READ_DIR
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: _TRUNCATE, 5: _IOCTL_DEV}
"""The rights to files that each version of the interface added."""

_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_ABSTRACT_SOCKETS, _SIGNALS = 1 << 0, 1 << 1
PORTS_SINCE = 4
SIGNALS_SINCE = 6


class _LandlockRuleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "net", "scoped")]


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


class _PortRule(ctypes.Structure):
    _fields_ = [("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64)]


def landlock_version() -> int:
    """The version of this kernel's interface; 0 if it has none or it is switched off."""
    try:
        return system_call(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    except OSError:
        return 0


def restrict_process(access: AllowedAccess) -> None:
    """Restrict this process to `access`; OSError if the kernel has no Landlock.

    The process must have a single thread and have renounced privileges. It loses /proc, its own part of it
    too: there the command lines of all processes of the machine can be read.
    """
    abi = landlock_version()
    ports = access.port > 0 and abi >= PORTS_SINCE
    rights = sum(bits for since, bits in _RIGHTS.items() if since <= abi)
    ruleset = _LandlockRuleset(
        rights,
        _BIND_TCP | _CONNECT_TCP if ports else 0,
        _ABSTRACT_SOCKETS | _SIGNALS if abi >= SIGNALS_SINCE else 0,
    )
    rules = system_call(_CREATE_RULESET, ctypes.byref(ruleset), _size(ruleset, abi), 0)
    try:
        for path, writable in access.paths():
            _allow(rules, path, rights & (~0 if writable else _READING))
        if ports:
            _add(rules, _NET_PORT, _PortRule(_CONNECT_TCP, access.port))
        system_call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _size(ruleset: _LandlockRuleset, abi: int) -> ctypes.c_size_t:
    """Older kernels know fewer fields; what they do not know must be left out or zero."""
    fields = 1 + (abi >= PORTS_SINCE) + (abi >= SIGNALS_SINCE)
    return ctypes.c_size_t(ctypes.sizeof(ruleset) // 3 * fields)


def _allow(rules: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _add(rules, _PATH_BENEATH, _PathRule(rights if path.is_dir() else rights & _OF_FILES, place))
    finally:
        os.close(place)


def _add(rules: int, kind: int, rule: ctypes.Structure) -> None:
    system_call(_ADD_RULE, rules, kind, ctypes.byref(rule), 0)
