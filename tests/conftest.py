"""What every room's tests share: the way to a browser, or a skip that says why there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from generator.organization.organization import Organization

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


@pytest.fixture(scope="session")
def example() -> Organization:
    """The example organization, as the door reads it."""
    from generator.inventory.door import read_inventory

    return read_inventory(ROOT / "inventory.yaml").organization


@pytest.fixture
def variant(tmp_path: Path) -> Callable[..., Organization]:
    """The example organization with some of its text replaced: `variant(("old", "new"), ...)`."""

    from generator.inventory.door import read_inventory

    def make(*replacements: tuple[str, str]) -> Organization:
        text = (ROOT / "inventory.yaml").read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text, f"the example no longer says {old!r}"
            text = text.replace(old, new)
        path = tmp_path / "inventory.yaml"
        path.write_text(text, encoding="utf-8")
        return read_inventory(path).organization

    return make
