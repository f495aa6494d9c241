"""Every error that the simulator can raise, ours and moto's, is one that AWS has."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import moto.account.exceptions
import moto.iam.exceptions
import moto.organizations.exceptions
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

import mfa_binder.simulator
from mfa_binder.simulator import aws_errors
from mfa_binder.simulator.aws_errors import NOT_SIMULATED, STATUS

ROOM = Path(next(iter(mfa_binder.simulator.__path__)))
SERVICES = ("account", "iam", "organizations", "sts")
BESIDE_THE_MODELS = {
    # AWS documents these for all operations ("Common Errors"), and STS for sessions that are over.
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "InvalidClientTokenId",
    "ValidationError",
    NOT_SIMULATED,
}


@cache
def modelled(*services: str) -> frozenset[str]:
    models = [ServiceModel(Loader().load_service_model(service, "service-2"), service) for service in services]
    return frozenset(
        shape.metadata.get("error", {}).get("code", shape.name) for model in models for shape in model.error_shapes
    )


def raised(tree: ast.AST) -> Iterator[str]:
    """The codes with which errors are made in a module: of AwsError directly, and of Organizations' not_found."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            known = first.value if isinstance(first, ast.Constant) else None
            if node.func.id == "AwsError":
                yield str(known or ast.unparse(first))
            if node.func.id == "not_found" and known is not None:
                yield f"{known}NotFoundException"


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOM.rglob("*.py")):
        for code in raised(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(ROOM).as_posix(), code


VARIABLE = {"NOT_SIMULATED", "f'{what}NotFoundException'"}
"""Where the code is no literal: the admission, and what `not_found` makes of its word, which is looked at itself."""


@pytest.mark.parametrize(("place", "code"), sorted(set(sources())))
def test_every_error_of_this_room_is_aws_s(place: str, code: str) -> None:
    assert code in modelled(*SERVICES) | BESIDE_THE_MODELS | VARIABLE


def test_the_parameters_of_organizations_lead_to_errors_that_exist() -> None:
    """What `_parent` and `not_found` are called with in the end."""
    text = (ROOM / "services" / "organizations" / "member_accounts.py").read_text(encoding="utf-8")
    words = set(re.findall(r'self\._parent\("\w+", "(\w+)"\)', text))
    assert words
    assert {f"{word}NotFoundException" for word in words} <= modelled("organizations")


def test_every_status_is_of_a_code_that_aws_has() -> None:
    assert set(STATUS) <= modelled(*SERVICES) | BESIDE_THE_MODELS


@pytest.mark.parametrize(
    ("module", "service"),
    [
        (moto.iam.exceptions, "iam"),
        (moto.organizations.exceptions, "organizations"),
        (moto.account.exceptions, "account"),
    ],
)
def test_every_error_of_moto_that_can_come_through_is_aws_s(module: ModuleType, service: str) -> None:
    codes = set(re.findall(r'(?:__init__\(\s*|code = |error_type=)"(\w+)"', inspect.getsource(module)))
    assert codes
    assert codes <= modelled(service) | BESIDE_THE_MODELS


def test_each_helper_makes_an_error_with_a_status() -> None:
    made = [
        aws_errors.access_denied(""),
        aws_errors.already_exists(""),
        aws_errors.delete_conflict(""),
        aws_errors.invalid_code(),
        aws_errors.invalid_input(""),
        aws_errors.invalid_token(),
        aws_errors.limit_exceeded("", 0),
        aws_errors.no_such_entity(""),
        aws_errors.not_simulated(""),
        aws_errors.unmodifiable(""),
        aws_errors.validation_error(""),
    ]
    assert all(error.status == STATUS[error.code] for error in made)
