"""The registry has every rule of the room, each once."""

import pkgutil
from importlib import import_module

from mfa_binder import checks
from mfa_binder.checks.registry import AWS_RULES, INVENTORY_RULES
from mfa_binder.checks.rule import Rule


def test_every_rule_that_stands_in_the_room_is_registered_once() -> None:
    modules = [import_module(f"{checks.__name__}.{module.name}") for module in pkgutil.iter_modules(checks.__path__)]
    written = {value.id for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    assert sorted(written) == sorted(rule.id for rule in (*INVENTORY_RULES, *AWS_RULES))
