"""An encrypted binder opens with its password and no other, and is otherwise the same document."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from mfa_binder.errors import OutputError
from mfa_binder.paper.pdf_encryption import encrypt_pdfs, encrypted_path, password_problem
from mfa_binder.paper.typst_compiler import compile_counted_pdf, page_count_expression

PASSWORD = "correct horse battery staple"
OWNER = "an owner password that nobody keeps"


@pytest.fixture(scope="module")
def document() -> bytes:
    source = f'#set document(title: "T")\n#set text(lang: "en")\n= Lost device\nWords.\n#{page_count_expression()}'
    return compile_counted_pdf(source, datetime(2026, 11, 24, tzinfo=UTC), {})[0]


@pytest.fixture
def plain(document: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "binder.pdf"
    path.write_bytes(document)
    return path


def test_it_opens_with_the_password_alone(plain: Path, document: bytes) -> None:
    (made,) = encrypt_pdfs([(plain, encrypted_path(plain))], PASSWORD, OWNER)
    assert made.path == plain.with_name("binder.encrypted.pdf")
    assert made.plain_sha256 == hashlib.sha256(document).hexdigest()
    assert plain.read_bytes() == document
    for wrong in ("", "correct horse battery stapl", PASSWORD.upper(), PASSWORD + " "):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(made.path, password=wrong)
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(made.path, password=wrong)
    with pypdfium2.PdfDocument(made.path, password=PASSWORD) as opened:
        assert "Lost device" in opened[0].get_textpage().get_text_range()
    assert b"Lost device" not in made.path.read_bytes()


def test_it_is_aes_256_and_may_be_printed_and_not_changed(plain: Path) -> None:
    (made,) = encrypt_pdfs([(plain, encrypted_path(plain))], PASSWORD, OWNER)
    with pikepdf.open(made.path, password=PASSWORD) as pdf:
        assert (pdf.encryption.R, pdf.encryption.V, pdf.encryption.bits) == (6, 5, 256)
        assert pdf.encryption.stream_method.name == pdf.encryption.string_method.name == "aesv3"
        assert pdf.allow.print_highres
        assert pdf.allow.accessibility
        assert not pdf.allow.modify_other
        assert not pdf.allow.extract


def test_tags_language_and_title_stay(plain: Path) -> None:
    (made,) = encrypt_pdfs([(plain, encrypted_path(plain))], PASSWORD, OWNER)

    def structure(pdf: pikepdf.Pdf) -> list[str]:
        return sorted(
            str(item.S)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"
        )

    with pikepdf.open(plain) as before, pikepdf.open(made.path, password=PASSWORD) as after:
        assert "/H1" in structure(before)
        assert structure(after) == structure(before)
        assert bool(after.Root.MarkInfo.Marked)
        assert str(after.Root.Lang) == "en"
        with after.open_metadata() as metadata:
            assert metadata["dc:title"] == "T"


def test_every_file_that_cannot_be_encrypted_is_named_and_nothing_is_written(plain: Path, tmp_path: Path) -> None:
    (made,) = encrypt_pdfs([(plain, tmp_path / "once.pdf")], PASSWORD, OWNER)
    text = tmp_path / "notes.pdf"
    text.write_text("no PDF at all")
    open_to_all = tmp_path / "open.pdf"
    with pikepdf.open(plain) as pdf:
        pdf.save(open_to_all, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
    before = sorted(tmp_path.iterdir())
    wrong = [tmp_path / "missing.pdf", text, made.path, open_to_all, tmp_path]
    with pytest.raises(OutputError) as raised:
        encrypt_pdfs([(path, encrypted_path(path)) for path in [plain, *wrong]], PASSWORD, OWNER)
    assert raised.value.message.split("; ") == [
        f"{tmp_path}/missing.pdf cannot be read: there is no such file",
        f"{tmp_path}/notes.pdf is not a PDF that can be read",
        f"{tmp_path}/once.pdf is encrypted already",
        f"{tmp_path}/open.pdf is encrypted already",
        f"{tmp_path} cannot be read: this is a folder, not a file",
    ]
    assert sorted(tmp_path.iterdir()) == before


def test_an_encrypted_file_never_replaces_a_plain_one_or_another(plain: Path, document: bytes, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="one of the plain files"):
        encrypt_pdfs([(plain, tmp_path / "." / "binder.pdf")], PASSWORD, OWNER)
    other = tmp_path / "other.pdf"
    other.write_bytes(document)
    with pytest.raises(OutputError, match="written twice"):
        encrypt_pdfs([(plain, tmp_path / "x.pdf"), (other, tmp_path / "x.pdf")], PASSWORD, OWNER)
    assert plain.read_bytes() == document


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "empty"),
        (" " * 20, "empty"),
        ("elevenchars", "11 characters"),
        ("twelve\x00chars", "cannot be typed"),
        ("é" * 64, "longer than 127 bytes"),
    ],
)
def test_passwords_that_protect_nothing_are_refused(plain: Path, tmp_path: Path, password: str, why: str) -> None:
    assert why in str(password_problem(password))
    with pytest.raises(OutputError, match=why):
        encrypt_pdfs([(plain, encrypted_path(plain))], password, OWNER)
    assert list(tmp_path.iterdir()) == [plain]


def test_a_password_is_the_same_however_its_letters_are_composed(plain: Path) -> None:
    (made,) = encrypt_pdfs([(plain, encrypted_path(plain))], "Schlu\u0308sselwo\u0308rter", OWNER)
    with pikepdf.open(made.path, password="Schlüsselwörter") as pdf:
        assert len(pdf.pages) == 1
    assert password_problem("é" * 63) is None
