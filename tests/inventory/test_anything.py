"""Whatever is in the file, reading gives an inventory or a list of findings, and no other exception."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding
from mfa_binder.inventory.inventory_loading import load_inventory

EXAMPLE = (Path(__file__).parents[2] / "inventory.yaml").read_text(encoding="utf-8")
LINES = EXAMPLE.splitlines(keepends=True)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SPICE = st.sampled_from(
    ["", " ", ":", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!x ", "!!int ", "<<: ", "? ", "|\n", ">\n", '"', "'", "#",
     "\n", "\t", "~", "null", "yes", "0x1F", "017", "1:30", "1_0", ".inf", ".nan", "1e9", "1.0e+999999999", "9" * 5000,
     "2026-02-30", "9999-12-31", "0000-01-01", "2026-11-24T10:00:00Z", "-1", "\u202e", "\x85", "\ufeff", "ä", "😀", "%TAG"]
)  # fmt: skip
YAMLISH = st.lists(SPICE | st.sampled_from(LINES) | st.text(max_size=8), max_size=30).map("".join)


def read(folder: Path, text: str) -> tuple[Finding, ...]:
    path = folder / "inventory.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert load_inventory(path).organization is not None
    except InventoryError as error:
        assert error.findings
        assert all(str(finding).isprintable() for finding in error.findings)
        return error.findings
    return ()


@FEW
@given(text=YAMLISH)
def test_text_that_looks_like_yaml(tmp_path: Path, text: str) -> None:
    read(tmp_path, text)


@FEW
@given(start=st.integers(0, len(EXAMPLE)), length=st.integers(0, 40), put=st.lists(SPICE, max_size=3).map("".join))
def test_the_example_with_a_piece_replaced(tmp_path: Path, start: int, length: int, put: str) -> None:
    read(tmp_path, EXAMPLE[:start] + put + EXAMPLE[start + length :])


@FEW
@given(drop=st.sets(st.integers(0, len(LINES) - 1), min_size=1, max_size=10))
def test_the_example_without_some_lines(tmp_path: Path, drop: set[int]) -> None:
    read(tmp_path, "".join(line for number, line in enumerate(LINES) if number not in drop))


@FEW
@given(data=st.binary(max_size=300))
def test_bytes(tmp_path: Path, data: bytes) -> None:
    read(tmp_path, data.decode("latin-1"))


VALUES = [
    "AKIAIOSFODNN7PLANTED",
    "otpauth://totp/x?secret=PLANTEDPLANTED77",
    "-----BEGIN RSA PRIVATE KEY-----PLANTED",
]
SPOTS = [number for number, character in enumerate(EXAMPLE) if character in ",:}]" and EXAMPLE[number - 1].isalnum()]


@FEW
@given(spot=st.sampled_from(SPOTS), secret=st.sampled_from(VALUES))
def test_a_secret_planted_anywhere_is_refused_and_never_repeated(tmp_path: Path, spot: int, secret: str) -> None:
    """After any word of the example: as a key, a value, an id, a reference, or breaking the syntax."""
    found = read(tmp_path, f"{EXAMPLE[:spot]} {secret}{EXAMPLE[spot:]}")
    assert found
    assert not any("PLANTED" in str(finding) for finding in found)


KEYS = ["pin", "PIN", "seed", "totp_seed", "recovery-codes", "codes", "combination", "access_key", "aws_secret_access_key",
        "private_key", "secret", "password", "value", "passphrase"]  # fmt: skip
MAPS = [number + 1 for number, character in enumerate(EXAMPLE) if character == "{" and EXAMPLE[number + 1] != "}"]


@FEW
@given(
    spot=st.sampled_from(MAPS),
    key=st.sampled_from(KEYS),
    value=st.sampled_from(["PLANTED", "[PLANTED, b]", "{a: PLANTED}"]),
)
def test_a_secret_under_a_telling_key_is_refused_and_never_repeated(
    tmp_path: Path, spot: int, key: str, value: str
) -> None:
    found = read(tmp_path, f"{EXAMPLE[:spot]}{key}: {value}, {EXAMPLE[spot:]}")
    line = EXAMPLE[:spot].count("\n") + 1
    telling = {"secret-in-inventory", "password-reference", "wrong-type", "duplicate-key"}
    assert any(finding.place.line == line and finding.id in telling for finding in found)
    assert not any("PLANTED" in str(finding) for finding in found)
