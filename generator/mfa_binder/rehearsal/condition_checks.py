"""Whether a condition of the sidecar holds, asked with boto3: never through the block that is judged.

Only what no API shows is asked of the simulator itself: a root user's devices, and whether AWS
would accept a token's next code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from botocore.exceptions import ClientError

from mfa_binder.book.conditions import Condition
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.promise_forms import CONDITIONS
from mfa_binder.rehearsal.block_outcomes import FaultyPageError, UnanswerableError
from mfa_binder.rehearsal.organization_condition_checks import OrganizationConditionChecks
from mfa_binder.rehearsal.permission_condition_checks import PermissionConditionChecks
from mfa_binder.rehearsal.simulator_clients import SimulatorClients
from mfa_binder.simulator.simulated_aws import SimulatedAws

FAILS_WITH = "fails_with"
"""Begins the condition that says so: the block ends with an error and prints that text on standard error."""


class GroupConditionChecks:
    """`judges` say whether a condition holds, by the word that begins it."""

    def __init__(self, clients: SimulatorClients) -> None:
        self._clients = clients
        self.judges: Mapping[str, Callable[[Condition], bool]] = {
            "in_group": lambda c: str(c["in_group"]) in self._groups(str(c["of"])),
            "not_in_group": lambda c: str(c["not_in_group"]) not in self._groups(str(c["of"])),
            "group_policy": lambda c: str(c["group_policy"]) in self._policies(str(c["on"]), str(c["in"])),
            "no_group_policy": lambda c: str(c["no_group_policy"]) not in self._policies(str(c["on"]), str(c["in"])),
        }

    def _groups(self, principal: str) -> frozenset[str]:
        match principal.split("/"):
            case [account, "user", name]:
                pages = self._clients.iam(account).get_paginator("list_groups_for_user").paginate(UserName=name)
                return frozenset(group["GroupName"] for page in pages for group in page["Groups"])
        raise ValueError(f"{principal} is in no group: only IAM users are")

    def _policies(self, group: str, account: str) -> frozenset[str]:
        """The names of a group's inline policies; of a group that does not exist: none."""
        pages = self._clients.iam(account).get_paginator("list_group_policies").paginate(GroupName=group)
        try:
            return frozenset(name for page in pages for name in page["PolicyNames"])
        except ClientError as refused:
            if refused.response["Error"].get("Code") != "NoSuchEntity":
                raise
            return frozenset()


CONDITION_FORMS = tuple(CONDITIONS)
"""The words that begin a condition; see `mfa_binder.book.conditions.Condition`."""

ONLY_SEEN = frozenset(
    {
        "signs_in",
        "root_mfa",
        "user",
        "managed_policy",
        "no_managed_policy",
        "account_state",
        "in_group",
        "not_in_group",
        "group_policy",
        "no_group_policy",
        "denied",
        "allowed",
        "refused",
        FAILS_WITH,
        "prints",
        "shows",
        "hides",
        "prints_nothing",
    }
)
"""The forms that can be checked but not made to hold."""

ONLY_AFTER = frozenset({"prints", "shows", "hides", "prints_nothing"})
"""The forms that are about what a block prints: they can hold only after it."""


def _prints_line(stdout: str, wanted: object) -> bool:
    return any(line.strip() == str(wanted).strip() for line in stdout.splitlines())


_OUTPUT_CHECKS: Mapping[str, Callable[[str, object], bool]] = {
    "prints": _prints_line,
    "shows": lambda stdout, wanted: str(wanted) in stdout,
    "hides": lambda stdout, wanted: str(wanted) not in stdout,
    "prints_nothing": lambda stdout, wanted: (not stdout.strip()) is wanted,
    FAILS_WITH: lambda _, __: True,  # judged by the exit status, before conditions are asked
}


def condition_form(condition: Condition) -> str:
    """The word that says which form a condition has. The keys may come in any order, as JSON's do."""
    forms = [key for key in condition if key in CONDITION_FORMS]
    if len(forms) != 1:
        raise FaultyPageError(f"{dict(condition)} is not a condition")
    return forms[0]


def ordered_condition(condition: Condition) -> Condition:
    """The condition with the word of its form first."""
    first = condition_form(condition)
    return {first: condition[first], **{key: value for key, value in condition.items() if key != first}}


def describe_condition(condition: Condition) -> str:
    """The condition as one reads it: `registered HT-001 to 444455556666/user/admin-user`."""
    parts = ordered_condition(condition).items()
    return " ".join(f"{key} {str(value).lower() if isinstance(value, bool) else value}" for key, value in parts)


class ConditionChecks:
    """Judges conditions in one running simulator."""

    def __init__(self, simulator: SimulatedAws, organization: Organization) -> None:
        self._simulator = simulator
        self._organization = organization
        self.clients = SimulatorClients(simulator, organization)
        self._judges: Mapping[str, Callable[[Condition], bool]] = {
            "registered": lambda c: self._registered(str(c["registered"]), str(c["to"])),
            "unregistered": lambda c: not self._registered(str(c["unregistered"]), str(c["from"])),
            "in_sync": lambda c: simulator.in_sync(str(c["in_sync"])),
            "out_of_sync": lambda c: not simulator.in_sync(str(c["out_of_sync"])),
            "signs_in": lambda c: self._signs_in(str(c["signs_in"]), str(c["with"])),
            "access_keys": lambda c: self._access_keys(str(c["of"])) == c["access_keys"],
            "other_credentials": lambda c: self._other_credentials(str(c["of"])) == c["other_credentials"],
            "password": lambda c: self._password(str(c["of"])) == c["password"],
            "policy": lambda c: str(c["policy"]) in self._policies(str(c["on"])),
            "no_policy": lambda c: str(c["no_policy"]) not in self._policies(str(c["on"])),
            "root_mfa": lambda c: bool(self._summary(str(c["in"]), "AccountMFAEnabled")) is c["root_mfa"],
            "root_virtual": lambda c: self._root_virtual(str(c["in"])) is c["root_virtual"],
            "user": lambda c: self._exists(str(c["user"])) is c["exists"],
            "managed_policy": lambda c: str(c["managed_policy"]) in self._managed_policies(str(c["on"])),
            "no_managed_policy": lambda c: str(c["no_managed_policy"]) not in self._managed_policies(str(c["on"])),
            **GroupConditionChecks(self.clients).judges,
            **PermissionConditionChecks(self.clients, organization, simulator).judges,
            **OrganizationConditionChecks(self.clients, organization).judges,
        }

    def holds(self, condition: Condition, stdout: str | None = None) -> bool:
        """Whether a condition holds. `stdout` is what the block printed; None before it has run.

        Raises FaultyPageError, UnanswerableError, and ClientError where the simulator refuses
        to answer.
        """
        word = condition_form(condition)
        if word in _OUTPUT_CHECKS and stdout is not None:
            return _OUTPUT_CHECKS[word](stdout, condition[word])
        if word not in self._judges:
            raise FaultyPageError(f"{word} can only hold after a block")
        try:
            return self._judges[word](condition)
        except KeyError as missing:
            raise FaultyPageError(f"{describe_condition(condition)} lacks {missing}") from None
        except ValueError as unknown:
            raise FaultyPageError(f"{describe_condition(condition)}: {unknown}") from None

    def _registered(self, device: str, principal: str) -> bool:
        account, user = _account_and_user(principal)
        serial = self._simulator.serial_number(device, principal)
        if user is None:
            return serial in self._simulator.root_devices(account)
        pages = self.clients.iam(account).get_paginator("list_mfa_devices").paginate(UserName=user)
        return any(found["SerialNumber"] == serial for page in pages for found in page["MFADevices"])

    def _signs_in(self, principal: str, device: str) -> bool:
        _, user = _account_and_user(principal)
        if user is None:
            raise UnanswerableError("a root user signs in only in the console")
        known = self._organization.devices.get(device)
        if known is not None and self._organization.kind(known) is DeviceKind.FIDO2:
            raise UnanswerableError("a FIDO2 key signs in only in a browser")
        serial = self._simulator.serial_number(device, principal)
        code, _ = self._simulator.codes(device)
        try:
            self.clients.sts(principal).get_session_token(SerialNumber=serial, TokenCode=code, DurationSeconds=900)
        except ClientError as refused:
            if error_code(refused) != "AccessDenied":
                raise
            return False
        return True

    def _access_keys(self, principal: str) -> str:
        account, user = _account_and_user(principal)
        if user is None:
            return "active" if self._summary(account, "AccountAccessKeysPresent") else "none"
        pages = self.clients.iam(account).get_paginator("list_access_keys").paginate(UserName=user)
        return _credential_state({key.get("Status", "") for page in pages for key in page["AccessKeyMetadata"]})

    def _other_credentials(self, principal: str) -> str:
        account, user = _account_and_user(principal)
        if user is None:
            raise ValueError("only an IAM user has other credentials")
        iam = self.clients.iam(account)
        keys = iam.list_ssh_public_keys(UserName=user)["SSHPublicKeys"]
        certificates = iam.list_signing_certificates(UserName=user)["Certificates"]
        credentials = iam.list_service_specific_credentials(UserName=user)["ServiceSpecificCredentials"]
        return _credential_state(
            {key["Status"] for key in keys}
            | {certificate["Status"] for certificate in certificates}
            | {credential["Status"] for credential in credentials}
        )

    def _password(self, principal: str) -> str:
        account, user = _account_and_user(principal)
        if user is None:
            return "present" if self._summary(account, "AccountPasswordPresent") else "none"
        try:
            self.clients.iam(account).get_login_profile(UserName=user)
        except ClientError as refused:
            if error_code(refused) != "NoSuchEntity":
                raise
            return "none"
        return "present"

    def _policies(self, principal: str) -> frozenset[str]:
        account, user = _account_and_user(principal)
        if user is None:
            raise ValueError("a root user has no policies")
        pages = self.clients.iam(account).get_paginator("list_user_policies").paginate(UserName=user)
        return frozenset(name for page in pages for name in page["PolicyNames"])

    def _exists(self, principal: str) -> bool:
        account, user = _account_and_user(principal)
        if user is None:
            raise ValueError("a root user always exists")
        pages = self.clients.iam(account).get_paginator("list_users").paginate()
        return any(found.get("UserName") == user for page in pages for found in page["Users"])

    def _managed_policies(self, principal: str) -> frozenset[str]:
        account, user = _account_and_user(principal)
        if user is None:
            raise ValueError("a root user has no policies")
        pages = self.clients.iam(account).get_paginator("list_attached_user_policies").paginate(UserName=user)
        return frozenset(found.get("PolicyName", "") for page in pages for found in page["AttachedPolicies"])

    def _summary(self, account: str, entry: str) -> int:
        summary = self.clients.iam(account).get_account_summary()["SummaryMap"]
        return {str(name): value for name, value in summary.items()}[entry]

    def _root_virtual(self, account: str) -> bool:
        pages = self.clients.iam(account).get_paginator("list_virtual_mfa_devices").paginate()
        users = (device.get("User", {}) for page in pages for device in page["VirtualMFADevices"])
        return any(user.get("Arn", "").endswith(":root") for user in users)


def _credential_state(statuses: set[str]) -> str:
    """What a condition says of credentials with these statuses of AWS."""
    if not statuses:
        return "none"
    return "active" if "Active" in statuses else "inactive"


def error_code(error: ClientError) -> str:
    """The error code of an answer of AWS."""
    return error.response["Error"].get("Code", "")


def _account_and_user(principal: str) -> tuple[str, str | None]:
    """Account and IAM user of a principal; None for the root user."""
    match principal.split("/"):
        case [account, "root"]:
            return account, None
        case [account, "user", name]:
            return account, name
        case ["identity-center", _]:
            raise UnanswerableError("IAM Identity Center shows its users' devices in no API")
    raise ValueError(f"{principal} is not a principal")
