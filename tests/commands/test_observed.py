"""What is declared, what is observed, and both: the same small organization builds each way."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app
from tests.observations import BEFORE, MANAGEMENT, PROD, account, devices, observed_json, seen, unseen, users

KEY = f"arn:aws:iam::{PROD}:u2f/user/bob/bob-key-EXAMPLE3"
STRAY = f"arn:aws:iam::{PROD}:u2f/user/bob/stray-EXAMPLE4"
VIRTUAL = f"arn:aws:iam::{MANAGEMENT}:mfa/root-account-mfa-device"
SAFE = {"root_mfa": True, "root_password": True, "root_access_keys": False}

INVENTORY = f"""\
schema: 1
document: {{title: Small, dated: 2026-11-24, owner: bob}}
organizations:
  main: {{name: Small Example, id: o-exampleorgid, management_account: "{MANAGEMENT}"}}
people:
  bob: {{name: Bob Okafor, email: bob@example.com}}
models:
  key: {{name: Key, maker: Example, kind: fido2}}
  token: {{name: Token, maker: Example, kind: totp}}
devices:
  YK-1: {{model: key, holder: bob}}
  HT-1: {{model: token, serial: GAHT12345678, holder: bob, status: lost, status_since: 2026-11-20}}
accounts:
  "{MANAGEMENT}":
    name: management
    root: {{intended: kept, email: "root+{MANAGEMENT}@example.com"}}
  "{PROD}":
    name: prod
    root: {{intended: removed, email: "root+{PROD}@example.com"}}
    users:
      bob:
        person: bob
        access: [administrator]
        mfa: [{{device: YK-1, aws_serial: "{KEY}"}}]
"""

OBSERVED = observed_json(
    account(MANAGEMENT, "management", summary=seen(SAFE), devices=seen(devices(VIRTUAL)), identities=unseen()),
    account(
        PROD,
        "prod",
        identities=seen(users(bob=["administrator"])),
        devices=seen(devices(bob=[{"serial": KEY, "enabled_at": "2025-03-01T08:00:00Z"}, {"serial": "GAHT12345678"}])),
        root=seen({"password": False, "access_keys": 0, "certificates": 0}),
    ),
)


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, ["-C", str(folder), *words])


def filled(folder: Path, *, declared: bool = False, observed: bool = False) -> Path:
    if declared:
        (folder / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    if observed:
        (folder / "observed.json").write_text(json.dumps(OBSERVED), encoding="utf-8")
    return folder


def findings(folder: Path) -> set[tuple[str, str, str]]:
    """Id, file and path of each finding."""
    done = run(folder, "check", "--format", "json", "--as-of", "2026-11-24")
    return {(f["id"], Path(f["file"]).name, f["path"]) for f in json.loads(done.stdout)["findings"]}


def cards(folder: Path) -> tuple[str, str]:
    """The cards of both accounts, built."""
    done = run(folder, "build", "--pages-only", "--as-of", "2026-11-24")
    assert done.exit_code == 0, done.output
    read = [
        (folder / "runbooks" / "accounts" / number / "index.md").read_text("utf-8") for number in (MANAGEMENT, PROD)
    ]
    return read[0], read[1]


def sheets(folder: Path) -> set[str]:
    """The ids of the loss sheets that were built."""
    sections = json.loads((folder / "runbooks.json").read_text(encoding="utf-8"))["sections"]
    return {section["id"] for section in sections if section["kind"] == "lost-device"}


ON_PAPER = {
    ("root-contacts-missing", "inventory.yaml", f"accounts.{MANAGEMENT}.root"),
    ("hardware-missing", "inventory.yaml", f"accounts.{MANAGEMENT}.root"),
    ("too-few-devices", "inventory.yaml", f"accounts.{PROD}.users.bob.mfa"),
    ("too-few-spares", "inventory.yaml", "standards.spare_ratio"),
}


def test_from_paper_alone_nothing_is_said_of_aws(tmp_path: Path) -> None:
    folder = filled(tmp_path, declared=True)
    management, prod = cards(folder)
    assert "What AWS said" not in management + prod
    assert sheets(folder) == {"LD-YK-1", "LD-HT-1"}
    assert findings(folder) == ON_PAPER


def test_from_aws_alone_a_first_binder_is_made_and_its_gaps_are_told(tmp_path: Path) -> None:
    folder = filled(tmp_path, observed=True)
    management, prod = cards(folder)
    assert "| Root user | **not protected**: a virtual device is registered to the root user" in management
    assert "| Root user | **nothing to protect**: the root user has no credentials |" in prod
    bob = f"{PROD}-bob"
    assert sheets(folder) == {f"LD-{bob}-bob-key-EXAMPLE3", f"LD-{bob}-GAHT12345678"}
    drafted = "inventory.yaml (drafted)"
    assert findings(folder) == {
        ("root-virtual-mfa", drafted, f"accounts.{MANAGEMENT}"),
        ("account-unread", drafted, f"accounts.{MANAGEMENT}"),
        ("root-contacts-missing", drafted, f"accounts.{MANAGEMENT}.root"),
        ("hardware-missing", drafted, f"accounts.{MANAGEMENT}.root"),
        ("devices-at-one-site", drafted, f"accounts.{PROD}.users.bob.mfa"),
        ("too-few-spares", drafted, "standards.spare_ratio"),
    }
    assert not (folder / "inventory.yaml").exists()


def test_from_aws_alone_it_is_said_that_it_is_a_draft(tmp_path: Path) -> None:
    done = run(filled(tmp_path, observed=True), "check")
    assert "there is no inventory.yaml" in done.stderr
    assert "init --from-observed" in done.stderr
    assert "there is no inventory.yaml" not in done.stdout


def test_from_both_the_differences_join_what_is_found_on_paper(tmp_path: Path) -> None:
    folder = filled(tmp_path, declared=True, observed=True)
    management, prod = cards(folder)
    assert "**not protected**" in management
    assert f"| bob | `{KEY}` | security key or passkey | 2025-03-01 | [YK-1]" in prod
    assert "| bob | `GAHT12345678` | hardware token | not told | not on paper |" in prod
    assert sheets(folder) == {"LD-YK-1", "LD-HT-1"}
    assert findings(folder) == ON_PAPER | {
        ("lost-device-still-registered", "inventory.yaml", "devices.HT-1.status"),
        ("root-virtual-mfa", "inventory.yaml", f"accounts.{MANAGEMENT}"),
        ("account-unread", "inventory.yaml", f"accounts.{MANAGEMENT}"),
        ("device-unowned", "observed.json", "accounts[1].devices.value.of_users.bob[1]"),
    }


def test_what_is_only_last_known_is_never_printed_as_today(tmp_path: Path) -> None:
    old = json.loads(json.dumps(OBSERVED))
    old["accounts"][1]["devices"] = unseen(known=OBSERVED["accounts"][1]["devices"]["value"])
    (filled(tmp_path, declared=True) / "observed.json").write_text(json.dumps(old), encoding="utf-8")
    _, prod = cards(tmp_path)
    assert "last known at 2026-11-20 10:00 UTC, could not be read since, because AWS refused access" in prod
    assert "2025-03-01; last known at 2026-11-20 10:00 UTC" in prod
    done = run(tmp_path, "check", "--as-of", "2026-11-24")
    assert f"(last known at {BEFORE})" in next(line for line in done.stdout.splitlines() if "HT-1 is lost" in line)


def test_devices_that_nobody_could_look_at_are_not_said_to_be_none(tmp_path: Path) -> None:
    dark = json.loads(json.dumps(OBSERVED))
    dark["accounts"][1] = account(PROD, "prod", devices=unseen(), root=unseen("not-asked"))
    (filled(tmp_path, declared=True) / "observed.json").write_text(json.dumps(dark), encoding="utf-8")
    _, prod = cards(tmp_path)
    assert "Nobody could look at the devices of its users." in prod
    assert "AWS listed no device" not in prod
    assert "**not known**" in prod
    assert "**protected" not in prod


def test_an_account_that_aws_does_not_list_says_so_on_its_card(tmp_path: Path) -> None:
    short = {**OBSERVED, "accounts": OBSERVED["accounts"][:1]}
    (filled(tmp_path, declared=True) / "observed.json").write_text(json.dumps(short), encoding="utf-8")
    assert "The last look at AWS did not find this account." in cards(tmp_path)[1]
    assert ("account-gone", "inventory.yaml", f"accounts.{PROD}") in findings(tmp_path)


@pytest.mark.parametrize("command", ["check", "build", "cost"])
def test_a_broken_observation_is_told_by_every_command(tmp_path: Path, command: str) -> None:
    (filled(tmp_path, declared=True) / "observed.json").write_text('{"schema": 2}', encoding="utf-8")
    done = run(tmp_path, command)
    assert done.exit_code == 1
    assert "observed.json:1:" in done.output


def test_init_from_observed_writes_the_draft_to_be_completed(tmp_path: Path) -> None:
    folder = filled(tmp_path, observed=True)
    before = findings(folder)
    done = run(folder, "init", "--from-observed")
    assert done.exit_code == 0, done.output
    assert "to be filled in" in (folder / "inventory.yaml").read_text(encoding="utf-8")
    assert {(i, f.removesuffix(" (drafted)"), p) for i, f, p in before} == findings(folder)
    again = run(folder, "init", "--from-observed")
    assert again.exit_code == 1
    assert "nothing was written" in again.output


def test_init_from_observed_keeps_what_else_is_there(tmp_path: Path) -> None:
    folder = filled(tmp_path, observed=True)
    (folder / "mkdocs.yml").write_text("site_name: ours\n", encoding="utf-8")
    assert run(folder, "init", "--from-observed").exit_code == 0
    assert (folder / "mkdocs.yml").read_text(encoding="utf-8") == "site_name: ours\n"
    assert (folder / ".gitignore").is_file()


def test_init_from_observed_without_one_sends_to_collect(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--from-observed")
    assert done.exit_code == 1
    assert "mfa-binder collect" in done.output
    assert list(tmp_path.iterdir()) == []


def test_diff_prints_a_line_for_each_change_and_exits_0(tmp_path: Path) -> None:
    folder = filled(tmp_path, observed=True)
    new = json.loads(json.dumps(OBSERVED))
    new["accounts"][1]["devices"]["value"]["of_users"]["bob"][1]["serial"] = STRAY
    (folder / "new.json").write_text(json.dumps(new), encoding="utf-8")
    done = run(folder, "diff", "observed.json", "new.json")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"{PROD} prod: device removed from user/bob: GAHT12345678",
        f"{PROD} prod: device added to user/bob: {STRAY}",
    ]
    told = json.loads(run(folder, "diff", "observed.json", "new.json", "--format", "json").stdout)
    assert told == {
        "changes": [
            {"account": PROD, "what": "device-removed", "subject": "user/bob", "before": "GAHT12345678", "after": None},
            {"account": PROD, "what": "device-added", "subject": "user/bob", "before": None, "after": STRAY},
        ]
    }


def test_every_kind_of_change_has_its_sentence(tmp_path: Path) -> None:
    folder = filled(tmp_path, observed=True)
    new = observed_json(
        account(
            PROD, "prod:100:", ou="Root/X", status="CLOSED", identities=seen(users("ann", bob=[])), devices=unseen()
        ),
        account("9" * 12, "new"),
        central_root=seen(["RootSessions"]),
    )
    old = json.loads(json.dumps(OBSERVED)) | {"central_root": seen([])}
    old["accounts"][1]["summary"] = unseen()
    new["accounts"][0] |= {"email": "new@example.com", "summary": seen(SAFE)}
    old["accounts"][1]["identities"] = seen(users("eve", bob=["administrator"]))
    for name, content in (("old.json", old), ("new.json", new)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    lines = run(folder, "diff", "old.json", "new.json").stdout.splitlines()
    where = f"{PROD} prod:100:"
    assert lines == [
        "organization: central root access: RootSessions is on",
        f"{MANAGEMENT} management: the account is gone: management, ACTIVE",
        f"{where}: renamed: prod -> prod:100:",
        f"{where}: email of the root user: root+{PROD}@example.com -> new@example.com",
        f"{where}: status: ACTIVE -> CLOSED",
        f"{where}: unit: none -> Root/X",
        f"{where}: root user: NOT_APPLICABLE: the root user has no credentials -> "
        "UNKNOWN: the account is closed: nobody can read it",
        f"{where}: new user ann: no access seen",
        f"{where}: access of user bob: administrator -> none",
        f"{where}: user eve is gone",
        f"{where}: account summary can be read again",
        f"{where}: MFA devices could not be read any more: AWS refused access (iam:ListMFADevices, AccessDenied)",
        f"{'9' * 12} new: new account: new, ACTIVE",
    ]
