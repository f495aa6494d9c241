"""What makes a `json` block a policy: it parses, it has the parts, IAM takes it, and it decides as it should."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ParamValidationError

from mfa_binder.book.policy_verdicts import PolicyVerdict
from mfa_binder.rehearsal import verdict_checks
from mfa_binder.rehearsal.simulator_clients import SimulatorClients

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

    from mfa_binder.simulator.simulated_aws import SimulatedAws

_TRIAL_NAME = "mfa-binder-rehearsal"
_POLICY_VERSION = "2012-10-17"
"""The policy language's current version; the older one ignores policy variables. (AWS documentation of IAM)"""


class NotJudgedError(Exception):
    """The simulator does not know something that the policy says, so nothing is said about the policy."""


def policy_fault(
    text: str,
    judged: Sequence[PolicyVerdict],
    account: str,
    clients: SimulatorClients,
    simulator: SimulatedAws,
    held: verdict_checks.HeldVerdicts,
) -> str:
    """Why a text is no policy that IAM takes, or decides otherwise than `judged`; empty if all is well.

    `account` is whose IAM judges it; what has `held` once is not asked again. Leaves nothing behind in IAM. Raises
    NotJudgedError.
    """
    try:
        document = json.loads(text, object_pairs_hook=_refuse_double_keys)
    except ValueError as error:
        return f"it is not JSON: {error}"
    if not isinstance(document, dict):
        return "it is not a JSON object"
    if document.get("Version") != _POLICY_VERSION:
        return f'its Version is not "{_POLICY_VERSION}"'
    if not document.get("Statement"):
        return "it has no Statement"
    try:
        return _decision_fault(text, document, judged, account, clients, simulator, held)
    except ClientError as refused:
        if refused.response["Error"].get("Code") == "NotSimulated":
            raise NotJudgedError(f"it cannot be judged: {refused}") from None
        return f"IAM does not take it: {refused}"
    except (ParamValidationError, ValueError) as unknown:
        return str(unknown)


def _decision_fault(
    text: str,
    document: Mapping[str, Any],
    judged: Sequence[PolicyVerdict],
    account: str,
    clients: SimulatorClients,
    simulator: SimulatedAws,
    held: verdict_checks.HeldVerdicts,
) -> str:
    statements = document["Statement"]
    first = statements[0] if isinstance(statements, list) else statements
    if isinstance(first, dict) and "Principal" in first:  # a role's trust policy
        return verdict_checks.trust_verdict_fault(text, judged, account, clients, simulator, held)
    iam = clients.iam(account)
    _create_and_delete(text, iam)
    return verdict_checks.verdict_fault(text, judged, iam, held)


def _refuse_double_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _create_and_delete(text: str, iam: IAMClient) -> None:
    created = iam.create_policy(PolicyName=_TRIAL_NAME, PolicyDocument=text)
    iam.delete_policy(PolicyArn=created["Policy"].get("Arn", ""))
