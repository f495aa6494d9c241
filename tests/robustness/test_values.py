"""Hostile values go the whole way, from the inventory to site and paper, as data: or are refused with their place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from mfa_binder.cli import app
from mfa_binder.errors import InventoryError
from mfa_binder.inventory.inventory_loading import parse_inventory
from tests.robustness.values import VALUES

BASE = (Path(__file__).parents[2] / "examples" / "startup" / "inventory.yaml").read_text(encoding="utf-8")
TEXTS = [
    ("document", "title"), ("organizations", "main", "name"), ("organizations", "main", "root_alarm", "where"), ("people", "ada", "name"),
    ("people", "ada", "team"), ("sites", "office", "name"), ("sites", "office", "address"), ("locations", "cabinet", "name"),
    ("secrets", "root-password", "vault"), ("accounts", "202020202001", "name"), ("accounts", "202020202001", "ou"), ("people", "ada", "email"),
    ("people", "ada", "phone"), ("organizations", "main", "region"), ("devices", "KEY-1", "serial"), ("devices", "KEY-1", "firmware"),
]  # fmt: skip
"""Texts of every kind: names, sentences, and those that have a form of their own."""

pytestmark = pytest.mark.slow


def dump(inventory: dict[str, Any]) -> str:
    return yaml.safe_dump(inventory, allow_unicode=False, sort_keys=False)


def changed(path: tuple[str, ...], value: str) -> str:
    inventory = yaml.safe_load(BASE)
    node = inventory
    for key in path[:-1]:
        node = node.setdefault(key, {})
    node[path[-1]] = value
    return dump(inventory)


def accepted(path: tuple[str, ...], value: str) -> bool:
    try:
        parse_inventory(changed(path, value), "inventory.yaml")
    except InventoryError as refused:
        for finding in refused.findings:
            assert str(finding).isprintable(), (path, value)
            assert finding.hint and finding.place.line and finding.place.column, (path, value)
        return False
    return True


@pytest.mark.parametrize("path", TEXTS, ids=".".join)
def test_each_is_taken_or_refused_with_its_place(path: tuple[str, ...]) -> None:
    taken = sum(accepted(path, value) for value in VALUES)
    assert len(VALUES) >= 300
    assert taken <= len(VALUES)


class Elements(HTMLParser):
    """What a page is made of: its elements with their attributes, where its links lead, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[tuple[str, tuple[str, ...]]] = set()
        self.schemes: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            scheme = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", value or "")
            if name in ("href", "src", "action", "formaction", "data") and scheme:
                self.schemes.add(scheme[1].lower())

    def handle_data(self, data: str) -> None:
        self.words += data


def filled(values: Iterator[str]) -> tuple[str, list[str]]:
    """An inventory with a value in every text of many records, and the values that are in it."""
    inventory, used = yaml.safe_load(BASE), []

    def take(path: tuple[str, ...]) -> str:
        value = next(candidate for candidate in values if accepted(path, candidate))
        used.append(value)
        return value

    for number in range(60):
        inventory["people"][f"p{number}"] = {
            "name": take(("people", "ada", "name")), "email": f"p{number}@beehive.example", "team": take(("people", "ada", "team")),
        }  # fmt: skip
        inventory["sites"][f"s{number}"] = {
            "name": take(("sites", "office", "name")), "address": take(("sites", "office", "address")),
        }  # fmt: skip
        inventory["locations"][f"l{number}"] = {
            "name": take(("locations", "cabinet", "name")), "kind": "safe", "site": f"s{number}", "custodians": [f"p{number}"],
        }  # fmt: skip
        inventory["secrets"][f"x{number}"] = {
            "kind": "password", "vault": take(("secrets", "root-password", "vault")), "holders": [f"p{number}"],
        }  # fmt: skip
    inventory["accounts"]["202020202001"]["name"] = take(("accounts", "202020202001", "name"))
    inventory["organizations"]["main"]["name"] = take(("organizations", "main", "name"))
    inventory["document"]["title"] = take(("document", "title"))
    return dump(inventory), used


def built(folder: Path, text: str) -> list[Path]:
    folder.mkdir()
    (folder / "inventory.yaml").write_text(text, encoding="utf-8")
    done = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["-C", str(folder), "build", "--quiet"])
    assert done.exit_code == 0, done.output
    return sorted((folder / "site").rglob("*.html"))


@pytest.mark.parametrize("turn", [0, 1])
def test_they_are_data_on_every_page_and_on_paper(tmp_path: Path, turn: int) -> None:
    plain = [Elements(page.read_text(encoding="utf-8")) for page in built(tmp_path / "plain", BASE)]
    elements = set().union(*(page.elements for page in plain))
    schemes = set().union(*(page.schemes for page in plain))
    start = turn * len(VALUES) // 2
    text, used = filled(cycle([*VALUES[start:], *VALUES[:start]]))
    assert len(set(used)) > 250
    pages = [Elements(page.read_text(encoding="utf-8")) for page in built(tmp_path / "hostile", text)]
    assert set().union(*(page.elements for page in pages)) <= elements
    assert set().union(*(page.schemes for page in pages)) <= schemes
    words = " ".join(" ".join(page.words.split()) for page in pages)
    missing = [value for value in used if " ".join(html.unescape(html.escape(value)).split()) not in words]
    assert missing == []
    assert list(tmp_path.glob("*")) == sorted([tmp_path / "hostile", tmp_path / "plain"])
    labels = CliRunner().invoke(app, ["-C", str(tmp_path / "hostile"), "labels", "--output", str(tmp_path / "l.pdf")])
    assert labels.exit_code == 0, labels.output
