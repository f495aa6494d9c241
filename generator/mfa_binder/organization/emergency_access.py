"""What was prepared for the day on which IAM Identity Center is down.

AWS describes it as direct federation: the identity provider signs people in to an IAM role of an
emergency account, past Identity Center (AWS IAM Identity Center User Guide, "Set up emergency
access to the AWS Management Console", checked 2026-11-24).
"""

from __future__ import annotations

from mfa_binder.organization.identifiers import AccountId, UserName
from mfa_binder.organization.record import Record, Text, Tuple


class EmergencyAccess(Record):
    """Direct federation from the identity provider to a role of an emergency account."""

    account: AccountId
    """The emergency account: people arrive there first."""
    role: UserName
    """The IAM role in it that the provider signs people in to."""
    application: Text
    """The application in the provider, switched off until it is needed."""
    group: Text
    """The group in the provider that may use it, empty until it is needed."""
    administrators: Tuple[Text] = ()
    """Who can switch on the application and fill the group."""
