"""`mfa-binder labels`: what is asked for is printed, and what cannot be is told at once."""

import json
import shutil
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    shutil.copy(checkout / "inventory.yaml", tmp_path)
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, ["-C", str(folder), "labels", *words])


def ids(done: Result) -> set[str]:
    return {label["id"] for label in json.loads(done.stdout)["labels"]}


def test_devices_and_bags_by_default_into_the_folder_of_the_binders(folder: Path) -> None:
    done = run(folder)
    assert done.exit_code == 0
    path = folder / "site" / "binders" / "labels.pdf"
    assert done.stdout == f"{path}: 16 label(s) on 1 sheet(s) of L7160\n"
    assert "actual size" in done.stderr
    assert [found.name for found in path.parent.iterdir()] == ["labels.pdf"]


def test_json_says_what_was_made(folder: Path) -> None:
    made = json.loads(run(folder, "--format", "json", "--only", "YK-001", "--copies", "2", "--start", "4").stdout)
    assert made["labels"] == [
        {
            "id": "YK-001",
            "kind": "device",
            "data": "MFA-BINDER device YK-001 serial 20481337 model YubiKey 5 NFC",
            "titled": True,
        }
    ]
    assert (made["stock"], made["paper"], made["sheets"], made["start"], made["copies"]) == ("L7160", "a4", 1, 4, 2)
    assert Path(made["path"]).is_file()


def test_kinds_spares_and_single_ids(folder: Path) -> None:
    js = ("--format", "json")
    assert ids(run(folder, *js, "--of", "spares")) == {"YK-007"}
    assert ids(run(folder, *js, "--of", "bags", "--spares")) == {"YK-007", *(f"TEB-0004{n}" for n in range(17, 23))}
    assert ids(run(folder, *js, "--of", "bags", "--of", "spares")) == ids(run(folder, *js, "--of", "bags", "--spares"))
    assert ids(run(folder, *js, "--only", "HT-004", "--only", "TEB-000417")) == {"HT-004", "TEB-000417"}
    assert "YK-007" not in ids(run(folder, *js))


def test_the_paper_of_the_binders_chooses_the_usual_stock(folder: Path) -> None:
    (folder / "inventory.yaml").open("a").write("binders: {paper: letter}\n")
    assert json.loads(run(folder, "--format", "json").stdout)["stock"] == "5163"


def test_a_sheet_of_ones_own_measure(folder: Path) -> None:
    measure = ("--size", "50x25", "--columns", "3", "--rows", "8", "--margin-top", "20", "--margin-left", "20")
    done = run(
        folder, *measure, "--gap-x", "10", "--gap-y", "5", "--sheet", "letter", "--output", str(folder / "own.pdf")
    )
    assert done.exit_code == 0, done.stderr
    with pypdfium2.PdfDocument(folder / "own.pdf") as document:
        assert document[0].get_size() == pytest.approx((612, 792), abs=0.1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--stock", "L716"), ["'L716' is not known", "L7160"]),
        (("--stock", "L7160", "--rows", "3"), ["--rows: --stock says it all"]),
        (("--rows", "3", "--gap-x", "1"), ["--rows, --gap-x: they describe labels of --size"]),
        (("--size", "big", "--columns", "2"), ["--size 'big'", "--rows is missing", "--margin-top is missing"]),
        (
            ("--size", "80x30", "--columns", "3", "--rows", "12", "--margin-top", "9", "--margin-left", "9"),
            ["3 columns end at 249 mm", "12 rows end at 369 mm"],
        ),
        (("--start", "22"), ["--start 22", "21 labels"]),
        (("--only", "YK-001", "--spares"), ["--only"]),
        (("--copies", "0"), ["--copies"]),
        (("--of", "people"), ["--of"]),
    ],
)
def test_a_wrong_command_line_is_exit_2_and_names_every_option(
    folder: Path, words: tuple[str, ...], said: list[str]
) -> None:
    done = run(folder, *words)
    assert done.exit_code == 2
    assert [part for part in said if part not in done.stderr] == []
    assert not (folder / "site").exists()


def test_what_does_not_fit_and_unknown_ids_are_exit_1(folder: Path) -> None:
    unknown = run(folder, "--only", "YK-01", "--only", "nothing")
    assert unknown.exit_code == 1
    assert "YK-01, nothing" in unknown.stderr
    tight = run(folder, "--size", "20x10", "--columns", "3", "--rows", "4", "--margin-top", "3", "--margin-left", "3")
    assert tight.exit_code == 1
    assert "16 label(s) do not fit on --size 20x10" in tight.stderr
    assert "--stock NAME" in tight.stderr
