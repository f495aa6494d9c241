"""The Jinja2 environment: where templates are found, and what they may use.

A user's `templates/` folder overrides ours file by file, so one section can be replaced alone, or
one macro.
Every expression is escaped for Markdown unless a filter or macro has made it safe; an undefined
name is an error.
"""

from __future__ import annotations

from datetime import date

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from generator.cost.plan import money
from generator.organization.identifiers import grouped
from generator.organization.organization import Organization
from generator.pages.catalogue import Catalogue
from generator.pages.custody import reach, split
from generator.pages.sidecar import Front
from generator.rendering.command_lines import command_code, command_line
from generator.rendering.escaping import code, markdown, one_line, shell_word, variable
from generator.rendering.links import Links
from generator.rendering.loading import LayeredLoader
from generator.rendering.recorder import Recorder

_MACROS = ("steps", "failures", "people", "aws", "sheet", "ceremony", "forms", "root", "containing")


def environment(
    organization: Organization, pages: Catalogue, front: Front, recorder: Recorder, links: Links, loader: LayeredLoader
) -> Environment:
    """An environment in which every page of one organization can be rendered."""
    env = Environment(
        loader=loader,
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    env.filters.update(code=code, word=shell_word, spaced=grouped, day=_day, one_line=one_line)
    env.globals.update(
        organization=organization,
        catalogue=pages,
        front=front,
        recorder=recorder,
        links=links,
        money=money,
        command_line=command_line,
        command_code=command_code,
        variable=variable,
        reach=lambda thing: reach(organization, thing),
        pin_of=organization.pin_of,
        owner=organization.people.get(organization.document.owner or ""),
        split=lambda password, device: split(reach(organization, password), reach(organization, device)),
    )
    for name in _MACROS:
        env.globals.update(_macros(env, name))
    return env


def _macros(env: Environment, name: str) -> dict[str, object]:
    module = env.get_template(f"macros/{name}.md.j2").module
    return {key: value for key, value in vars(module).items() if not key.startswith("_")}


def _finalize(value: object) -> object:
    return value if isinstance(value, Markup) else markdown(value)


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else "not recorded"
