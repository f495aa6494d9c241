"""The binders measured: the complete binder of many accounts, a change in one, and WeasyPrint on the same content.

WeasyPrint gets some of the pages as HTML, with the same QR codes, on A4 with the same margins; we set the same
sections as a binder, with all that it has besides.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

import markdown

from bench.aims import aim
from bench.inventories import inventory
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import Sidecar, read_heads
from mfa_binder.paper.binder_printing import print_binders
from mfa_binder.paper.qr_codes import qr_codes

_PROGRAM = str(Path(sys.executable).with_name("mfa-binder"))
_LINES = 14_000
_CSS = """
@page { size: A4; margin: 25mm 15mm 20mm 22mm }
@page { @top-left { content: string(title) } @bottom-right { content: counter(page) } }
body { font: 10.5pt sans-serif } h1 { string-set: title content(); break-before: right; font-size: 18pt }
pre { font: 9.5pt monospace; border: 0.7pt solid; padding: 7pt; white-space: pre-wrap }
table { border-collapse: collapse }
td, th { border: 0.4pt solid; padding: 4pt; font-size: 9.5pt } img.qr { width: 30mm; float: right }
"""


def main(sizes: Sequence[int]) -> None:
    """Measure, print, and say which aims are met."""
    seconds: dict[int, float] = {}
    for accounts in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            folder = Path(scratch)
            (folder / "inventory.yaml").write_text(inventory(accounts), encoding="utf-8")
            _print_few(folder)
            seconds[accounts], pages, peak = _complete(folder)
            print(
                f"{accounts:>5} accounts: complete binder of {pages} pages in {seconds[accounts]:.1f} s, "
                f"{1000 * seconds[accounts] / pages:.1f} ms a page, {peak:.0f} MB",
                flush=True,
            )
            if accounts == max(sizes):
                _against_weasyprint(folder, peak)
                _after_a_change(folder)
    if len(sizes) > 1:
        first, last = sorted(sizes)[-2:]
        aim(f"growth of the complete binder from {first} accounts", seconds[last] / seconds[first], 1.1 * last / first)


def _print_few(folder: Path) -> None:
    """Build the pages, with the complete binder and that of the last account as the only ones."""
    _run(folder, "build", "--pages-only")
    plans = read_heads(folder / "runbooks.json").binders
    kept = {"complete", next(plan.id for plan in reversed(plans) if plan.id.startswith("account-"))}
    others = "".join(f"    {plan.id}: {{printed: false}}\n" for plan in plans if plan.id not in kept)
    with (folder / "inventory.yaml").open("a", encoding="utf-8") as inventory_file:
        inventory_file.write(f"binders:\n  each:\n{others}")
    _run(folder, "build", "--pages-only")


def _complete(folder: Path) -> tuple[float, int, float]:
    """Seconds, pages and MB of the complete binder of a folder."""
    sidecar = _only_complete(read_heads(folder / "runbooks.json"))
    with _peak() as peak:
        began = time.perf_counter()
        made = print_binders(folder / "runbooks", sidecar, folder / "complete", {})
        seconds = time.perf_counter() - began
    return seconds, sum(binder.pages for binder in made), peak()


def _only_complete(sidecar: Sidecar) -> Sidecar:
    return sidecar.model_copy(update={"binders": sidecar.binders[:1]})


def _after_a_change(folder: Path) -> None:
    """An account is renamed: what is set again, and how soon the change pack is there."""
    _run(folder, "issue")
    path = folder / "inventory.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(_with_another_name(text), encoding="utf-8")
    _run(folder, "build", "--pages-only")
    before = _digests(folder / "complete")
    sidecar = _only_complete(read_heads(folder / "runbooks.json"))
    began = time.perf_counter()
    print_binders(folder / "runbooks", sidecar, folder / "complete", {})
    again = time.perf_counter() - began
    after = _digests(folder / "complete")
    untouched = sum(after[name] == digest for name, digest in before.items() if name in after)
    print(f"after a change in one account: {len(after) - untouched} of {len(after)} volumes set again, {again:.1f} s")
    began = time.perf_counter()
    _run(folder, "issue")
    aim("the next change pack, seconds", time.perf_counter() - began, 3.0)


def _with_another_name(text: str) -> str:
    """The inventory with its last account renamed."""
    before, _, accounts = text.partition("\naccounts:\n")
    accounts, rest_begins, rest = accounts.partition("\nbinders:\n")
    head, name, tail = accounts.rpartition("\n    name: ")
    return f"{before}\naccounts:\n{head}{name}renamed-{tail}{rest_begins}{rest}"


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.pdf")}


def _against_weasyprint(folder: Path, peak: float) -> None:
    """The same sections, set by us as a binder and by WeasyPrint as one document."""
    sidecar = read_heads(folder / "runbooks.json")
    some = tuple(_some(sidecar.sections))
    plan = sidecar.binders[0].model_copy(update={"sections": tuple(section.id for section in some)})
    began = time.perf_counter()
    made = print_binders(folder / "runbooks", sidecar.model_copy(update={"binders": (plan,)}), folder / "some", {})
    ours = time.perf_counter() - began
    page = folder / "weasyprint.html"
    page.write_text("".join([f"<html lang=en><style>{_CSS}</style>", *(_as_html(folder, one) for one in some)]))
    command = [sys.executable, "-m", "bench.paper", "weasyprint", str(page)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    theirs = json.loads(done.stdout.splitlines()[-1])
    print(
        f"the same {len(some)} sections: WeasyPrint {theirs['pages']} pages, {theirs['seconds']:.1f} s, "
        f"{theirs['mb']:.0f} MB; we {sum(binder.pages for binder in made)} pages, {ours:.1f} s",
        flush=True,
    )
    aim("our time / WeasyPrint's for the same sections", ours / theirs["seconds"], 1 / 25)
    aim("our memory for all / WeasyPrint's for 2,017 pages (3,100 MB were measured)", peak / 3100, 1 / 3)


def _some(sections: Sequence[Section]) -> Iterator[Section]:
    """Some sections from the middle of the binder, about as many as two volumes hold."""
    lines = 0
    for section in sections[len(sections) // 4 :]:
        lines += sum(len(leaf_set.lines) // 4 for leaf_set in section.leaf_sets)
        if lines > _LINES:
            return
        yield section


def _as_html(folder: Path, section: Section) -> str:
    text = (folder / "runbooks" / section.path).read_text(encoding="utf-8")
    made = markdown.markdown(text, extensions=["tables", "pymdownx.superfences", "admonition", "pymdownx.tasklist"])
    return re.sub(r"<pre.*?</pre>", lambda block: _code(block[0]) + block[0], made, flags=re.DOTALL)


def _code(block: str) -> str:
    payload = re.sub(r"<[^>]+>", "", block).encode()
    pictures = (b64encode(code.png).decode() for code in qr_codes(payload))
    return "".join(f'<img class=qr alt="{escape("QR code")}" src="data:image/png;base64,{png}">' for png in pictures)


def _weasyprint(page: Path) -> None:
    import weasyprint

    began = time.perf_counter()
    document = weasyprint.HTML(filename=str(page)).render()
    document.write_pdf(str(page.with_suffix(".pdf")), pdf_variant="pdf/ua-1")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "pages": len(document.pages), "mb": peak}))


def _run(folder: Path, *arguments: str) -> None:
    command = [_PROGRAM, "-C", str(folder), "--quiet", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _peak() -> Iterator[Callable[[], float]]:
    """The most memory, in MB, of this process and its children together, looked at every 0.1 s."""
    seen, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            seen.append(sum(map(_resident, [os.getpid(), *_children()])))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: max(seen)
    finally:
        ended.set()
        thread.join()


def _children() -> set[int]:
    """Every process that this one has begun, and that these have."""
    done = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True, check=True)
    parents = {int(pid): int(parent) for pid, parent in map(str.split, done.stdout.splitlines())}
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


def _resident(pid: int) -> float:
    """MB of a process; what it shares with others counts in parts (Pss)."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    if sys.argv[1] == "weasyprint":
        _weasyprint(Path(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]])
