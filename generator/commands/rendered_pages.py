"""Whether the pages in the working folder are what the inventory gives: by rendering them."""

from __future__ import annotations

from collections.abc import Mapping

from generator.commands.document_day import document_day
from generator.commands.folder import WorkingFolder
from generator.commands.working_folder import open_folder
from generator.errors import OutputError
from generator.pages.catalogue import catalogue
from generator.rendering.built_from import build_inputs, remember
from generator.rendering.renderer import render
from generator.rendering.writing import compare


def demand_rendered(folder: WorkingFolder, day: str | None, environ: Mapping[str, str]) -> bool:
    """Whether the inventory says the day of the document. Raises OutputError if the build is not of today's inputs."""
    inputs = build_inputs(folder.path, folder.overrides)
    opened = open_folder(folder, None, environ)
    dated = opened.organization.document.dated
    as_of = document_day(None if dated else day, dated, environ, "--date")
    pages = catalogue(opened.organization, opened.own, opened.observation)
    rendered = render(opened.organization, pages, as_of, folder.overrides)
    stale = compare(folder.path, rendered).out_of_date
    if stale:
        raise OutputError(
            f"{len(stale)} file(s), such as {stale[0]}, are not what the inventory gives now", "run mfa-binder build"
        )
    remember(inputs, rendered.sidecar_text, dated=dated is not None)
    return dated is not None
