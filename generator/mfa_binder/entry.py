"""The program, from its first step: Ctrl-C is taken care of before anything is loaded that takes its time."""

from __future__ import annotations

from mfa_binder.interruption import leave_at_once


def main() -> None:
    """Entry point of `mfa-binder`."""
    leave_at_once()
    from mfa_binder.streams import open_streams

    open_streams()
    from mfa_binder.cli import main as run

    run()
