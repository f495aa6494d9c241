"""IAM's policy simulator, as far as the policy language is understood here.

Shapes, and one result for each action, are those of the botocore model. Its EvalResourceName of an
action is a template that only AWS knows, so it is given only where no resource was asked about. What
CallerArn adds to the context is not documented: nothing is added here, so a page names every key that
its policy asks for. MissingContextValues are the keys of the statements about that action and
resource; whether AWS lists more is not documented either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.models import Group, Role, User

from mfa_binder.policies.policy_decision import (
    ACTION,
    ALLOWED,
    EXPLICIT_DENY,
    IMPLICIT_DENY,
    PolicyQuestion,
    PolicyVerdict,
    decide_request,
)
from mfa_binder.policies.policy_text import PolicyStatement, StatementPlace, parse_statements
from mfa_binder.policies.request_context import RequestContext
from mfa_binder.simulator.aws_errors import invalid_input, no_such_entity, not_simulated, validation_error
from mfa_binder.simulator.policy.authorization import attached_to
from mfa_binder.simulator.services.iam.iam_service import IamService

_ALLOW_ALL = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
"""What AWS's own FullAWSAccess says, which is attached wherever nobody takes it off."""
_NOT_HERE = (
    "PermissionsBoundaryPolicyInputList",
    "PolicyExclusionList",
    "ResourcePolicy",
    "ResourceOwner",
    "ResourceHandlingOption",
)
_TYPES = ("string", "numeric", "boolean", "ip", "binary", "date")
_RESTRICTIVE = (EXPLICIT_DENY, IMPLICIT_DENY, ALLOWED)


class SimulationOperations(IamService):
    """SimulateCustomPolicy, SimulatePrincipalPolicy. The method names are moto's way of finding an operation."""

    def simulate_custom_policy(self) -> ActionResult:
        """What the policies of the request decide about its actions and resources; changes nothing."""
        levels = [
            list(_parsed("ServiceControlPolicyInputList", level.get("ServiceControlPolicyInputList", ())))
            for level in self.optional("OrderedOrganizationPolicyInputList") or ()
        ]
        return self._simulated(list(_parsed("PolicyInputList", self.optional("PolicyInputList"))), levels)

    def simulate_principal_policy(self) -> ActionResult:
        """The same of what is attached to a user (its groups included), a group or a role, and of its organization.

        AWS's names of attached policies in MatchedStatements were not found; theirs are ours.
        """
        attached = list(_parsed("attached", attached_to(self.state, self._entity())))
        given = list(_parsed("PolicyInputList", self.optional("PolicyInputList") or ()))
        controls = self.simulation.service_control_policies(self.state.account)
        levels = [list(_parsed("ServiceControlPolicyInputList", (_ALLOW_ALL, *controls)))] if controls else []
        return self._simulated([*attached, *given], levels)

    def _entity(self) -> User | Group | Role:
        """What PolicySourceArn names, or NoSuchEntity."""
        arn, iam = self.text("PolicySourceArn"), self.state.iam
        entities: list[User | Group | Role] = [*iam.users.values(), *iam.groups.values(), *iam.roles.values()]
        found = next((entity for entity in entities if entity.arn == arn), None)
        if found is None:
            raise no_such_entity(f"The entity {arn} cannot be found.")
        return found

    def _simulated(
        self, policies: Sequence[PolicyStatement], levels: Sequence[Sequence[PolicyStatement]]
    ) -> ActionResult:
        for name in _NOT_HERE:
            if self.optional(name):
                raise not_simulated(f"iam's policy simulator with {name}")
        context = _context(self.optional("ContextEntries") or ())
        resources = list(self.optional("ResourceArns") or ("*",))
        results = [
            _result(
                action,
                {
                    name: _DecidedAction.of(policies, levels, PolicyQuestion(action, name, context))
                    for name in resources
                },
            )
            for action in self._actions()
        ]
        return self.in_parts("EvaluationResults", results)

    def _actions(self) -> list[str]:
        names = [str(name) for name in self.optional("ActionNames")]
        for name in names:
            if not ACTION.fullmatch(name):
                raise invalid_input(f"Invalid Entity: {name} is not the name of an action.")
        return names


class _DecidedAction:
    """What the identity's policies and, level by level, the organization's decide about one resource."""

    def __init__(self, own: PolicyVerdict, organization: str | None) -> None:
        self.own = own
        self.organization = organization
        both = (own.decision, organization or ALLOWED)
        self.decision = min(both, key=_RESTRICTIVE.index)

    @classmethod
    def of(
        cls, policies: Sequence[PolicyStatement], levels: Sequence[Sequence[PolicyStatement]], question: PolicyQuestion
    ) -> _DecidedAction:
        verdicts = [decide_request(level, question).decision for level in levels]
        return cls(decide_request(policies, question), min(verdicts, key=_RESTRICTIVE.index) if verdicts else None)

    @property
    def details(self) -> dict[str, Any]:
        """The members that results of an action and of a resource share."""
        matched = self.own.matched if self.own.decision == self.decision else ()
        return {
            "MatchedStatements": [_statement(statement) for statement in matched],
            "MissingContextValues": list(self.own.missing),
        }


def _result(action: str, decided: Mapping[str, _DecidedAction]) -> dict[str, Any]:
    """One action's result: the most restrictive decision about any resource."""
    worst = min(decided.values(), key=lambda one: _RESTRICTIVE.index(one.decision))
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalDecision": worst.decision,
        **_united(worst.decision, decided.values()),
    }
    if worst.organization is not None:
        allowed = all(one.organization == ALLOWED for one in decided.values())
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": allowed}
    if list(decided) == ["*"]:
        return {**result, "EvalResourceName": "*"}
    specific = [
        {"EvalResourceName": name, "EvalResourceDecision": one.decision, **one.details} for name, one in decided.items()
    ]
    return {**result, "ResourceSpecificResults": specific}


def _united(decision: str, decided: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"MatchedStatements": [], "MissingContextValues": []}
    for one in decided:
        for member, values in one.details.items():
            if member == "MissingContextValues" or one.decision == decision:
                found[member] += [value for value in values if value not in found[member]]
    return found


def _parsed(name: str, texts: Iterable[str]) -> Iterator[PolicyStatement]:
    for number, text in enumerate(texts, start=1):
        try:
            yield from parse_statements(text, f"{name}.{number}")
        except ValueError as wrong:
            raise invalid_input(f"{name}.{number} is no policy: {wrong}") from None


def _context(entries: Sequence[Mapping[str, Any]]) -> RequestContext:
    for entry in entries:
        kind = entry.get("ContextKeyType")
        if kind not in (*_TYPES, *(f"{single}List" for single in _TYPES)):
            raise validation_error(f"Value '{kind}' at 'contextEntries' failed to satisfy constraint: it is no type")
        if not str(kind).endswith("List") and len(entry.get("ContextKeyValues", ())) != 1:
            raise invalid_input(f"{entry.get('ContextKeyName')} is not a list and needs one value.")
    return RequestContext.of({entry["ContextKeyName"]: entry.get("ContextKeyValues", ()) for entry in entries})


def _statement(statement: PolicyStatement) -> dict[str, Any]:
    return {
        "SourcePolicyId": statement.source,
        "StartPosition": _position(statement.begins),
        "EndPosition": _position(statement.ends),
    }


def _position(place: StatementPlace) -> dict[str, int]:
    return {"Line": place.line, "Column": place.column}
