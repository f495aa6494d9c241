"""Code folded to the width of the paper, so that no character is lost and none can be taken for another.

The rule, printed in the binder: **a line that ends in `↩` goes on in the next printed line; the mark
and the line end are not part of the code. `␣` is a space at a line's end.** One rule for every language:
a backslash at a line's end would be right in a shell only outside single quotes and comments, and
wrong in JSON. Pages already break their commands at options with a backslash, which is code and stays.

`folded` prefers to fold after a space, then after `/` and the like, then `-` and the like, else
anywhere; never inside the code point of an unprintable character. `unfolded(folded(code, n)) == code` for every code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.typesetting.glyphs import CLOSE, CONTINUED, OPEN, VISIBLE_SPACE, printable_code, unprinted

_FOLD_AFTER = (frozenset(" "), frozenset("/,;=&|"), frozenset(":.-_"))
"""Where a line is folded, the best places first."""
_ATOM = re.compile(rf"{OPEN}[^{CLOSE}]*{CLOSE}|.", re.DOTALL)
_WIDEST_ATOM = len(f"{OPEN}U+10FFFF{CLOSE}")
_SHARE_FILLED = 2
"""A fold at a space or a sign leaves at least one half of the line filled."""


def folded(code: str, columns: int) -> list[str]:
    """The printed lines of `code`, each of at most `columns` characters (at least 12)."""
    width = max(columns, _WIDEST_ATOM + 2)
    return [line for written in code.split("\n") for line in _fold(_visible(written), width)]


def unfolded(lines: Sequence[str]) -> str:
    """The code that was printed: the rule above, carried out."""
    joined = "".join(line.removesuffix(CONTINUED) if line.endswith(CONTINUED) else line + "\n" for line in lines)
    return unprinted(joined.removesuffix("\n").replace(VISIBLE_SPACE, " "))


def _visible(written: str) -> str:
    """One line of code with its trailing spaces made visible."""
    words = printable_code(written.rstrip(" "))
    return words + VISIBLE_SPACE * (len(written) - len(written.rstrip(" ")))


def _fold(written: str, width: int) -> Iterator[str]:
    if len(written) <= width:
        yield written
        return
    atoms: list[str] = _ATOM.findall(written)
    while _length(atoms) > width:
        cut = _cut(atoms, width - len(CONTINUED))
        line = "".join(atoms[:cut])
        yield (line[:-1] + VISIBLE_SPACE if line.endswith(" ") else line) + CONTINUED
        atoms = atoms[cut:]
    yield "".join(atoms)


def _cut(atoms: list[str], room: int) -> int:
    """How many atoms go into the line: up to the last space in its second half, or the last sign, or all that fit."""
    fitting, used = 0, 0
    while fitting < len(atoms) and used + len(atoms[fitting]) <= room:
        used += len(atoms[fitting])
        fitting += 1
    for signs in _FOLD_AFTER:
        for cut in range(fitting, fitting // _SHARE_FILLED, -1):
            if atoms[cut - 1] in signs:
                return cut
    return fitting


def _length(atoms: list[str]) -> int:
    return sum(len(atom) for atom in atoms)
