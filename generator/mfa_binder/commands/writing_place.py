"""The lock for a command that writes where the user says: only a place in the working folder needs it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from mfa_binder.commands.console import CommandOutput
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.workflows.working_folder import WorkingFolder


def lock_if_inside(
    folder: WorkingFolder, destinations: Iterable[Path], command: str, output: CommandOutput
) -> AbstractContextManager[None]:
    """The lock of the folder while these files are written, if one of them lies in it."""
    inside = folder.path.resolve()
    if any(destination.resolve().is_relative_to(inside) for destination in destinations):
        return locked_folder(folder.path, command, output.announce)
    return nullcontext()
