"""The least that a caller must be allowed: what it asks itself, and what the role in each account may do.

Made of the calls that the parts say they make, so that a policy cannot forget one or keep one too many.
Nothing in it changes anything but for making a credential report, which IAM counts as a write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from mfa_binder.collect import account_questions, credential_report_questions, iam_questions, organization_questions
from mfa_binder.collect.role_sessions import AUDIT_TASK, AssumeRoleSettings
from mfa_binder.organization.identifiers import role_arn

TAG_CALLS = ("organizations:ListTagsForResource",)
_POLICY_VERSION = "2012-10-17"

ROLE_ACTIONS = tuple(
    sorted(
        {
            *account_questions.SUMMARY_CALLS,
            *account_questions.PASSWORD_POLICY_CALLS,
            *credential_report_questions.REPORT_CALLS,
            *iam_questions.IDENTITY_CALLS,
            *account_questions.DEVICE_CALLS,
        }
    )
)
"""What the role in each account does."""

CALLER_ACTIONS = tuple(
    sorted(
        {
            *organization_questions.ORGANIZATION_CALLS,
            *organization_questions.FEATURE_CALLS,
            *organization_questions.IDENTITY_CENTER_CALLS,
            *account_questions.CONTACT_CALLS,
            *TAG_CALLS,
        }
    )
)
"""What the caller does itself, besides entering accounts and reading its own."""


def caller_policy(partition: str, settings: AssumeRoleSettings, *, audits_root: bool) -> Mapping[str, Any]:
    """The policy of whoever runs collect."""
    statements = [
        _allow_statement("ReadTheOrganization", CALLER_ACTIONS, "*"),
        _allow_statement("ReadTheOwnAccount", ROLE_ACTIONS, "*"),
        _allow_statement(
            "EnterTheAccounts", ("sts:AssumeRole",), role_arn(partition, "*", settings.name, settings.path)
        ),
    ]
    if audits_root:
        task = f"arn:{partition}:iam::aws:policy/root-task/{AUDIT_TASK}"
        only = {"StringEquals": {"sts:TaskPolicyArn": task}}
        statements.append({**_allow_statement("AuditRootUsers", ("sts:AssumeRoot",), "*"), "Condition": only})
    return {"Version": _POLICY_VERSION, "Statement": statements}


def role_policy() -> Mapping[str, Any]:
    """The policy of the role in each account."""
    return {"Version": _POLICY_VERSION, "Statement": [_allow_statement("ReadMfa", ROLE_ACTIONS, "*")]}


def role_template(settings: AssumeRoleSettings) -> str:
    """A CloudFormation template, as YAML, of the role in each account; for a StackSet over the organization."""
    condition = (
        {}
        if settings.external_id is None
        else {"Condition": {"StringEquals": {"sts:ExternalId": settings.external_id}}}
    )
    trust = {
        "Version": _POLICY_VERSION,
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": {"Ref": "Collector"}},
                "Action": "sts:AssumeRole",
                **condition,
            }
        ],
    }
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": settings.name,
            **({} if settings.path == "/" else {"Path": settings.path}),
            "Description": "Lets mfa-binder collect read MFA devices, users and roles. It changes nothing.",
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": trust,
            "Policies": [{"PolicyName": "mfa-binder-collect", "PolicyDocument": role_policy()}],
        },
    }
    collector = {
        "Type": "String",
        "Description": "The ARN of the user or role that runs mfa-binder collect",
        "AllowedPattern": "arn:[a-z-]+:iam::[0-9]{12}:(user|role)/.+",
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role that mfa-binder collect assumes in each account, to read and nothing else",
        "Parameters": {"Collector": collector},
        "Resources": {"Role": role},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return yaml.safe_dump(template, sort_keys=False, allow_unicode=True, width=110)


def _allow_statement(name: str, actions: Sequence[str], resource: str) -> dict[str, Any]:
    return {"Sid": name, "Effect": "Allow", "Action": list(actions), "Resource": resource}
