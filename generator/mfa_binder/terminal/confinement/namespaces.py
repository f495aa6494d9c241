"""Mounts, processes, and names of its own: what is not mounted does not exist for a block.

Made by a user namespace, so without root and without a package, where the kernel lets users have
them. The new tree is an empty one in memory, read-only, into which the folders of a `Reach` are
bound, those to read read-only with every mount beneath them. A process whose first ancestor ends is
ended by the kernel, whatever became of the rehearsal.

Sources: user_namespaces(7), pid_namespaces(7), mount_namespaces(7), and for the order of the steps
pivot_root(2), of the Linux manual pages. The limit of processes in a namespace of its own,
/proc/sys/kernel/pid_max, is set where it can be (Linux 6.14); numbers begin again at 300, so that
many more are free than in use.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from mfa_binder.terminal.confinement import linux_calls
from mfa_binder.terminal.confinement.allowed_access import AllowedAccess
from mfa_binder.terminal.confinement.resource_limits import PROCESSES

_FIRST_NUMBER_AGAIN = 300
_STREAMS = {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}


def leave() -> None:
    """Give this process a user namespace that maps its user to itself, and mounts of its own.

    The next process it starts is the first of its own process namespace. The process must have a
    single thread.
    """
    user, group = os.getuid(), os.getgid()
    own = linux_calls.CLONE_NEWNS | linux_calls.CLONE_NEWPID | linux_calls.CLONE_NEWIPC | linux_calls.CLONE_NEWUTS
    linux_calls.unshare(linux_calls.CLONE_NEWUSER | own)
    process = Path("/proc/self")
    (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(f"{user} {user} 1")
    (process / "gid_map").write_text(f"{group} {group} 1")


def furnish(reach: AllowedAccess) -> bool:
    """As the first process of the namespace: build the new tree and enter it; whether it has a /proc."""
    here = Path.cwd()
    root = reach.root
    linux_calls.mount(None, Path("/"), None, linux_calls.MS_REC | linux_calls.MS_PRIVATE)
    linux_calls.mount("tmpfs", root, "tmpfs", linux_calls.MS_NOSUID | linux_calls.MS_NODEV, "mode=0755,size=1m")
    for path, writable in reach.paths():
        _bind(path, root / path.relative_to("/"), writable)
    for name, target in _STREAMS.items():
        (root / "dev" / name).symlink_to(target)
    proc = _mount_proc(root / "proc")
    linux_calls.seal(root, linux_calls.MOUNT_ATTR_RDONLY, recursive=False)
    linux_calls.change_root(root)
    os.chdir(here)
    return proc


def _bind(source: Path, target: Path, writable: bool) -> None:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.touch()
    linux_calls.mount(str(source), target, None, linux_calls.MS_BIND | linux_calls.MS_REC)
    linux_calls.seal(target, linux_calls.MOUNT_ATTR_NOSUID | (0 if writable else linux_calls.MOUNT_ATTR_RDONLY))


def _mount_proc(place: Path) -> bool:
    """Inside some containers a new /proc is forbidden: then there is none."""
    place.mkdir()
    try:
        linux_calls.mount("proc", place, "proc", linux_calls.MS_NOSUID | linux_calls.MS_NODEV | linux_calls.MS_NOEXEC)
    except OSError:
        return False
    if _own_limit():
        with suppress(OSError):
            (place / "sys/kernel/pid_max").write_text(str(_FIRST_NUMBER_AGAIN + PROCESSES))
    # For root, files under /proc/sys and others stay writable whatever the namespace.
    linux_calls.seal(place, linux_calls.MOUNT_ATTR_RDONLY)
    return True


def _own_limit() -> bool:
    """Whether pid_max belongs to the namespace: before Linux 6.14 root would set it for the whole machine."""
    major, minor = (int("".join(filter(str.isdigit, part)) or 0) for part in os.uname().release.split(".")[:2])
    return (major, minor) >= (6, 14)
