"""What every room's tests share: the way to a browser, or a skip that says why there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import hypothesis
import pytest

from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue, make_catalogue
from mfa_binder.rendering.book_renderer import RenderedBook, render_book

# The same examples in every run; `make test-all` looks for new ones with --hypothesis-profile=search.
hypothesis.settings.register_profile("fixed", derandomize=True)
hypothesis.settings.register_profile("search", derandomize=False)
hypothesis.settings.load_profile("fixed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none; `-ra` then tells each by name."""
    if CHROMIUM:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (apt-get install chromium)"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser."""
    assert CHROMIUM
    return CHROMIUM


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top of the checkout."""
    return ROOT


DATED = date(2026, 11, 24)
"""The day of every example."""


@dataclass(frozen=True)
class Example:
    """An example organization: read, planned and rendered when it is first asked for."""

    name: str
    inventory: Path

    @cached_property
    def organization(self) -> Organization:
        """As the door reads it."""
        return load_inventory(self.inventory).organization

    @cached_property
    def catalogue(self) -> Catalogue:
        """Its pages before a word is rendered."""
        return make_catalogue(self.organization)

    @cached_property
    def rendered(self) -> RenderedBook:
        """Its pages and the sidecar."""
        return render_book(self.organization, self.catalogue, DATED)


INVENTORIES = {"example": ROOT / "inventory.yaml"}
INVENTORIES |= {path.parent.name: path for path in sorted(ROOT.glob("examples/*/inventory.yaml"))}


@pytest.fixture(scope="session")
def examples() -> Mapping[str, Example]:
    """Every example organization by name: `example`, and each folder of examples/."""
    return {name: Example(name, path) for name, path in INVENTORIES.items()}


@pytest.fixture(scope="session", params=INVENTORIES)
def each_example(request: pytest.FixtureRequest, examples: Mapping[str, Example]) -> Example:
    """Each example organization in turn: for what every page promises."""
    return examples[request.param]


@pytest.fixture(scope="session")
def example(examples: Mapping[str, Example]) -> Organization:
    """The example organization at the top of the checkout, as the door reads it."""
    return examples["example"].organization


@pytest.fixture
def variant(tmp_path: Path) -> Callable[..., Organization]:
    """The example organization with some of its text replaced: `variant(("old", "new"), ...)`."""

    def make(*replacements: tuple[str, str]) -> Organization:
        text = (ROOT / "inventory.yaml").read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text, f"the example no longer says {old!r}"
            text = text.replace(old, new)
        path = tmp_path / "inventory.yaml"
        path.write_text(text, encoding="utf-8")
        return load_inventory(path).organization

    return make
