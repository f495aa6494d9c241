"""What changed between two observations. Only what both could read is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mfa_binder.observation.account_parts import DeviceType
from mfa_binder.observation.aws_reading import FailureReason, reason_text, utc_text
from mfa_binder.observation.observation import PARTS, Observation, ObservedAccount, part_name
from mfa_binder.observation.root_mfa_status import root_mfa_status

SerialsByPrincipal = Mapping[str, frozenset[str]]
"""The serial numbers of each principal, `root` or `user/NAME`."""


@dataclass(frozen=True, slots=True)
class ObservedChange:
    """One change."""

    account: str
    """The number of the account; empty for the organization."""
    what: str
    """The kind of change, as `device-added`; scripts rely on these words."""
    subject: str
    """What changed: an account, a principal, a feature, a part."""
    before: str | None
    """None: there was nothing."""
    after: str | None
    """None: there is nothing."""

    def as_json(self) -> dict[str, str | None]:
        """The record of `diff --format json`: its keys are a promise to scripts."""
        return {
            "account": self.account,
            "what": self.what,
            "subject": self.subject,
            "before": self.before,
            "after": self.after,
        }


def observed_changes(old: Observation, new: Observation) -> tuple[ObservedChange, ...]:
    """Every change, those of the organization first, then account by account in the order of their numbers."""
    return (*_central_root_changes(old, new), *_account_changes(old, new))


def _central_root_changes(old: Observation, new: Observation) -> Iterator[ObservedChange]:
    if old.central_root.known and new.central_root.known:
        before, after = set(old.central_root.value or ()), set(new.central_root.value or ())
        for feature in sorted(before ^ after):
            earlier, later = ("off", "on") if feature in after else ("on", "off")
            yield ObservedChange("", "central-root", feature, earlier, later)


def _account_changes(old: Observation, new: Observation) -> Iterator[ObservedChange]:
    both_listed = old.organization.current and new.organization.current
    for number in sorted({*old.by_id, *new.by_id}):
        before, after = old.by_id.get(number), new.by_id.get(number)
        if before is None and both_listed:
            yield ObservedChange(number, "account-new", number, None, _account_text(after))
        elif after is None and both_listed:
            yield ObservedChange(number, "account-gone", number, _account_text(before), None)
        elif before is not None and after is not None:
            yield from _listing_changes(before, after)
            yield from _root_status_changes(old, before, new, after)
            yield from _password_policy_changes(before, after)
            yield from _user_changes(before, after)
            yield from _path_changes(before, after)
            yield from _role_changes(before, after)
            yield from _device_changes(before, after)
            yield from _readability_changes(before, after)


def _account_text(account: ObservedAccount | None) -> str:
    return f"{account.name}, {account.status}" if account is not None else ""


def _listing_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    for what, earlier, later in (
        ("account-name", before.name, after.name),
        ("account-email", before.email, after.email),
        ("account-status", before.status, after.status),
        ("account-unit", before.ou or "", after.ou or ""),
    ):
        if earlier != later:
            yield ObservedChange(after.id, what, after.id, earlier or None, later or None)


def _root_status_changes(
    old: Observation, before: ObservedAccount, new: Observation, after: ObservedAccount
) -> Iterator[ObservedChange]:
    earlier, later = root_mfa_status(before, old.partition), root_mfa_status(after, new.partition)
    if earlier.state is not later.state:
        yield ObservedChange(
            after.id, "root-verdict", "root", f"{earlier.state}: {earlier.why}", f"{later.state}: {later.why}"
        )


def _password_policy_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    earlier, later = before.password_policy.value, after.password_policy.value
    if earlier is not None and later is not None and earlier != later:
        yield ObservedChange(after.id, "password-policy", "passwords", earlier.words, later.words)


def _user_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    if not (before.identities.value is not None and after.identities.value is not None):
        return
    earlier = {user.name: user for user in before.identities.value.users}
    later = {user.name: user for user in after.identities.value.users}
    for name in sorted({*earlier, *later}):
        if name not in earlier:
            yield ObservedChange(after.id, "user-new", name, None, ", ".join(sorted(later[name].access)) or None)
        elif name not in later:
            yield ObservedChange(after.id, "user-gone", name, ", ".join(sorted(earlier[name].access)) or None, None)
        elif set(earlier[name].access) != set(later[name].access):
            first, then = (", ".join(sorted(user.access)) for user in (earlier[name], later[name]))
            yield ObservedChange(after.id, "user-access", name, first or None, then or None)


def _path_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    earlier, later = _arns_by_subject(before), _arns_by_subject(after)
    for subject in sorted(earlier.keys() & later.keys()):
        if earlier[subject] and later[subject] and earlier[subject] != later[subject]:
            yield ObservedChange(after.id, "arn", subject, earlier[subject], later[subject])


def _arns_by_subject(account: ObservedAccount) -> dict[str, str]:
    """The ARNs of users and roles; empty where an observation of before paths were kept lacks one."""
    identities = account.identities.value
    if identities is None:
        return {}
    users = {f"user/{user.name}": user.arn for user in identities.users}
    return users | {f"role/{role.name}": role.arn for role in identities.roles}


def _role_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    """What trust policies ask for. A role without an ARN was observed before that was read, and is left out."""
    if before.identities.value is None or after.identities.value is None:
        return
    earlier = {role.name: role for role in before.identities.value.roles}
    later = {role.name: role for role in after.identities.value.roles}
    for name in sorted({*earlier, *later}):
        roles = (earlier.get(name), later.get(name))
        first, then = (role.trust if role is not None else None for role in roles)
        if first != then and all(role.arn for role in roles if role is not None):
            yield ObservedChange(after.id, "role-trust", name, first, then)


def _device_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    for serials in (_serials_of_users, _virtual_serials_of_root, _audited_serials_of_root):
        earlier, later = serials(before), serials(after)
        if earlier is not None and later is not None:
            yield from _serial_changes(after.id, earlier, later)


def _serial_changes(account: str, earlier: SerialsByPrincipal, later: SerialsByPrincipal) -> Iterator[ObservedChange]:
    for principal in sorted({*earlier, *later}):
        first, then = earlier.get(principal, frozenset()), later.get(principal, frozenset())
        for serial in sorted(first - then):
            yield ObservedChange(account, "device-removed", principal, serial, None)
        for serial in sorted(then - first):
            yield ObservedChange(account, "device-added", principal, None, serial)


def _serials_of_users(account: ObservedAccount) -> SerialsByPrincipal | None:
    """None where nobody could look."""
    if account.devices.value is None:
        return None
    of_users = account.devices.value.of_users.items()
    return {f"user/{user}": frozenset(device.serial for device in devices) for user, devices in of_users}


def _virtual_serials_of_root(account: ObservedAccount) -> SerialsByPrincipal | None:
    if account.devices.value is None:
        return None
    virtual = account.devices.value.root_virtual
    return {"root": frozenset(() if virtual is None else (virtual,))}


def _audited_serials_of_root(account: ObservedAccount) -> SerialsByPrincipal | None:
    """Virtual ones are left to the list of virtual devices, where that was read."""
    if account.root.value is None:
        return None
    listed = account.root.value.devices
    seen = account.devices.value is not None
    return {
        "root": frozenset(device.serial for device in listed if not (seen and device.type is DeviceType.VIRTUAL)),
    }


def _readability_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    for part in PARTS:
        earlier, later = before.reading(part), after.reading(part)
        why = later.failure
        if earlier.current and earlier.at is not None and why is not None and why.reason is not FailureReason.NOT_ASKED:
            yield ObservedChange(
                after.id, "no-more-readable", part_name(part), f"read at {utc_text(earlier.at)}", reason_text(why)
            )
        elif (
            earlier.failure is not None
            and earlier.failure.reason is not FailureReason.NOT_ASKED
            and later.current
            and later.at
        ):
            yield ObservedChange(
                after.id,
                "readable-again",
                part_name(part),
                reason_text(earlier.failure),
                f"read at {utc_text(later.at)}",
            )
