"""No secret is told, whatever it is called and wherever it stands; what is none stays readable."""

from __future__ import annotations

import pytest

from mfa_binder.terminal.run_evidence import MASK, mask_secrets, mask_words

KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "FwoGZXIvYXdzEBYaD" + "a1B2" * 40 + "=="


@pytest.mark.parametrize(
    "text",
    [
        f'"SecretAccessKey": "{KEY}"',
        f'"SessionToken": "{TOKEN}"',
        f"AWS_SECRET_ACCESS_KEY={KEY}",
        f"export AWS_SESSION_TOKEN='{TOKEN}'",
        f"aws_secret_access_key = {KEY}",
        f"ASIAEXAMPLE\t{KEY}\t{TOKEN}\n",
        "Password: correct-horse",
        '{"Password": "correct-horse"}',
        "AWS_SECRET_ACCESS_KEY=short",
    ],
)
def test_secrets_are_taken_out(text: str) -> None:
    told = mask_secrets(text)
    assert MASK in told
    for secret in (KEY, TOKEN, "correct-horse", "short"):
        assert secret not in told


@pytest.mark.parametrize(
    "words",
    [
        ("configure", "set", "aws_secret_access_key", KEY),
        ("configure", "set", "default.aws_session_token", TOKEN),
        ("configure", "set", "profile.dan.aws_secret_access_key", "short"),
        ("iam", "create-login-profile", "--password", "correct-horse"),
        ("iam", "change-password", "--old-password", "correct-horse", "--new-password", "short"),
        ("iam", "create-login-profile", "--password=correct-horse"),
    ],
)
def test_secrets_are_taken_out_of_calls(words: tuple[str, ...]) -> None:
    told = " ".join(mask_words(words))
    assert MASK in told
    for secret in (KEY, TOKEN, "correct-horse", "short"):
        assert secret not in told


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::444455556666:mfa/root-account-mfa-device",
        "GAHT12345678",
        "An error occurred (AccessDenied) when calling the GetSessionToken operation: denied",
        "AccessKeyId: AKIAIOSFODNN7EXAMPLE",
        "https://console.aws.amazon.com/iam/home#/security_credentials",
        "aws iam update-login-profile --no-password-reset-required",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask_secrets(text) == text
    assert mask_words(text.split(" ")) == tuple(text.split(" "))
