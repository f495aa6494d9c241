"""The walk of docs/collect.md, from AWS credentials to a first binder, typed as it stands there into a real bash."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT = "111122223333"


@pytest.fixture
def walk(checkout: Path) -> str:
    text = (checkout / "docs" / "collect.md").read_text(encoding="utf-8")
    found = re.search(r"## From AWS credentials to a first binder\n.*?```bash\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_documented_walk_ends_with_a_binder(walk: str, example: Organization, tmp_path: Path) -> None:
    with SimulatedAws.running(example) as aws:
        keys = aws.credentials(MANAGEMENT)
        environment = {
            "HOME": str(tmp_path),
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
            "AWS_ENDPOINT_URL": aws.endpoint,
            "AWS_ACCESS_KEY_ID": keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", walk],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    folder = tmp_path / "binder"
    first = load_inventory(folder / "inventory.yaml").organization
    assert set(first.accounts) == set(example.accounts)
    volumes = sorted((folder / "site" / "binders").glob("complete-copy-1*.pdf"))
    text = "".join(page.extract_text() for path in volumes for page in pypdf.PdfReader(path).pages)
    assert "GAHT12345680" in text, "a token that AWS lists is in the binder"
    assert keys.secret_access_key not in "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.suffix in {".json", ".yaml", ".md"}
    )
