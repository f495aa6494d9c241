"""What the tests of reading share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding
from mfa_binder.inventory.inventory_loading import load_inventory


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str | bytes], tuple[Finding, ...]]:
    """Everything that is wrong with a file with that content; nothing if it can be read."""

    def read(content: str | bytes) -> tuple[Finding, ...]:
        path = tmp_path / "inventory.yaml"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        try:
            load_inventory(path)
        except InventoryError as error:
            return error.findings
        return ()

    return read


@pytest.fixture(scope="session")
def example_text(checkout: Path) -> str:
    """The example inventory as text."""
    return (checkout / "inventory.yaml").read_text(encoding="utf-8")
