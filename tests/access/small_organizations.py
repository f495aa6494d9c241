"""Organizations of a few lines, made without a file: what a question is about, and nothing else."""

from __future__ import annotations

from typing import Any

from mfa_binder.organization.organization import Organization

ACCOUNT = "111122223333"


def small_organization(partition: str = "aws", **sections: Any) -> Organization:
    """One AWS organization with one account that keeps its root user, and the sections of an inventory given here."""
    account = {"name": "only", "root": {"intended": "kept", "email": "root@example.com"}}
    inventory = {
        "schema": 1,
        "organizations": {"main": {"name": "Small", "partition": partition, "management_account": ACCOUNT}},
        "models": {
            "key": {"name": "Key", "maker": "Maker", "kind": "fido2"},
            "token": {"name": "Token", "maker": "Maker", "kind": "totp"},
        },
        "accounts": {ACCOUNT: account},
    }
    return Organization.model_validate({**inventory, **sections})


def people(*keys: str, **sites: str) -> dict[str, Any]:
    """People by their keys, each named like its key; `sites` are those of whom the site is known."""
    return {
        key: {"name": key.title(), "email": f"{key}@example.com", **({"site": sites[key]} if key in sites else {})}
        for key in (*keys, *sites)
    }
