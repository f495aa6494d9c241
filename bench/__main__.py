"""`make bench`: 10, 100 and 1,000 accounts, stage by stage, and the aims; paper, rehearsal, collect, reading ease."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench import collect, paper, reading, rehearsal
from bench.aims import aim

_SIZES = [int(size) for size in sys.argv[1:]] or [10, 100, 1000]


def _measured(accounts: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.measure", str(accounts)], check=True, stdout=subprocess.PIPE, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _table(results: list[dict[str, Any]]) -> None:
    names = list(results[0]["stages"])
    print("stage".ljust(14) + "".join(f"{r['accounts']:>10} accounts".rjust(24) for r in results) + "growth".rjust(10))
    for name in names:
        cells = [r["stages"][name] for r in results]
        row = "".join(f"{c['seconds']:9.2f} s {c['peak_mb']:9.0f} MB".rjust(24) for c in cells)
        growth = cells[-1]["seconds"] / cells[-2]["seconds"] if len(cells) > 1 else 1.0
        print(name.ljust(14) + row + f"{growth:9.1f}x")
    for key in ("pages", "sheets", "volumes"):
        print(key.ljust(14) + "".join(f"{r[key]:>24}" for r in results))


def _aims(results: list[dict[str, Any]]) -> None:
    last = results[-1]["stages"]
    whole = sum(last[name]["seconds"] for name in ("load", "plan", "render", "write", "site", "binder"))
    bare = last["bare mkdocs"]["seconds"] + last["binder"]["seconds"]
    aim("rendering of the largest, seconds", last["render"]["seconds"], 10)
    if len(results) > 1:
        scale = results[-1]["accounts"] / results[-2]["accounts"]
        before = results[-2]["stages"]
        for name in ("load", "plan", "render", "write", "site", "binder"):
            aim(
                f"growth of {name} for {scale:.0f}x the accounts",
                last[name]["seconds"] / before[name]["seconds"],
                1.1 * scale,
            )
    aim("whole build / (bare mkdocs + typesetting)", whole / bare, 1.3)


if __name__ == "__main__":
    found = [_measured(size) for size in _SIZES]
    _table(found)
    _aims(found)
    paper.main(_SIZES)
    rehearsal.main(_SIZES)
    collect.main(_SIZES)
    reading.main()
