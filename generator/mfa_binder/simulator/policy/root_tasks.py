"""What a privileged root session of a member account may call: AWS's five root-task policies.

Each policy denies every action but the ones listed here, and those on anything but the root user
itself (`NotResource arn:aws:iam::*:root`, so a UserName is refused). Source: the AWS managed policies
`arn:aws:iam::aws:policy/root-task/…`, version v1 of 2024-11-06, as published by zoph-io/MAMIP;
checked 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SEEN = frozenset(
    {
        "iam:GetAccessKeyLastUsed",
        "iam:GetLoginProfile",
        "iam:GetUser",
        "iam:ListAccessKeys",
        "iam:ListMFADevices",
        "iam:ListSigningCertificates",
    }
)

ROOT_TASKS: Mapping[str, frozenset[str]] = {
    "IAMAuditRootUserCredentials": _SEEN | {"iam:GetAccountSummary"},
    "IAMCreateRootUserPassword": frozenset({"iam:CreateLoginProfile", "iam:GetLoginProfile"}),
    "IAMDeleteRootUserCredentials": _SEEN
    | {
        "iam:DeactivateMFADevice",
        "iam:DeleteAccessKey",
        "iam:DeleteLoginProfile",
        "iam:DeleteSigningCertificate",
        "iam:DeleteVirtualMFADevice",
    },
    "S3UnlockBucketPolicy": frozenset(
        {"s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:ListAllMyBuckets", "s3:PutBucketPolicy"}
    ),
    "SQSUnlockQueuePolicy": frozenset(
        {"sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueues", "sqs:SetQueueAttributes"}
    ),
}
"""The allowed actions, by the policy's name."""

_ARN = re.compile(r"arn:[\w-]+:iam::aws:policy/root-task/(\w+)")


def root_task_of(arn: str) -> str | None:
    """The name of the task policy with that ARN; None if there is none."""
    match = _ARN.fullmatch(arn)
    return match[1] if match is not None and match[1] in ROOT_TASKS else None
