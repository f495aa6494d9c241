"""IAM's credential report as AWS makes it: at most every four hours, and until then the last one.

It has the row of the root user, which moto lacks. What the row says of the root user's password is not
simulated: not_supported stands there, as AWS's documentation long had it; whether that changed with central
root access was not found.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

from moto.core.responses import ActionResult
from moto.iam.models import User

from mfa_binder.simulator.aws_errors import AwsError
from mfa_binder.simulator.services.iam.iam_service import IamService
from mfa_binder.simulator.state.simulation_state import REPORT_KEPT_FOR, GeneratedReport

_FORMAT = "%Y-%m-%dT%H:%M:%S+00:00"
_USED = ["N/A", "N/A", "N/A"]
"""When, where and for what a key was last used: never, here."""
_KEYS = [
    f"access_key_{number}_{what}"
    for number in "12"
    for what in ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
]
_CERTIFICATES = [f"cert_{number}_{what}" for number in "12" for what in ("active", "last_rotated")]
_PASSWORD = ["password_enabled", "password_last_used", "password_last_changed", "password_next_rotation"]
_COLUMNS = ["user", "arn", "user_creation_time", *_PASSWORD, "mfa_active", *_KEYS, *_CERTIFICATES]


class ReportOperations(IamService):
    """GenerateCredentialReport and GetCredentialReport. The method names are moto's way of finding an operation."""

    def generate_credential_report(self) -> ActionResult:
        """Have a report made of what is there now, unless the last one is still good."""
        if self.simulation.late_report == "LimitExceeded":
            raise AwsError("LimitExceeded", "No more capacity to launch new report generation tasks")
        made = self.simulation.reports.get(self.state.account.key)
        if made is not None and self.simulation.clock.now - made.at < REPORT_KEPT_FOR:
            return ActionResult({"State": "COMPLETE"})
        self.simulation.reports[self.state.account.key] = GeneratedReport(self.simulation.clock.now, self._report())
        return ActionResult({"State": "STARTED", "Description": "Starting a new report generation task"})

    def get_credential_report(self) -> ActionResult:
        """The report that was made last, with its age; what has happened since is not in it."""
        if self.simulation.late_report == "ReportInProgress":
            raise AwsError("ReportInProgress", "The report is being generated.")
        made = self.simulation.reports.get(self.state.account.key)
        if made is None:
            raise AwsError("ReportNotPresent", "No report exists. Use GenerateCredentialReport to generate one.")
        if self.simulation.clock.now - made.at >= REPORT_KEPT_FOR:
            raise AwsError("ReportExpired", "The report has expired. Use GenerateCredentialReport to generate one.")
        return ActionResult({"Content": made.content, "ReportFormat": "text/csv", "GeneratedTime": made.at})

    def _report(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([_COLUMNS, self._root_row(), *map(self._row, self.state.iam.users.values())])
        return text.getvalue().rstrip("\n")

    def _root_row(self) -> list[str]:
        root, created = self.state.root, _date(self.simulation.begins)
        key = ["true", created] if root.access_keys else ["false", "N/A"]
        password = ["not_supported", "no_information", "not_supported", "not_supported"]
        mfa = str(bool(root.devices)).lower()
        no_key, no_certificates = ["false", "N/A"], ["false", "N/A", "false", "N/A"]
        identity = ["<root_account>", root.arn, created]
        return [*identity, *password, mfa, *key, *_USED, *no_key, *_USED, *no_certificates]

    def _row(self, user: User) -> list[str]:
        """The row of a user: that of moto, and the columns of the password, of which moto knows no days."""
        mfa, *keys = user.to_csv().rstrip("\n").rsplit(",", len(_KEYS) + len(_CERTIFICATES) + 1)[1:]
        return [user.name, user.arn, _date(user.create_date), *self._password(user), mfa, *keys]

    def _password(self, user: User) -> list[str]:
        if user.password is None:
            return ["false", "N/A", "N/A", "N/A"]
        changed = self.simulation.passwords.get(user.arn, user.create_date)
        policy = self.state.iam.account_password_policy
        days = 0 if policy is None else policy.max_password_age
        return ["true", "no_information", _date(changed), _date(changed + timedelta(days=days)) if days else "N/A"]


def _date(moment: datetime) -> str:
    return moment.strftime(_FORMAT)
