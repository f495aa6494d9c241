"""IAM's credential report with the row of the root user, which moto lacks.

What the row says of the root user's password is not simulated: not_supported stands there, as AWS's
documentation long had it; whether that changed with central root access was not found.
"""

from __future__ import annotations

from datetime import datetime

from moto.core.responses import ActionResult

from generator.simulator.iam.base import IamService

_FORMAT = "%Y-%m-%dT%H:%M:%S+00:00"
_USED = ["N/A", "N/A", "N/A"]
"""When, where and for what a key was last used: never, here."""


class ReportOperations(IamService):
    """GetCredentialReport. The method name is moto's way of finding an operation."""

    def get_credential_report(self) -> ActionResult:
        """The report that was last asked for, the root user first."""
        heading, *users = self.state.iam.get_credential_report().splitlines()
        report = "\n".join([heading, ",".join(self._root_row()), *users])
        return ActionResult({"Content": report, "ReportFormat": "text/csv", "GeneratedTime": self.world.clock.now})

    def _root_row(self) -> list[str]:
        root, created = self.state.root, _date(self.world.begins)
        key = ["true", created] if root.access_keys else ["false", "N/A"]
        password = ["not_supported", "no_information", "not_supported", "not_supported"]
        mfa = str(bool(root.devices)).lower()
        no_key, no_certificates = ["false", "N/A"], ["false", "N/A", "false", "N/A"]
        identity = ["<root_account>", root.arn, created]
        return [*identity, *password, mfa, *key, *_USED, *no_key, *_USED, *no_certificates]


def _date(moment: datetime) -> str:
    return moment.strftime(_FORMAT)
