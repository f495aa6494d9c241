"""A finished PDF encrypted for its way to the one who prints it.

AES-256 (PDF 2.0, ISO 32000-2, revision 6 of the standard security handler). Printing is allowed, and reading aloud;
changing and copying out are not. Tags and outlines stay. Encryption is random: the same file and password never give
the same bytes, so it is the plain file whose digest is told.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from mfa_binder.errors import OutputError, ReadingError
from mfa_binder.files.reading import MIB, read_bytes
from mfa_binder.files.writing import PDF_MARK, is_marked_pdf, why_not_replaced, write_bytes

SHORTEST_PASSWORD = 12
"""Characters of a password. Who has the file can try passwords as fast as their machine allows."""
LONGEST_PASSWORD = 127
"""Bytes of UTF-8 that revision 6 takes; the rest would be ignored in silence (ISO 32000-2, 7.6.4.3.3)."""
_LARGEST_PDF = 1024 * MIB
"""Bytes of a PDF. A binder of 2,000 pages has about 20 MB."""
_ALLOWED_USES = pikepdf.Permissions(
    accessibility=True,
    extract=False,
    modify_annotation=False,
    modify_assembly=False,
    modify_form=False,
    modify_other=False,
    print_lowres=True,
    print_highres=True,
)


@dataclass(frozen=True)
class EncryptedFile:
    """One encrypted file."""

    plain: Path
    """The file that was encrypted."""
    path: Path
    """Where the encrypted one is."""
    plain_sha256: str
    """Of the plain file, in hexadecimal."""


def password_problem(password: str) -> str | None:
    """Why a password is refused; None: it is not."""
    if not password.strip():
        return "the password is empty"
    if len(password) < SHORTEST_PASSWORD:
        return f"the password has {len(password)} characters, and at least {SHORTEST_PASSWORD} are needed"
    if not password.isprintable():
        return "the password holds a character that cannot be typed"
    if len(_normalize_password(password).encode()) > LONGEST_PASSWORD:
        return f"the password is longer than {LONGEST_PASSWORD} bytes"
    return None


def _normalize_password(password: str) -> str:
    """The same password however a keyboard composes its letters; the norm's SASLprep does the same (RFC 4013)."""
    return unicodedata.normalize("NFKC", password)


def encrypted_path(plain: Path) -> Path:
    """Where the encrypted file goes by itself: `binder.encrypted.pdf` beside `binder.pdf`."""
    return plain.parent / f"{plain.stem}.encrypted.pdf"


def read_plain_files(targets: Sequence[tuple[Path, Path]]) -> list[tuple[Path, bytes]]:
    """The bytes of each plain file, with the place where it goes when encrypted.

    `targets` are plain and encrypted path. Raises OutputError with every reason why one cannot be encrypted.
    """
    contents = [_read_plain_file(plain) for plain, _ in targets]
    problems = [content for content in contents if isinstance(content, str)] + _clashing_targets(targets)
    problems += [problem for _, destination in targets if (problem := _target_problem(destination))]
    if problems:
        raise OutputError("; ".join(problems), "nothing was written: correct this and run again")
    plain = [content for content in contents if isinstance(content, bytes)]
    return [(destination, content) for (_, destination), content in zip(targets, plain, strict=True)]


def encrypt_pdfs(targets: Sequence[tuple[Path, Path]], password: str, owner: str) -> list[EncryptedFile]:
    """Encrypt plain files to their places, each whole or not at all; the plain ones are not touched.

    `password` opens a file. `owner` is a random one that nobody keeps: it would take the file's limits away.
    Raises OutputError: with every reason why one cannot be, before anything is written; or if a file cannot be written.
    """
    if problem := password_problem(password):
        raise OutputError(problem, "choose six random words or the like")
    encrypted = []
    for (plain, _), (destination, contents) in zip(targets, read_plain_files(targets), strict=True):
        write_bytes(destination, _encrypt_contents(contents, _normalize_password(password), owner))
        encrypted.append(EncryptedFile(plain, destination, hashlib.sha256(contents).hexdigest()))
    return encrypted


def _read_plain_file(plain: Path) -> bytes | str:
    """The file, or why it cannot be encrypted."""
    try:
        contents = read_bytes(plain, _LARGEST_PDF)
    except ReadingError as error:
        return f"{plain} cannot be read: {error.reason}"
    try:
        with pikepdf.open(io.BytesIO(contents)) as pdf:
            if pdf.is_encrypted:
                return f"{plain} is encrypted already"
            # A reader that repairs may leave pages out, and who prints would not know.
            return f"{plain} is damaged" if pdf.get_warnings() else contents
    except pikepdf.PasswordError:
        return f"{plain} is encrypted already"
    except pikepdf.PdfError:
        return f"{plain} is not a PDF that can be read"


def _clashing_targets(targets: Sequence[tuple[Path, Path]]) -> list[str]:
    """Encrypted files that would replace a plain one, or each other."""
    plain = {path.resolve() for path, _ in targets}
    taken: set[Path] = set()
    problems = []
    for _, destination in targets:
        place = destination.resolve()
        if place in plain:
            problems.append(f"{destination} is one of the plain files: an encrypted one never replaces it")
        elif place in taken:
            problems.append(f"{destination} would be written twice")
        taken.add(place)
    return problems


def _target_problem(destination: Path) -> str:
    """Why a file may not go there; empty: it may, since nothing stands there or an encrypted one of ours."""
    reason = why_not_replaced(destination, own=is_marked_pdf(destination, "encrypted"))
    return f"{destination} {reason}: name another file with --output, or remove this one" if reason else ""


def _encrypt_contents(contents: bytes, password: str, owner: str) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(contents)) as pdf:
        pdf.trailer[f"/{PDF_MARK}-encrypted"] = pikepdf.Name.MfaBinder  # a name stays readable without the password
        protection = pikepdf.Encryption(owner=owner, user=password, R=6, aes=True, metadata=True, allow=_ALLOWED_USES)
        pdf.save(written, encryption=protection)
    return written.getvalue()
