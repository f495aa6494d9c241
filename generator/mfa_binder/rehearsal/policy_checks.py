"""What makes a `json` block a policy: it parses, it has the parts, IAM takes it, and it decides as it should."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ParamValidationError

from mfa_binder.book.policy_verdicts import PolicyVerdict
from mfa_binder.rehearsal.block_outcomes import UnanswerableError
from mfa_binder.rehearsal.simulator_clients import SimulatorClients
from mfa_binder.rehearsal.verdict_checks import HeldVerdicts, trust_verdict_fault, verdict_fault

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

    from mfa_binder.simulator.simulated_aws import SimulatedAws

_TRIAL_NAME = "mfa-binder-rehearsal"
_POLICY_VERSION = "2012-10-17"
"""The policy language's current version; the older one ignores policy variables. (AWS documentation of IAM)"""


@dataclass(frozen=True, slots=True)
class PolicyChecks:
    """Judges policies in one running simulator."""

    simulator: SimulatedAws
    clients: SimulatorClients
    held: HeldVerdicts
    """What is known of policies already."""

    def fault(self, text: str, judged: Sequence[PolicyVerdict], account: str) -> str:
        """Why a text is no policy that IAM takes, or decides otherwise than `judged`; empty if all is well.

        `account` is whose IAM judges it. Leaves nothing behind in IAM. Raises UnanswerableError where the simulator
        does not know something that the policy says.
        """
        try:
            document = json.loads(text, object_pairs_hook=_refuse_double_keys)
        except ValueError as error:
            return f"it is not JSON: {error}"
        return _form_fault(document) or self._decision_fault(text, document, judged, account)

    def _decision_fault(
        self, text: str, document: Mapping[str, Any], judged: Sequence[PolicyVerdict], account: str
    ) -> str:
        try:
            if _is_trust_policy(document):
                return trust_verdict_fault(text, judged, account, self.clients, self.simulator, self.held)
            iam = self.clients.iam(account)
            _create_and_delete(text, iam)
            return verdict_fault(text, judged, iam, self.held)
        except ClientError as refused:
            if refused.response["Error"].get("Code") == "NotSimulated":
                raise UnanswerableError(f"it cannot be judged: {refused}") from None
            return f"IAM does not take it: {refused}"
        except (ParamValidationError, ValueError) as unknown:
            return str(unknown)


def _form_fault(document: object) -> str:
    if not isinstance(document, dict):
        return "it is not a JSON object"
    if document.get("Version") != _POLICY_VERSION:
        return f'its Version is not "{_POLICY_VERSION}"'
    return "" if document.get("Statement") else "it has no Statement"


def _is_trust_policy(document: Mapping[str, Any]) -> bool:
    """Whether a policy says whom it is about, as a role's trust policy does and no other that is printed."""
    statements = document["Statement"]
    first = statements[0] if isinstance(statements, list) else statements
    return isinstance(first, dict) and "Principal" in first


def _refuse_double_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return members


def _create_and_delete(text: str, iam: IAMClient) -> None:
    created = iam.create_policy(PolicyName=_TRIAL_NAME, PolicyDocument=text)
    iam.delete_policy(PolicyArn=created["Policy"].get("Arn", ""))
