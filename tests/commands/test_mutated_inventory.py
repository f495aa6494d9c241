"""Whatever somebody does to inventory.yaml, `check` answers with findings or named errors, and never with a traceback."""

import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mfa_binder.cli import app

NASTY = (
    *("", " ", "\t", "\n", "\r", ":", ": ", "- ", "? ", "[", "]", "{", "}", "&a ", "*a", "!x ", "!!binary ", "<<: *a", "|\n", ">\n", "#"),
    *('"', "'", "“", "”", "%TAG", "---\n", "...\n", "~", "null", "yes", "0x1F", "017", "1:30", "1_0", ".inf", ".nan", "-.INF"),
    *("1e9", "1.0e+999999999", "9" * 5_000, "-1", "2026-02-30", "9999-12-31", "0001-01-01", "2026-11-24T10:00:00Z", "x" * 3_000),
    *("\u202e", "\u200b", "\ufeff", "\x85", "\u2028", "\ufffe", "\x00", "\x1b[2J", "\x7f", "ä", "😀", '"\\ud800"', '"\\0"', "[" * 60),
)  # fmt: skip


def mutated(example: bytes, chance: random.Random) -> bytes:
    """The example after one to three accidents."""
    data = example
    for _ in range(chance.randint(1, 3)):
        data = chance.choice(_ACCIDENTS)(data, chance)
    return data


def _replace(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    put = chance.choice(NASTY).encode("utf-8", "surrogatepass")
    return data[:start] + put + data[start + chance.choice((0, 0, 1, 5, 40)) :]


def _put_value(data: bytes, chance: random.Random) -> bytes:
    """Another value behind a colon, where it is most likely to be read as one."""
    at = chance.choice([n for n, byte in enumerate(data) if byte == ord(":")] or [0])
    return data[: at + 1] + b" " + chance.choice(NASTY).encode("utf-8", "surrogatepass") + b" " + data[at + 1 :]


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _move_line(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    line = lines.pop(chance.randrange(len(lines))) if lines else b""
    lines[(at := chance.randrange(len(lines) + 1)) : at] = [line] * chance.choice((0, 1, 2))
    return b"".join(lines)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _recode(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig", "utf-7")), "replace"
    )


_ACCIDENTS = (_replace, _replace, _put_value, _put_value, _put_value, _flip, _move_line, _cut, _recode)


def _check(folder: Path, data: bytes, seed: int) -> None:
    (folder / "inventory.yaml").write_bytes(data)
    done = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["-C", str(folder), "check", "--as-of", "2026-11-24"])
    assert done.exception is None or isinstance(done.exception, SystemExit), (seed, done.exception)
    assert done.exit_code in (0, 1, 3), (seed, done.output)
    assert done.exit_code == 0 or "inventory.yaml" in done.output, (seed, done.output)


@pytest.mark.parametrize(
    "seeds", [range(80), pytest.param(range(80, 2_080), marks=pytest.mark.slow)], ids=["a few", "two thousand"]
)
def test_a_mutated_inventory_gets_an_answer(tmp_path: Path, checkout: Path, seeds: range) -> None:
    example = (checkout / "inventory.yaml").read_bytes()
    for seed in seeds:
        _check(tmp_path, mutated(example, random.Random(seed)), seed)


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", ["check", "build", "labels", "cost"])
def test_a_day_that_no_document_is_dated_is_refused(tmp_path: Path, checkout: Path, command: str, day: str) -> None:
    (tmp_path / "inventory.yaml").write_bytes((checkout / "inventory.yaml").read_bytes())
    done = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["-C", str(tmp_path), command, "--as-of", day])
    assert done.exit_code == 2
    assert f"the year is {int(day[:4])}" in done.output


@pytest.mark.parametrize("day", ["1970-01-01", "2199-12-31"])
def test_the_first_and_the_last_possible_day_are_no_trouble(tmp_path: Path, checkout: Path, day: str) -> None:
    """With the longest periods that the format takes."""
    text = (checkout / "examples" / "startup" / "inventory.yaml").read_text(encoding="utf-8")
    periods = "".join(f"  {key}_days: 36500\n" for key in ("seal_check_every", "price_max_age", "observation_max_age"))
    text = text.replace("\nstandards:\n", f"\nstandards:\n{periods}").replace("days: 180", "days: 36500")
    assert text.count("36500") == 5
    (tmp_path / "inventory.yaml").write_text(text.replace("battery_years: 4", "battery_years: 100"), encoding="utf-8")
    done = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["-C", str(tmp_path), "build", "--pages-only", "--as-of", day])
    assert done.exit_code == 0, done.output
