"""What makes a `json` block a policy: it parses, it has the parts, and IAM takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_NAME = "mfa-binder-rehearsal"
_VERSION = "2012-10-17"
"""The policy language's current version; the older one ignores policy variables. (AWS documentation of IAM)"""


def fault(text: str, iam: IAMClient) -> str:
    """Why a text is no policy that IAM takes; empty if it is one. Leaves nothing behind in IAM."""
    try:
        document = json.loads(text, object_pairs_hook=_without_doubles)
    except ValueError as error:
        return f"it is not JSON: {error}"
    if not isinstance(document, dict):
        return "it is not a JSON object"
    if document.get("Version") != _VERSION:
        return f'its Version is not "{_VERSION}"'
    if not document.get("Statement"):
        return "it has no Statement"
    try:
        _try_out(text, document, iam)
    except ClientError as refused:
        return f"IAM does not take it: {refused}"
    return ""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _try_out(text: str, document: Mapping[str, Any], iam: IAMClient) -> None:
    statements = document["Statement"]
    first = statements[0] if isinstance(statements, list) else statements
    if isinstance(first, dict) and "Principal" in first:  # a role's trust policy
        iam.create_role(RoleName=_NAME, AssumeRolePolicyDocument=text)
        iam.delete_role(RoleName=_NAME)
    else:
        created = iam.create_policy(PolicyName=_NAME, PolicyDocument=text)
        iam.delete_policy(PolicyArn=created["Policy"].get("Arn", ""))
