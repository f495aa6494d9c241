"""Texts that are secrets by their own form, whatever key they stand under."""

from __future__ import annotations

import re

HIDDEN = "(hidden)"
"""What a message shows in place of a secret."""

SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?P<access_key>(?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9])"
    r"|(?P<private_key>(?i:-----BEGIN [A-Z0-9 ]*PRIVATE KEY))"
    r"|(?P<otpauth>(?i:otpauth(?:-migration)?://))"
)
"""An AWS access key id (four letters and sixteen capitals or digits), a PEM private key, the URI of a TOTP seed."""

SECRET_ACCESS_KEY = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
"""The form of a secret access key. Other texts have it too: it counts only beside an access key id."""

SEED = re.compile(r"(?=[A-Z2-7]*[2-7])[A-Z2-7]{16,}={0,6}")
"""The form of a TOTP seed in base 32, with a digit, since a word in capitals has none."""

KINDS = {
    "access_key": "an AWS access key",
    "private_key": "a private key",
    "otpauth": "the seed of a TOTP token",
}


def looks_secret(text: str) -> bool:
    """Whether a text is, or contains, something that is a secret by its form."""
    return SECRET.search(text) is not None
