"""Realistic inventories of any size, the same for the same seed.

An organization of N accounts has one management account; every 20th member keeps its root; every
second account has an administrator of its own and every fifth a billing user on a TOTP token.
There is a person for every 4 accounts, a site for every 50 and a safe in each.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

import yaml

_DAY = date(2026, 11, 24)
_FIRST = ["Ana", "Ben", "Chi", "Dara", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jun", "Kai", "Lena", "Mo", "Nia", "Ola"]
_LAST = ["Adler", "Brook", "Costa", "Diaz", "Ekman", "Fuchs", "Gupta", "Hahn", "Ito", "Jansen", "Khan", "Lund"]
_WORKLOADS = ["payments", "search", "billing", "data", "media", "identity", "logs", "shop", "mobile", "risk"]


def inventory(accounts: int, seed: int = 2026) -> str:
    """The YAML of an organization with that many accounts."""
    chance = random.Random(seed)
    return yaml.dump(_Estate(accounts, chance).document(), Dumper=_Dumper, sort_keys=False, width=200)


class _Dumper(yaml.SafeDumper):
    """Writes digits in quotes: PyYAML leaves `098537333228` bare, since to it that is no number."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if text.isdigit() else None),
)


class _Estate:
    """One organization while it is being invented."""

    def __init__(self, accounts: int, chance: random.Random) -> None:
        self._chance = chance
        self._ids = [f"{n:012d}" for n in sorted(chance.sample(range(10**10, 10**12), accounts))]
        self._people = {f"p{n:04d}": self._person(n) for n in range(max(6, accounts // 4))}
        self._sites = [f"site-{n}" for n in range(max(2, accounts // 50))]
        self._bags: dict[str, dict[str, object]] = {}
        self._devices: dict[str, dict[str, object]] = {}
        self._keys: dict[str, list[str]] = {}

    def document(self) -> dict[str, object]:
        locations = {f"safe-{site}": self._location(site) for site in self._sites}
        accounts = {key: self._account(position, key) for position, key in enumerate(self._ids)}
        for number in range(max(2, len(self._devices) // 20)):
            self._store(f"spare-{number}", "key", self._sites[number % len(self._sites)], status="spare")
        return {
            "schema": 1,
            "document": {"title": "Benchmark Corp hardware MFA", "dated": _DAY, "owner": "p0000"},
            "organizations": {"main": self._organization()},
            "people": self._people,
            "sites": {site: {"name": f"Office {site}", "address": f"{site} Street 1"} for site in self._sites},
            "travel_minutes": [
                {"between": [one, other], "minutes": 60}
                for one, other in zip(self._sites, self._sites[1:], strict=False)
            ],
            "locations": locations,
            "bags": self._bags,
            "secrets": {"root": {"kind": "password", "vault": "Team vault, AWS root", "holders": ["p0001"]}},
            "mailboxes": {"root": {"address": "aws-root@example.com", "readers": ["p0002"]}},
            "phones": {"root": {"number": "+1 206 555 0100", "holders": ["p0003"]}},
            "models": {
                "key": {"name": "YubiKey 5 NFC", "maker": "Yubico", "kind": "fido2", **_PRICE, "price": 45.0},
                "token": {"name": "Gemalto TOTP token", "maker": "Thales", "kind": "totp", **_PRICE, "price": 15.0},
            },
            "devices": self._devices,
            "accounts": accounts,
        }

    def _person(self, number: int) -> dict[str, object]:
        name = f"{self._chance.choice(_FIRST)} {self._chance.choice(_LAST)}"
        return {
            "name": name,
            "email": f"p{number}@example.com",
            "phone": f"+1 206 555 {number:04d}",
            "team": "Platform",
        }

    def _organization(self) -> dict[str, object]:
        return {
            "name": "Benchmark Corp",
            "management_account": self._ids[0],
            "central_root_access": True,
            "root_scp": {"denies_root": True, "exempt_with": "move the account to OU Exempt"},
            "root_alarm": {"where": "us-east-1", "notifies": "Security on-call"},
        }

    def _location(self, site: str) -> dict[str, object]:
        custodians = self._chance.sample(sorted(self._people), 3)
        return {"name": f"Safe {site}", "kind": "safe", "site": site, "custodians": custodians, "quorum": 2}

    def _account(self, position: int, key: str) -> dict[str, object]:
        workload = self._chance.choice(_WORKLOADS)
        account: dict[str, object] = {
            "name": "management" if position == 0 else f"{workload}-{position}",
            "ou": f"Root/{workload.title()}",
            "root": self._root(position),
        }
        users = self._users(position)
        return {**account, "users": users} if users else account

    def _root(self, position: int) -> dict[str, object]:
        root: dict[str, object] = {
            "intended": "removed",
            "email": f"aws-root+{position}@example.com",
            "mailbox": "root",
        }
        if position % 20:
            return root
        pair = [self._store(f"root-{position}-{n}", "key", site) for n, site in enumerate(self._two_sites())]
        kept = {"intended": "kept", "reason": "kept for a migration", "phone": "root", "password": "root"}
        return {**root, **kept, "mfa": [{"device": key, "name": key} for key in pair]}

    def _users(self, position: int) -> dict[str, object]:
        users: dict[str, object] = {}
        person = self._chance.choice(sorted(self._people))
        if position % 2 == 0:
            keys = [{"device": key} for key in self._keys_of(person)]
            users[f"admin-{position}"] = {"person": person, "access": ["administrator"], "mfa": keys}
        if position % 5 == 0:
            tokens = [{"device": self._token(position, copy, person)} for copy in range(2)]
            users[f"billing-{position}"] = {"person": person, "access": ["billing"], "mfa": tokens}
        return users

    def _keys_of(self, person: str) -> list[str]:
        if person not in self._keys:
            carried = f"key-{person}-a"
            self._devices[carried] = {"model": "key", "serial": str(20_000_000 + len(self._devices)), "holder": person}
            self._keys[person] = [carried, self._store(f"key-{person}-b", "key", self._chance.choice(self._sites))]
        return self._keys[person]

    def _token(self, position: int, copy: int, person: str) -> str:
        key = f"token-{position}-{copy}"
        serial = f"GAHT{10_000_000 + len(self._devices)}"
        place = {"holder": person} if copy == 0 else {"bag": self._bag(self._chance.choice(self._sites))}
        self._devices[key] = {"model": "token", "serial": serial, **place}
        return key

    def _store(self, key: str, model: str, site: str, **more: str) -> str:
        serial = str(20_000_000 + len(self._devices))
        self._devices[key] = {"model": model, "serial": serial, "bag": self._bag(site), **more}
        return key

    def _bag(self, site: str) -> str:
        key = f"TEB-{len(self._bags):06d}"
        sealed = _DAY - timedelta(days=self._chance.randrange(1, 170))
        self._bags[key] = {"location": f"safe-{site}", "sealed_on": sealed}
        return key

    def _two_sites(self) -> list[str]:
        return self._chance.sample(self._sites, 2)


_PRICE = {"priced_on": date(2026, 2, 12), "price_source": "blog post, approximate"}
