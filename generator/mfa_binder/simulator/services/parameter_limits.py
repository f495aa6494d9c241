"""Lengths, ranges, patterns and words that the botocore service models give for parameters.

botocore checks only minimum lengths before it sends a request; AWS checks the rest and answers
ValidationError. So does this, for the parameters of an operation and of the structures in them, not for lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.loaders import Loader

from mfa_binder.simulator.aws_errors import AwsError, validation_error

_NOT_PYTHON = (r"\p{", r"\u10000")
"""Java's ways of writing a character class that Python's `re` reads differently: such a pattern is left out."""


def check_parameters(service: str, operation: str, parameters: Mapping[str, Any]) -> None:
    """Raise the ValidationError with which AWS answers parameters that break its model."""
    problems = list(_problems(service, _input(service, operation), parameters, ""))
    if problems:
        raise _refusal(problems)


def optional_user_name(service: str, operation: str) -> bool:
    """Whether an operation takes a UserName and means the caller where there is none."""
    shape = _input(service, operation)
    return "UserName" in shape.get("members", {}) and "UserName" not in shape.get("required", ())


def _refusal(problems: list[str]) -> AwsError:
    plural = "s" if len(problems) > 1 else ""
    return validation_error(f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}")


def _problems(service: str, shape: Mapping[str, Any], parameters: Mapping[str, Any], within: str) -> Iterator[str]:
    for name, member in shape.get("members", {}).items():
        value = parameters.get(name)
        path = f"{within}{name[0].lower()}{name[1:]}"
        place = f"at '{path}' failed to satisfy constraint: Member must"
        if value is None:
            if name in shape.get("required", ()):
                yield f"Value null {place} not be null"
            continue
        constraints = _model(service)["shapes"][member["shape"]]
        if constraints.get("type") == "structure" and isinstance(value, Mapping):
            yield from _problems(service, constraints, value, f"{path}.")
            continue
        shown = "****" if constraints.get("sensitive") else value
        yield from (f"Value '{shown}' {place} {problem}" for problem in _broken(constraints, value))


def _broken(constraints: Mapping[str, Any], value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _broken_by_text(constraints, value)
    elif isinstance(value, int) and not isinstance(value, bool):
        if value < constraints.get("min", value):
            yield f"have value greater than or equal to {constraints['min']}"
        if value > constraints.get("max", value):
            yield f"have value less than or equal to {constraints['max']}"


def _broken_by_text(constraints: Mapping[str, Any], value: str) -> Iterator[str]:
    if len(value) < constraints.get("min", 0):
        yield f"have length greater than or equal to {constraints['min']}"
    if len(value) > constraints.get("max", len(value)):
        yield f"have length less than or equal to {constraints['max']}"
    pattern = constraints.get("pattern", "")
    if pattern and not any(token in pattern for token in _NOT_PYTHON) and not _pattern(pattern).fullmatch(value):
        yield f"satisfy regular expression pattern: {pattern}"
    if value not in constraints.get("enum", (value,)):
        yield f"satisfy enum value set: [{', '.join(constraints['enum'])}]"


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


@cache
def _model(service: str) -> Mapping[str, Any]:
    model: Mapping[str, Any] = Loader().load_service_model(service, "service-2")
    return model


def _input(service: str, operation: str) -> Mapping[str, Any]:
    described = _model(service)["operations"][operation]
    shape: Mapping[str, Any] = _model(service)["shapes"][described["input"]["shape"]] if "input" in described else {}
    return shape
