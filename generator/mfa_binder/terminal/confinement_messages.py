"""What it means when a block ran against what confines it, in words for whoever wrote the page."""

from __future__ import annotations

import re
import signal
from os.path import normpath
from pathlib import Path

from mfa_binder.terminal.bash_terminal import BlockRun
from mfa_binder.terminal.confinement.resource_limits import FILE_BYTES, PROCESS_MEMORY_BYTES, TOO_MANY_PROCESSES
from mfa_binder.terminal.sandbox import Sandbox

_NO_NETWORK = "a block reaches no network, only the simulator, and that by aws alone"
_NO_FILES = "a block reaches only what is in its working folder and in its home"
_NO_PROCESSES = "a block reaches only processes that it started"
_TOO_LARGE = f"a block may write at most {FILE_BYTES // 2**20} MB into a file or to its output"
_TOO_MUCH = f"a process of a block may use at most {PROCESS_MEMORY_BYTES // 2**30} GB of memory"

_NO_FORK = re.compile("fork: .*(Resource temporarily unavailable|Cannot allocate memory)")
_NO_MEMORY = re.compile("[Cc]annot allocate|MemoryError|memory exhausted")
_NOT_FOUND = ": command not found"
_LONGEST_LINE = 10_000
"""So much of the end of a message is looked at: a block may write a line of 32 MB."""
_UNREACHABLE = re.compile(
    "Network is unreachable|Connection refused|name resolution|Name or service not known|Could not connect to"
)
_REFUSED = re.compile(
    "Permission denied|Read-only file system|No such file or directory|Operation not permitted|"
    "Device or resource busy|refusing to remove|No such process"
)
_PATH = re.compile(r"(?<![\w:/.])/[^\s:'\"]*")
_SIGNALLED = (-signal.SIGXFSZ, 128 + signal.SIGXFSZ)


def explain_failure(run: BlockRun, sandbox: Sandbox) -> str:
    """What a block that failed met, with a semicolon before; empty if it failed of its own accord."""
    last_line = run.stderr.strip().rpartition("\n")[2][-_LONGEST_LINE:]
    # The order matters: a program that found no memory, say, may also tell of a file that it could not open.
    explanation = ""
    if run.exit_status in _SIGNALLED or "File too large" in last_line:
        explanation = _TOO_LARGE
    elif _NO_FORK.search(run.stderr[-_LONGEST_LINE:]):
        explanation = TOO_MANY_PROCESSES
    elif _NO_MEMORY.search(run.stderr[-_LONGEST_LINE:]):
        explanation = _TOO_MUCH
    elif _NOT_FOUND in last_line:
        explanation = f"a block may use only {', '.join(sandbox.program_names)}, and what is built into bash"
    elif _UNREACHABLE.search(last_line):
        explanation = _NO_NETWORK
    elif _REFUSED.search(last_line):
        explanation = _explain_refusal(last_line.replace(f"{run.script}: ", ""), sandbox)
    return f"; {explanation}" if explanation else ""


def _explain_refusal(line: str, sandbox: Sandbox) -> str:
    """What a refusal is about: a path outside, or, where none is named, any of what is out of reach."""
    named = [Path(normpath(path)) for path in _PATH.findall(line)]
    if any(path.is_relative_to("/dev/tcp") or path.is_relative_to("/dev/udp") for path in named):
        return _NO_NETWORK
    if "No such process" in line or "Operation not permitted" in line:
        return _NO_PROCESSES
    own = (sandbox.work, sandbox.home)
    if any(path in own or not any(path.is_relative_to(folder) for folder in own) for path in named):
        return _NO_FILES
    return "" if named or "No such file" in line else f"{_NO_FILES}, and no network but the simulator's"


def find_hidden_fault(run: BlockRun, sandbox: Sandbox) -> str:
    """What a block did that its exit status hides: a program it never ran, a home that is gone; else empty."""
    if not sandbox.home.is_dir():
        return "it removed its home folder, and a reader's would be gone too"
    for line in run.stderr.splitlines():
        if line.startswith(f"{run.script}: ") and _NOT_FOUND in line:
            name = line.partition(_NOT_FOUND)[0].split()[-1]
            return f"it calls {name}, which a block may not use, and goes on as if nothing had happened"
    return ""
