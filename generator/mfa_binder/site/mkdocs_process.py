"""MkDocs in a process of its own: `python -m mfa_binder.site.mkdocs_process` (see `build`).

It reads a request as JSON from standard input and writes the answer as the last line of standard
output. A process of its own keeps MkDocs' logging, its memory (2 MB per 100 pages) and the one
environment variable that dates its output away from the caller.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig


class MkDocsRequest(TypedDict):
    """What to build. Paths are absolute."""

    config: str
    """The mkdocs.yml."""
    theme: str
    """Our folder over the theme."""
    runbooks: str
    """The folder of the pages."""
    output: str
    """The empty folder that the site goes into."""
    title: str
    binder: str
    """The address, in the site, of a document that the home page offers for printing; empty: none."""
    pages: dict[str, str]
    """Further pages beside those under `runbooks`: Markdown by path."""
    report: str
    """The path of the one that the home page leads to; empty: none."""
    source_date_epoch: int | None
    """The date of the site, in seconds since 1970; None: what the environment says."""


class MkDocsAnswer(TypedDict):
    """What MkDocs said."""

    problems: list[str]
    """One line for each warning or error, in order. Empty: the site stands in `output`."""


SHIPPED_THEME = "generator/mfa_binder/site/theme"
"""`theme.custom_dir` as our mkdocs.yml names it; outside the checkout the folder is in the package."""


class _WarningCollector(logging.Handler):
    """Keeps the lines that MkDocs would print, from warnings upwards."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def mkdocs_settings(request: MkDocsRequest, source: dict[str, Any]) -> dict[str, Any]:
    """The content of mkdocs.yml with what the request decides.

    MkDocs and Material print the site's name without escaping it in some places and with it in
    others; as Markup it is escaped once in all of them.
    """
    return {
        **source,
        "theme": _theme_settings(request, source.get("theme")),
        "docs_dir": request["runbooks"],
        "site_dir": request["output"],
        "site_name": escape(request["title"]),
        "extra": _extra_settings(request, source.get("extra")),
        "strict": True,
    }


def _extra_settings(request: MkDocsRequest, extra: Any) -> Any:
    """What the theme's pages may ask for: addresses of binder and report beside what the user has set."""
    wanted = {"binder": request["binder"], "report": request["report"]}
    own = {name: address for name, address in wanted.items() if address}
    return own | extra if isinstance(extra, dict) else extra or own


def _theme_settings(request: MkDocsRequest, theme: Any) -> Any:
    """Material with our folder over it, unless the user has one of their own or another theme."""
    if theme == "material":
        theme = {"name": "material"}
    is_material = isinstance(theme, dict) and theme.get("name") == "material"
    if is_material and theme.get("custom_dir", SHIPPED_THEME) == SHIPPED_THEME:
        return {**theme, "custom_dir": request["theme"]}
    return theme


def build_with_mkdocs(request: MkDocsRequest) -> MkDocsAnswer:
    """Build the site; every warning is a problem."""
    # These read the environment when they are imported.
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.exceptions import Abort, MkDocsException

    collector = _WarningCollector()
    logging.getLogger("mkdocs").addHandler(collector)
    try:
        config = MkDocsConfig(config_file_path=request["config"])
        config.load_dict(mkdocs_settings(request, _read_config(Path(request["config"]))))
        errors, warnings = config.validate()
        collector.lines += [f"mkdocs.yml, {key}: {problem}" for key, problem in [*errors, *warnings]]
        if not collector.lines:
            _add_pages(config, request["pages"])
            mkdocs_build(config)
    except Abort as error:
        return {"problems": collector.lines or [str(error)]}
    except MkDocsException as error:
        return {"problems": [*collector.lines, str(error)]}
    return {"problems": collector.lines}


def _read_config(path: Path) -> dict[str, Any]:
    """The user's mkdocs.yml, as MkDocs itself reads it: with its tags. Raises MkDocsException."""
    from mkdocs.exceptions import ConfigurationError
    from mkdocs.utils.yaml import yaml_load

    try:
        with path.open("rb") as file:
            source: object = yaml_load(file)
    except RecursionError:
        raise ConfigurationError(f"{path.name}: values are nested too deep, or it inherits from itself") from None
    except TypeError:
        source = None
    except (ValueError, LookupError, AttributeError, OverflowError) as error:
        raise ConfigurationError(f"{path.name} holds a value that cannot be read: {error}") from None
    if not isinstance(source, dict):
        raise ConfigurationError(f"{path.name} is not a map of keys such as site_name: and theme:")
    return source


def _add_pages(config: MkDocsConfig, pages: Mapping[str, str]) -> None:
    """Give MkDocs pages that lie in no folder."""
    from mkdocs.config.base import LegacyConfig
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import File, Files

    class _Pages(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call] # MkDocs leaves __init_subclass__ untyped
        def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
            for path, text in pages.items():
                files.append(File.generated(config, path, content=text))
            return files

    config.plugins["mfa-binder"] = _Pages()


def main() -> None:
    """Read the request, build, answer."""
    request: MkDocsRequest = json.load(sys.stdin)
    if request["source_date_epoch"] is not None:
        os.environ["SOURCE_DATE_EPOCH"] = str(request["source_date_epoch"])
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material announces its own end on every run
    sys.stdout.write("\n" + json.dumps(build_with_mkdocs(request)) + "\n")


if __name__ == "__main__":
    main()
