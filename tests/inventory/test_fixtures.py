"""Small files: what good/ holds is read, and of bad/ exactly what its comments say is reported.

A comment `#! ID PATH; ID PATH` says what is wrong in its line. Nothing else may be reported.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.inventory_loading import load_inventory

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))


def expected(path: Path) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if "#! " in line:
            for entry in line.partition("#! ")[2].split("; "):
                name, _, where = entry.partition(" ")
                yield number, name, where


def reported(path: Path) -> tuple[Finding, ...]:
    with pytest.raises(InventoryError) as caught:
        load_inventory(path)
    return caught.value.findings


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_file_is_read(path: Path) -> None:
    assert load_inventory(path).organization.accounts


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_of_a_bad_file_everything_wrong_is_reported_and_nothing_else(path: Path) -> None:
    found = [(finding.place.line, finding.id, finding.place.path) for finding in reported(path)]
    assert sorted(found) == sorted(expected(path))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_problem_is_an_error_with_a_column_and_a_hint_in_file_order(path: Path) -> None:
    found = reported(path)
    assert all(
        f.severity is Severity.ERROR and f.place.column > 0 and f.hint and f.place.file == str(path) for f in found
    )
    places = [(finding.place.line, finding.place.column) for finding in found]
    assert places == sorted(places)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_problem_is_one_line(path: Path) -> None:
    assert all(str(finding).isprintable() for finding in reported(path))


def test_no_planted_secret_is_repeated() -> None:
    path = HERE / "bad" / "secrets.yaml"
    assert path.read_text(encoding="utf-8").count("PLANTED") > 20
    for finding in reported(path):
        assert "PLANTED" not in str(finding) + str(finding.as_json())
