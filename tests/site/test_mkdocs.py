"""`mkdocs build` works by itself, without mfa-binder's help, and without a warning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from mfa_binder.site.mkdocs_process import SHIPPED_THEME

ROOT = Path(__file__).parents[2]


def mkdocs_build(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_mkdocs_builds_by_itself(pages: Path, tmp_path: Path) -> None:
    shutil.copytree(pages, tmp_path / "runbooks")
    shutil.copytree(ROOT / SHIPPED_THEME, tmp_path / SHIPPED_THEME)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    done = mkdocs_build(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert (tmp_path / "site" / "devices" / "yk-001" / "lost.html").is_file()
