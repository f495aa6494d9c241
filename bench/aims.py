"""How a measurement is held against what was aimed at."""

from __future__ import annotations


def aim(what: str, measured: float, most: float) -> None:
    """Print whether a figure is at most what was aimed at."""
    print(f"{'met   ' if measured <= most else 'MISSED'} {what}: {measured:.2f} (at most {most:.2f})", flush=True)
