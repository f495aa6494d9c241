"""What an expression of a template may reach: the facts of the inventory, and nothing behind them.

A template in the user's folder may come with a pull request, so it is prose and never a program. Jinja2's sandbox
refuses what begins with an underscore; here only listed names of listed types can be read, since a model of pydantic
has public methods that read files and load pickles. Lists that a template makes itself can grow; nothing else can be
changed, so no page can change another one. Numbers stay small: Python computes a large one without ever looking up.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import CodeType, MappingProxyType
from typing import Any, NoReturn

from jinja2 import Template, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace, pass_environment
from markupsafe import Markup

from mfa_binder.pages.template_limits import TemplateLimitError

_OURS = "mfa_binder."
"""The package whose classes say by their own fields and methods what can be read of them."""

_LINES = re.compile(r"^debug_info = '([^']*)'", re.MULTILINE)

_LARGEST_EXPONENT = 1_000
_LARGEST_REPEAT = 1_000_000
_LARGEST_BITS = 1_024
_LARGEST_PRECISION = 100


EXPRESSION_MISTAKES = (
    JinjaError,
    RecursionError,
    MemoryError,
    TemplateLimitError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
)
"""What is raised where an expression of a template is wrong."""


def _public(cls: type, without: str = "") -> frozenset[str]:
    names = (name for name in dir(cls) if not name.startswith("_"))
    return frozenset(names) - frozenset(without.split())


_READABLE: Mapping[type, frozenset[str]] = {
    str: _public(str),
    Markup: _public(Markup),
    bytes: frozenset({"decode", "hex"}),
    int: frozenset({"real"}),
    tuple: _public(tuple),
    # A list is always the template's own: what pages share holds tuples.
    list: frozenset({"append", "extend", "count", "index", "copy"}),
    dict: frozenset({"get", "items", "keys", "values", "copy"}),
    MappingProxyType: frozenset({"get", "items", "keys", "values", "copy"}),
    set: frozenset({"union", "intersection", "difference", "issubset", "issuperset", "isdisjoint"}),
    frozenset: frozenset({"union", "intersection", "difference", "issubset", "issuperset", "isdisjoint"}),
    range: frozenset({"start", "stop", "step"}),
    # Not `today` and `now`: what a page says does not hang on the clock.
    date: frozenset({"year", "month", "day", "isoformat", "strftime", "weekday", "isoweekday", "replace"}),
    datetime: frozenset({"hour", "minute", "second", "date", "time"}),
    time: frozenset({"hour", "minute", "second", "isoformat", "strftime"}),
    timedelta: frozenset({"days", "seconds", "total_seconds"}),
    Decimal: frozenset(),
    Enum: frozenset({"name", "value"}),
    LoopContext: _public(LoopContext),
    Macro: frozenset({"name", "arguments", "catch_kwargs", "catch_varargs", "caller"}),
    BlockReference: frozenset({"super"}),
}
"""What can be read of a value of each type; of a subclass too."""


class ConfinedTemplate(Template):
    """A template whose macros are the same for every page: what it sets beside them is nothing that can change."""

    def make_module(self, vars: Any = None, shared: bool = False, locals: Any = None) -> TemplateModule:
        """As Jinja2 does it. Without `vars` the module is kept for the pages that follow."""
        context = self.new_context(vars, shared, locals)
        module = TemplateModule(self, context)
        if vars is None:
            for name, value in context.vars.items():
                if not _is_constant(value):
                    raise SecurityError(f"{self.name} sets {name} to what one page could change for the next")
        return module


class ConfinedEnvironment(SandboxedEnvironment):
    """An environment whose templates see facts only."""

    template_class = ConfinedTemplate
    intercepted_binops = frozenset({"*", "**", "%", "//", "/"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: dict[tuple[type, str], bool] = {}
        for name in ("lipsum", "cycler", "joiner"):
            del self.globals[name]
        self.globals["dict"] = _new_dict  # a function: a class can be subscribed, and asked for its subclasses
        del self.filters["random"]  # the same input gives the same bytes
        self.filters["round"] = _round

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja2 does it; what cannot be read is not looked at. Raises SecurityError if it is there."""
        if not self._is_readable(obj, attribute):
            return self._item(obj, attribute, there=hasattr(type(obj), attribute))
        try:
            value = getattr(obj, attribute)
        except AttributeError:
            return self._item(obj, attribute, there=False)
        if attribute in ("format", "format_map"):
            return self.wrap_str_format(value) or value
        return value

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As Jinja2 does it, with the same bounds."""
        try:
            return obj[argument]
        except (TypeError, LookupError):
            if isinstance(argument, str):
                return self.getattr(obj, str(argument))
        return self.undefined(obj=obj, name=argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether an attribute can be read: for what Jinja2 reads by name, as `map(attribute=…)` does."""
        return self._is_readable(obj, attr)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply, divide and raise to a power, within bounds."""
        _refuse_large(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def compile(
        self,
        source: Any,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> Any:
        """As Jinja2 does it; what Python cannot read is an error of the template, with its line."""
        try:
            return super().compile(source, name, filename, raw, defer_init)  # type: ignore[call-overload] # its overloads tie the answer to the literal of `raw`
        except (RecursionError, MemoryError):
            raise TemplateSyntaxError("an expression is nested too deep", 1, name, filename) from None
        except (ValueError, OverflowError) as error:
            raise TemplateSyntaxError(str(error), 1, name, filename) from None

    def _compile(self, source: str, filename: str) -> CodeType:
        """Jinja2's own place for another way of compiling."""
        try:
            return super()._compile(source, filename)
        except SyntaxError as error:
            line = _template_line(source, error.lineno or 1)
            raise TemplateSyntaxError(error.msg, line, filename=filename) from None

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Raise as it is: whoever renders finds template and line, without Jinja2's work on each frame."""
        raise sys.exc_info()[1] or RuntimeError("there is no exception")

    def _item(self, obj: Any, attribute: str, *, there: bool) -> Any:
        try:
            return obj[attribute]
        except (TypeError, LookupError):
            if there:
                raise SecurityError(f"a template cannot use {attribute} of {type(obj).__name__}") from None
            return self.undefined(obj=obj, name=attribute)

    def _is_readable(self, obj: Any, name: str) -> bool:
        known = self._known.get((type(obj), name))
        if known is None:
            known = self._known[type(obj), name] = is_readable(type(obj), name)
        return known


def _template_line(python: str, line: int) -> int:
    """The line of a template from which Jinja2 made a line of Python: it notes pairs `template=python` at the end."""
    noted = _LINES.search(python)
    pairs = [pair.split("=") for pair in noted[1].split("&")] if noted is not None and noted[1] else []
    return max((int(own) for own, made in pairs if int(made) <= line), default=1)


def is_readable(cls: type, name: str) -> bool:
    """Whether a template may read that attribute of a value of that type."""
    if name.startswith(("_", "model_")):
        return False
    if issubclass(cls, Namespace | TemplateModule | Undefined):
        return True  # what a template itself has made or imported; an undefined name tells of itself
    return any(name in _names(base) for base in cls.__mro__)


def _names(cls: type) -> frozenset[str]:
    if cls in _READABLE:
        return _READABLE[cls]
    if cls.__module__.startswith(_OURS):
        return frozenset((*vars(cls), *inspect.get_annotations(cls)))
    return frozenset()


def _is_constant(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_constant, value))
    return value is None or isinstance(value, _CONSTANT) or type(value).__module__.startswith(_OURS)


_CONSTANT = (str, int, float, bytes, date, time, timedelta, Decimal, Macro, TemplateModule)


def _refuse_large(operator: str, left: Any, right: Any) -> None:
    for value in (left, right):
        if isinstance(value, int) and value.bit_length() > _LARGEST_BITS:
            raise SecurityError(f"a number of more than {_LARGEST_BITS} bits")
    if operator == "**" and abs(right) > _LARGEST_EXPONENT:
        raise SecurityError(f"a power of more than {_LARGEST_EXPONENT}")
    if operator == "*":
        for value, times in ((left, right), (right, left)):
            if isinstance(times, int) and isinstance(value, str | bytes | tuple | list):
                _refuse_repeat(len(value) * times)


def _refuse_repeat(length: int) -> None:
    if length > _LARGEST_REPEAT:
        raise SecurityError(f"a repetition of more than {_LARGEST_REPEAT:,} characters or values")


def _new_dict(*given: Any, **words: Any) -> dict[Any, Any]:
    return dict(*given, **words)


@pass_environment
def _round(environment: ConfinedEnvironment, value: Any, precision: int = 0, method: Any = "common") -> Any:
    """The filter `round`, of numbers and to digits that a sheet can show."""
    if abs(precision) > _LARGEST_PRECISION:
        raise SecurityError(f"rounding to more than {_LARGEST_PRECISION} digits")
    return FILTERS["round"](value, precision, method)
