"""Blank lines: one where the dialect needs one, none where a template left several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_OPENERS = re.compile(r"(?P<heading>#{1,3} )|(?P<table>\|)|(?P<list>- |\d+\. )|(?P<admonition>!!! )")


def _kind(line: str) -> str:
    """What a line outside a fence begins with; an indented line goes on with what stands above it."""
    if line.startswith(" "):
        return "inside"
    opener = _OPENERS.match(line)
    return (opener.lastgroup or "text") if opener else "text"


def _parted(above: str, below: str) -> bool:
    """Whether a blank line must stand between two lines that are not blank.

    Jinja drops the line break after `{% endif %}`, so a template's blank line can get lost.
    """
    if "heading" in (above, below) or below == "admonition":
        return True
    return below in ("table", "list") and above not in (below, "inside")


def tidied(lines: Sequence[str]) -> Iterator[str]:
    """Outside fences: no trailing blanks but hard breaks, and one blank line where one is needed or wanted."""
    fence, above = "", ""
    for line in lines:
        ticks = re.match(r" *(`{3,})", line) if "```" in line else None
        inside = bool(fence)
        if ticks and not fence:
            fence = ticks[1]
        elif ticks and ticks[1] == fence:
            fence = ""
        kept = line if inside or (line.endswith("  ") and line.strip()) else line.rstrip()
        kind = "inside" if inside else _kind(kept) if kept else ""
        if kept and above and not inside and _parted(above, kind):
            yield ""
        if kept or inside or above:
            yield kept
        above = kind
