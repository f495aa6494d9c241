"""The wheel works outside the checkout: templates, theme, starter and simulator travel in it."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest


def run(command: list[str | Path], cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LC_ALL": "C.UTF-8", **more}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    done = run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target], checkout)
    assert done.returncode == 0, done.stderr
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`mfa-binder` from the wheel in a new environment; only the dependencies are lent from this one."""
    folder = tmp_path_factory.mktemp("environment")
    assert run([sys.executable, "-m", "venv", folder / "venv"], folder).returncode == 0
    python = folder / "venv" / "bin" / "python"
    done = run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], folder)
    assert done.returncode == 0, done.stderr
    packages = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).stdout.strip()
    )
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    found = run([python, "-c", "import mfa_binder; print(mfa_binder.__file__)"], folder).stdout.strip()
    assert Path(found).is_relative_to(packages)
    return folder / "venv" / "bin" / "mfa-binder"


def test_a_newcomer_gets_from_nothing_to_a_binder(program: Path, tmp_path: Path) -> None:
    done = run([program, "init", "mine"], tmp_path)
    assert done.returncode == 0, done.stderr
    built = run([program, "-C", "mine", "build", "--format", "json"], tmp_path)
    assert built.returncode == 0, built.stderr
    result = json.loads(built.stdout)
    assert (tmp_path / "mine" / result["binders"][0]["path"]).read_bytes().startswith(b"%PDF")
    assert (tmp_path / "mine" / "site" / "index.html").is_file()
    assert all((tmp_path / "mine" / page["path"]).is_file() for page in result["pages"])
    assert run([program, "-C", "mine", "build", "--check"], tmp_path).returncode == 0


def test_the_starter_has_no_error_and_its_loss_sheet_is_rehearsed(program: Path, tmp_path: Path) -> None:
    assert run([program, "init"], tmp_path).returncode == 0
    check = run([program, "check", "--level", "error"], tmp_path)
    assert check.returncode == 0, check.stdout
    assert run([program, "build", "--pages-only"], tmp_path).returncode == 0
    aws = Path(sys.executable).parent / "aws"
    done = run([program, "rehearse", "LD-KEY-3", "--aws", aws, "--format", "json"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["passed"] > 3
    assert report["failed"] == 0


@pytest.mark.slow
def test_pip_install_into_an_empty_environment_gives_a_working_program(checkout: Path, tmp_path: Path) -> None:
    assert run([sys.executable, "-m", "venv", tmp_path / "venv"], tmp_path).returncode == 0
    pip = {key: value for key, value in os.environ.items() if key.startswith(("PIP_", "SSL_", "HTTP", "http"))}
    done = run([tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", checkout], tmp_path, **pip)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "venv" / "bin" / "mfa-binder"
    assert run([program, "init"], tmp_path).returncode == 0
    assert run([program, "build"], tmp_path).returncode == 0
    done = run([program, "rehearse", "LD-KEY-3"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
