"""Where our own templates are. Apart from what reads them: every run of the program asks, few load Jinja2."""

from __future__ import annotations

from pathlib import Path


def shipped_templates() -> Path:
    """Our templates: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parents[1]
    checkout = package.parents[1]
    return checkout / "templates" if (checkout / "pyproject.toml").is_file() else package / "templates"


def shipped_names() -> frozenset[str]:
    """The paths of our templates under their folder, with forward slashes."""
    folder = shipped_templates()
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*.j2"))
