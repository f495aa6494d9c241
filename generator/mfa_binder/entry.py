"""The program, from its first step: Ctrl-C is taken care of before anything is loaded that takes its time."""

from __future__ import annotations

from mfa_binder.processes.interruption import leave_at_once


def main() -> None:
    """Entry point of `mfa-binder`."""
    leave_at_once()
    from mfa_binder.processes.streams import open_streams

    open_streams()
    from mfa_binder.cli import main as run

    run()
