"""Wildcards and variables in the words of a policy: `*`, `?`, `${aws:username}`.

Rules: "Policy variables" in the IAM User Guide. A variable without a value "might" make a statement
invalid, as the guide puts it, so it is refused as not simulated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mfa_binder.policies.context import Context
from mfa_binder.policies.not_understood import PolicyNotUnderstoodError
from mfa_binder.policies.text import Statement

_VARIABLES_SINCE = "2012-10-17"
"""The version of the policy language in which `${…}` means something."""
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_ESCAPED = {"*": "\ue000", "?": "\ue001", "$": "$"}
"""`${*}`, `${?}` and `${$}` stand for the characters themselves; the first two must survive as no wildcards."""
_PLAIN = {"\ue000": "*", "\ue001": "?"}


@dataclass(frozen=True, slots=True)
class Variables:
    """What variables stand for in one statement. `context` is None where `${` is just text."""

    context: Context | None

    @classmethod
    def of(cls, statement: Statement, context: Context) -> Variables:
        """The variables of a statement, by the version of its policy."""
        return cls(context if statement.version == _VARIABLES_SINCE else None)

    def filled(self, text: str) -> str:
        """The text with values for its variables; wildcards in a value match themselves only."""
        return text if self.context is None else _VARIABLE.sub(self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        name = found[1].strip()
        if name in _ESCAPED:
            return _ESCAPED[name]
        values = self.context.values(name) if self.context is not None and "," not in name else None
        if values is None or len(values) != 1:
            raise PolicyNotUnderstoodError(f"the policy variable {found[0]}, which has no single value here,")
        return values[0].replace("*", _ESCAPED["*"]).replace("?", _ESCAPED["?"])


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A text with `*` for any characters and `?` for one."""
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(sign, re.escape(_PLAIN.get(sign, sign))) for sign in text), re.DOTALL)


def plain(text: str) -> str:
    """A filled text whose signs all stand for themselves."""
    return "".join(_PLAIN.get(sign, sign) for sign in text)
