"""What was printed is known again; of an entry that is spoiled only that one is lost."""

from __future__ import annotations

import json
from pathlib import Path

from mfa_binder.paper.print_manifest import PRINT_MANIFEST, PrintedFile, read_print_manifest, write_print_manifest

FILE = PrintedFile(key="k", sha256="s", pages=3, sets={"LD-YK-001": 2})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_print_manifest(tmp_path, {"b.pdf": FILE, "a.pdf": FILE})
    assert read_print_manifest(tmp_path) == {"a.pdf": FILE, "b.pdf": FILE}
    assert (tmp_path / PRINT_MANIFEST).read_text(encoding="utf-8").count("\n") == 4, "a line for each file"


def test_a_spoiled_entry_and_one_that_leads_elsewhere_are_left_out(tmp_path: Path) -> None:
    write_print_manifest(tmp_path, {"a.pdf": FILE})
    entries = json.loads((tmp_path / PRINT_MANIFEST).read_bytes())
    whole = entries["a.pdf"]
    entries |= {"b.pdf": {**whole, "pages": "many"}, "c.pdf": 5, "../d.pdf": whole, "e.pdf": {**whole, "more": 1}}
    (tmp_path / PRINT_MANIFEST).write_text(json.dumps(entries), encoding="utf-8")
    assert read_print_manifest(tmp_path) == {"a.pdf": FILE}
