"""What a trust policy asks for, in the words of the inventory, and the policy that says just that.

Read with the one judge: who is named is asked after with a long-term key, in a session without a code and in one
with a code. Whatever the words cannot hold stands in `further`, so that nothing is lost and nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from mfa_binder.organization.identifiers import PRINCIPAL_PATTERN, account_in_arn, resource_in_arn, root_arn
from mfa_binder.organization.users_and_roles import LONGEST_MFA_AGE, Role
from mfa_binder.policies.policy_decision import concerns_action, conditions_of
from mfa_binder.policies.policy_text import PolicyStatement, as_list
from mfa_binder.policies.request_context import PolicyNotUnderstoodError, RequestContext
from mfa_binder.policies.trust_decision import (
    ASSUME_ROLE,
    EXTERNAL_ID,
    MFA_AGE,
    MFA_PRESENT,
    TrustRequest,
    judge_trust,
    mfa_entries,
    named_principals,
    policy_statements,
)

_ACCOUNT = re.compile(r"(?:arn:[a-z-]+:iam::)?([0-9]{12})(?::root)?")
_PRINCIPAL = re.compile(PRINCIPAL_PATTERN)
_EQUALS = frozenset({"StringEquals", "ArnEquals", "StringLike", "ArnLike"})
_PRINCIPAL_ARN, _PRINCIPAL_ACCOUNT = "aws:PrincipalArn", "aws:PrincipalAccount"
_EXTERNAL_FORM = re.compile(r"[A-Za-z0-9_+=,.@:/-]{2,1224}")
_WILD = re.compile(r"[*?]|\$\{")


@dataclass(frozen=True, slots=True)
class TrustTerms:
    """What was read of a trust policy; each is a key of the inventory, but for `further`."""

    trusts: tuple[str, ...] = ()
    trusted_principals: tuple[str, ...] = ()
    requires_mfa: bool | None = None
    max_mfa_age_seconds: int | None = None
    external_id: str | None = None
    further: tuple[str, ...] = ()
    """What no key can hold, each as a short phrase."""
    is_open_to_accounts: bool = False
    """Whether it names users, roles or accounts at all: services and identity providers assume roles otherwise."""


def trust_policy(partition: str, role: Role | TrustTerms) -> Mapping[str, Any]:
    """The trust policy that the inventory's keys describe.

    Bool, not BoolIfExists: a request without the key, as long-term keys make it, must not pass an Allow.
    """
    condition: dict[str, dict[str, str]] = {}
    if role.requires_mfa:
        condition["Bool"] = {MFA_PRESENT: "true"}
    if role.max_mfa_age_seconds is not None:
        condition["NumericLessThan"] = {MFA_AGE: str(role.max_mfa_age_seconds)}
    if role.external_id is not None:
        condition["StringEquals"] = {EXTERNAL_ID: role.external_id}
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"AWS": list(_principals(partition, role))},
        "Action": ASSUME_ROLE,
    }
    whole = {**statement, "Condition": condition} if condition else statement
    return {"Version": "2012-10-17", "Statement": [whole]}


def _principals(partition: str, role: Role | TrustTerms) -> Iterator[str]:
    for account in role.trusts:
        named = [arn for arn in role.trusted_principals if account_in_arn(arn) == account]
        yield from named or (root_arn(partition, account),)


def read_trust(document: str | Mapping[str, Any]) -> TrustTerms:
    """What a trust policy asks for. A text that is no policy gives nothing but that."""
    try:
        policy = policy_statements(document)
    except ValueError as unreadable:
        return TrustTerms(further=(f"a trust policy that cannot be read: {unreadable}",))
    return _TermsReading(policy).terms()


@dataclass(frozen=True, slots=True)
class _Entrant:
    """Somebody whom a statement lets in."""

    account: str
    arn: str | None = None
    """One user, role or session; None for all of the account."""

    @property
    def name(self) -> str:
        return self.account if self.arn is None else f"{resource_in_arn(self.arn)} of {self.account}"


@dataclass
class _TermsReading:
    """One policy while it is read."""

    policy: Sequence[PolicyStatement]
    further: list[str] = field(default_factory=list)

    def terms(self) -> TrustTerms:
        entrants: list[_Entrant] = []
        for statement in self.policy:
            entrants += self._read(statement)
        entrants = list(dict.fromkeys(entrants))
        external = self._external_id()
        answers = {entrant: self._demands_mfa(entrant, external) for entrant in entrants}
        whole = {entrant.account for entrant in entrants if entrant.arn is None}
        mfa = self._agreed(answers)
        terms = TrustTerms(
            tuple(sorted({entrant.account for entrant in entrants})),
            tuple(sorted(one.arn for one in entrants if one.arn is not None and one.account not in whole)),
            mfa,
            self._age(entrants, external) if mfa else None,
            external,
        )
        self._compare(terms, entrants)
        return TrustTerms(
            terms.trusts,
            terms.trusted_principals,
            terms.requires_mfa,
            terms.max_mfa_age_seconds,
            terms.external_id,
            tuple(dict.fromkeys(self.further)),
            any(_names_accounts(statement) for statement in self.policy),
        )

    # -- statement by statement

    def _read(self, statement: PolicyStatement) -> Iterable[_Entrant]:
        concerned = _concerns_assuming(statement)
        if statement.effect == "Deny":
            if concerned is not False and not self._says_only_mfa(statement):
                self.further.append(f"a Deny for {_whom(statement)}{_in_words(statement)}")
            return ()
        if concerned is not True:
            self.further.append(f"{_actions(statement)} for {_whom(statement)}{_in_words(statement)}")
            return ()
        more = [action for action in _listed_actions(statement) if action.lower() != ASSUME_ROLE.lower()]
        if more:
            self.further.append(f"{', '.join(more)} for {_whom(statement)}")
        return self._entrants(statement)

    def _entrants(self, statement: PolicyStatement) -> Iterable[_Entrant]:
        """Whom an Allow lets in, as far as a key can name them; the conditions that no key can hold are noted."""
        limits = [self._limit(*condition) for condition in conditions_of(statement)]
        narrowed = [limit for limit in limits if limit is not None]
        if len(narrowed) > 1 or (narrowed and "NotPrincipal" in statement.record):
            self.further.append(_in_words(statement).strip())
            narrowed = []
        found: list[_Entrant] = []
        for named in sorted(named_principals(statement.record.get("Principal", {}))):
            found += self._named(named, narrowed[0] if narrowed else None)
        for kind, name in _others(statement):
            self.further.append(f"{kind} {name}{_in_words(statement)}")
        if "NotPrincipal" in statement.record:
            self.further.append("NotPrincipal in an Allow")
        return found

    def _named(self, named: str, narrowed: tuple[_Entrant, ...] | None) -> Iterable[_Entrant]:
        account, principal = _ACCOUNT.fullmatch(named), _PRINCIPAL.fullmatch(named)
        if named == "*" and narrowed is not None:
            return narrowed
        if account is not None:
            return [_Entrant(account[1])] if narrowed is None else [o for o in narrowed if o.account == account[1]]
        if principal is not None:
            whom = _Entrant(account_in_arn(named), named)
            return [whom] if narrowed is None or whom in narrowed or _Entrant(whom.account) in narrowed else []
        self.further.append("everybody, of any account (*)" if named == "*" else f"the principal {named}")
        return ()

    def _limit(self, test: str, key: str, values: Any) -> tuple[_Entrant, ...] | None:
        """Whom a condition narrows a statement to; None where it does not, or not in a form that a key can hold."""
        texts = [str(value) for value in as_list(values)]
        is_plain = test in _EQUALS and not any(_WILD.search(text) for text in texts)
        if is_plain and _is(key, _PRINCIPAL_ARN) and all(_PRINCIPAL.fullmatch(text) for text in texts):
            return tuple(_Entrant(account_in_arn(text), text) for text in texts)
        if is_plain and _is(key, _PRINCIPAL_ACCOUNT) and all(re.fullmatch(r"[0-9]{12}", text) for text in texts):
            return tuple(_Entrant(text) for text in texts)
        if not _is(key, MFA_PRESENT, MFA_AGE, EXTERNAL_ID):
            self.further.append(_condition_in_words(test, key, values))
        return None

    def _says_only_mfa(self, statement: PolicyStatement) -> bool:
        """Whether a Deny concerns everybody and turns on MFA alone: then the judge's answers say all of it."""
        conditions = list(conditions_of(statement))
        everybody = named_principals(statement.record.get("Principal", {})) == {"*"}
        keys = (MFA_PRESENT, MFA_AGE, EXTERNAL_ID)
        return everybody and bool(conditions) and all(_is(key, *keys) for _, key, _ in conditions)

    # -- what is asked for

    def _external_id(self) -> str | None:
        """The one external id that the policy asks for; what it says else of external ids is noted."""
        found = [
            (test, values)
            for statement in self.policy
            for test, key, values in conditions_of(statement)
            if _is(key, EXTERNAL_ID)
        ]
        given = {str(value) for test, values in found for value in as_list(values) if test.endswith("Equals")}
        if len(given) == 1 and _EXTERNAL_FORM.fullmatch(next(iter(given))):
            return given.pop()
        self.further += [_condition_in_words(test, EXTERNAL_ID, values) for test, values in found]
        return None

    def _request(self, entrant: _Entrant, external: str | None, **mfa: Any) -> TrustRequest:
        entries = {_PRINCIPAL_ACCOUNT: entrant.account, **mfa_entries(mfa.get("present"), mfa.get("age"))}
        known = [_PRINCIPAL_ACCOUNT, MFA_PRESENT, MFA_AGE]
        names = {entrant.account, *self._roots_of(entrant.account)}
        if entrant.arn is not None:
            names.add(entrant.arn)
        if entrant.arn is not None and ":iam:" in entrant.arn:  # a session's is that of its role
            entries[_PRINCIPAL_ARN] = entrant.arn
        if external is not None:
            entries[EXTERNAL_ID] = external
            known.append(EXTERNAL_ID)
        known += entries
        return TrustRequest(
            frozenset(names), entrant.arn, RequestContext.of({key: (text,) for key, text in entries.items()}, known)
        )

    def _roots_of(self, account: str) -> Iterator[str]:
        """How this policy writes all of an account, in whichever partition it is."""
        elements = (
            statement.record.get(name, {}) for statement in self.policy for name in ("Principal", "NotPrincipal")
        )
        for named in chain.from_iterable(map(named_principals, elements)):
            found = _ACCOUNT.fullmatch(named)
            if found is not None and found[1] == account:
                yield named

    def _enters(self, entrant: _Entrant, external: str | None, **mfa: Any) -> bool | None:
        return judge_trust(self.policy, self._request(entrant, external, **mfa)).enters

    def _demands_mfa(self, entrant: _Entrant, external: str | None) -> bool | None:
        """Whether somebody enters with MFA only; None where that turns on what is not known here."""
        key = self._enters(entrant, external)
        session = self._enters(entrant, external, present=False)
        if key is True and session is False:
            self.further.append(f"{entrant.name} is let in with access keys, and refused in a session without a code")
        if key is True or (key is None and not self._mentions_mfa()):
            return False
        if key is False and session is False:
            return True
        if key is False and session is True:
            self.further.append(f"{entrant.name} is refused with access keys, and let in with a session without a code")
        return None

    def _mentions_mfa(self) -> bool:
        keys = (key for statement in self.policy for _, key, _ in conditions_of(statement))
        return any(_is(key, MFA_PRESENT, MFA_AGE) for key in keys)

    def _agreed(self, answers: Mapping[_Entrant, bool | None]) -> bool | None:
        found = set(answers.values())
        if found == {True, False}:
            without = ", ".join(entrant.name for entrant, asked in answers.items() if not asked)
            self.further.append(f"no MFA for {without}")
        return found.pop() if len(found) == 1 else None

    def _age(self, entrants: Sequence[_Entrant], external: str | None) -> int | None:
        """Under how many seconds old a code must be; None if any age does."""
        found = {self._age_for(entrant, external) for entrant in entrants}
        if len(found) > 1:
            self.further.append("codes of another age for some than for others")
        return found.pop() if len(found) == 1 else None

    def _age_for(self, entrant: _Entrant, external: str | None) -> int | None:
        taken = [
            age
            for age in sorted({0, LONGEST_MFA_AGE, *self._ages()})
            if self._enters(entrant, external, present=True, age=age) is not False
        ]
        if 0 not in taken:
            self.further.append(f"a fresh code does not let {entrant.name} in")
            return None
        return None if taken[-1] == LONGEST_MFA_AGE else taken[-1] + 1

    def _ages(self) -> Iterator[int]:
        """The ages that the policy names, and those beside them, where its answer can change."""
        for statement in self.policy:
            for _, key, values in conditions_of(statement):
                for text in map(str, as_list(values)) if _is(key, MFA_AGE) else ():
                    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
                        yield from (min(max(0, int(float(text)) + step), LONGEST_MFA_AGE) for step in (-1, 0, 1))

    # -- whether that is all

    def _compare(self, terms: TrustTerms, entrants: Sequence[_Entrant]) -> None:
        """Note it if the policy that the keys describe decides otherwise than this one."""
        if self.further:
            return
        if terms.requires_mfa is None or not entrants:
            self.further.append("whom it lets in cannot be told" if entrants else "nobody is named")
            return
        told = _TermsReading(policy_statements(json.dumps(trust_policy("aws", terms))))
        others = [_Entrant(account, f"arn:aws:iam::{account}:user/-nobody-") for account in (*terms.trusts, "0" * 12)]
        ways: list[dict[str, Any]] = [{}, {"present": False}, {"present": True, "age": 0}]
        ways += [{"present": True, "age": age} for age in (*self._ages(), LONGEST_MFA_AGE)]
        for entrant in (*entrants, *others):
            for way in ways:
                for external in (terms.external_id, "-another-"):
                    if self._enters(entrant, external, **way) != told._enters(entrant, external, **way):
                        self.further.append(f"it asks otherwise of {entrant.name}")
                        return


def _is(key: str, *wanted: str) -> bool:
    return key.lower() in {one.lower() for one in wanted}


def _concerns_assuming(statement: PolicyStatement) -> bool | None:
    try:
        return concerns_action(statement, ASSUME_ROLE)
    except PolicyNotUnderstoodError:
        return None


def _names_accounts(statement: PolicyStatement) -> bool:
    named = "NotPrincipal" in statement.record or named_principals(statement.record.get("Principal", {}))
    return bool(named) and statement.effect == "Allow" and _concerns_assuming(statement) is not False


def _listed_actions(statement: PolicyStatement) -> list[str]:
    return [str(action) for action in as_list(statement.record.get("Action", ()))]


def _actions(statement: PolicyStatement) -> str:
    return ", ".join(_listed_actions(statement)) or "NotAction"


def _whom(statement: PolicyStatement) -> str:
    if "NotPrincipal" in statement.record:
        return f"all but {', '.join(sorted(named_principals(statement.record['NotPrincipal'])))}"
    named = sorted(named_principals(statement.record.get("Principal", {})))
    return ", ".join([*named, *(name for _, name in _others(statement))]) or "others"


def _others(statement: PolicyStatement) -> Iterator[tuple[str, str]]:
    """The principals that are not of the AWS kind: services and identity providers."""
    element = statement.record.get("Principal", {})
    for kind, names in element.items() if isinstance(element, dict) else ():
        if kind != "AWS":
            word = {"Service": "the service", "Federated": "the identity provider"}.get(kind, str(kind))
            yield from ((word, str(name)) for name in as_list(names))


def _in_words(statement: PolicyStatement) -> str:
    found = [_condition_in_words(*condition) for condition in conditions_of(statement)]
    return f" if {' and '.join(found)}" if found else ""


def _condition_in_words(test: str, key: str, values: Any) -> str:
    return f"{test} {key} {', '.join(str(value) for value in as_list(values))}"
