"""Where our own templates are."""

from __future__ import annotations

from pathlib import Path


def shipped_templates() -> Path:
    """Our templates: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parents[1]
    checkout = package.parents[1]
    return checkout / "templates" if (checkout / "pyproject.toml").is_file() else package / "templates"
