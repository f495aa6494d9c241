"""Code folded to the width of the paper, so that no character is lost and none can be taken for another.

A line of `bash` that is too long is folded **as the shell allows**, so that whoever types what is printed, line
by line, runs what is written: between two words ` \\` ends the line and the next one is indented by two more
than the folded line; inside a word or between double quotes `\\` ends it and the next one begins at the left
edge. Pages indent their own continued lines by four, so a reader can tell, and need not.

Where no backslash would do (single quotes, comments, here-documents, every other language) a line that ends
in `↩` goes on in the next printed line; the mark and the line end are not part of the code. `␣` is a space at
a line's end. Both rules are printed in the binder.

`folded` prefers to fold before an option or an operator, then between words, then after a sign such as `/`,
else anywhere; never inside the code point of an unprintable character.
`unfolded(folded(code, n, language), language) == code` for every code whose own lines cannot be taken for folds,
which is to say that `unfolded` leaves them as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from mfa_binder.typesetting.glyphs import CLOSE, CONTINUED, OPEN, VISIBLE_SPACE, printable_code, unprinted
from mfa_binder.typesetting.shell_breaks import Break, shell_breaks

SHELL = "bash"
"""The language whose lines are folded with a backslash."""

_FOLD_AFTER = (frozenset(" "), frozenset("/,;=&|"), frozenset(":.-_"))
"""Where a line is folded with a mark, the best places first."""
_ATOM = re.compile(rf"{OPEN}[^{CLOSE}]*{CLOSE}|.", re.DOTALL)
_WIDEST_ATOM = len(f"{OPEN}U+10FFFF{CLOSE}")
_SHARE_FILLED = 2
"""A fold at a space or a sign leaves at least one half of the line filled."""
_BACKSLASH = "\\"
_INDENT = 2
_LEAST_FILLED = 0.3
"""A line that would be emptier is folded inside a word rather than before it."""
_MARK_WIDTH = 1.25
"""Of a mark, in characters: it is printed larger than code."""


@lru_cache(maxsize=2048)
def folded(code: str, columns: int, language: str = "text") -> tuple[str, ...]:
    """The printed lines of `code`, each of at most `columns` characters (at least 12)."""
    width = max(columns, _WIDEST_ATOM + 2)
    lines = code.split("\n")
    if language == SHELL and any(breadth(line) > width for line in map(_visible, lines)):
        return tuple(_fold_shell(code, width))
    return tuple(line for written in lines for line in _fold(_visible(written), width))


def unfolded(lines: Sequence[str], language: str = "text") -> str:
    """The code that was printed: the rules above, carried out."""
    whole = _unmarked(lines)
    if language == SHELL:
        whole = _unescaped(whole)
    return unprinted("\n".join(whole).replace(VISIBLE_SPACE, " "))


def breadth(printed: str) -> int:
    """The columns that a printed line takes."""
    marks = printed.count(CONTINUED) + printed.count(VISIBLE_SPACE)
    return len(printed) + math.ceil(marks * (_MARK_WIDTH - 1))


def _unmarked(lines: Sequence[str]) -> list[str]:
    joined = "".join(line.removesuffix(CONTINUED) if line.endswith(CONTINUED) else line + "\n" for line in lines)
    return joined.removesuffix("\n").split("\n")


def _unescaped(lines: Sequence[str]) -> list[str]:
    """Lines with those joined that a backslash of ours had parted."""
    whole: list[str] = []
    parted, indent = False, 0
    for line in lines:
        inner = _indentation(line)
        if parted and inner in (0, indent + _INDENT) and (inner == 0 or whole[-1].endswith(" " + _BACKSLASH)):
            whole[-1] = whole[-1].removesuffix(_BACKSLASH) + line[inner:]
        else:
            whole.append(line)
            indent = inner
        parted = line.endswith(_BACKSLASH)
    return whole


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _visible(written: str) -> str:
    """One line of code with its trailing spaces made visible."""
    words = printable_code(written.rstrip(" "))
    return words + VISIBLE_SPACE * (len(written) - len(written.rstrip(" ")))


# ---- with a backslash


def _fold_shell(code: str, width: int) -> Iterator[str]:
    breaks = shell_breaks(code)
    start = 0
    for written in code.split("\n"):
        if breadth(_visible(written)) > width:
            inside = range(start + 1, start + len(written))
            yield from _fold_line(written, width, {at - start: kind for at, kind in breaks.items() if at in inside})
        else:
            yield _visible(written)
        start += len(written) + 1


def _fold_line(written: str, width: int, breaks: Mapping[int, Break]) -> Iterator[str]:
    """One line of code. Where no place is left for a backslash, what remains is folded with marks."""
    hanging = " " * (_indentation(written) + _INDENT)
    lead, at = "", 0
    while breadth(lead + _visible(written[at:])) > width:
        cut = _shell_cut(written, at, width - len(lead) - len(_BACKSLASH), breaks)
        if cut is None:
            break
        yield lead + printable_code(written[at:cut]) + _BACKSLASH
        lead = hanging if breaks[cut] is Break.WORDS else ""
        at = cut
    yield from _fold(lead + _visible(written[at:]), width)


def _shell_cut(written: str, at: int, room: int, breaks: Mapping[int, Break]) -> int | None:
    """Where the line that begins at `at` ends: the best place of those that leave at most `room` characters."""
    near = (cut for cut in range(at + 1, at + room + 1) if cut in breaks)
    fitting = [cut for cut in near if len(printable_code(written[at:cut])) <= room]
    filled = [cut for cut in fitting if cut - at > _LEAST_FILLED * room]
    choices: tuple[Callable[[int], bool], ...] = (
        lambda cut: breaks[cut] is Break.WORDS and written[cut] in "-|&><",
        lambda cut: breaks[cut] is Break.WORDS,
        lambda cut: written[cut - 1] in " /,;=&|:._",
        lambda cut: True,
    )
    chosen = (max(filter(choice, filled), default=None) for choice in choices)
    return next((cut for cut in chosen if cut is not None), max(fitting, default=None))


# ---- with a mark


def _fold(written: str, width: int) -> Iterator[str]:
    if breadth(written) <= width:
        yield written
        return
    atoms: list[str] = _ATOM.findall(written)
    while breadth("".join(atoms)) > width:
        cut = _cut(atoms, width - breadth(CONTINUED))
        line = "".join(atoms[:cut])
        yield (line[:-1] + VISIBLE_SPACE if line.endswith(" ") else line) + CONTINUED
        atoms = atoms[cut:]
    yield "".join(atoms)


def _cut(atoms: list[str], room: int) -> int:
    """How many atoms go into the line: up to the last space in its second half, or the last sign, or all that fit."""
    fitting, used = 0, 0.0
    while fitting < len(atoms) and used + _breadth(atoms[fitting]) <= room:
        used += _breadth(atoms[fitting])
        fitting += 1
    for signs in _FOLD_AFTER:
        for cut in range(fitting, fitting // _SHARE_FILLED, -1):
            if atoms[cut - 1] in signs:
                return cut
    return fitting


def _breadth(atom: str) -> float:
    return _MARK_WIDTH if atom == VISIBLE_SPACE else len(atom)
