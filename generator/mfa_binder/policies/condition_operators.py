"""The condition operators of the policy language, and the wildcards and variables in its words.

Understood: Bool, Null, String…, Arn…, Numeric…, Date… and IpAddress, each but Null with IfExists, and the
set operators ForAllValues and ForAnyValue. Rules: "Condition operators" and "Single-valued vs. multivalued context
keys" in the IAM User Guide. A key that the request lacks makes a condition false, or true where the
operator is a negated one or ends in IfExists.

Rules: "Policy variables" in the IAM User Guide. A variable without a value "might" make a statement
invalid, as the guide puts it, so it is refused as not simulated.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any

from mfa_binder.policies.policy_text import PolicyStatement
from mfa_binder.policies.request_context import PolicyNotUnderstoodError, RequestContext

_VARIABLES_SINCE = "2012-10-17"
"""The version of the policy language in which `${…}` means something."""
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_ESCAPED = {"*": "\ue000", "?": "\ue001", "$": "$"}
"""`${*}`, `${?}` and `${$}` stand for the characters themselves; the first two must survive as no wildcards."""
_PLAIN = {"\ue000": "*", "\ue001": "?"}


@dataclass(frozen=True, slots=True)
class PolicyVariables:
    """What variables stand for in one statement."""

    context: RequestContext | None
    """None where `${` is just text."""

    @classmethod
    def of(cls, statement: PolicyStatement, context: RequestContext) -> PolicyVariables:
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
def wildcard_pattern(text: str) -> re.Pattern[str]:
    """A text with `*` for any characters and `?` for one."""
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(sign, re.escape(_PLAIN.get(sign, sign))) for sign in text), re.DOTALL)


def plain_text(text: str) -> str:
    """A filled text whose signs all stand for themselves."""
    return "".join(_PLAIN.get(sign, sign) for sign in text)


_LONGEST_YEAR = 4
ARN_PARTS = 6
"""An ARN is `arn:partition:service:region:account:resource`."""
Match = Callable[[str, str, PolicyVariables], bool]
"""Whether a value of the request (first) meets a value of the policy (second)."""


def operator_holds(
    test: str, key: str, wanted: Sequence[Any], context: RequestContext, variables: PolicyVariables
) -> bool:
    """Whether one condition holds: `test` is the operator, `wanted` the policy's values."""
    found = context.values(key)
    quantifier, _, name = test.rpartition(":")
    if name == "Null" and not quantifier:
        return str(found is None).lower() in [_text(value).lower() for value in wanted]
    base = name.removesuffix("IfExists")
    if base not in _MATCHES or quantifier not in _QUANTIFIERS:
        raise PolicyNotUnderstoodError(f"the condition operator {test}")
    match, negated = _MATCHES[base]
    if found is None and name != base:
        return True

    def meets(value: str) -> bool:
        return negated != any(match(value, _text(other), variables) for other in wanted)

    return _QUANTIFIERS[quantifier](found, meets, negated)


def matches_arn(wanted: str, found: str) -> bool:
    """Whether an ARN is of a form: each of the six parts separately, with wildcards in each, variables filled."""
    parts, others = wanted.split(":", ARN_PARTS - 1), found.split(":", ARN_PARTS - 1)
    return len(parts) == len(others) and all(
        wildcard_pattern(part).fullmatch(other) is not None for part, other in zip(parts, others, strict=True)
    )


def _single(found: tuple[str, ...] | None, meets: Callable[[str], bool], negated: bool) -> bool:
    if found is None:
        return negated
    if len(found) != 1:
        raise PolicyNotUnderstoodError("several values of a key without ForAllValues or ForAnyValue")
    return meets(found[0])


_QUANTIFIERS: Mapping[str, Callable[[tuple[str, ...] | None, Callable[[str], bool], bool], bool]] = {
    "": _single,
    "ForAllValues": lambda found, meets, _: all(meets(value) for value in found or ()),
    "ForAnyValue": lambda found, meets, _: any(meets(value) for value in found or ()),
}


def _equals(found: str, wanted: str, variables: PolicyVariables) -> bool:
    return found == plain_text(variables.filled(wanted))


def _equals_ignoring_case(found: str, wanted: str, variables: PolicyVariables) -> bool:
    return found.lower() == plain_text(variables.filled(wanted)).lower()


def _like(found: str, wanted: str, variables: PolicyVariables) -> bool:
    return wildcard_pattern(variables.filled(wanted)).fullmatch(found) is not None


def _arn(found: str, wanted: str, variables: PolicyVariables) -> bool:
    return matches_arn(variables.filled(wanted), found)


def _bool(found: str, wanted: str, _: PolicyVariables) -> bool:
    return found.lower() == wanted.lower()


def _numeric(compare: Callable[[float, float], bool]) -> Match:
    def match(found: str, wanted: str, _: PolicyVariables) -> bool:
        try:
            return compare(float(found), float(wanted))
        except ValueError:
            raise PolicyNotUnderstoodError(f"a comparison of {found} with {wanted} as numbers") from None

    return match


def _date(compare: Callable[[float, float], bool]) -> Match:
    """A date is one of W3C's ISO 8601 profile, or seconds since 1970."""

    def match(found: str, wanted: str, _: PolicyVariables) -> bool:
        return compare(_seconds(found), _seconds(wanted))

    return match


def _seconds(text: str) -> float:
    if text.isdecimal() and len(text) > _LONGEST_YEAR:
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise PolicyNotUnderstoodError(f"the date {text}") from None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def _address(found: str, wanted: str, _: PolicyVariables) -> bool:
    try:
        return ip_address(found) in ip_network(wanted)
    except ValueError:
        raise PolicyNotUnderstoodError(f"a comparison of {found} with {wanted} as addresses") from None


_MATCHES: Mapping[str, tuple[Match, bool]] = {
    "Bool": (_bool, False),
    "StringEquals": (_equals, False),
    "StringNotEquals": (_equals, True),
    "StringEqualsIgnoreCase": (_equals_ignoring_case, False),
    "StringNotEqualsIgnoreCase": (_equals_ignoring_case, True),
    "StringLike": (_like, False),
    "StringNotLike": (_like, True),
    "ArnEquals": (_arn, False),
    "ArnLike": (_arn, False),
    "ArnNotEquals": (_arn, True),
    "ArnNotLike": (_arn, True),
    "NumericEquals": (_numeric(operator.eq), False),
    "NumericNotEquals": (_numeric(operator.eq), True),
    "NumericLessThan": (_numeric(operator.lt), False),
    "NumericLessThanEquals": (_numeric(operator.le), False),
    "NumericGreaterThan": (_numeric(operator.gt), False),
    "NumericGreaterThanEquals": (_numeric(operator.ge), False),
    "DateEquals": (_date(operator.eq), False),
    "DateNotEquals": (_date(operator.eq), True),
    "DateLessThan": (_date(operator.lt), False),
    "DateLessThanEquals": (_date(operator.le), False),
    "DateGreaterThan": (_date(operator.gt), False),
    "DateGreaterThanEquals": (_date(operator.ge), False),
    "IpAddress": (_address, False),
    "NotIpAddress": (_address, True),
}
"""Each operator: how one value meets another, and whether it is a negated one."""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
