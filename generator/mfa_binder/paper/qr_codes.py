"""QR codes that hold exact bytes, for paper.

Error correction is always level M: a code survives the loss of about 15 % of it (ISO/IEC 18004). A module is never
smaller than `LEAST_MODULE_MM`: every trial was read at 300 dpi, blurred and at any angle, and at 200 dpi lying
straight; at 150 dpi, two pixels a module, nineteen of twenty. ASCII is written without a character set, as every
scanner in keyboard mode types it; other text says that it is UTF-8 (ECI 26); what is no text is written as bytes.
"""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import zxingcpp
from PIL import Image

LEAST_MODULE_MM = 0.35
"""The least side of a module, in millimetres."""
LEAST_SIDE_MM = 30.0
"""The side of a code of up to 400 bytes, quiet zone included, in millimetres."""
MOST_CODE_BYTES = 1200
"""What one code holds; its side is then under 50 mm. A longer payload is divided."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """One code of a payload. Scanned in their order, the codes of a payload give it."""

    png: bytes
    """One pixel for each module, a quiet zone of four modules on each side included."""
    modules: int
    """Its width and its height, in modules."""
    side_mm: float
    """Its width and its height as it is printed, without smoothing, in millimetres."""
    number: int
    """Which code of the payload it is, counted from 1."""
    of: int
    """How many codes the payload has."""
    name: str
    """A file name for it."""
    payload: bytes
    """The part of the payload that it holds."""


@lru_cache(maxsize=16384)
def qr_codes(payload: bytes) -> tuple[QrCode, ...]:
    """The codes of a payload: one, or as many as it takes with parts of equal length, divided between characters.

    Raises ValueError for an empty payload.
    """
    if not payload:
        raise ValueError("a QR code of nothing")
    digest = hashlib.sha256(payload).hexdigest()[:16]
    parts = _divide_payload(payload)
    return tuple(_make_code(part, number, len(parts), digest) for number, part in enumerate(parts, start=1))


def _divide_payload(payload: bytes) -> list[bytes]:
    count = math.ceil(len(payload) / MOST_CODE_BYTES)
    cuts = [0, *(_character_boundary(payload, len(payload) * cut // count) for cut in range(1, count)), len(payload)]
    return [payload[start:end] for start, end in pairwise(cuts)]


def _character_boundary(payload: bytes, cut: int) -> int:
    """The nearest place at or before `cut` where no character of UTF-8 (four bytes at most) is torn."""
    places = range(cut, max(cut - 4, 0), -1)
    return next((place for place in places if payload[place] & 0b1100_0000 != 0b1000_0000), cut)


def _make_code(part: bytes, number: int, of: int, digest: str) -> QrCode:
    image = _encode_barcode(part).to_image(scale=1)
    modules = image.shape[0]
    side = max(LEAST_SIDE_MM, round(modules * LEAST_MODULE_MM, 2))
    return QrCode(_write_png(image, modules), modules, side, number, of, f"{digest}-{number}.png", part)


def _encode_barcode(part: bytes) -> zxingcpp.Barcode:
    """Text as text, so that a reader prints it as it is."""
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        return zxingcpp.create_barcode(part, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    if text.isascii():
        return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", eci="UTF-8")


def _write_png(image: zxingcpp.Image, modules: int) -> bytes:
    written = io.BytesIO()
    picture = Image.fromarray(image)
    picture.convert("1", dither=Image.Dither.NONE).save(written, "PNG")
    return written.getvalue()
