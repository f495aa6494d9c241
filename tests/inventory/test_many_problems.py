"""However many mistakes a file holds: two hundred are told, the rest is counted, and memory stays small."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from mfa_binder.errors import InventoryError
from mfa_binder.findings import MOST_FINDINGS
from mfa_binder.inventory.inventory_loading import parse_inventory
from mfa_binder.inventory.yaml_composer import compose_tree

HEAD = """\
schema: 1
organizations:
  main: {name: E, management_account: "111122223333"}
accounts:
  "111122223333": {name: m, root: {intended: kept, email: r@example.com}}
"""
N = 3_000
FILES = {
    "unknown keys": ("".join(f"k{n}: x\n" for n in range(N)), N, "unknown-key"),
    "unknown keys below": ("document:\n" + "".join(f"  k{n}: x\n" for n in range(N)), N, "unknown-key"),
    "doubled keys": ("schema: 1\n" * N, N, "duplicate-key"),
    "keys that are numbers": ("people:\n" + "".join(f"  {n}: {{name: A, email: a@example.com}}\n" for n in range(N)), N, "key-not-text"),
    "hidden characters": ("people:\n" + "".join(f'  p{n}: {{name: "A\\u200b", email: a@example.com}}\n' for n in range(N)), N, "hidden-character"),
    "secrets": ("people:\n" + "".join(f"  p{n}: {{name: A, email: a@example.com, pin: 1234}}\n" for n in range(N)), N, "secret-in-inventory"),
    "missing keys": ("people:\n" + "".join(f"  p{n}: {{name: A}}\n" for n in range(N)), N, "missing-key"),
    "references": ("elsewhere:\n" + "".join(f"  - {{system: a, login: b, remove: c, devices: [d{n}]}}\n" for n in range(N)), N, "unknown-reference"),
    "addresses": ("people:\n" + "".join(f"  p{n}: {{name: A, email: b}}\n" for n in range(N)), N, "impossible-contact"),
    "words": ("locations:\n" + "".join(f"  s{n}: {{name: A, kind: saf, site: hq, custodians: [a]}}\n" for n in range(N))
              + "sites: {hq: {name: HQ, address: A}}\npeople: {a: {name: A, email: a@example.com}}\n", N, "wrong-value"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_two_hundred_are_told_in_the_order_of_the_file_and_the_rest_is_counted(name: str) -> None:
    text, count, problem = FILES[name]
    started = time.process_time()
    with pytest.raises(InventoryError) as caught:
        parse_inventory(HEAD + text, "inventory.yaml")
    told = caught.value.findings
    assert (len(told), caught.value.more) == (MOST_FINDINGS, count - MOST_FINDINGS)
    assert {finding.id for finding in told} == {problem}
    places = [(finding.place.line, finding.place.column) for finding in told]
    assert places == sorted(places)
    assert str(caught.value).startswith(f"{count} problem(s)")
    assert time.process_time() - started < 10


def test_what_the_format_cannot_hold_is_not_kept() -> None:
    known = frozenset({"last"})
    text = "".join(f"k{n}: x\n" for n in range(50_000)) + "last: 1\n"
    tree = compose_tree(text, "f", lambda path: known)
    assert len(tree.root.entries) == 1_001
    assert "last" in tree.root.entries
    assert tree.more == 49_000
    assert len(compose_tree(text, "f").root.entries) == 50_001


def test_what_stands_below_an_unknown_key_is_no_mistake_of_its_own() -> None:
    text = HEAD + "archive:\n" + "".join(f"  k{n}: {{a: b}}\n" for n in range(N))
    with pytest.raises(InventoryError) as caught:
        parse_inventory(text, "inventory.yaml")
    assert ([finding.id for finding in caught.value.findings], caught.value.more) == (["unknown-key"], 0)


def test_an_early_mistake_is_told_among_a_thousand_late_ones() -> None:
    text = HEAD.replace("name: E,", "name: E, region: us-esat-1,") + "".join(f"k{n}: x\n" for n in range(N))
    with pytest.raises(InventoryError) as caught:
        parse_inventory(text, "inventory.yaml")
    assert caught.value.findings[0].id == "unknown-region"


_READ = """
import resource, sys
from pathlib import Path
from mfa_binder.errors import InventoryError
from mfa_binder.inventory.inventory_loading import load_inventory
try:
    load_inventory(Path(sys.argv[1]))
except InventoryError as error:
    print(len(error.findings) + error.more, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_million_unknown_keys_take_seconds_and_less_than_200_mib(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text(HEAD + "".join(f"k{n}: x\n" for n in range(1_000_000)), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True)
    count, mebibytes = map(int, done.stdout.split())
    assert count == 1_000_000
    assert mebibytes < 200
