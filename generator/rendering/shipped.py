"""Where our own templates are."""

from __future__ import annotations

from pathlib import Path


def shipped_templates() -> Path:
    """Our templates: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parent.parent
    beside = package.parent / "templates"
    return beside if (package.parent / "pyproject.toml").is_file() else package / "templates"
