"""What is wrong in a template, as findings with file and line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType

from jinja2 import Environment, Template, TemplateNotFound, TemplateSyntaxError, meta, nodes
from jinja2 import TemplateError as JinjaError

from mfa_binder.errors import MfaBinderError, ReadingError
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.message_words import did_you_mean, one_line
from mfa_binder.pages.template_limits import TemplateLimitError
from mfa_binder.pages.template_sandbox import EXPRESSION_MISTAKES
from mfa_binder.rendering.template_files import LayeredLoader

TEMPLATE_MISTAKES = (MfaBinderError, *EXPRESSION_MISTAKES)
"""What is raised where a template is wrong."""

_ALWAYS_MISTAKES = (JinjaError, MfaBinderError, RecursionError, MemoryError, TemplateLimitError)
"""What no fault of ours raises; the others are the template's only if they come out of one."""

_OBJECT = re.compile(r"'mfa_binder\.[\w.]*\.(\w+) object'")
"""How Jinja2 names what has no such attribute."""

_CORRECT = "correct the template"


def mistake_finding(error: BaseException, loader: LayeredLoader, template: str, page_id: str = "") -> Finding | None:
    """The finding for what a template has raised; None if it came from no template, and is a fault of ours.

    `template` is the one that was asked for, `page_id` the page that it was for.
    """
    places = list(_template_places(error.__traceback__, loader))
    place, reason = _mistake_place(error, places, loader), _reason_text(error)
    if place is None:
        if not isinstance(error, _ALWAYS_MISTAKES):
            return None
        place = FindingPlace(template, 1, 1)
    called = "" if isinstance(error, TemplateSyntaxError | RecursionError) else _called_from(places, place)
    hint = (error.hint if isinstance(error, MfaBinderError) else "") or _CORRECT
    return template_finding(place, f"{reason}{called}", f"{hint} ({page_id})" if page_id else hint)


def undefined_names(source: str, file: str, known: Collection[str], environment: Environment) -> Iterator[Finding]:
    """Every use of a name that a template neither sets nor knows, unless it asks whether that is defined."""
    tree = environment.parse(source)
    asked = {test.node.name for test in tree.find_all(nodes.Test) if isinstance(test.node, nodes.Name)}
    asked |= {each.node.name for each in tree.find_all(nodes.Filter) if isinstance(each.node, nodes.Name)}
    missing = meta.find_undeclared_variables(tree) - set(known) - asked
    for name in tree.find_all(nodes.Name):
        if name.name in missing and name.ctx == "load":
            hint = did_you_mean(name.name, known, "docs/templates.md lists what a template can use")
            yield template_finding(FindingPlace(file, name.lineno, 1), f"'{name.name}' is undefined", hint)


def template_finding(place: FindingPlace, message: str, hint: str) -> Finding:
    """A finding in a template."""
    return Finding("wrong-template", Severity.ERROR, place, one_line(message), one_line(hint))


def _mistake_place(error: BaseException, places: list[FindingPlace], loader: LayeredLoader) -> FindingPlace | None:
    """The user's own line where there is one: that is what they can change."""
    if isinstance(error, ReadingError):
        return FindingPlace(str(error.path), error.line or 1, error.column or 1)
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return loader.place(error.filename, error.lineno)
    theirs = [place for place in places if not place.file.endswith("(ours)")]
    if isinstance(error, RecursionError) and theirs:
        return Counter(theirs).most_common(1)[0][0]
    return next(reversed(theirs), None) or next(reversed(places), None)


def _called_from(places: list[FindingPlace], place: FindingPlace) -> str:
    """Where else to look: the line of ours in which it went wrong, or the one that calls a macro of theirs."""
    if places and places[-1] != place:
        return f" (in {places[-1]})"
    if len(places) > 1 and Path(place.file).parent.name == "macros":
        return f" (called in {places[-2]})"
    return ""


def _reason_text(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "this includes or calls itself without an end"
    if isinstance(error, MemoryError):
        return "this takes more memory than there is for a page"
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name or ''}".rstrip()
    if isinstance(error, ReadingError):
        return error.reason
    if isinstance(error, MfaBinderError | TemplateSyntaxError):
        return str(error.message)
    return _OBJECT.sub(r"\1", str(error)) or type(error).__name__


def _template_places(trace: TracebackType | None, loader: LayeredLoader) -> Iterator[FindingPlace]:
    """Each template's line on the way to an error, the outermost first."""
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template) and template.filename:
            yield loader.place(template.filename, template.get_corresponding_lineno(trace.tb_lineno))
        trace = trace.tb_next
