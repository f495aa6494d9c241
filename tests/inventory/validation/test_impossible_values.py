"""Values that look right and cannot be: each is refused with the value and what was probably meant; odd right ones pass."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.findings import Finding
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.inventory.validation.impossible_values import known_regions, known_zones

Problems = Callable[[str | bytes], tuple[Finding, ...]]

FILE = """\
schema: 1
organizations:
  main: {{name: E, management_account: "111122223333", region: {region}, identity: {{source: external, start_url: {url}}}}}
people:
  ann: {{name: {name}, email: {email}, phone: {phone}}}
sites:
  hq: {{name: HQ, address: Street 1, time_zone: {zone}}}
models:
  key: {{name: {model}, maker: Yubico, kind: fido2}}
devices:
  D-1: {{model: key, holder: ann, serial: {serial}}}
accounts:
  "111122223333": {{name: m, root: {{intended: kept, email: r@example.com}}}}
"""
RIGHT = {
    "region": "us-east-1", "url": "https://example.awsapps.com/start", "name": "Ann", "email": "a@example.com",
    "phone": '"+1 206 555 0101"', "zone": "Europe/Berlin", "model": "YubiKey 5C", "serial": '"20481337"',
}  # fmt: skip

WRONG = [
    ("region", "us-esat-1", "unknown-region", "did you mean us-east-1?"),
    ("region", "us-east-1b", "unknown-region", "did you mean us-east-1?"),
    ("region", "US-East-1", "unknown-region", "did you mean us-east-1?"),
    ("region", "eu_central_1", "unknown-region", "did you mean eu-central-1?"),
    ("region", "aws-global", "unknown-region", ""),
    ("region", "Frankfurt", "unknown-region", "botocore"),
    ("region", "cn-north-1", "unknown-region", ""),
    ("zone", "Berlin", "unknown-time-zone", "did you mean Europe/Berlin?"),
    ("zone", "america/los angeles", "unknown-time-zone", "did you mean America/Los_Angeles?"),
    ("zone", "UTC+1", "unknown-time-zone", ""),
    ("zone", "Pacific", "unknown-time-zone", ""),
    ("email", '"ann example.com"', "impossible-contact", ""),
    ("email", "ann", "impossible-contact", "name@example.com"),
    ("email", '"@example.com"', "impossible-contact", ""),
    ("email", "ann@@example.com", "impossible-contact", "did you mean ann@example.com?"),
    ("email", '"ann(at)example.com"', "impossible-contact", "did you mean ann@example.com?"),
    ("email", '"Ann <ann@example.com>"', "impossible-contact", "did you mean ann@example.com?"),
    ("email", '"ann@example.com, ben@example.com"', "impossible-contact", ""),
    ("email", "ann@example..com", "impossible-contact", ""),
    ("email", "ann@example.com.", "impossible-contact", "did you mean ann@example.com?"),
    ("phone", "see the vault", "impossible-contact", "+1 206 555 0100"),
    ("phone", "n/a", "impossible-contact", ""),
    ("phone", '"+"', "impossible-contact", ""),
    ("phone", '"+1 206"', "impossible-contact", ""),
    ("phone", '"+1 2O6 555 0101"', "impossible-contact", 'did you mean "+1 206 555 0101"?'),
    ("phone", '"+1 206 555 01l1"', "impossible-contact", 'did you mean "+1 206 555 0111"?'),
    ("url", "http://example.awsapps.com/start", "impossible-contact", "did you mean https://example.awsapps.com/start?"),
    ("url", "https:/example.awsapps.com/start", "impossible-contact", "did you mean https://example.awsapps.com/start?"),
    ("url", "htps://example.awsapps.com/start", "impossible-contact", "did you mean https://example.awsapps.com/start?"),
    ("url", "https:///start", "impossible-contact", ""),
    ("url", "https://awsapps/start", "impossible-contact", ""),
    ("url", '"https://example.awsapps.com/ start"', "impossible-contact", ""),
    ("url", "the usual", "impossible-contact", ""),
    ("url", '"https://[example/start"', "impossible-contact", ""),
    ("serial", "2048I337", "impossible-serial", 'did you mean "20481337"?'),
    ("serial", "SN 20481337", "impossible-serial", 'did you mean "20481337"?'),
    ("serial", '"#20481337"', "impossible-serial", 'did you mean "20481337"?'),
    ("serial", '"20 481 337"', "impossible-serial", 'did you mean "20481337"?'),
    ("serial", "YK-A", "impossible-serial", "ykman list --serials"),
    ("serial", "none", "impossible-serial", "remove the key"),
    ("serial", '"---"', "impossible-serial", "remove the key"),
    ("name", '" Ann"', "outer-blanks", ""),
    ("name", '"Ann\\u00a0"', "outer-blanks", ""),
    ("name", '"Ann\\t"', "hidden-character", ""),
    ("name", '"\\u200fAnn"', "hidden-character", ""),
    ("name", '"A\\u202enn"', "hidden-character", ""),
    ("name", '"A\\u200dnn"', "hidden-character", ""),
    ("name", '"Ann\\uFFFE"', "hidden-character", ""),
    ("name", "„Ann“", "typographic-quotes", ""),
    ("name", "‘Ann’", "typographic-quotes", ""),
    ("name", "“Ann", "typographic-quotes", ""),
]  # fmt: skip

PASSES = [
    *(("region", name) for name in ("us-east-1", "ap-southeast-7", "mx-central-1", "il-central-1", "ca-west-1")),
    *(("zone", name) for name in ("UTC", "Etc/GMT+8", "US/Pacific", "Asia/Kathmandu", "America/Argentina/Buenos_Aires", "Europe/Kyiv")),
    *(("email", f'"{text}"') for text in ("o'brien+aws@mail.example.co.uk", "A_B-c.d@EXAMPLE.com", "ü@bücher.example", "a@xn--bcher-kva.example", "#1@example.com")),
    *(("phone", f'"{text}"') for text in ("4711", "110", "+49 (0)30 23125-101", "(206) 555-0101", "206.555.0101", "1-800-FLOWERS 1", "+1 206 555 0101 ext. 12", "+1 206 555 0101x7", "Desk: +44 20 7946 0101", "+683 4012", "*67 555 0101", "O2: +44 7700 900100", "+٤٩ ٣٠ ٢٣١٢٥", "+81 3 5550 0100 / +81 90 5550 0100")),
    *(("url", f'"{text}"') for text in ("https://d-1234567890.awsapps.com/start/", "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/x", "https://ssoins-1.portal.us-east-1.app.aws", "https://sso.example.com:8443/?a=b#c", "HTTPS://example.com")),
    *(("serial", f'"{text}"') for text in ("1", "20481337", "0012345678")),
    *(("model", text) for text in ("Security Key NFC", "YubiKey 5C")),
    *(("name", text) for text in ("O'Brien", "’t Hart", "“Big” Ann", "D’Amico", "علی‌رضا", "山田　太郎", '"Zoë\\u0301"', '"1️⃣ 👩‍💻"', '"יעל\\u200f (צ)"', "Rack 19″", '"Société : Ann"', "¿Ann?", "«Ann» B.", "X Æ A-12", "ʻOkina", "N/A")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "problem", "hint"), WRONG)
def test_a_wrong_value_is_told_with_what_was_meant(
    problems: Problems, key: str, value: str, problem: str, hint: str
) -> None:
    found = problems(FILE.format(**RIGHT | {key: value}))
    assert [finding.id for finding in found] == [problem]
    assert hint in found[0].hint
    assert str(found[0]).isprintable()


@pytest.mark.parametrize(("key", "value"), PASSES)
def test_an_unusual_value_passes(problems: Problems, key: str, value: str) -> None:
    assert [str(finding) for finding in problems(FILE.format(**RIGHT | {key: value}))] == []


@pytest.mark.parametrize("style", ["|", "|-", "|+", ">", ">+"])
def test_a_text_of_several_lines_passes_and_ends_without_a_line_end(tmp_path: Path, style: str) -> None:
    path = tmp_path / "inventory.yaml"
    address = f"{{name: HQ, address: Street 1, time_zone: {RIGHT['zone']}}}"
    lines = f"\n    name: HQ\n    address: {style}\n      Street 1\n      Seattle\n\n"
    path.write_text(FILE.format(**RIGHT).replace(address, lines), encoding="utf-8")
    assert load_inventory(path).organization.sites["hq"].address.split() == ["Street", "1", "Seattle"]
    assert load_inventory(path).organization.sites["hq"].address.endswith("Seattle")


def test_a_serial_with_letters_is_possible_for_a_key_that_has_none_engraved(problems: Problems) -> None:
    assert problems(FILE.format(**RIGHT | {"model": "Security Key NFC", "serial": "TAG-0017"})) == ()


def test_the_value_is_told(problems: Problems) -> None:
    for key, value in (
        ("region", "eu-cental-1"),
        ("zone", "Europe/Belin"),
        ("email", "a-b.example.com"),
        ("phone", "ask Ben"),
        ("url", "start page"),
        ("serial", "A7"),
    ):
        (found,) = problems(FILE.format(**RIGHT | {key: value}))
        assert f'"{value}"' in found.message


def test_a_secret_in_the_wrong_place_is_not_told(problems: Problems) -> None:
    found = problems(FILE.format(**RIGHT | {"phone": "AKIAIOSFODNN7EXAMPLE", "name": '"otpauth://totp/x "'}))
    assert {finding.id for finding in found} == {"secret-in-inventory"}
    assert "AKIA" not in str(found)


def test_every_region_that_the_sdk_knows_and_every_zone_of_the_machine_passes() -> None:
    assert {"us-east-1", "eu-central-2"} <= set(known_regions()["aws"])
    assert set(known_regions()["aws-us-gov"]) == {"us-gov-east-1", "us-gov-west-1"}
    assert {"cn-north-1", "cn-northwest-1"} <= set(known_regions()["aws-cn"])
    assert {"UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"} <= known_zones()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ops", "Ops"),
        ("hq-safe", "hq‐safe"),
        ("Paris", "Раris"),
        ("café", "cafe\u0301"),
        ("box 1", "box  1"),
        ("ＡＢ", "ab"),
        ("a'b", "a’b"),
    ],
)
def test_ids_that_nobody_tells_apart_are_refused(problems: Problems, first: str, second: str) -> None:
    text = FILE.format(**RIGHT).replace("people:\n", "people:\n" + "".join(
        f'  "{key}": {{name: A, email: a@example.com}}\n' for key in (first, second)))  # fmt: skip
    assert [finding.id for finding in problems(text)] == ["similar-ids"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ops-1", "ops-l"),
        ("YK-0", "YK-O"),
        ("müller", "muller"),
        ("ann", "anna"),
        ("a-b", "a_b"),
        ("ı", "i"),
        ("box-1", "box1"),
    ],
)
def test_ids_that_can_be_told_apart_pass(problems: Problems, first: str, second: str) -> None:
    text = FILE.format(**RIGHT).replace("people:\n", "people:\n" + "".join(
        f'  "{key}": {{name: A, email: a@example.com}}\n' for key in (first, second) if key != "ann"))  # fmt: skip
    assert problems(text) == ()
