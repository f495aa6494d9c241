"""What reading an inventory gives, where it says things are, and in which words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding, Severity, UnplacedFinding
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.inventory.validation import problem_ids
from mfa_binder.inventory.validation.problem_ids import PROBLEMS

Problems = Callable[[str | bytes], tuple[Finding, ...]]


def test_the_example_is_read_with_every_kind_of_value(checkout: Path) -> None:
    organization = load_inventory(checkout / "inventory.yaml").organization
    assert organization.document.dated == date(2026, 11, 24)
    assert organization.models["yubikey-5-nfc"].price == Decimal("45.00")
    assert str(organization.models["yubikey-5-nfc"].price) == "45.00"
    assert organization.people["erin"].name == "Erin O'Brien"
    assert organization.secrets["root-prod"].needs_identity_provider is True
    assert organization.accounts["012345678901"].key == "012345678901"
    assert list(organization.devices)[:2] == ["YK-001", "YK-002"]


def test_the_shape_of_a_report(problems: Problems, example_text: str) -> None:
    """The form that the documentation promises: place, what is wrong, path, what to do."""
    (found,) = problems(example_text.replace("{device: HT-002}", "{device: HT-02}"))
    line = next(n for n, text in enumerate(example_text.splitlines(), 1) if "{device: HT-002}" in text)
    column = example_text.splitlines()[line - 1].index("HT-002") + 1
    assert str(found).endswith(
        f"inventory.yaml:{line}:{column}: no device is called HT-02"
        " @ accounts.444455556666.users.admin-user.mfa[1].device: did you mean HT-002?"
    )
    assert found.as_json()["severity"] == "error"


SMALL = """\
schema: 1
organizations:
  main: {name: E, management_account: "111122223333"}
people:
  ann:
    name: Ann
    email: ann@example.com
models:
  key: {name: K, maker: M, kind: fido2}
devices:
  D-1: {model: key, holder: ann, serial: "7"}
  D.2: {model: key, holder: ann}
accounts:
  "111122223333":
    name: management
    root:
      intended: kept
      email: r@example.com
      mfa:
        - device: D-1
        - {device: D.2, name: second}
"""


@pytest.mark.parametrize(
    ("path", "line", "column", "shown"),
    [
        ((), 1, 1, ""),
        (("schema",), 1, 9, "schema"),
        (("people", "ann"), 5, 3, "people.ann"),
        (("people", "ann", "name"), 6, 11, "people.ann.name"),
        (("people", "ann", "site"), 5, 3, "people.ann.site"),
        (("people", "nobody", "site"), 4, 1, "people.nobody.site"),
        (("nothing",), 1, 1, "nothing"),
        (("devices", "D.2", "model"), 12, 16, 'devices."D.2".model'),
        (("accounts", "111122223333", "root", "mfa"), 19, 7, "accounts.111122223333.root.mfa"),
        (("accounts", "111122223333", "root", "mfa", 0), 20, 11, "accounts.111122223333.root.mfa[0]"),
        (("accounts", "111122223333", "root", "mfa", 0, "device"), 20, 19, "accounts.111122223333.root.mfa[0].device"),
        (("accounts", "111122223333", "root", "mfa", 1), 21, 11, "accounts.111122223333.root.mfa[1]"),
        (("accounts", "111122223333", "root", "mfa", 7, "device"), 19, 7, "accounts.111122223333.root.mfa[7].device"),
    ],
)
def test_a_place_is_the_value_or_its_nearest_known_ancestor(
    tmp_path: Path, path: tuple[str | int, ...], line: int, column: int, shown: str
) -> None:
    file = tmp_path / "inventory.yaml"
    file.write_text(SMALL, encoding="utf-8")
    place = load_inventory(file).positions.place(path)
    assert (place.file, place.line, place.column, place.path) == (str(file), line, column, shown)


def test_a_rule_s_finding_gets_its_place_and_stays_one_line(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yaml"
    file.write_text(SMALL, encoding="utf-8")
    unplaced = UnplacedFinding("some-rule", Severity.WARNING, ("people", "ann"), "two\nlines", "do\x1b[1mit")
    found = load_inventory(file).positions.placed(unplaced)
    assert (found.id, found.severity, found.place.line) == ("some-rule", Severity.WARNING, 5)
    assert str(found) == f"{file}:5:3: two\\nlines @ people.ann: do\\x1b[1mit"


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ('serial: "7"', "serial: 20481337", "is a number, and must be text", 'write it in quotes: "20481337"'),
        ('serial: "7"', "serial: 0020451337", "disagree about, and must be text", 'write it in quotes: "0020451337"'),
        ('serial: "7"', "serial: yes", "is read as true or false", 'write it in quotes: "yes"'),
        ('serial: "7"', "serial: 2026-01-01", "is read as a day", 'write it in quotes: "2026-01-01"'),
        ('serial: "7"', "serail: x", 'unknown key "serail"', "did you mean serial?"),
        ("kind: fido2", "kind: FIDO", "not one of the words allowed", "write one of fido2, totp"),
        ("kind: fido2", "kind: fido", "not one of the words allowed", "did you mean fido2?"),
        ("    email: ann@example.com\n", "", 'the key "email" is missing', "add email"),
        ('management_account: "111122223333"', "management_account: 111122223333", "not in quotes", '"111122223333"'),
        ('management_account: "111122223333"', "management_account: 1111-2222-3333", "not in quotes", '"111122223333"'),
        ('management_account: "111122223333"', "management_account: 11122223333", "not in quotes", "all twelve digits"),
        ("holder: ann, serial", "holder: an, serial", "no person is called an", "did you mean ann?"),
    ],
)  # fmt: skip
def test_the_words_of_a_report(problems: Problems, old: str, new: str, message: str, hint: str) -> None:
    assert old in SMALL
    (found,) = problems(SMALL.replace(old, new))
    assert message in found.message
    assert hint in found.hint


@pytest.mark.parametrize("value", ["12345678", "hunter2hunter2", "2026-01-01", "yes", "[a]"])
def test_a_password_in_place_of_its_entry_is_never_repeated(problems: Problems, value: str) -> None:
    (found,) = problems(SMALL.replace("      mfa:\n", f"      password: {value}\n      mfa:\n"))
    assert value not in str(found)
    assert found.place.path == "accounts.111122223333.root.password"


def test_a_name_with_terminal_controls_is_escaped(problems: Problems) -> None:
    found = problems(SMALL.replace("name: Ann\n", 'name: Ann\n    "a\\e[31mb": x\n'))[0]
    assert found.id == "hidden-character"
    assert str(found).isprintable()
    assert 'people.ann."a\\x1b[31mb"' in str(found)


def test_the_order_is_that_of_the_file_and_repeats_nothing(problems: Problems) -> None:
    found = problems(SMALL.replace("holder: ann", "holder: eve").replace("schema: 1", "schema: 1\nfoo: 1"))
    assert [(f.id, f.place.line) for f in found] == [
        ("unknown-key", 2), ("unknown-reference", 12), ("unknown-reference", 13),
    ]  # fmt: skip


def test_every_problem_that_is_reported_is_described_and_each_has_a_test() -> None:
    """The ids in the sources, in the list of problems and in the tests are the same."""
    here = Path(__file__).parent
    tests = "\n".join(path.read_text(encoding="utf-8") for path in [*here.glob("bad/*.yaml"), *here.glob("test_h*.py")])
    described = Path(problem_ids.__file__)
    room = described.parents[1]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in room.rglob("*.py") if path != described)
    for problem in PROBLEMS:
        assert f'"{problem}"' in sources, f"{problem} is never reported"
        assert problem in tests, f"{problem} has no test"


def test_findings_carry_only_described_ids(problems: Problems) -> None:
    for path in sorted((Path(__file__).parent / "bad").glob("*.yaml")):
        with pytest.raises(InventoryError) as caught:
            load_inventory(path)
        assert {finding.id for finding in caught.value.findings} <= set(PROBLEMS)
