"""Every QR code gives back its exact bytes, to a reader that knows nothing of how it was made."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from mfa_binder.paper.qr_codes import LEAST_MODULE_MM, QrCode, qr_codes

DPI = 200


def scan(code: QrCode, dpi: int = DPI, angle: float = 0, blur: float = 0) -> Image.Image:
    """The code as it comes from a scanner: printed at its side, turned, on white paper; `blur` in millimetres."""
    fine = code.modules * 12
    printed = Image.open(io.BytesIO(code.png)).convert("L").resize((fine, fine), Image.Resampling.NEAREST)
    turned = printed.rotate(angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    side = round(turned.width * code.side_mm / fine / 25.4 * dpi)
    seen = turned.resize((side, side), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(blur / 25.4 * dpi))
    paper = Image.new("L", (side + 60, side + 60), 255)
    paper.paste(seen, (30, 30))
    return paper


def read(image: Image.Image) -> list[bytes]:
    """QR codes only: in the modules of one, a reader of every kind at times sees a short bar code."""
    return [found.bytes for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]


def read_exactly(code: QrCode) -> bytes:
    """The bytes of the picture itself, a pixel for each module, four times as large."""
    image = Image.open(io.BytesIO(code.png)).convert("L")
    (found,) = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST))
    assert found.ec_level == "M"
    return found.bytes


TEXTS = st.one_of(
    st.text(min_size=1, max_size=300),
    st.text(st.characters(codec="ascii"), min_size=1, max_size=400),
    st.text("0123456789", min_size=1, max_size=400),
    st.text("ABCXYZ 0123456789$%*+-./:", min_size=1, max_size=400),
    st.text("é中Ω🔑aא一点", min_size=1, max_size=200),
)


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_any_text_comes_back_byte_for_byte_and_as_text(text):
    codes = qr_codes(text.encode())
    assert b"".join(map(read_exactly, codes)) == text.encode()
    if len(codes) == 1 and text.isprintable():
        image = Image.open(io.BytesIO(codes[0].png)).convert("L")
        (found,) = zxingcpp.read_barcodes(image.resize((image.width * 4,) * 2, Image.Resampling.NEAREST))
        assert found.text == text


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=1, max_size=600))
def test_any_bytes_come_back(payload):
    assert b"".join(map(read_exactly, qr_codes(payload))) == payload


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 4000), st.sampled_from(["aws iam x --y '$Z'\n", "é中🔑", "x", "0", "🔑"]))
def test_any_size_up_to_4000_bytes_is_divided_between_characters(size, words):
    payload = (words * 4000).encode()[:size].decode(errors="ignore").encode() or b"x"
    codes = qr_codes(payload)
    assert b"".join(code.payload for code in codes) == payload
    assert [(code.number, code.of) for code in codes] == [(n, len(codes)) for n in range(1, len(codes) + 1)]
    lengths = [len(code.payload) for code in codes]
    assert max(lengths) - min(lengths) <= 4
    for code in codes:
        code.payload.decode("utf-8")
        assert read_exactly(code) == code.payload


@pytest.mark.parametrize("size", [1, 100, 399, 400, 401, 700, 1200, 1201, 2331, 4000])
@pytest.mark.parametrize("words", ["aws iam list-users --user-name 'x' \\\n", "Zürich 中\n"])
def test_it_is_read_from_a_scan_straight_turned_and_blurred(size, words):
    payload = (words * 400).encode()[:size].decode(errors="ignore").encode()
    for code in qr_codes(payload):
        scans = {
            "straight": scan(code),
            "blurred": scan(code, blur=0.1),
            "not quite straight": scan(code, angle=4),
            "pale": scan(code).point(lambda value: 90 + value // 2),
            "upside down": scan(code, angle=180),
            "300 dpi, turned": scan(code, 300, angle=17),
            "300 dpi, on its corner": scan(code, 300, angle=45, blur=0.1),
        }
        assert {how: read(image) for how, image in scans.items()} == {how: [code.payload] for how in scans}


def test_a_corner_torn_off_does_not_matter():
    (code,) = qr_codes(b"aws iam list-users --profile break-glass" * 5)
    torn = scan(code, 300)
    torn.paste(255, (torn.width - 90, torn.height - 90, torn.width, torn.height))
    assert read(torn) == [code.payload]


def test_400_bytes_fit_into_30_millimetres_and_no_module_is_too_small():
    for size in range(1, 4001, 37):
        for code in qr_codes((b"Az9-;" * 900)[:size]):
            assert code.side_mm / code.modules >= LEAST_MODULE_MM - 1e-9
            assert 30 <= code.side_mm <= 60
            if len(code.payload) <= 400:
                assert code.side_mm == 30


def test_the_picture_has_a_pixel_for_each_module_and_a_quiet_zone_of_four():
    (code,) = qr_codes(b"x" * 300)
    image = Image.open(io.BytesIO(code.png))
    assert (image.mode, image.size) == ("1", (code.modules, code.modules))
    dark = image.convert("L").point(lambda value: 255 - value).getbbox()
    assert dark == (4, 4, code.modules - 4, code.modules - 4)


def test_names_differ_by_payload_and_number():
    names = [code.name for payload in (b"x" * 2400, b"y" * 2400, b"x") for code in qr_codes(payload)]
    assert len(names) == len(set(names)) == 5
    assert names[0] == "ea5aaf7bf2eaebcc-1.png"  # printf 'x%.0s' {1..2400} | sha256sum


def test_another_process_makes_the_same_bytes():
    script = (
        "import sys; from mfa_binder.paper.qr_codes import qr_codes; sys.stdout.buffer.write(qr_codes(b'same')[0].png)"
    )
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert made.stdout == qr_codes(b"same")[0].png


def test_a_code_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        qr_codes(b"")
