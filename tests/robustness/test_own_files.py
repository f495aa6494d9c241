"""Files of ours and lists of others, changed at random: read, made again, or a named error; nothing else is raised."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from mfa_binder.book.proof import read_proof_or_warn
from mfa_binder.book.sidecar import read_sidecar
from mfa_binder.collect.walk_journal import open_journal
from mfa_binder.errors import MfaBinderError
from mfa_binder.inventory.account_lists.account_formats import lists_accounts, read_accounts
from mfa_binder.inventory.device_lists.device_formats import read_devices
from mfa_binder.inventory.lists.list_text import read_list_text
from mfa_binder.paper.print_manifest import read_print_manifest
from mfa_binder.rendering.build_inputs import is_build_current
from mfa_binder.rendering.runbook_files import _own_files
from mfa_binder.revision.ledger_file import read_ledger
from tests.issue_helpers import Paperwork
from tests.test_mutations import mutated

FAST, ALL = 25, 2_000
DEVICES = (
    "Asset Tag,Serial,Model,Checked Out,Status,Notes\nYK-1,20481337,YubiKey 5C,Dan M (dan),Ready to Deploy,box 12\n"
)
YKMAN = "YubiKey 5C NFC (5.4.3) [OTP+FIDO+CCID] Serial: 20481337\nSecurity Key NFC (5.2.7) [FIDO]\n"
ACCOUNTS = '{"Accounts": [{"Id": "012345678901", "Name": "prod", "Email": "p@example.com", "Status": "ACTIVE"}]}'


def read_list(path: Path) -> None:
    text = read_list_text(path)
    read_accounts(text) if lists_accounts(text) else read_devices(text, None, {})


def read_journal(path: Path) -> None:
    with open_journal(path, {"caller": "x"}):
        pass


READERS: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "sidecar": ("runbooks.json", "", read_sidecar),
    "pages of the last build": ("runbooks.json", "", lambda path: _own_files(path.parent)),
    "what it was built from": (".runbooks.built-from", '{"inputs": "x", "sidecar": "y"}', lambda p: is_build_current(p.parent, None)),
    "proof": ("rehearsal.json", "", lambda path: read_proof_or_warn(path, lambda said: None)),
    "ledger": ("ledger.jsonl", "", read_ledger),
    "printed binders": (".printed.json", '{"complete-copy-1.pdf": {"key": "x", "pages": 3, "sha256": "y"}}', lambda p: read_print_manifest(p.parent)),
    "journal of collect": ("journal", '{"asked": {"caller": "x"}}\n{"id": "012345678901"}\n', read_journal),
    "list of devices": ("list.csv", DEVICES, read_list),
    "ykman's list": ("list.txt", YKMAN, read_list),
    "list of accounts": ("accounts.json", ACCOUNTS, read_list),
}  # fmt: skip


@pytest.mark.parametrize(
    "number", [pytest.param(FAST, id="sample"), pytest.param(ALL, marks=pytest.mark.slow, id="all")]
)
@pytest.mark.parametrize("kind", READERS)
def test_no_content_ends_in_another_exception(checkout: Path, tmp_path: Path, kind: str, number: int) -> None:
    name, text, read = READERS[kind]
    path, random = tmp_path / name, Random(kind)
    if kind == "ledger":
        for word in ("x", "y"):
            Paperwork({"A-1": word, "A-2": "z"}, {"complete": ["A-1", "A-2"]}).issue(path)
        text = path.read_text(encoding="utf-8")
    original = text or "".join((checkout / name).read_text(encoding="utf-8").splitlines(keepends=True)[:60])
    for _ in range(number):
        path.write_bytes(mutated(original, random))
        try:
            read(path)
        except MfaBinderError as error:
            assert error.message.isprintable()
        if path.is_dir():
            shutil.rmtree(path)
