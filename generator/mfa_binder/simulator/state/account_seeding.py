"""What is in an account before anybody has done anything: users, keys, passwords, roles, devices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from moto.iam.models import AccessKey, IAMBackend, MFADevice, VirtualMfaDevice
from moto.iam.models import User as IamUser

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.identifiers import VIRTUAL_MFA_ARN, root_arn
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import Registration, Role, Root, User
from mfa_binder.policies.trust_terms import trust_policy
from mfa_binder.simulator.state.deterministic_ids import access_key_id, secret_access_key, stable_id
from mfa_binder.simulator.state.owners import Owner, operator_of
from mfa_binder.simulator.state.root_user import RootUser
from mfa_binder.simulator.state.serial_numbers import printed_serial, registered_serial
from mfa_binder.simulator.state.totp_tokens import seed_of

SET = "set"
"""What stands for a password wherever one is set: moto only asks whether there is one."""


class AccountSeeding:
    """Fills one account's IAM from the inventory, everything created at `begins`.

    `holders` says whose each TOTP token is, by printed serial.
    """

    def __init__(
        self, organization: Organization, account: Account, holders: Mapping[str, Owner], begins: datetime
    ) -> None:
        self._organization = organization
        self._account = account
        self._holders = holders
        self._begins = begins
        self._partition = organization.partition(account)

    def fill(self, iam: IAMBackend) -> RootUser:
        """Create users, the operator and roles in `iam`; returns the root user."""
        self._user(iam, operator_of(self._account))
        for user in self._account.users.values():
            created = self._user(iam, user.key, user.path)
            if user.password is not None or user.person is not None:
                created.password = SET
            for serial in self._serials(user, Owner(self._account.key, user.key)):
                created.mfa_devices[serial] = registered_devices(serial, self._begins)
                if VIRTUAL_MFA_ARN.fullmatch(serial):
                    assign_device(self._virtual(iam, serial), created, self._begins)
        for role in self._account.roles.values():
            self._role(iam, role)
        return self._root(iam, self._account.root)

    def _virtual(self, iam: IAMBackend, arn: str) -> VirtualMfaDevice:
        return add_virtual_device(iam, self._account.key, self._partition.name.value, arn)

    def _user(self, iam: IAMBackend, name: str, path: str = "/") -> IamUser:
        user = iam.create_user(self._partition.name.value, name, path)
        user.id = stable_id("AIDA", self._account.key, name)
        user.create_date = self._begins
        add_access_key(iam, user, self._begins)
        return user

    def _role(self, iam: IAMBackend, role: Role) -> None:
        created = iam.create_role(
            role_name=role.key,
            assume_role_policy_document=json.dumps(trust_policy(self._partition.name.value, role)),
            path=role.path,
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration=str(role.max_session_seconds),
        )
        del iam.roles[created.id]
        created.id = stable_id("AROA", self._account.key, role.key)
        created.create_date = self._begins
        iam.roles[created.id] = created

    def _root(self, iam: IAMBackend, root: Root) -> RootUser:
        """A root user that the inventory keeps has a password; so has one that still has a device."""
        has_credentials = self._organization.keeps_root(self._account) or bool(root.mfa) or root.password is not None
        created = RootUser(
            arn=root_arn(self._partition.name.value, self._account.key),
            password=self._partition.root_user and has_credentials,
            email=root.email,
        )
        for serial in self._serials(root, Owner(self._account.key)):
            created.devices[serial] = self._begins
            if VIRTUAL_MFA_ARN.fullmatch(serial):
                device = self._virtual(iam, serial)
                device.enable_date = self._begins
                device.user_attribute = {"Arn": created.arn, "UserId": self._account.key}
        return created

    def _serials(self, principal: User | Root, owner: Owner) -> list[str]:
        return [
            registered_serial(self._organization, registration, owner)
            for registration in principal.mfa
            if self._belongs_to(registration, owner)
        ]

    def _belongs_to(self, registration: Registration, owner: Owner) -> bool:
        device = self._organization.devices[registration.device]
        if self._organization.kind(device) is not DeviceKind.TOTP or registration.virtual is not None:
            return True
        return self._holders[printed_serial(device)] == owner


def registered_devices(serial: str, enabled: datetime) -> MFADevice:
    """A device as IAM lists it."""
    device = MFADevice(serial, "", "")
    device.enable_date = enabled
    return device


def add_virtual_device(iam: IAMBackend, account: str, partition: str, arn: str) -> VirtualMfaDevice:
    """The virtual device of an ARN; its seed is that of the metal that shows its codes."""
    device = VirtualMfaDevice(account, partition, arn.partition(":mfa")[2])
    device.base32_string_seed = seed_of(arn)
    iam.virtual_mfa_devices[arn] = device
    return device


def assign_device(device: VirtualMfaDevice, user: IamUser, enabled: datetime) -> None:
    """Let a virtual device be that of a user."""
    device.enable_date, device.user = enabled, user
    device.user_attribute = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.create_date,
    }


def add_access_key(iam: IAMBackend, user: IamUser, created: datetime) -> AccessKey:
    """Give a user the one access key that its name always leads to, active."""
    key = user.create_access_key(prefix="AKIA")
    key.access_key_id = access_key_id(user.account_id, user.name)
    key.secret_access_key = secret_access_key(user.account_id, user.name)
    key.create_date = created
    iam.access_keys[key.access_key_id] = key
    return key
