"""One small organization, and the way from a folder of pages to a rehearsal of them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText, Sidecar
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.block_results import RehearsalReport
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages

PROD, MEMBER, SPARE = "444455556666", "777788889999", "888899990000"
DAN = f"{PROD}/user/dan"
AWS_PROGRAM = Path(sys.executable).with_name("aws")

INVENTORY: dict[str, Any] = {
    "schema": 1,
    "organizations": {
        "main": {
            "name": "Example Corp",
            "management_account": PROD,
            "region": "eu-central-1",
            "central_root_access": True,
        }
    },
    "people": {"dan": {"name": "Dan Müller", "email": "dan@example.com"}},
    "secrets": {"root": {"kind": "password", "vault": "Team vault"}},
    "models": {
        "key": {"name": "YubiKey 5 NFC", "maker": "Yubico", "kind": "fido2"},
        "token": {"name": "Gemalto TOTP token", "maker": "Thales", "kind": "totp"},
    },
    "devices": {
        "YK-1": {"model": "key", "serial": "20481337"},
        "YK-2": {"model": "key", "serial": "20481338"},
        "YK-3": {"model": "key", "serial": "20481339", "status": "spare"},
        "HT-1": {"model": "token", "serial": "GAHT12345678"},
        "HT-2": {"model": "token", "serial": "GAHT12345679", "status": "lost"},
        "HT-3": {"model": "token", "serial": "GAHT12345680", "status": "spare"},
    },
    "accounts": {
        MEMBER: {"name": "security", "root": {"intended": "removed", "email": "root+security@example.com"}},
        SPARE: {"name": "spare", "ou": "Root/Exempt", "root": {"intended": "removed", "email": "s@example.com"}},
        PROD: {
            "name": "prod",
            "root": {
                "intended": "kept",
                "email": "root@example.com",
                "password": "root",
                "mfa": [{"device": "YK-1"}],
            },
            "users": {
                "dan": {
                    "person": "dan",
                    "mfa": [
                        {"device": "HT-1"},
                        {"device": "HT-2"},
                        {"device": "YK-2", "aws_serial": f"arn:aws:iam::{PROD}:u2f/user/dan/dan-key-EXAMPLE"},
                    ],
                }
            },
        },
    },
}

Declared = Mapping[str, Any]
"""A block as a test writes it: the sidecar's record without the digest."""


@pytest.fixture(scope="session")
def organization() -> Organization:
    return Organization.model_validate(INVENTORY)


@pytest.fixture(scope="session")
def aws_program() -> Path:
    """The AWS CLI that is installed with us."""
    return AWS_PROGRAM


def section_of(path: str, markdown: str, blocks: Iterable[Declared], presumes: Iterable[Declared] = ()) -> Section:
    """The section that a build would have recorded for a page; a block's own `sha256` goes before."""
    texts = {snippet.id: snippet.text for snippet in fenced_blocks(markdown, path)}
    records = [{**_digest(texts.get(block["id"], "")), **block} for block in blocks]
    return Section.model_validate(
        {
            "id": path.removesuffix(".md"),
            "kind": "test",
            "title": path,
            "subject": "organization:main",
            "path": path,
            "part": "test",
            "digest": "",
            "presumes": list(presumes),
            "blocks": [_closed(record) for record in records],
        }
    )


def _digest(text: str) -> dict[str, str]:
    return {"sha256": hashlib.sha256(text.encode()).hexdigest()}


def _closed(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if record["language"] != "console" or key != "sha256"}


def sidecar_of(sections: Iterable[Section]) -> Sidecar:
    """A sidecar as it comes from the disk: there the keys of a condition stand in the alphabet's order."""
    day = date(2026, 11, 24)
    front = CoverText(title="", dated=day, owner="", classification="", review_by=day, organizations=("main",))
    return Sidecar.model_validate_json(Sidecar(front=front, sections=tuple(sections)).dumps())


RehearseBook = Callable[..., RehearsalReport]


@pytest.fixture(scope="session")
def rehearse_book(organization: Organization, tmp_path_factory: pytest.TempPathFactory) -> RehearseBook:
    """Rehearse a folder of pages; `declared` maps a page's path to its blocks, `presumes` to its start."""

    def run(
        runbooks: Path,
        declared: Mapping[str, Iterable[Declared]],
        presumes: Mapping[str, Iterable[Declared]] | None = None,
        **how: Any,
    ) -> RehearsalReport:
        sections = [
            section_of(path, (runbooks / path).read_text(encoding="utf-8"), blocks, (presumes or {}).get(path, ()))
            for path, blocks in declared.items()
        ]
        scratch = how.pop("scratch", None) or tmp_path_factory.mktemp("scratch")
        return rehearse_pages(runbooks, sidecar_of(sections), organization, AWS_PROGRAM, scratch, **how)

    return run


RehearseOne = Callable[..., RehearsalReport]


@pytest.fixture
def rehearse_one(tmp_path: Path, rehearse_book: RehearseBook) -> RehearseOne:
    """Rehearse one page that consists of a single `bash` block."""

    def run(text: str, *after: Declared, **how: Any) -> RehearsalReport:
        runbooks = tmp_path / "runbooks"
        runbooks.mkdir()
        (runbooks / "page.md").write_text(f'# Page\n\n```bash title="B.1"\n{text.strip()}\n```\n', encoding="utf-8")
        block = {
            "language": "bash",
            "id": "B.1",
            "runs_as": PROD,
            "after": list(after) or [{"prints_nothing": True}],
        }
        return rehearse_book(runbooks, {"page.md": [block]}, **how)

    return run
