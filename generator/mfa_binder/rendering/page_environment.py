"""The Jinja2 environment: where templates are found, and what they may use.

A user's `templates/` folder overrides ours file by file, so one section can be replaced alone, or
one macro.
Every expression is escaped for Markdown unless a filter or macro has made it safe; an undefined
name is an error.
"""

from __future__ import annotations

from collections import ChainMap
from datetime import date
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from mfa_binder.access.break_glass_cast import cast_for
from mfa_binder.access.retrieval import retrieval_of
from mfa_binder.book.sidecar import CoverText
from mfa_binder.cost import money_text
from mfa_binder.organization.identifiers import spaced_account_id
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue
from mfa_binder.pages.mfa_policies import deny_everything
from mfa_binder.pages.template_sandbox import ConfinedEnvironment, ConfinedTemplate
from mfa_binder.rendering.block_recorder import BlockRecorder
from mfa_binder.rendering.command_lines import command_code, command_line
from mfa_binder.rendering.escaping import code, join_lines, markdown, one_line, shell_word, variable
from mfa_binder.rendering.page_links import PageLinks
from mfa_binder.rendering.template_files import LayeredLoader

_MACRO_FILES = ("steps", "failures", "people", "aws", "sheet", "ceremony", "forms", "root", "containing")


class PageTemplate(ConfinedTemplate):
    """A template that knows what it was loaded with, also where another one includes it."""

    def new_context(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Context:
        """As Jinja2 does it, who takes the names of an included template from the including one alone."""
        if shared and isinstance(self.globals, ChainMap) and (own := self.globals.maps[0]):
            return super().new_context({**own, **(vars or {})}, shared, locals)
        return super().new_context(vars, shared, locals)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """What an import gets: made once.

        Jinja2 makes it anew for a template with other globals, and compares them at each import to know. The globals
        of ours are those of the environment, and what a template of the user's has besides is of no use to macros.
        """
        return super()._get_default_module()


class PageEnvironment(ConfinedEnvironment):
    """Templates that see facts only."""

    template_class = PageTemplate

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.used: set[str] = set()
        """The files of the templates that were asked for."""
        self.macro_files: frozenset[str] = frozenset()
        """The files of macros that ours import from, and that the user's can call from."""
        self.offered: dict[str, object] = {}
        """Every macro by name: known without an import in a template of the user's, and in no other."""

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:
        """As Jinja2 does it."""
        return self._noted(super().get_template(name, parent, globals))

    def select_template(self, names: Any, parent: Any = None, globals: Any = None) -> Template:
        """As Jinja2 does it."""
        return self._noted(super().select_template(names, parent, globals))

    def _noted(self, template: Template) -> Template:
        if template.filename is not None:
            self.used.add(template.filename)
        return template


def make_environment(
    organization: Organization,
    pages: Catalogue,
    front: CoverText,
    recorder: BlockRecorder,
    links: PageLinks,
    loader: LayeredLoader,
) -> PageEnvironment:
    """An environment in which every page of one organization can be rendered."""
    env = PageEnvironment(
        optimized=False,  # constants are few, and to look for them takes a tenth of a start
        loader=loader,
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    env.filters.update(code=code, word=shell_word, spaced=spaced_account_id, day=_day_text)
    env.filters.update(one_line=one_line, join_lines=join_lines)
    env.filters["policy_block"] = lambda policy: recorder.policy(policy.file, policy.document, policy.verdicts)
    env.globals.update(
        organization=organization,
        catalogue=pages,
        front=front,
        recorder=recorder,
        links=links,
        money=money_text,
        command_line=command_line,
        command_code=command_code,
        variable=variable,
        reach=lambda thing: retrieval_of(organization, thing),
        pin_of=organization.pin_of,
        deny_everything_policy=deny_everything,
        owner=organization.people.get(organization.document.owner or ""),
        cast=lambda password, device: cast_for(organization, password, [device]),
    )
    _offer_macros(env, loader)
    return env


def _offer_macros(env: PageEnvironment, loader: LayeredLoader) -> None:
    """Each file in its turn, so that a macro of the user's can call those of the files before."""
    loader.offered = env.offered
    for name in _MACRO_FILES:
        env.offered.update(_macros(env, name))
    env.macro_files = frozenset(env.used)


def _macros(env: PageEnvironment, name: str) -> dict[str, object]:
    """The macros of a file, and the texts and tuples that it sets: nothing that a page could change for the next."""
    module = env.get_template(f"macros/{name}.md.j2").module
    return {key: value for key, value in vars(module).items() if isinstance(value, Macro | str | tuple)}


def _finalize(value: object) -> object:
    return value if isinstance(value, Markup) else markdown(value)


def _day_text(value: date | None) -> str:
    return value.isoformat() if value is not None else "not recorded"
