"""The forms of what a template promises: which words a condition, an answer or a verdict is made of.

`mfa_binder.book.sidecar` says what each form means; here is what can be told of one before it is rehearsed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from mfa_binder.errors import TemplateError
from mfa_binder.inventory.message_words import did_you_mean, quote_name

_Promise = TypeVar("_Promise", bound=Mapping[str, object])

CONDITIONS: Mapping[str, str] = {
    "registered": "to",
    "unregistered": "from",
    "in_sync": "",
    "out_of_sync": "",
    "signs_in": "with",
    "access_keys": "of",
    "other_credentials": "of",
    "password": "of",
    "policy": "on",
    "no_policy": "on",
    "root_mfa": "in",
    "root_virtual": "in",
    "user": "exists",
    "managed_policy": "on",
    "no_managed_policy": "on",
    "scp": "in",
    "no_scp": "in",
    "attached": "to in",
    "detached": "from in",
    "unit": "of",
    "outside": "",
    "account_state": "of",
    "root_feature": "in",
    "no_root_feature": "in",
    "trusted": "in",
    "not_trusted": "in",
    "in_group": "of",
    "not_in_group": "of",
    "group_policy": "on in",
    "no_group_policy": "on in",
    "denied": "to",
    "allowed": "to",
    "refused": "",
    "fails_with": "",
    "prints": "",
    "shows": "",
    "hides": "",
    "prints_nothing": "",
}
"""The word that begins a condition, and the words that must follow."""

ANSWERS: Mapping[str, str] = {
    "code": "",
    "next_code": "",
    "aws_serial": "of",
    "mailed_code": "of",
    "unit_id": "in",
    "invitation": "",
    "text": "",
}
"""The word that begins an answer, and the words that must follow."""

VERDICTS: Mapping[str, str] = dict.fromkeys(("denies", "passes", "allows", "lets_in", "keeps_out"), "")
"""The word that begins a verdict; `with`, `without`, `on` and context keys such as `aws:PrincipalArn` may follow."""

_MAY_FOLLOW: Mapping[str, str] = {
    "denied": "with",
    "allowed": "with",
    **dict.fromkeys(VERDICTS, "with without on external_id"),
}


def conditions(given: Iterable[_Promise]) -> tuple[_Promise, ...]:
    """The conditions, each of a known form. Raises TemplateError at the first that is not."""
    return tuple(_known(each, "condition", CONDITIONS) for each in given)


def answers(given: Iterable[_Promise]) -> tuple[_Promise, ...]:
    """The answers, in the same way."""
    return tuple(_known(each, "answer", ANSWERS) for each in given)


def verdicts(given: Iterable[_Promise]) -> tuple[_Promise, ...]:
    """The verdicts, in the same way."""
    return tuple(_known(each, "verdict", VERDICTS) for each in given)


def _known(promise: _Promise, what: str, forms: Mapping[str, str]) -> _Promise:
    if not isinstance(promise, Mapping):
        raise TemplateError(f"a {what} is written in braces, not as {quote_name(str(promise))}", _written(what, forms))
    first = [key for key in promise if key in forms]
    if len(first) != 1:
        word = next((str(key) for key in promise if key not in forms), "")
        wrong = f"{quote_name(word)} begins no {what}" if not first else f"{' and '.join(first)} begin two {what}s"
        raise TemplateError(wrong, did_you_mean(word, forms, _written(what, forms)))
    _refuse_others(promise, first[0], forms[first[0]].split(), what)
    return promise


def _refuse_others(promise: Mapping[str, object], first: str, must: Collection[str], what: str) -> None:
    missing = [word for word in must if word not in promise]
    may = {first, *must, *_MAY_FOLLOW.get(first, "").split()}
    unknown = [str(key) for key in promise if key not in may and not (what == "verdict" and ":" in str(key))]
    if unknown:
        hint = did_you_mean(unknown[0], may, f"{first} goes on with {' and '.join(must) or 'nothing'}")
        raise TemplateError(f"the {what} {first} knows no {quote_name(unknown[0])}", hint)
    if missing:
        raise TemplateError(f"the {what} {first} lacks {' and '.join(missing)}", f"add {' and '.join(missing)}")


def _written(what: str, forms: Mapping[str, str]) -> str:
    return f"a {what} begins with one of {', '.join(forms)}"
