"""Sheets that print the ARN of a user or role, or what a role asks for: the whole ARN, all that is asked, no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rendering.book_renderer import cover_text
from mfa_binder.rendering.page_renderer import PageRenderer

HOME, PROD = "111122223333", "444455556666"
DAN, BRIDGE = f"arn:aws:iam::{HOME}:user/ops/dan", f"arn:aws:iam::{HOME}:role/x/y/Bridge"
ALONE = "opens with access keys alone"


NETWORK = "IpAddress aws:SourceIp 192.0.2.0/24"
ROLES: dict[str, dict[str, Any]] = {
    "Plain": {},
    "Mfa": {"requires_mfa": True},
    "Unknown": {"requires_mfa": None},
    "Id": {"external_id": "acme:42"},
    "MfaId": {"requires_mfa": True, "external_id": "acme:42"},
    "Further": {"further_trust": NETWORK},
    "MfaFurther": {"requires_mfa": True, "further_trust": "a Deny for *"},
    "Named": {"requires_mfa": True, "max_mfa_age_seconds": 900, "trusted_principals": [DAN, BRIDGE]},
    "Chained": {"trusted_principals": [BRIDGE]},
    "Long": {"max_session_seconds": 14_400},
}


def organization() -> Organization:
    """Dan with a path, who has a token, a sealed user with one and a key; roles in another account."""
    return Organization.model_validate(
        {
            "schema": 1,
            "organizations": {"main": {"name": "Main", "management_account": HOME}},
            "people": {"dan": {"name": "Dan", "email": "dan@example.com"}},
            "secrets": {"sealed": {"kind": "password", "vault": "safe"}},
            "models": {
                "key": {"name": "Key", "maker": "Maker", "kind": "fido2"},
                "token": {"name": "Token", "maker": "Maker", "kind": "totp"},
            },
            "devices": {
                "HT-1": {"model": "token", "serial": "GAHT12345678", "holder": "dan"},
                "HT-2": {"model": "token", "serial": "GAHT12345679", "holder": "dan", "status": "spare"},
                "YK-1": {"model": "key", "holder": "dan"},
            },
            "accounts": {
                HOME: {
                    "name": "home",
                    "root": {"intended": "kept", "email": "root@example.com"},
                    "users": {
                        "dan": {"path": "/ops/", "person": "dan", "mfa": [{"device": "HT-1"}]},
                        "glass": {
                            "path": "/sealed/",
                            "access": ["break-glass"],
                            "password": "sealed",
                            "mfa": [{"device": "YK-1"}],
                        },
                    },
                },
                PROD: {
                    "name": "prod",
                    "root": {"intended": "removed", "email": "root+prod@example.com"},
                    "roles": {name: {"path": "/ops/", "trusts": [HOME], **role} for name, role in ROLES.items()},
                },
            },
        }
    )


@pytest.fixture(scope="module")
def page() -> Callable[[str, str], str]:
    """The Markdown of one page, by kind and subject."""
    here = organization()
    pages = make_catalogue(here)
    renderer = PageRenderer(here, pages, cover_text(here, date(2026, 11, 24)), None)

    def markdown(kind: str, subject: str) -> str:
        found = pages.find(kind, subject)
        assert found is not None
        return renderer.render(found).markdown

    return markdown


Render = Callable[[str, str], str]


@pytest.fixture
def role_page(page: Render) -> Callable[[str], str]:
    """The sheet of one of ROLES."""
    return lambda name: page("role", f"{PROD}/role/{name}")


RenderRole = Callable[[str], str]


@pytest.mark.parametrize(
    ("kind", "subject", "name"),
    [
        ("session", f"{HOME}/user/dan", "dan"),
        ("lost-device", "device:HT-1", "dan"),
        ("offboarding", "person:dan", "dan"),
        ("onboarding", "person:dan", "dan"),
        ("break-glass", f"account:{HOME}", "glass"),
    ],
)
def test_whoever_looks_for_a_user_finds_the_whole_end_of_the_arn(
    page: Render, kind: str, subject: str, name: str
) -> None:
    whole = {"dan": "user/ops/dan", "glass": "user/sealed/glass"}[name]
    text = page(kind, subject)
    assert whole in text
    assert not re.search(rf"(?<!u2f/)user/{name}", text)


def test_the_sheet_of_a_role_has_its_whole_arn(role_page: RenderRole) -> None:
    text = role_page("Mfa")
    assert text.count(f"arn:aws:iam::{PROD}:role/ops/Mfa") >= 4
    assert ":role/Mfa" not in text


def test_every_command_gives_what_the_role_asks_for(role_page: RenderRole) -> None:
    text = role_page("MfaId")
    commands = re.findall(r"aws sts assume-role(?:[^\n]*\\\n)*[^\n]*", text)
    assert len(commands) == 3
    assert all("--external-id acme:42" in command for command in commands)
    assert "configure set external_id acme:42" in text
    assert '"sts:ExternalId": "acme:42"' in text
    assert "the console gives no external id" in text
    assert "Switch role**, and type" not in text


def test_that_keys_alone_open_a_role_is_said_only_where_it_is_known(role_page: RenderRole) -> None:
    assert {name for name in ROLES if ALONE in role_page(name)} == {"Plain", "Long"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Unknown", "Whether it asks for MFA is not in the inventory"),
        ("Further", NETWORK),
        ("MfaFurther", "a Deny for *"),
    ],
)
def test_no_policy_is_printed_where_it_would_not_be_the_one_in_aws(
    role_page: RenderRole, name: str, words: str
) -> None:
    text = role_page(name)
    assert "```json" not in text
    assert "update-assume-role-policy" not in text
    assert "Not all that this role asks for is known" in text
    assert words in text


def test_the_policy_names_nobody_but_who_is_named(role_page: RenderRole) -> None:
    text = role_page("Named")
    (policy,) = re.findall(r"```json.*?\n(.*?)```", text, re.DOTALL)
    assert f'"{DAN}"' in policy
    assert f'"{BRIDGE}"' in policy
    assert ":root" not in policy
    assert '"aws:MultiFactorAuthAge": "900"' in policy
    assert "`role/x/y/Bridge`" in text
    assert "glass" not in text.partition("## What must be at hand")[0]


@pytest.mark.parametrize(("name", "is_said"), [("Plain", False), ("Long", True)])
def test_a_session_from_a_session_is_short_whichever_it_is(role_page: RenderRole, name: str, is_said: bool) -> None:
    said = "at most 60 when it is entered with the credentials of another session: of a role, or of `get-session-token`"
    assert (said in role_page(name)) is is_said


def test_a_user_whom_a_role_does_not_name_is_not_sent_there(page: Render) -> None:
    assert "role Named" in page("session", f"{HOME}/user/dan")
    glass = page("session", f"{HOME}/user/glass")
    assert "role Mfa in prod" in glass
    assert "role Named" not in glass
    assert "`Named`" not in page("break-glass", f"account:{HOME}")
