"""IAM's operations on service-specific credentials, which moto lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from moto.core.responses import ActionResult, EmptyResult

from mfa_binder.simulator.iam.base import IamService
from mfa_binder.simulator.other_credentials import SERVICES, ServiceCredential
from mfa_binder.simulator.principals import Owner
from mfa_binder.simulator.refusals import AwsError, limit_exceeded, no_such_entity, not_simulated
from mfa_binder.simulator.stable import secret_access_key, stable_id

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
        now = self.world.clock.now
        made = ServiceCredential(
            stable_id("ACCA", self._owner().ref, service, str(self.world.changes)),
            service,
            now,
            now + timedelta(days=int(days)) if days is not None else None,
        )
        self.world.service_credentials[self._owner()] = (*held, made)
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
        return self.world.service_credentials.get(self._owner(), ())

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

        self.world.service_credentials[self._owner()] = tuple(kept())

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
