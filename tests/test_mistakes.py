"""The twelve mistakes that are widely copied: none is in any page, and each would be noticed.

Every mistake has a detector of its own, which is first shown the mistake itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

Detector = Callable[[str], bool]


def says(pattern: str) -> Detector:
    """Finds words or a command; lines are joined, since a sentence and a command may be broken."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def detect(text: str) -> bool:
        joined = re.sub(r"\s*\\\n\s*", " ", text)
        return bool(compiled.search(re.sub(r"\s+", " ", joined)))

    return detect


def lasts_too_long(text: str) -> bool:
    durations = [int(value) for value in re.findall(r"--duration-seconds\s+'?(\d+)", text)]
    return any(not 900 <= value <= 129_600 for value in durations) or says(r"(up to|at most|maximum of) 12 hours")(text)


def removes_the_only_device_first(text: str) -> bool:
    """A page that says "it is the only one" and takes it away before another is registered."""
    for user in re.findall(r"IAM user `([^`]+)` in [^|]+\|[^|]+\| \*\*nothing in hand", text):
        removal = re.search(rf"deactivate-mfa-device[^`]*--user-name '?{re.escape(user)}\b", text)
        other = re.search(rf"(### Part \d+: Register \S+ for `{re.escape(user)}`|enable-mfa-device)", text)
        if removal and (not other or removal.start() < other.start()):
            return True
    return False


def trusts_success(text: str) -> bool:
    """A token is enabled or synchronized, and nobody signs in with it afterwards."""
    changes = list(re.finditer(r"aws iam (enable|resync)-mfa-device", text))
    proof = list(re.finditer(r"aws sts get-session-token|[Ss]ign in with|sign in with", text))
    return any(not any(p.start() > change.start() for p in proof) for change in changes)


def registers_a_passkey_unwarned(text: str) -> bool:
    return "Passkey or security key" in text and not re.search(r"passkey in the cloud|synced passkey", text)


def buys_any_token(text: str) -> bool:
    buys = says(r"(order|buy)[^.]{0,60}(TOTP|Gemalto|token)")(text)
    return says(r"token[^.]{0,40}(anywhere|from any shop|from any seller)")(text) or (
        buys and "Choosing a device" in text.split("\n")[0] and "seeds" not in text
    )


@dataclass(frozen=True)
class Mistake:
    number: int
    name: str
    detect: Detector
    specimen: str


MISTAKES = [
    Mistake(
        1, "an mfa/ ARN for a hardware token", says(r"--serial-number '?\S*:mfa/"),
        "aws iam enable-mfa-device \\\n    --serial-number arn:aws:iam::111122223333:mfa/GAHT12345678",
    ),
    Mistake(2, "a session of at most 12 hours", lasts_too_long, "get-session-token lasts up to 12 hours"),
    Mistake(2, "a session that is too long", lasts_too_long, "aws sts get-session-token --duration-seconds 129601"),
    Mistake(
        3, "FIDO2 and the CLI", says(r"FIDO2?\b[^.|]{0,40}(does not|doesn't|cannot|can't)[^.|]{0,20}CLI"),
        "FIDO2 does not work with the CLI.",
    ),
    Mistake(
        3, "a code of a FIDO2 key", says(r"(get-session-token|assume-role|mfa-login)[^`]*--serial-number \S*:u2f/"),
        "aws sts get-session-token --serial-number arn:aws:iam::1:u2f/user/a/b --token-code 123456",
    ),
    Mistake(
        4, "hardware cannot be phished", says(r"(hardware|token)[^.|]{0,40}(can't|cannot|never) be phished"),
        "Hardware MFA can't be phished.",
    ),
    Mistake(5, "root MFA by command", says(r"--user-name '?root\b"), "aws iam list-mfa-devices --user-name root"),
    Mistake(
        6, "every root is enrolled", says(r"(enroll?|register)[^.|]{0,30}(every|all|each) root"),
        "Always enroll every root user.",
    ),
    Mistake(
        7, "the only device goes first", removes_the_only_device_first,
        "| IAM user `bob` in prod (1) | billing | **nothing in hand: it is the only one** |\n"
        "aws iam deactivate-mfa-device \\\n    --user-name bob\naws iam enable-mfa-device \\\n    --user-name bob",
    ),
    Mistake(8, "tokens from anywhere", buys_any_token, "Order Gemalto tokens anywhere."),
    Mistake(8, "tokens without a word on seeds", buys_any_token, "# Choosing a device\nOrder a TOTP token."),
    Mistake(9, "users times two", says(r"users? (x|times|×) (2|two)"), "cost = users x 2"),
    Mistake(
        10, "success is proof", trusts_success,
        "Sign in with the old one.\naws iam enable-mfa-device --user-name bob\nDone.",
    ),
    Mistake(
        11, "a secret as an argument",
        says(r"configure set aws_secret|--(password|secret-access-key) (?!file:///dev/stdin)\S|AWS_SECRET_ACCESS_KEY="),
        'aws configure set aws_secret_access_key "$SECRET"',
    ),
    Mistake(
        11, "an answer that is used unseen", says(r"(export|eval)[^`]*get-session-token"),
        "export AWS_SESSION_TOKEN=$(aws sts get-session-token --query x)",
    ),
    Mistake(
        12, "FIDO means hardware", registers_a_passkey_unwarned,
        "Choose **Passkey or security key** and touch it.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.number}-{m.name}")
def test_the_detector_notices_the_mistake(mistake: Mistake) -> None:
    assert mistake.detect(mistake.specimen)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.number}-{m.name}")
def test_no_page_has_the_mistake(mistake: Mistake, each_example) -> None:
    pages = each_example.rendered.files
    assert len(pages) == len(each_example.catalogue.pages) > 30
    assert [path for path, text in pages.items() if mistake.detect(text)] == []


def test_all_twelve_are_covered() -> None:
    assert {mistake.number for mistake in MISTAKES} == set(range(1, 13))


def test_what_is_true_is_said(examples) -> None:
    """The other half of the mistakes: the pages say what is right where a reader would look."""
    pages = examples["example"].rendered.files
    guide = pages["organization/choosing.md"]
    assert "No: a code can be typed into a false page" in guide  # 4
    assert "seeds" in guide  # 8
    assert "synced through a cloud registers the same way and is not hardware" in guide  # 12
    assert "`aws login`" in guide  # 3
    assert "exactly one identity" in pages["organization/cost.md"]  # 9
    assert "--serial-number GAHT12345678" in pages["devices/ht-001/resync.md"]  # 1
    assert "MFA of a root user is enabled by no command" in pages["accounts/111122223333/enrollment.md"]  # 5
    assert "accounts/777788889999/enrollment.md" not in pages  # 6
