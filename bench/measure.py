"""Stages of one build, timed one after the other in a process of their own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bench.inventories import inventory
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.paper.binder_printing import print_binders
from mfa_binder.rendering.book_renderer import render_book
from mfa_binder.rendering.runbook_files import write_runbooks
from mfa_binder.site.site_build import build_site, own_config

_DAY = date(2026, 11, 24)
_Result = TypeVar("_Result")


class Stages:
    """Seconds and peak memory (MB, of this process so far and of its largest child) by stage."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}

    def run(self, name: str, work: Callable[[], _Result]) -> _Result:
        """Do the work and note what it took."""
        begin = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - begin
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        self.found[name] = {"seconds": seconds, "peak_mb": max(own, child)}
        return result


def measure(accounts: int, folder: Path) -> dict[str, Any]:
    """Build an organization of that size in `folder`."""
    stages = Stages()
    path = folder / "inventory.yaml"
    path.write_text(inventory(accounts), encoding="utf-8")
    organization = stages.run("load", lambda: load_inventory(path)).organization
    pages = stages.run("plan", lambda: make_catalogue(organization))
    rendered = stages.run("render", lambda: render_book(organization, pages, _DAY, jobs=2))
    stages.run("write", lambda: write_runbooks(folder, rendered))
    runbooks = folder / "runbooks"
    stages.run("site", lambda: build_site(runbooks, folder / "site", None, "Benchmark", dated=_DAY))
    complete = rendered.sidecar.model_copy(update={"binders": rendered.sidecar.binders[:1]})
    binders = stages.run("binder", lambda: print_binders(runbooks, complete, folder / "site" / "binders", {}))
    stages.run("bare mkdocs", lambda: _bare_mkdocs(folder))
    return {
        "accounts": accounts,
        "pages": len(rendered.files),
        "sheets": sum(volume.pages for volume in binders),
        "volumes": len(binders),
        "stages": stages.found,
    }


def _bare_mkdocs(folder: Path) -> None:
    """`mkdocs build` of the same pages with the same theme, by itself."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(own_config()), "-d", str(folder / "bare")]
    config = folder / "mkdocs.yml"
    text = (
        own_config()
        .read_text(encoding="utf-8")
        .replace("generator/mfa_binder/site/theme", str(own_config().parent / "generator/mfa_binder/site/theme"))
    )
    config.write_text(text, encoding="utf-8")
    command[command.index("-f") + 1] = str(config)
    subprocess.run(command, check=True, capture_output=True)
    config.unlink()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        print(json.dumps(measure(int(sys.argv[1]), Path(scratch))))
