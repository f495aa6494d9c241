"""A secret in a sentence is refused wherever it comes in, by its place, and its text is repeated nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mfa_binder.errors import DeviceListError, InventoryError, ObservationError
from mfa_binder.findings import Finding
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.inventory.lists.list_cells import read_table_file
from mfa_binder.inventory.observed_json import read_observed, read_observed_for_print
from mfa_binder.pages.user_templates import read_user_templates
from mfa_binder.rendering.shipped_templates import shipped_names
from tests.observations import account, observed_json, seen

EXAMPLE = Path("inventory.yaml").read_text(encoding="utf-8")
PLANTED = "PIN: 904817"


def planted(line: str, by: str) -> str:
    assert EXAMPLE.count(line) == 1
    return EXAMPLE.replace(line, by)


INVENTORIES = {
    "vault": planted('vault: "Team vault, item AWS root prod"', f'vault: "{PLANTED}"'),
    "a number alone as the vault": planted('vault: "Team vault, item AWS root prod"', 'vault: "904817"'),
    "exempt_with": planted('exempt_with: "move the account to OU Root/Exempt"', 'exempt_with: "904817"'),
    "reason": planted('"kept until the S3 migration is over"', '"the safe code is 904817"'),
    "a name": planted("name: HQ fireproof safe", "name: HQ safe (combination 90-48-17)"),
    "a comment": planted("# tamper-evident bags", f"# {PLANTED}"),
    "a block of text": planted("name: HQ fireproof safe", f'"name": "HQ safe,\\n {PLANTED}"'),
    "a key": planted("  hq-safe:     {name", '  "hq-safe, PIN 904817": {name'),
    "an alarm": planted('"us-east-1, SNS topic root-sign-in"', '"us-east-1, password: Tr0ub904817"'),
    "a price's source": planted("assumption, replace with the maker's figure", "recovery codes: a904817b-c904817d"),
}


def no_word_of_it(findings: tuple[Finding, ...]) -> bool:
    return not any("904817" in str(finding) or "90-48-17" in str(finding) for finding in findings)


@pytest.mark.parametrize("name", INVENTORIES)
def test_the_inventory(tmp_path: Path, name: str) -> None:
    file = tmp_path / "inventory.yaml"
    file.write_text(INVENTORIES[name], encoding="utf-8")
    with pytest.raises(InventoryError) as caught:
        load_inventory(file)
    assert "secret-in-inventory" in {finding.id for finding in caught.value.findings}
    assert no_word_of_it(caught.value.findings)


OBSERVED = {
    "accounts[0].name": account("012345678901", f"prod {PLANTED}"),
    "accounts[0].tags.value.note": account("012345678901", "prod", tags=seen({"note": PLANTED})),
    "accounts[0].contacts.value.primary.title": account(
        "012345678901", "prod", contacts=seen({"primary": {"name": "A", "title": PLANTED}})
    ),
}


@pytest.mark.parametrize("place", OBSERVED)
def test_what_people_wrote_into_aws(tmp_path: Path, place: str) -> None:
    file = tmp_path / "observed.json"
    file.write_text(json.dumps(observed_json(OBSERVED[place]), indent=1), encoding="utf-8")
    with pytest.raises(ObservationError) as caught:
        read_observed_for_print(file)
    (finding,) = caught.value.findings
    assert (finding.id, finding.place.path) == ("secret-in-inventory", place)
    assert finding.place.line > 1
    assert no_word_of_it(caught.value.findings)
    read_observed(file)  # so that `collect`, whose work the file is, can make it again


@pytest.mark.parametrize(
    "cell", [PLANTED, "Safe code 90-48-17", "recovery codes: 9048-1700, 9048-1701", "new pw: Tr0ub904817"]
)
def test_a_column_of_notes(tmp_path: Path, cell: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f'id,serial,notes\nYK-9,20480099,"{cell}"\n', encoding="utf-8")
    with pytest.raises(DeviceListError) as caught:
        read_table_file(file)
    (finding,) = caught.value.findings
    assert (finding.id, finding.place.line, finding.place.column) == ("secret-in-inventory", 2, 3)
    assert no_word_of_it(caught.value.findings)


def test_a_template_of_the_user_s_own(tmp_path: Path) -> None:
    (tmp_path / "mine.md.j2").write_text(f"---\nid: MINE\ntitle: T\n---\nFirst.\n{{# {PLANTED} #}}\n", encoding="utf-8")
    findings = read_user_templates(tmp_path, shipped_names()).errors
    assert [(f.place.line, f.place.column) for f in findings if f.id == "secret-in-inventory"] == [(6, 4)]
    assert no_word_of_it(findings)


def test_a_tag_behind_a_word_is_no_part_of_it(tmp_path: Path) -> None:
    text = "---\nid: MINE\ntitle: T\n---\n{% if a %}She has a password already;{% endif %} go on.\n"
    (tmp_path / "mine.md.j2").write_text(text, encoding="utf-8")
    assert "secret-in-inventory" not in {found.id for found in read_user_templates(tmp_path, shipped_names()).errors}


def test_no_template_of_ours_looks_like_a_secret() -> None:
    assert [f for f in read_user_templates(Path("templates"), frozenset()).findings if f.id.startswith("secret")] == []
