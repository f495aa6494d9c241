"""What an action is about: the ARN of the one resource that a policy's Resource is compared with.

By the "Resource types" column of the Service Authorization Reference for IAM and STS (checked
2026-11-24), told from the parameters: a group goes before the user who is put into it, a user before
the device or policy that is given to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.iam.models import IAMBackend

from mfa_binder.organization.identifiers import root_arn
from mfa_binder.simulator.state.simulation_state import AccountState

NONE = ""
"""The action is about no particular resource: only `*` is about it."""
UNKNOWN = "*"
"""Which resource it is about nobody simulates: a policy about particular ones is then not simulated either."""


def resource_of(service: str, parameters: Mapping[str, Any], state: AccountState) -> str:
    """The ARN that a call is about, NONE or UNKNOWN. `state` is the caller's account."""
    if service == "iam":
        return _of_iam(parameters, state)
    if service == "sts":
        return _of_sts(parameters, state)
    return UNKNOWN


def _of_iam(parameters: Mapping[str, Any], state: AccountState) -> str:
    for parameter, arn in _OF_IAM.items():
        value = parameters.get(parameter)
        if value is not None:
            return arn(state, str(value), str(parameters.get("Path") or "/"))
    return NONE


def _of_sts(parameters: Mapping[str, Any], state: AccountState) -> str:
    target = parameters.get("TargetPrincipal")
    if target is not None:
        return root_arn(state.partition.name.value, target) if str(target).isdecimal() else str(target)
    return str(parameters.get("RoleArn", NONE))


def _named(kind: str, find: Callable[[IAMBackend, str], Any]) -> Callable[[AccountState, str, str], str]:
    """The ARN of an entity by its name: its own, with its path, or that of one that the call makes."""

    def arn(state: AccountState, name: str, path: str) -> str:
        found = find(state.iam, name)
        return _arn(state, f"{kind}{path}{name}") if found is None else str(found.arn)

    return arn


def _role(iam: IAMBackend, name: str) -> Any:
    return next((role for role in iam.roles.values() if role.name == name), None)


def _device(state: AccountState, serial: str, _: str) -> str:
    return serial if serial.startswith("arn:") else NONE


def _arn(state: AccountState, resource: str) -> str:
    return f"arn:{state.partition.name.value}:iam::{state.account.key}:{resource}"


_OF_IAM: Mapping[str, Callable[[AccountState, str, str], str]] = {
    "GroupName": _named("group", lambda iam, name: iam.groups.get(name)),
    "UserName": _named("user", lambda iam, name: iam.users.get(name)),
    "RoleName": _named("role", _role),
    "PolicyArn": lambda _, arn, __: arn,
    "PolicySourceArn": lambda _, arn, __: arn,
    "PolicyName": lambda state, name, path: _arn(state, f"policy{path}{name}"),
    "VirtualMFADeviceName": lambda state, name, path: _arn(state, f"mfa{path}{name}"),
    "SerialNumber": _device,
}
"""By the parameter that names it, in the order in which they decide; the path is that of what the call makes."""
