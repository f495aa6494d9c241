"""IAM's operations on MFA devices: what moto lacks (resync, get) and what it does not refuse."""

from __future__ import annotations

from hashlib import sha512

from moto.core.responses import ActionResult, EmptyResult

from mfa_binder.organization.identifiers import FIDO_ARN
from mfa_binder.simulator.aws_errors import invalid_input, limit_exceeded, no_such_entity
from mfa_binder.simulator.services.iam.iam_service import IamService

_MOST_TAGS = 50
"""Tags of one device ("Rules for tagging in IAM and AWS STS", IAM User Guide)."""


class MfaOperations(IamService):
    """EnableMFADevice and its neighbours. The method names are moto's way of finding an operation."""

    def enable_mfa_device(self) -> ActionResult:
        """Register a token with two of its codes."""
        self.registrations.enable(self.text("UserName"), self.text("SerialNumber"), self._codes())
        return EmptyResult()

    def resync_mfa_device(self) -> ActionResult:
        """Bring a drifted token back with two of its codes."""
        self.registrations.resync(self.text("UserName"), self.text("SerialNumber"), self._codes())
        return EmptyResult()

    def deactivate_mfa_device(self) -> ActionResult:
        """Remove a device from a user."""
        self.registrations.deactivate(self.text("UserName"), self.text("SerialNumber"))
        return EmptyResult()

    def list_mfa_devices(self) -> ActionResult:
        """A user's devices of every kind."""
        user = self.named_user()
        devices = [
            {"UserName": user.name, "SerialNumber": device.serial_number, "EnableDate": device.enable_date}
            for device in user.mfa_devices.values()
        ]
        return self.in_parts("MFADevices", devices)

    def get_mfa_device(self) -> ActionResult:
        """A FIDO2 device; no other kind is accepted (botocore). Certifications are not simulated."""
        user, serial = self.named_user(), self.text("SerialNumber")
        if not FIDO_ARN.fullmatch(serial) or serial not in user.mfa_devices:
            raise no_such_entity(f"MFA device with serial number {serial} is not a FIDO device of user {user.name}.")
        device = user.mfa_devices[serial]
        return ActionResult({"UserName": user.name, "SerialNumber": serial, "EnableDate": device.enable_date})

    def create_virtual_mfa_device(self) -> ActionResult:
        """A new virtual device with its seed. The picture that should carry it is none."""
        result = super().create_virtual_mfa_device()
        for device in self.state.iam.virtual_mfa_devices.values():
            device.qr_code_png = sha512(device.base32_string_seed.encode()).digest()
        return result

    def list_virtual_mfa_devices(self) -> ActionResult:
        """Virtual devices; a root user's own is the one whose `User.Arn` ends in `:root`. No seeds."""
        wanted = self.optional("AssignmentStatus") or "Any"
        devices = [
            {"SerialNumber": serial, "User": device.user_attribute, "EnableDate": device.enable_date}
            for serial, device in sorted(self.state.iam.virtual_mfa_devices.items())
            if wanted == "Any" or (wanted == "Assigned") == (device.user_attribute is not None)
        ]
        return self.in_parts("VirtualMFADevices", devices)

    def delete_virtual_mfa_device(self) -> ActionResult:
        """Delete a virtual device that nobody has."""
        serial = self.text("SerialNumber")
        self.registrations.delete_virtual(serial)
        self.state.iam.tagger.delete_all_tags_for_resource(serial)
        return EmptyResult()

    def tag_mfa_device(self) -> ActionResult:
        """Give a virtual device tags; other kinds take none (botocore)."""
        tags = {str(tag["Key"]): str(tag["Value"]) for tag in self.optional("Tags")}
        if any(key.lower().startswith("aws:") for key in tags):
            raise invalid_input("The prefix aws: is reserved for AWS.")
        present = {tag["Key"] for tag in self.state.iam.tagger.list_tags_for_resource(self._virtual())["Tags"]}
        if len(present | tags.keys()) > _MOST_TAGS:
            raise limit_exceeded("TagsPerMFADevice", _MOST_TAGS)
        self.state.iam.tagger.tag_resource(self._virtual(), [{"Key": k, "Value": v} for k, v in tags.items()])
        return EmptyResult()

    def untag_mfa_device(self) -> ActionResult:
        """Take tags away."""
        self.state.iam.tagger.untag_resource_using_names(
            self._virtual(), [str(key) for key in self.optional("TagKeys")]
        )
        return EmptyResult()

    def list_mfa_device_tags(self) -> ActionResult:
        """A virtual device's tags, by key (botocore)."""
        tags = self.state.iam.tagger.list_tags_for_resource(self._virtual())["Tags"]
        return self.in_parts("Tags", sorted(tags, key=lambda tag: str(tag["Key"])))

    def _virtual(self) -> str:
        serial = self.text("SerialNumber")
        if serial not in self.state.iam.virtual_mfa_devices:
            raise no_such_entity(f"VirtualMFADevice with serial number {serial} doesn't exist.")
        return serial

    def _codes(self) -> tuple[str, str]:
        return self.text("AuthenticationCode1"), self.text("AuthenticationCode2")
