"""What a user signs requests with besides password, access keys and devices, as far as moto lacks it.

SSH public keys and signing certificates are moto's. Service-specific credentials are a password, or an API
key, for one AWS service (IAM API reference, CreateServiceSpecificCredential; botocore 1.44.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moto.iam.models import SigningCertificate, SshPublicKey, User

from mfa_binder.simulator.state.deterministic_ids import stable_id
from mfa_binder.simulator.state.owners import Owner

SERVICES = ("bedrock.amazonaws.com", "cassandra.amazonaws.com", "codecommit.amazonaws.com")
"""The services that take service-specific credentials: API keys of Amazon Bedrock; passwords of the others."""

STATES = ("none", "inactive", "active")


@dataclass(frozen=True, slots=True)
class ServiceCredential:
    """A user's password or API key for one service."""

    id: str
    service: str
    created: datetime
    expires: datetime | None = None
    status: str = "Active"


def give_other_credentials(owner: Owner, user: User, state: str, now: datetime) -> tuple[ServiceCredential, ...]:
    """Let moto's user have an SSH key and a certificate, active or inactive, or none; the same for one service.

    The credentials for services are the answer, for moto keeps none. Raises ValueError for another state.
    """
    if state not in STATES:
        raise ValueError(f"{state} is not a state of credentials")
    user.ssh_public_keys.clear()
    user.signing_certificates.clear()
    if state == "none":
        return ()
    status = state.capitalize()
    key = SshPublicKey(user.name, "ssh-rsa AAAA simulated")
    key.ssh_public_key_id, key.status = stable_id("APKA", owner.ref), status
    user.ssh_public_keys.append(key)
    certificate = SigningCertificate(stable_id("", "certificate", owner.ref, length=32), user.name, "simulated")
    certificate.status = status
    user.signing_certificates[certificate.id] = certificate
    return (ServiceCredential(stable_id("ACCA", owner.ref), SERVICES[0], now, status=status),)
