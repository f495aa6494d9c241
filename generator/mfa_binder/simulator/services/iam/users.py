"""IAM's operations on users that moto answers otherwise than AWS, and on service-specific credentials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import User

from mfa_binder.simulator.aws_errors import (
    AwsError,
    access_denied,
    already_exists,
    delete_conflict,
    limit_exceeded,
    no_such_entity,
    not_simulated,
    validation_error,
)
from mfa_binder.simulator.services.iam.iam_service import IamService
from mfa_binder.simulator.state.account_seeding import SET
from mfa_binder.simulator.state.deterministic_ids import secret_access_key, stable_id
from mfa_binder.simulator.state.other_credentials import SERVICES, ServiceCredential
from mfa_binder.simulator.state.owners import Owner


class UserOperations(IamService):
    """Login profiles, inline policies, access keys. The method names are moto's way of finding an operation."""

    def create_login_profile(self) -> ActionResult:
        """Give a user a password; only a privileged root session may leave it out (botocore)."""
        user = self.named_user()
        if self.optional("Password") is None:
            raise validation_error("Password is required")
        if user.password is not None:
            raise already_exists(f"Login Profile for user {user.name} already exists.")
        self._set_password(user, self.text("Password"))
        user.password_reset_required = bool(self.optional("PasswordResetRequired"))
        return _login_profile(user)

    def get_login_profile(self) -> ActionResult:
        """Whether a user has a password."""
        return _login_profile(self._user_with_password())

    def update_login_profile(self) -> ActionResult:
        """Change a password, or demand that it be changed; what is not given stays."""
        user = self.registrations.modifiable(self._user_with_password().name)
        if self.optional("Password") is not None:
            self._set_password(user, self.text("Password"))
        if self.optional("PasswordResetRequired") is not None:
            user.password_reset_required = bool(self.optional("PasswordResetRequired"))
        return EmptyResult()

    def delete_login_profile(self) -> ActionResult:
        """Take a user's password away."""
        self.registrations.modifiable(self._user_with_password().name).password = None
        return EmptyResult()

    def get_user_policy(self) -> ActionResult:
        """An inline policy."""
        self._demand_policy()
        return super().get_user_policy()

    def delete_user_policy(self) -> ActionResult:
        """Remove an inline policy."""
        self._demand_policy()
        return super().delete_user_policy()

    def create_access_key(self) -> ActionResult:
        """Another long-term key, by which its user is known from now on."""
        user = self.named_user()
        result = super().create_access_key()
        self.simulation.keys[user.access_keys[-1].access_key_id] = Owner(self.caller.account, user.name)
        return result

    def create_user(self) -> ActionResult:
        """A new user, with an id that is the same in every run."""
        boundary = self.optional("PermissionsBoundary")
        if boundary is not None:
            self._demand_boundary(boundary)
        result = super().create_user()
        user = self.named_user()
        if boundary is not None:
            self.simulation.boundaries[user.arn] = boundary
        user.id = stable_id("AIDA", self.caller.account, user.name)
        user.create_date = self.simulation.clock.now
        return result

    def change_password(self) -> ActionResult:
        """Change the caller's own password. The old one is compared where somebody set it here."""
        if self.caller.user is None:
            raise AwsError("InvalidUserType", "Only an IAM user can change its own password.")
        user = self.registrations.user(self.caller.user)
        if user.password is None:
            raise no_such_entity(f"Login Profile for User {user.name} cannot be found.")
        if user.password not in (SET, self.text("OldPassword")):
            raise access_denied("The old password was incorrect.")
        self.registrations.modifiable(user.name)
        self._set_password(user, self.text("NewPassword"))
        user.password_reset_required = False
        return EmptyResult()

    def update_user(self) -> ActionResult:
        """A new path; a new name is refused, since every registration goes by the name."""
        if self.optional("NewUserName") is not None:
            raise not_simulated("iam UpdateUser with NewUserName")
        self.registrations.modifiable(self.text("UserName"))
        return super().update_user()

    def delete_user(self) -> ActionResult:
        """Delete a user who has nothing left."""
        user = self.named_user()
        for what, present in (
            ("access keys", user.access_keys),
            ("SSH public keys", user.ssh_public_keys),
            ("signing certificates", user.signing_certificates),
            (
                "service specific credentials",
                self.simulation.service_credentials.get(Owner(self.caller.account, user.name)),
            ),
            ("MFA device", user.mfa_devices),
            ("login profile", user.password),
        ):
            if present:
                raise delete_conflict(f"Cannot delete entity, must delete {what} first.")
        if any(user in group.users for group in self.state.iam.groups.values()):
            raise delete_conflict("Cannot delete entity, must remove users from group first.")
        self.simulation.boundaries.pop(user.arn, None)
        self.simulation.deleted[user.arn] = self.simulation.clock.now
        return super().delete_user()

    def put_user_permissions_boundary(self) -> ActionResult:
        """Let a managed policy bound what a user may do; here only its denies are honoured."""
        user, boundary = self.named_user(), self.text("PermissionsBoundary")
        self._demand_boundary(boundary)
        self.simulation.boundaries[user.arn] = boundary
        return EmptyResult()

    def delete_user_permissions_boundary(self) -> ActionResult:
        """Let nothing bound it."""
        user = self.named_user()
        if self.simulation.boundaries.pop(user.arn, None) is None:
            raise no_such_entity(f"User {user.name} has no permissions boundary.")
        return EmptyResult()

    def _demand_boundary(self, arn: str) -> None:
        if arn not in self.state.iam.managed_policies:
            raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")

    def _set_password(self, user: User, password: str) -> None:
        user.password = password
        self.simulation.passwords[user.arn] = self.simulation.clock.now

    def _user_with_password(self) -> User:
        user = self.named_user()
        if user.password is None:
            raise no_such_entity(f"Login Profile for User {user.name} cannot be found.")
        return user

    def _demand_policy(self) -> None:
        policy = self.text("PolicyName")
        if policy not in self.named_user().policies:
            raise no_such_entity(f"The user policy with name {policy} cannot be found.")


def _login_profile(user: User) -> ActionResult:
    return ActionResult(
        {
            "LoginProfile": {
                "UserName": user.name,
                "CreateDate": user.create_date,
                "PasswordResetRequired": user.password_reset_required,
            }
        }
    )


_MOST_PER_SERVICE = 2
"""Credentials of one user for one service (IAM API reference, CreateServiceSpecificCredential)."""


class ServiceCredentialOperations(IamService):
    """Create, list, switch off, delete. The method names are moto's way of finding an operation."""

    def create_service_specific_credential(self) -> ActionResult:
        """Another credential of a user for one service."""
        service, days = self._service(), self.optional("CredentialAgeDays")
        held = self._held()
        if sum(one.service == service for one in held) >= _MOST_PER_SERVICE:
            raise limit_exceeded("ServiceSpecificCredentialsPerUser", _MOST_PER_SERVICE)
        now = self.simulation.clock.now
        made = ServiceCredential(
            stable_id("ACCA", self._owner().ref, service, str(self.simulation.changes)),
            service,
            now,
            now + timedelta(days=int(days)) if days is not None else None,
        )
        self.simulation.service_credentials[self._owner()] = (*held, made)
        secret = {"ServicePassword": secret_access_key(made.id)}
        return ActionResult({"ServiceSpecificCredential": {**self._shown(made), **secret}})

    def list_service_specific_credentials(self) -> ActionResult:
        """A user's credentials; all users at once are not simulated."""
        if self.optional("AllUsers"):
            raise not_simulated("iam ListServiceSpecificCredentials with AllUsers")
        wanted = self._service() if self.optional("ServiceName") is not None else None
        found = [self._shown(one) for one in self._held() if wanted in (None, one.service)]
        return self.in_parts("ServiceSpecificCredentials", found)

    def update_service_specific_credential(self) -> ActionResult:
        """Switch a credential on or off."""
        self._put(replace(self._named(), status=self.text("Status")))
        return EmptyResult()

    def delete_service_specific_credential(self) -> ActionResult:
        """Delete a credential."""
        self._put(self._named(), deleted=True)
        return EmptyResult()

    def _owner(self) -> Owner:
        return Owner(self.caller.account, self.named_user().name)

    def _held(self) -> tuple[ServiceCredential, ...]:
        return self.simulation.service_credentials.get(self._owner(), ())

    def _named(self) -> ServiceCredential:
        id = self.text("ServiceSpecificCredentialId")
        for one in self._held():
            if one.id == id:
                return one
        raise no_such_entity(f"The service-specific credential with id {id} cannot be found.")

    def _put(self, changed: ServiceCredential, deleted: bool = False) -> None:
        def kept() -> Iterator[ServiceCredential]:
            for one in self._held():
                if one.id != changed.id:
                    yield one
                elif not deleted:
                    yield changed

        self.simulation.service_credentials[self._owner()] = tuple(kept())

    def _service(self) -> str:
        service = self.text("ServiceName")
        if service not in SERVICES:
            raise AwsError("NotSupportedService", f"The service {service} takes no service-specific credentials.")
        return service

    def _shown(self, one: ServiceCredential) -> dict[str, object]:
        name = self.named_user().name
        return {
            "UserName": name,
            "Status": one.status,
            "ServiceUserName": f"{name}-at-{self.caller.account}",
            "CreateDate": one.created,
            "ServiceSpecificCredentialId": one.id,
            "ServiceName": one.service,
            **({"ExpirationDate": one.expires} if one.expires is not None else {}),
        }
