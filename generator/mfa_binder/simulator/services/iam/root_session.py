"""IAM as a privileged root session of a member account sees it: only the root user, only its task.

Operations that take a UserName mean the root user where there is none (botocore). Ours, since AWS
documents no answer: an entry of the root user has no UserName. What deletes a virtual device is not
simulated: the task policy names the action and yet only the root user as its resource.
"""

from __future__ import annotations

from moto.core.responses import ActionResult, EmptyResult

from mfa_binder.simulator.aws_errors import (
    access_denied,
    already_exists,
    no_such_entity,
    not_simulated,
    validation_error,
)
from mfa_binder.simulator.policy.root_tasks import ROOT_TASKS
from mfa_binder.simulator.services.iam.iam_service import SummaryOperation
from mfa_binder.simulator.services.simulated_service import SimulatedService
from mfa_binder.simulator.state.owners import Owner
from mfa_binder.simulator.state.root_user import RootUser


class RootSessionIam(SummaryOperation):
    """The IAM operations of the root-task policies. The method names are moto's way of finding an operation."""

    @classmethod
    def taking_over(cls, other: SimulatedService) -> RootSessionIam:
        """The service that answers another one's request."""
        service = cls()
        service.simulation, service.caller = other.simulation, other.caller
        return service

    def _check(self, action: str) -> None:
        SimulatedService._check(self, action)
        task = str(self.caller.root_task)
        named = self.optional("UserName")
        if f"iam:{action}" not in ROOT_TASKS[task] or named is not None:
            resource = self._root.arn if named is None else f"user {named}"
            raise access_denied(
                f"User: {self.caller.arn} is not authorized to perform: iam:{action} on resource: {resource}: "
                f"the task policy {task} denies it"
            )

    def list_mfa_devices(self) -> ActionResult:
        """The root user's devices of every kind."""
        devices = [
            {"SerialNumber": serial, "EnableDate": enabled} for serial, enabled in sorted(self._root.devices.items())
        ]
        return self.in_parts("MFADevices", devices)

    def deactivate_mfa_device(self) -> ActionResult:
        """Remove a device from the root user."""
        serial = self.text("SerialNumber")
        if serial not in self._root.devices:
            raise no_such_entity(f"MFA device with serial number {serial} is not registered to the root user.")
        self.registrations.modifiable_root()
        self.registrations.unregister(Owner(self.caller.account), serial)
        return EmptyResult()

    def delete_virtual_mfa_device(self) -> ActionResult:
        """Not simulated: see above."""
        raise not_simulated("iam DeleteVirtualMFADevice in a privileged root session")

    def list_access_keys(self) -> ActionResult:
        """The root user's access key, if it has one."""
        keys = [{"AccessKeyId": self._key, "Status": "Active"}] if self._root.access_keys else []
        return self.in_parts("AccessKeyMetadata", keys)

    def delete_access_key(self) -> ActionResult:
        """Delete the root user's access key."""
        self._demand_key()
        self._root.access_keys = False
        return EmptyResult()

    def get_access_key_last_used(self) -> ActionResult:
        """The root user's key is never used here."""
        self._demand_key()
        return ActionResult({"AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}})

    def list_signing_certificates(self) -> ActionResult:
        """None: nothing here gives the root user one."""
        return self.in_parts("Certificates", [])

    def delete_signing_certificate(self) -> ActionResult:
        """There is none to delete."""
        raise no_such_entity(f"The certificate with id {self.text('CertificateId')} cannot be found.")

    def get_user(self) -> ActionResult:
        """The root user."""
        account = self.caller.account
        return ActionResult({"User": {"UserId": account, "Arn": self._root.arn}})

    def get_login_profile(self) -> ActionResult:
        """Whether the root user has a password."""
        if not self._root.password:
            raise no_such_entity("Login Profile for the root user cannot be found.")
        return self._login_profile()

    def create_login_profile(self) -> ActionResult:
        """Let the root user have a password again, which its mailbox then sets; none is given here."""
        if self.optional("Password") is not None:
            raise validation_error("Password must be omitted in an AssumeRoot session")
        if self._root.password:
            raise already_exists("Login Profile for the root user already exists.")
        self._root.password = True
        return self._login_profile()

    def delete_login_profile(self) -> ActionResult:
        """Take the root user's password away."""
        self.get_login_profile()
        self.registrations.modifiable_root().password = False
        return EmptyResult()

    @property
    def _root(self) -> RootUser:
        return self.state.root

    @property
    def _key(self) -> str:
        return self._root.access_key_id

    def _demand_key(self) -> None:
        key = self.text("AccessKeyId")
        if not self._root.access_keys or key != self._key:
            raise no_such_entity(f"The Access Key with id {key} cannot be found.")

    def _login_profile(self) -> ActionResult:
        return ActionResult({"LoginProfile": {"CreateDate": self.simulation.begins}})
