"""The rehearsal measured: one command with and without a start of the AWS CLI, whole books, a second run.

Everything is run as a user would run it, through the command line, but for the comparison with an `aws`
that is started for each call: that is a switch of the rehearsal itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.aims import aim
from bench.inventories import inventory
from mfa_binder.book.sections import BashBlock
from mfa_binder.book.sidecar import Sidecar, read_sidecar
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages

_DAY = "2026-11-24"
_COMPARED_PAGES = 6
_AWS = Path(sys.executable).with_name("aws")
_PROGRAM = (str(Path(sys.executable).with_name("mfa-binder")), "--quiet")


@dataclass(frozen=True, slots=True)
class Book:
    """One rehearsal of a whole book: seconds, the memory of all its processes at their most (MB), and its record."""

    accounts: int
    seconds: float
    peak_mb: float
    record: Mapping[str, Any]


def main(sizes: Sequence[int]) -> None:
    """Measure, print, and say which aims are met."""
    _compare()
    books = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            folder = Path(scratch)
            (folder / "inventory.yaml").write_text(inventory(size), encoding="utf-8")
            books.append(_whole(folder, size))
            _print(books[-1])
            if size == max(sizes):
                _again(folder)
    _aims(books)


def _compare() -> None:
    """The same pages on one core, with the AWS CLI loaded once and with a start of it for each call."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        (folder / "inventory.yaml").write_text(inventory(10), encoding="utf-8")
        _run(folder, "build", "--pages-only", "--as-of", _DAY)
        sidecar = _without_failures(read_sidecar(folder / "runbooks.json"))
        loaded, started = (_a_call(folder, sidecar, preload) for preload in (True, False))
    print(f"a command with all that is checked of it: {loaded * 1000:.1f} ms; `aws` started: {started * 1000:.1f} ms")
    aim("a command on one core, milliseconds", loaded * 1000, 30)
    aim("loaded once / started for each command", loaded / started, 1 / 10)


def _a_call(folder: Path, sidecar: Sidecar, preload: bool) -> float:
    """Seconds for a command, with all that the rehearsal does around it; without the start of the worker."""
    organization = load_inventory(folder / "inventory.yaml").organization
    with_commands = [s.id for s in sidecar.sections if any(isinstance(block, BashBlock) for block in s.blocks)]
    chosen = with_commands[:: max(1, len(with_commands) // _COMPARED_PAGES)][:_COMPARED_PAGES]
    stamps: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        report = rehearse_pages(
            folder / "runbooks",
            sidecar,
            organization,
            _AWS,
            Path(scratch),
            chosen,
            on_page=lambda _: stamps.append(time.perf_counter()),
            preload=preload,
        )
    first = next(block.page for block in report.blocks)
    commands = sum(block.commands for block in report.blocks if block.page != first)
    assert report.failed == 0, report
    return (stamps[-1] - stamps[0]) / commands


def _without_failures(sidecar: Sidecar) -> Sidecar:
    """What is rehearsed besides the commands of a page is not counted among them."""
    sections = (
        section.model_copy(
            update={
                "blocks": tuple(
                    block.model_copy(update={"failures": ()}) if isinstance(block, BashBlock) else block
                    for block in section.blocks
                )
            }
        )
        for section in sidecar.sections
    )
    return sidecar.model_copy(update={"sections": tuple(sections)})


def _whole(folder: Path, accounts: int) -> Book:
    _run(folder, "build", "--pages-only", "--as-of", _DAY)
    with _memory() as peak:
        began = time.perf_counter()
        done = _run(folder, "rehearse", "--all", "--keep-going", "--jobs", "2", "--format", "json")
        seconds = time.perf_counter() - began
    return Book(accounts, seconds, peak[0], json.loads(done))


def _print(book: Book) -> None:
    record = book.record
    blocks = record["blocks"]
    print(
        f"{book.accounts:>5} accounts: {record['passed']} blocks passed, {record['failed']} failed, "
        f"{record['not_rehearsable']} not rehearsable; {record['commands']} commands, "
        f"{sum(block['failures'] for block in blocks)} failures brought about; "
        f"{book.seconds:.1f} s, {book.peak_mb:.0f} MB",
        flush=True,
    )


def _again(folder: Path) -> None:
    """A second run after one account got another name."""
    path = folder / "inventory.yaml"
    organization = load_inventory(path).organization
    account = list(organization.accounts.values())[len(organization.accounts) // 2]
    text = path.read_text(encoding="utf-8")
    assert text.count(f"name: {account.name}\n") == 1
    path.write_text(text.replace(f"name: {account.name}\n", f"name: {account.name}-renamed\n"), encoding="utf-8")
    _run(folder, "build", "--pages-only", "--as-of", _DAY)
    began = time.perf_counter()
    record = json.loads(_run(folder, "rehearse", "--jobs", "2", "--format", "json"))
    seconds = time.perf_counter() - began
    pages = record["pages"]
    print(f"second run: {pages['rehearsed']} pages rehearsed, {pages['proved_before']} proved before, {seconds:.1f} s")
    aim("a second run after a change in one account, seconds", seconds, 10)


def _aims(books: Sequence[Book]) -> None:
    largest = books[-1]
    aim("every block of the largest, minutes on two cores", largest.seconds / 60, 12)
    aim("memory of the largest, all processes, MB", largest.peak_mb, 1000)
    for smaller, larger in pairwise(books):
        scale = larger.accounts / smaller.accounts
        aim(f"growth of the rehearsal from {smaller.accounts} accounts", larger.seconds / smaller.seconds, 1.1 * scale)


def _run(folder: Path, *words: str) -> str:
    done = subprocess.run([_PROGRAM[0], "-C", str(folder), *words], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@contextmanager
def _memory() -> Iterator[list[float]]:
    """The most that all descendants of this process took together, in MB: shared pages count once. Linux only."""
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(1.0):
            peak[0] = max(peak[0], _descendants_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _descendants_mb() -> float:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    ours = {int(Path("/proc/self").resolve().name)}
    while more := {process for process, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(_proportional_mb(process) for process in ours)


def _proportional_mb(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
