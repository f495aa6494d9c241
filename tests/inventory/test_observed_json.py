"""Reading observed.json: it is taken, or every problem is told at once with line and column."""

import json
from pathlib import Path

import pytest

from mfa_binder.errors import ObservationError
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.inventory.source_text import MAX_BYTES as MOST_OF_AN_INVENTORY
from tests.observations import account, devices, observed_json, seen


def written(folder: Path, text: str) -> Path:
    path = folder / "observed.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    text = json.dumps(observed_json(account("012345678901", "prod", devices=seen(devices(bob=[{"serial": "GAHT1"}])))))
    found = read_observed(written(tmp_path, text))
    assert found.accounts[0].name == "prod"
    assert found.management_account == "111122223333"


def test_every_problem_is_told_at_once_with_line_and_column(tmp_path: Path) -> None:
    text = """{
 "schema": 1,
 "began_at": "2026-11-24T10:00:00",
 "ended_at": "2026-11-24T10:00:00Z",
 "caller": "x",
 "region": 7,
 "accounts": [
  {"id": "12", "name": "a"},
  {"id": "012345678901", "nonsense": true}
 ]
}
"""
    with pytest.raises(ObservationError) as caught:
        read_observed(written(tmp_path, text))
    places = {(f.place.line, f.place.column, f.place.path) for f in caught.value.findings}
    assert places == {
        (3, 14, "began_at"),
        (6, 12, "region"),
        (8, 10, "accounts[0].id"),
        (9, 38, "accounts[1].nonsense"),
    }
    assert all(f.id == "observed-broken" and "collect" in f.hint for f in caught.value.findings)


def test_a_cut_file_says_where_it_ends(tmp_path: Path) -> None:
    with pytest.raises(ObservationError) as caught:
        read_observed(written(tmp_path, '{\n "schema": 1,\n "began_at'))
    (found,) = caught.value.findings
    assert (found.place.line, found.place.column) == (3, 2)
    assert "not JSON" in found.message


def test_a_missing_key_is_told_at_the_whole(tmp_path: Path) -> None:
    whole = observed_json()
    del whole["caller"], whole["region"]
    with pytest.raises(ObservationError) as caught:
        read_observed(written(tmp_path, json.dumps(whole)))
    assert {f.place.path for f in caught.value.findings} == {"caller", "region"}


def test_no_file_and_an_empty_one_send_to_collect(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", written(tmp_path, " \n")):
        with pytest.raises(ObservationError) as caught:
            read_observed(path)
        (found,) = caught.value.findings
        assert found.place.file == str(path)
        assert "mfa-binder collect" in found.hint


def test_a_file_of_an_organization_larger_than_any_inventory_is_read(tmp_path: Path) -> None:
    text = json.dumps(observed_json(account("012345678901", "prod"))) + " " * (MOST_OF_AN_INVENTORY + 1)
    assert read_observed(written(tmp_path, text)).accounts[0].name == "prod"
