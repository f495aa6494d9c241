"""Building the site from the Markdown in runbooks/."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from mfa_binder.errors import OutputError
from mfa_binder.files.folder_replacement import replace_folder
from mfa_binder.files.reading import MIB, read_bytes
from mfa_binder.files.writing import require_own_places
from mfa_binder.site.foreign_files import carry_over_foreign_files
from mfa_binder.site.mkdocs_process import MkDocsAnswer, MkDocsRequest

_HERE = Path(__file__).resolve().parent
_THEME = _HERE / "theme"
_SHOWN_PROBLEMS = 20
_LARGEST_CONFIG = MIB
_STOPPED = "look at the hooks and plugins of mkdocs.yml; mkdocs build tells where it stopped"


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """What was built."""

    pages: int
    """How many pages were made from Markdown."""


def own_config() -> Path:
    """Our mkdocs.yml: at the top of a checkout, inside the package of an installation."""
    checkout = _HERE.parents[2]
    return checkout / "mkdocs.yml" if (checkout / "pyproject.toml").is_file() else _HERE / "mkdocs.yml"


def build_site(
    runbooks: Path,
    site: Path,
    config: Path | None,
    title: str,
    *,
    dated: date | None = None,
    binder: str = "",
    pages: Mapping[str, str] = {},
    report: str = "",
) -> BuiltSite:
    """Build `site` from the Markdown under `runbooks`, which is only read.

    `config` is the user's mkdocs.yml, None ours; what it says of docs_dir, site_dir and site_name
    gives way to the arguments. `dated` is the day that the site gives as its own (None: what
    SOURCE_DATE_EPOCH or the clock says); with it, the same pages give the same bytes. `binder` is
    the address, under `site`, of a document that the home page offers for printing (empty: none).
    `pages` are further pages, Markdown by their path beside the runbooks; `report` is the path of the
    one that the home page leads to (empty: none).

    The site is built beside `site` and put in its place when it is complete. What the last build
    wrote is gone then; `site/binders/` and every file that is not ours are carried over.
    Raises ReadingError if `config` cannot be read, OutputError with MkDocs' own lines if there was a warning,
    OutputError if `site` cannot be written, or holds a file of somebody else where a page goes; in each case
    `site` is as it was.
    """
    if config is not None:
        read_bytes(config, _LARGEST_CONFIG)
    require_own_places(site.parent, (f"{site.name}/index.html",))
    try:
        with replace_folder(site) as fresh:
            request = _mkdocs_request(runbooks, fresh, config, title, dated, binder)
            _run_mkdocs({**request, "pages": dict(pages), "report": report})
            built = _count_pages([*_markdown_files(runbooks), *map(Path, pages)], fresh)
            carry_over_foreign_files(site, fresh)
    except OSError as error:
        raise OutputError(f"{site} cannot be written: {error}", "look at its owner and the space left") from error
    return BuiltSite(built)


def _mkdocs_request(
    runbooks: Path, fresh: Path, config: Path | None, title: str, dated: date | None, binder: str
) -> MkDocsRequest:
    return {
        "config": str((config or own_config()).resolve()),
        "theme": str(_THEME),
        "runbooks": str(runbooks.resolve()),
        "output": str(fresh.resolve()),
        "title": title,
        "binder": binder,
        "pages": {},
        "report": "",
        "source_date_epoch": None if dated is None else _midnight(dated),
    }


def _midnight(day: date) -> int:
    """The start of `day` in UTC, in seconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _run_mkdocs(request: MkDocsRequest) -> None:
    command = [sys.executable, "-m", "mfa_binder.site.mkdocs_process"]
    done = subprocess.run(
        command, input=json.dumps(request), capture_output=True, text=True, encoding="utf-8", check=False
    )
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise OutputError(f"MkDocs stopped: {_last_error_line(done.stderr)}", _STOPPED)
    answer: MkDocsAnswer = json.loads(lines[-1])
    if answer["problems"]:
        raise OutputError(
            _problems_message(answer["problems"]), "correct the template or mkdocs.yml that it comes from"
        )


def _last_error_line(stderr: str) -> str:
    """What Python says of an exception, below where it came from."""
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith(" ")]
    return lines[-1] if lines else "it said nothing"


def _problems_message(problems: list[str]) -> str:
    shown = problems[:_SHOWN_PROBLEMS]
    more = len(problems) - len(shown)
    rest = [f"and {more} more"] if more else []
    return f"MkDocs found {len(problems)} problem(s) in the pages:\n" + _indent_lines([*shown, *rest])


def _indent_lines(lines: list[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)


def _count_pages(sources: Sequence[Path], fresh: Path) -> int:
    """The number of Markdown pages. Raises OutputError if one has no page in the site."""
    missing = [str(source) for source in sources if not _has_built_page(fresh / source.with_suffix(""))]
    if missing:
        raise OutputError("the site lacks these pages:\n" + _indent_lines(missing[:_SHOWN_PROBLEMS]))
    return len(sources)


def _has_built_page(page: Path) -> bool:
    """Whether `page` stands there as a file or, with a configuration of the user's own, as a folder."""
    return page.with_name(page.name + ".html").is_file() or (page / "index.html").is_file()


def _markdown_files(runbooks: Path) -> Iterator[Path]:
    return (path.relative_to(runbooks) for path in sorted(runbooks.rglob("*.md")))
