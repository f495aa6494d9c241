"""`mfa-binder encrypt`: finished PDFs for their way to the one who prints them."""

from __future__ import annotations

import getpass
import secrets
import stat
import sys
from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.settings import FormatOption, QuietOption, command_settings
from mfa_binder.errors import OutputError, ReadingError, UsageError
from mfa_binder.files.reading import read_bytes
from mfa_binder.paper.pdf_encryption import (
    EncryptedFile,
    encrypt_pdfs,
    encrypted_path,
    password_problem,
    read_plain_files,
)
from mfa_binder.workflows.working_folder import lock_if_inside

FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", help="The PDFs; they are not changed.")]
PasswordFileOption = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="The password is its first line; only you may read it."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Where it goes; else NAME.encrypted.pdf beside it.")
]

_LONGEST_FILE = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def encrypt_files(
    context: typer.Context,
    files: FilesArgument,
    password_file: PasswordFileOption = None,
    destination: OutputOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Encrypt finished PDFs (AES-256) with a password that is asked for, or read from a file."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    if destination is not None and len(files) > 1:
        raise UsageError("--output is for one FILE", "leave it out: each goes beside its plain file")
    targets = [(plain, destination or encrypted_path(plain)) for plain in dict.fromkeys(files)]
    read_plain_files(targets)  # nobody types a password for files that cannot be encrypted
    password = _ask_password() if password_file is None else _read_password(password_file)
    with lock_if_inside(here.folder, (destination for _, destination in targets), "encrypt", here.progress.wait):
        encrypted = encrypt_pdfs(targets, password, owner=secrets.token_urlsafe(32))
    if output.json:
        output.document({"files": [_file_record(each) for each in encrypted]})
        return
    for each in encrypted:
        output.result(f"{each.path}: encrypted; SHA-256 of the plain file {each.plain_sha256}")
    output.note("send the password another way than the file")


def _ask_password() -> str:
    """Typed twice, unseen. A pipe is no terminal: a password in a script stays in its history."""
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask for the password", "give --password-file FILE")
    try:
        password = getpass.getpass("Password: ")
        if problem := password_problem(password):
            raise OutputError(problem, "choose six random words or the like")
        if getpass.getpass("The same again: ") != password:
            raise OutputError("the two passwords differ", "nothing was written: run again")
    except EOFError:
        raise OutputError("no password was typed", "nothing was written: run again") from None
    return password


def _read_password(path: Path) -> str:
    """The first line of a file that nobody else may read."""
    try:
        content = read_bytes(path, _LONGEST_FILE)
        rights = stat.S_IMODE(path.stat().st_mode)
    except ReadingError as error:
        raise OutputError(f"{path} cannot be read: {error.reason}", "name a file with the password") from error
    if rights & _OTHERS:
        raise OutputError(f"{path} may be read by others (rights {rights:03o})", f"chmod 600 {path}")
    try:
        return content.partition(b"\n")[0].decode("utf-8").rstrip("\r")
    except UnicodeDecodeError:
        raise OutputError(f"{path} is not UTF-8", "write the password as text") from None


def _file_record(made: EncryptedFile) -> dict[str, object]:
    return {"plain": str(made.plain), "path": str(made.path), "plain_sha256": made.plain_sha256}
