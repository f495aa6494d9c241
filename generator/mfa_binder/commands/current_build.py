"""The build in the working folder, if it is what the inventory gives on that day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from mfa_binder.book.sidecar import Sidecar, read_heads
from mfa_binder.commands.document_day import document_day
from mfa_binder.commands.folder import WorkingFolder
from mfa_binder.errors import OutputError
from mfa_binder.rendering.build_inputs import is_build_current


@dataclass(frozen=True, slots=True)
class CurrentBuild:
    """A build that is current, its sections without their blocks, and the day of a revision of it."""

    sidecar: Sidecar
    day: date


def current_build(
    folder: WorkingFolder, day: str | None, environ: Mapping[str, str], note: Callable[[str], None]
) -> CurrentBuild:
    """Read the build for a revision of `day` (`--date`), else of the day that the documents are dated.

    What the build was made from tells in no time that it is current; where that is not known, the pages are
    rendered. Raises OutputError if it is not what the inventory gives.
    """
    sidecar = read_heads(folder.sidecar)
    dated = is_build_current(folder.path, folder.overrides)
    if dated is None:
        note("rendering the pages: what those in runbooks/ were made from is not known")
        dated = _rendered(folder, day, environ)
    if dated and day is None:
        return CurrentBuild(sidecar, sidecar.front.dated)
    issued = document_day(day, None, environ, "--date")
    if not dated and issued != sidecar.front.dated:
        raise OutputError(
            f"the pages in runbooks/ are as of {sidecar.front.dated.isoformat()}, and the revision is of "
            f"{issued.isoformat()}",
            f"run mfa-binder build --as-of {issued.isoformat()}",
        )
    return CurrentBuild(sidecar, issued)


def _rendered(folder: WorkingFolder, day: str | None, environ: Mapping[str, str]) -> bool:
    """As `demand_rendered`, loaded only if the pages must be rendered: a revision is seldom issued this way."""
    from mfa_binder.commands.rendered_pages import demand_rendered

    return demand_rendered(folder, day, environ)
