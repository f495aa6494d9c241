"""An edit changes what was asked and nothing else: every comment, every space, the order of everything."""

import difflib
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfa_binder.errors import EditError, InventoryError, OutputError
from mfa_binder.inventory.editing.inventory_edit import edit_inventory, edit_text
from mfa_binder.inventory.editing.text_splices import CommentEdit, ValueEdit
from mfa_binder.inventory.editing.yaml_text import EditValue
from mfa_binder.inventory.yaml_composer import compose_tree
from mfa_binder.inventory.yaml_nodes import Data
from mfa_binder.inventory.yaml_nodes import KeyPath as Keys

EXAMPLE = (Path(__file__).parents[3] / "inventory.yaml").read_text(encoding="utf-8")
COMMENTS = re.findall(r"#[^\n\"]*$", EXAMPLE, flags=re.MULTILINE)
SEVERAL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

KEY: dict[str, EditValue] = {"model": "yubikey-5c", "serial": "0123", "holder": "bob", "purchased": date(2026, 1, 5)}
LINE = '{model: yubikey-5c, serial: "0123", holder: bob, purchased: 2026-01-05}'


CASES = {
    "flow entries": ("devices:\n  A: {x: 1}   # one\n\nb: 1\n", f"devices:\n  A: {{x: 1}}   # one\n  K: {LINE}\n\nb: 1\n"),
    "block entries": (
        "devices:\n    A:\n        x: 1 # one\n# next\nb: 1\n",
        'devices:\n    A:\n        x: 1 # one\n    K:\n      model: yubikey-5c\n      serial: "0123"\n      holder: bob\n      purchased: 2026-01-05\n# next\nb: 1\n',
    ),
    "one flow map": ("devices: {A: {x: 1}} # all\nb: 1\n", f"devices: {{A: {{x: 1}}, K: {LINE}}} # all\nb: 1\n"),
    "flow over several lines": (
        "devices: {A: {x: 1}, # one\n  B: {x: 2} # two\n  }\n",
        f"devices: {{A: {{x: 1}}, # one\n  B: {{x: 2}}, K: {LINE} # two\n  }}\n",
    ),
    "a comma after the last": ("devices: {A: {x: 1},}\n", f"devices: {{A: {{x: 1}}, K: {LINE},}}\n"),
    "empty braces": ("devices: {}  # none\nb: 1\n", f"devices:  # none\n  K: {LINE}\nb: 1\n"),
    "empty braces below": ("devices:\n  {} # none\nb: 1\n", f"devices:\n  K: {LINE} # none\nb: 1\n"),
    "a comment in empty braces": ("devices: { # none\n  }\n", f"devices: {{K: {LINE} # none\n  }}\n"),
    "null": ("devices:\nb: 1\n", f"devices:\n  K: {LINE}\nb: 1\n"),
    "null with a comment": ("devices:\t# none\n# b\nb: 1\n", f"devices:\t# none\n  K: {LINE}\n# b\nb: 1\n"),
    "a tilde": ("devices: ~ # none\n", f"devices: # none\n  K: {LINE}\n"),
    "no such key": ("b: 1 # one\n# end\n", f"b: 1 # one\ndevices:\n  K: {LINE}\n# end\n"),
    "no break at the end": ("b: 1", f"b: 1\ndevices:\n  K: {LINE}"),
    "CRLF": ("devices:\r\n  A: {x: 1}\r\nb: 1\r\n", f"devices:\r\n  A: {{x: 1}}\r\n  K: {LINE}\r\nb: 1\r\n"),
    "a text of several lines": ("devices:\n  A: |\n    one\n    two\nb: 1\n", f"devices:\n  A: |\n    one\n    two\n  K: {LINE}\nb: 1\n"),
    "astral characters before": ('a: "😀😀"\ndevices: {A: {x: 1}}\n', f'a: "😀😀"\ndevices: {{A: {{x: 1}}, K: {LINE}}}\n'),
    "an alias at the end": ("a: &a {x: 1}\ndevices: {A: *a}\n", f"a: &a {{x: 1}}\ndevices: {{A: *a, K: {LINE}}}\n"),
    "everything in braces": ("{b: 1}\n", f"{{b: 1, devices: {{K: {LINE}}}}}\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_device_is_added_in_the_style_of_its_surroundings(name: str) -> None:
    before, after = CASES[name]
    assert edit_text(before, "inventory.yaml", [ValueEdit(("devices", "K"), KEY)]) == after


def test_what_is_new_at_one_place_stands_under_its_own_key() -> None:
    puts = [ValueEdit(("models", "m"), {"x": "y1"}), ValueEdit(("devices", "K"), {"x": "y2"})]
    after = edit_text("devices:\n  A: {x: z}\n", "inventory.yaml", puts)
    assert after == "devices:\n  A: {x: z}\n  K: {x: y2}\nmodels:\n  m: {x: y1}\n"


REGISTRATIONS = {
    "a key on one line": ("mfa: [{device: A}, {device: B}]\n", "mfa: [{device: A, s: x}, {device: B}]\n"),
    "a key on lines": ("mfa:\n  - device: A # a\n    name: n # b\n  - device: B\n", "mfa:\n  - device: A # a\n    name: n # b\n    s: x\n  - device: B\n"),
    "dashes below the key": ("mfa:\n- device: A\n\n- device: B\n", "mfa:\n- device: A\n  s: x\n\n- device: B\n"),
    "an empty value": ("mfa:\n  - device: A\n    s: # later\n", "mfa:\n  - device: A\n    s: x # later\n"),
    "another value": ('mfa: [{device: A, s: "old" }] # c\n', "mfa: [{device: A, s: x }] # c\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", REGISTRATIONS)
def test_a_key_is_set_in_an_item_of_a_list(name: str) -> None:
    before, after = REGISTRATIONS[name]
    assert edit_text(before, "inventory.yaml", [ValueEdit(("mfa", 0, "s"), "x")]) == after


ITEMS = {
    "after items on one line": ("mfa: [{d: A}] # c\n", "mfa: [{d: A}, {d: K}] # c\n"),
    "after items on lines": ("mfa:\n  - {d: A} # a\nb: 1\n", "mfa:\n  - {d: A} # a\n  - {d: K}\nb: 1\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_follows_the_last_one(name: str) -> None:
    before, after = ITEMS[name]
    assert edit_text(before, "inventory.yaml", [ValueEdit(("mfa", 1), {"d": "K"})]) == after


@pytest.mark.parametrize("empty", ["", " []", " ~", " # none"])
def test_a_list_that_is_empty_gets_its_first_item(empty: str) -> None:
    after = edit_text(f"a:\n  mfa:{empty}\nb: 1\n", "inventory.yaml", [ValueEdit(("a", "mfa", 0), {"d": "K"})])
    assert after.startswith("a:\n  mfa: [{d: K}]")
    assert after.endswith("\nb: 1\n")


REFUSED = {
    "shared by an anchor": ("a: &a {x: 1}\ndevices: *a\n", 2),
    "shared by others": ("devices: &a {A: {x: 1}}\nb: *a\n", 1),
    "a list": ("b: 1\ndevices: [x]\n", 2),
    "a word": ("b: 1\n\ndevices: none yet\n", 3),
    "question marks": ("devices:\n  ? A\n  : {x: 1}\n", 2),
    "a text without an end": ("b: 1\ndevices:\n  A: |\n    one", 3),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_for_a_person_is_refused_with_its_line_and_what_to_do(name: str) -> None:
    text, line = REFUSED[name]
    with pytest.raises(EditError) as refused:
        edit_text(text, "inventory.yaml", [ValueEdit(("devices", "K"), KEY)])
    assert refused.value.message.startswith(f"inventory.yaml:{line}: ")
    assert refused.value.hint


def test_a_change_that_would_say_something_else_is_refused() -> None:
    with pytest.raises(EditError):
        edit_text("devices: {A}\n", "inventory.yaml", [ValueEdit(("devices", "A"), "x")])


TEXTS = st.text(max_size=30) | st.sampled_from(
    ["0123", "1e3", "yes", "null", "~", "", " x", "x ", "a: b", "a #b", "- x", "*a", "&a", "!x", "{", "]", '"', "'", "\\", "%", "@", "`",
     "=cmd()", "a\nb", "\t", "\x85", "\u2028", "\ufeff", "😀", "Müller", "2026-01-01", "1:30", "0x1F", ".inf", "y", "<<", "|", ">"]
)  # fmt: skip
SPOTS = [("devices",), ("models",), ("people",), ("identity_center_users",), ("accounts", "111122223333", "users")]


@SEVERAL
@given(
    spot=st.sampled_from(SPOTS),
    key=TEXTS,
    values=st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3),
    crlf=st.booleans(),
)
def test_hostile_words_are_values_and_all_else_stays(spot: tuple[str, ...], key: str, values: dict[str, str], crlf: bool) -> None:  # fmt: skip
    before = EXAMPLE.replace("\n", "\r\n") if crlf else EXAMPLE
    puts = [ValueEdit((*spot, "new " + key), values)]
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in key + "".join([*values, *values.values()])):
        return
    after = edit_text(before, "inventory.yaml", puts)
    assert after.count("\r\n") == (after.count("\n") if crlf else 0)
    found: Data = compose_tree(after, "inventory.yaml").root.value
    for step in (*spot, "new " + key):
        assert isinstance(found, dict)
        found = found[step]
    assert found == values
    kept = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]
    assert kept == (["-   {}"] if spot == ("identity_center_users",) else [])
    assert all(comment in after for comment in COMMENTS)


PATHS: list[Keys] = [("devices", f"YK-00{n}", "note") for n in range(1, 9)]
PATHS += [("accounts", "444455556666", "users", "admin-user", "mfa", n, "name") for n in (0, 1)]
PATHS += [
    ("accounts", "777788889999", "root", "reason"),
    ("document", "owner"),
    ("standards", "currency"),
    ("bags", "N", "location"),
]


@SEVERAL
@given(paths=st.lists(st.sampled_from(PATHS), min_size=1, max_size=8, unique=True), word=TEXTS)
def test_many_changes_at_once_are_those_changes(paths: list[Keys], word: str) -> None:
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in word):
        return
    after = edit_text(EXAMPLE, "inventory.yaml", [ValueEdit(path, word) for path in paths])
    one_by_one = EXAMPLE
    for path in paths:
        one_by_one = edit_text(one_by_one, "inventory.yaml", [ValueEdit(path, word)])
    assert compose_tree(after, "").root.value == compose_tree(one_by_one, "").root.value
    assert all(comment in after for comment in COMMENTS)


# -- the file


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.encode())
    path.chmod(0o600)
    return path


def test_a_file_keeps_its_mark_and_its_rights(inventory: Path) -> None:
    edit = edit_inventory(inventory, [ValueEdit(("devices", "YK-009"), KEY)])
    assert inventory.read_bytes() == b"\xef\xbb\xbf" + EXAMPLE.encode()
    edit.write()
    assert inventory.read_bytes() == b"\xef\xbb\xbf" + edit.after.encode()
    assert inventory.stat().st_mode & 0o777 == 0o600
    assert [line for line in edit.diff().splitlines()[2:] if line[0] in "+-"] == [f"+  YK-009: {LINE}"]
    assert edit.inventory.organization.devices["YK-009"].serial == "0123"


def test_a_link_to_a_file_stays_a_link(inventory: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(inventory)
    edit_inventory(link, [ValueEdit(("devices", "YK-009"), KEY)]).write()
    assert link.is_symlink()
    assert "YK-009" in inventory.read_text(encoding="utf-8")


def test_what_the_door_refuses_is_not_written(inventory: Path) -> None:
    with pytest.raises(InventoryError):
        edit_inventory(inventory, [ValueEdit(("devices", "YK-009"), {**KEY, "holder": "nobody"})])
    with pytest.raises(InventoryError):
        edit_inventory(inventory, [ValueEdit(("devices", "YK-009"), {**KEY, "firmware": "AKIAIOSFODNN7EXAMPLE"})])


def test_a_file_that_changed_meanwhile_is_left_alone(inventory: Path) -> None:
    edit = edit_inventory(inventory, [ValueEdit(("devices", "YK-009"), KEY)])
    inventory.write_text(EXAMPLE + "# mine\n", encoding="utf-8")
    with pytest.raises(OutputError):
        edit.write()
    assert inventory.read_text(encoding="utf-8") == EXAMPLE + "# mine\n"


NOTED = {
    "block entries": ("a:\n  X:\n    x: 1\nb: 1\n", "a:\n  X:\n    x: 1\n  K:   # note\n    x: 2\n  # remark\nb: 1\n"),
    "flow entries": ("a:\n  X: {x: 1} # one\n", "a:\n  X: {x: 1} # one\n  K: {x: 2}   # note\n  # remark\n"),
    "the end of a file without a line break": ("a:\n  X: {x: 1}", "a:\n  X: {x: 1}\n  K: {x: 2}   # note\n  # remark"),
}


@pytest.mark.parametrize("name", NOTED)
def test_a_note_stands_behind_its_entry_and_a_remark_after_the_last(name: str) -> None:
    before, after = NOTED[name]
    assert edit_text(before, "f", [ValueEdit(("a", "K"), {"x": 2}, "note")], [CommentEdit(("a",), "remark")]) == after


@pytest.mark.parametrize("text", ["a: {X: {x: 1}}\n", "{a: {}}\n", "a: { # none\n  }\n", "{a: }\n", "b: 1\n"])
def test_a_note_is_never_lost_in_braces(text: str) -> None:
    with pytest.raises(EditError, match="braces"):
        edit_text(text, "f", [ValueEdit(("a", "K"), {"x": 2}, "note")])


@pytest.mark.parametrize("text", ["a: {X: {x: 1}}\n", "a: {}\n", "a:\n", "b: 1\n"])
def test_a_remark_needs_a_map_on_lines(text: str) -> None:
    with pytest.raises(EditError) as error:
        edit_text(text, "f", [], [CommentEdit(("a",), "remark")])
    assert "# remark" in error.value.hint
