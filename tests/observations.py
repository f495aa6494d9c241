"""Observations for tests, written as observed.json has them and read as it is read."""

from __future__ import annotations

import json
from typing import Any

from mfa_binder.observation.observation import Observation

AT = "2026-11-24T10:00:00Z"
BEFORE = "2026-11-20T10:00:00Z"
"""An earlier time, at which what cannot be read now was last known."""

MANAGEMENT, PROD = "111122223333", "444455556666"


def seen(value: object, at: str = AT) -> dict[str, object]:
    """A reading that was answered."""
    return {"value": value, "at": at}


def unseen(reason: str = "access-denied", known: object = None) -> dict[str, object]:
    """A reading that failed now; `known` is what was read before."""
    failure = {"at": AT, "reason": reason, "operation": "iam:ListMFADevices", "code": "AccessDenied"}
    return {"failure": failure} | ({} if known is None else seen(known, BEFORE))


def account(number: str, name: str = "", **parts: object) -> dict[str, object]:
    """An account; each part is a reading, or the name of a field of its own."""
    return {"id": number, "name": name or number, "email": f"root+{number}@example.com", **parts}


def devices(root_virtual: str | None = None, **of_users: list[dict[str, object]]) -> dict[str, object]:
    """What is listed for users, `_` in their names for `-`."""
    listed = {user.replace("_", "-"): found for user, found in of_users.items()}
    return {"of_users": listed, "root_virtual": root_virtual}


def users(*names: str, **access: list[str]) -> dict[str, object]:
    """IAM users without much access, then those with some, `_` in their names for `-`."""
    all_ = {**{name: [] for name in names}, **{name.replace("_", "-"): may for name, may in access.items()}}
    arn = "arn:aws:iam::111122223333:user/"
    return {"users": [{"name": name, "arn": arn + name, "access": may} for name, may in all_.items()]}


def observed_json(*accounts: dict[str, object], **rest: object) -> dict[str, Any]:
    """The whole of observed.json; the organization is that of the example unless `rest` says otherwise."""
    return {
        "schema": 1,
        "began_at": AT,
        "ended_at": AT,
        "caller": f"arn:aws:iam::{MANAGEMENT}:user/auditor",
        "region": "us-east-1",
        "organization": seen({"id": "o-exampleorgid", "management_account": MANAGEMENT}),
        "accounts": list(accounts),
        **rest,
    }


def observation(*accounts: dict[str, object], **rest: object) -> Observation:
    """The same, read."""
    return Observation.model_validate_json(json.dumps(observed_json(*accounts, **rest)))
