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
    """One change. `account` is empty for the organization; `before` and `after` are None where there was nothing."""

    account: str
    what: str
    subject: str
    before: str | None
    after: str | None

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
            was, is_ = ("off", "on") if feature in after else ("on", "off")
            yield ObservedChange("", "central-root", feature, was, is_)


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
    for what, was, is_ in (
        ("account-name", before.name, after.name),
        ("account-email", before.email, after.email),
        ("account-status", before.status, after.status),
        ("account-unit", before.ou or "", after.ou or ""),
    ):
        if was != is_:
            yield ObservedChange(after.id, what, after.id, was or None, is_ or None)


def _root_status_changes(
    old: Observation, before: ObservedAccount, new: Observation, after: ObservedAccount
) -> Iterator[ObservedChange]:
    was, is_ = root_mfa_status(before, old.partition), root_mfa_status(after, new.partition)
    if was.state is not is_.state:
        yield ObservedChange(after.id, "root-verdict", "root", f"{was.state}: {was.why}", f"{is_.state}: {is_.why}")


def _password_policy_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    was, is_ = before.password_policy.value, after.password_policy.value
    if was is not None and is_ is not None and was != is_:
        yield ObservedChange(after.id, "password-policy", "passwords", was.words, is_.words)


def _user_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    if not (before.identities.value is not None and after.identities.value is not None):
        return
    was = {user.name: user for user in before.identities.value.users}
    is_ = {user.name: user for user in after.identities.value.users}
    for name in sorted({*was, *is_}):
        if name not in was:
            yield ObservedChange(after.id, "user-new", name, None, ", ".join(sorted(is_[name].access)) or None)
        elif name not in is_:
            yield ObservedChange(after.id, "user-gone", name, ", ".join(sorted(was[name].access)) or None, None)
        elif set(was[name].access) != set(is_[name].access):
            first, then = (", ".join(sorted(user.access)) for user in (was[name], is_[name]))
            yield ObservedChange(after.id, "user-access", name, first or None, then or None)


def _path_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    was, is_ = _arns_by_subject(before), _arns_by_subject(after)
    for subject in sorted(was.keys() & is_.keys()):
        if was[subject] and is_[subject] and was[subject] != is_[subject]:
            yield ObservedChange(after.id, "arn", subject, was[subject], is_[subject])


def _arns_by_subject(account: ObservedAccount) -> dict[str, str]:
    """The ARNs of users and roles; empty where an observation of before paths were kept lacks one."""
    found = account.identities.value
    if found is None:
        return {}
    users = {f"user/{user.name}": user.arn for user in found.users}
    return users | {f"role/{role.name}": role.arn for role in found.roles}


def _role_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    """What trust policies ask for. A role without an ARN was observed before that was read, and is left out."""
    if before.identities.value is None or after.identities.value is None:
        return
    was = {role.name: role for role in before.identities.value.roles}
    is_ = {role.name: role for role in after.identities.value.roles}
    for name in sorted({*was, *is_}):
        found = [role for role in (was.get(name), is_.get(name)) if role is not None]
        first, then = (role.trust if role is not None else None for role in (was.get(name), is_.get(name)))
        if first != then and all(role.arn for role in found):
            yield ObservedChange(after.id, "role-trust", name, first, then)


def _device_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    for serials in (_serials_of_users, _virtual_serials_of_root, _audited_serials_of_root):
        was, is_ = serials(before), serials(after)
        if was is not None and is_ is not None:
            yield from _serial_changes(after.id, was, is_)


def _serial_changes(account: str, was: SerialsByPrincipal, is_: SerialsByPrincipal) -> Iterator[ObservedChange]:
    for principal in sorted({*was, *is_}):
        first, then = was.get(principal, frozenset()), is_.get(principal, frozenset())
        for serial in sorted(first - then):
            yield ObservedChange(account, "device-removed", principal, serial, None)
        for serial in sorted(then - first):
            yield ObservedChange(account, "device-added", principal, None, serial)


def _serials_of_users(account: ObservedAccount) -> SerialsByPrincipal | None:
    """None where nobody could look."""
    if account.devices.value is None:
        return None
    found = account.devices.value.of_users.items()
    return {f"user/{user}": frozenset(device.serial for device in devices) for user, devices in found}


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
        "root": frozenset(one.serial for one in listed if not (seen and one.type is DeviceType.VIRTUAL)),
    }


def _readability_changes(before: ObservedAccount, after: ObservedAccount) -> Iterator[ObservedChange]:
    for part in PARTS:
        was, is_ = before.reading(part), after.reading(part)
        why = is_.failure
        if was.current and was.at is not None and why is not None and why.reason is not FailureReason.NOT_ASKED:
            yield ObservedChange(
                after.id, "no-more-readable", part_name(part), f"read at {utc_text(was.at)}", reason_text(why)
            )
        elif was.failure is not None and was.failure.reason is not FailureReason.NOT_ASKED and is_.current and is_.at:
            yield ObservedChange(
                after.id, "readable-again", part_name(part), reason_text(was.failure), f"read at {utc_text(is_.at)}"
            )
