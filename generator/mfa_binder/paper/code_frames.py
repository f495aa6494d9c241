"""How a block of code stands on the sheet: its printed lines, and its QR codes beside or below the frame.

What a reader types or saves (`bash`, `json`) has codes where the form has any; what is only shown (`text`) has
none. The payload is the text of the block with its last line end, the very bytes whose SHA-256 the sidecar
has. One code that is no larger than the others stands beside the frame, larger or several ones below it.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache

from mfa_binder.book.height_estimate import code_height
from mfa_binder.paper.code_folding import fold_code
from mfa_binder.paper.qr_codes import QrCode, qr_codes
from mfa_binder.paper.sheet_measures import MILLIMETRE, SheetMeasures

_SCANNED_LANGUAGES = frozenset({"bash", "json"})
_CHECK_DIGITS = 8
_CAPTION_HEIGHT = 16.0
_LEAST_COLUMNS = 34
"""A frame that would hold fewer characters in a line has its code below."""


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """A block of code as it stands on the sheet."""

    lines: tuple[str, ...]
    """As they are printed, folded to the width of the frame."""
    width: float
    """Of the frame, in points."""
    codes: tuple[QrCode, ...]
    """Of the block's text; none where nobody scans it."""
    is_beside: bool
    """Whether the code stands beside the frame, not below it."""
    check: str
    """The first characters of the SHA-256 of the block's text."""

    def height(self, measures: SheetMeasures, room: float) -> float:
        """The height with its codes, in points, guessed generously, where the sheet is `room` points wide."""
        side = max((code.side_mm for code in self.codes), default=0.0) * MILLIMETRE + _CAPTION_HEIGHT
        if self.is_beside or not self.codes:
            return code_height(len(self.lines), measures.code_size, side if self.is_beside else 0.0)
        in_a_row = max(int((room + measures.qr_gap) // (side + measures.qr_gap)), 1)
        below = math.ceil(len(self.codes) / in_a_row) * (side + measures.qr_gap)
        return code_height(len(self.lines), measures.code_size, 0.0) + below


@lru_cache(maxsize=2048)
def code_frame(content: str, language: str, width: float, measures: SheetMeasures) -> CodeFrame:
    """The frame of a fence whose text is `content`, with its last line end, on a sheet `width` points wide."""
    payload = content.encode("utf-8", "surrogatepass")
    codes = qr_codes(payload) if content.strip() and language in _SCANNED_LANGUAGES and measures.qr_side else ()
    narrow = width - measures.qr_column
    is_small = len(codes) == 1 and codes[0].side_mm * MILLIMETRE <= measures.qr_side
    is_beside = is_small and measures.code_columns(narrow) >= _LEAST_COLUMNS
    inner = narrow if is_beside else width
    lines = fold_code(content.removesuffix("\n"), measures.code_columns(inner), language)
    return CodeFrame(lines, inner, codes, is_beside, hashlib.sha256(payload).hexdigest()[:_CHECK_DIGITS])
