"""Texts that are secrets by their own form, whatever key they stand under and whatever stands beside them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

HIDDEN = "(hidden)"
"""What a message shows in place of a secret."""

ACCESS_KEY = re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])")
"""An AWS access key id: four letters and sixteen capitals or digits (IAM identifiers)."""

SECRET_ACCESS_KEY = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
"""The form of a secret access key. Other texts have it too: alone it counts only if it looks random."""

SEED = re.compile(r"(?=[A-Z2-7]*[2-7])[A-Z2-7]{16,}={0,6}")
"""The form of a TOTP seed in base 32, with a digit, since a word in capitals has none."""

_TOKENS = (
    r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22}|glpat-[\w-]{20}|xox[abeoprs]-[\w-]{10}|xapp-\d-[\w-]{10}"
    r"|[rs]k_(?:live|test)_[A-Za-z0-9]{16}|sk-[A-Za-z0-9_-]{20}|AIza[\w-]{35}|ya29\.[\w-]{20}|GOCSPX-[\w-]{20}"
    r"|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{30}|do[opr]_v1_[a-f0-9]{32}|hv[bsr]\.[\w-]{20}|ops_eyJ[\w-]{20}"
    r"|SG\.[\w-]{16,}\.[\w-]{16}|tskey-[a-z]+-\w{10}|PMAK-[a-f0-9]{20}|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}"
    r"|dckr_pat_[\w-]{20}|lin_api_\w{20}|dp\.(?:pt|st|ct)\.\w{20}|ABSK[A-Za-z0-9+/=]{40}|bedrock-api-key-[\w+/=-]{20}"
    r"|whsec_[A-Za-z0-9]{20}|hf_[A-Za-z]{30}"
    r"|glsa_\w{30}|dapi[0-9a-f]{32}|\d{8,10}:[A-Za-z0-9_-]{35}\b|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8}"
    r"|SSWS 00[\w-]{30}|A3-[A-Z0-9]{6}-[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{5}"
)
"""The beginnings of tokens whose makers gave them a form of their own so that they can be found."""

_FORMS = (
    ("an AWS access key", ACCESS_KEY),
    (
        "a private key",
        re.compile(
            r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PrivateKey *= *[A-Za-z0-9+/]{20}|PuTTY-User-Key-File-\d"
            r"|AGE-SECRET-KEY-1[A-Z0-9]{20}",
            re.I,
        ),
    ),
    ("the seed of a TOTP token", re.compile(r"otpauth(?:-migration)?://", re.IGNORECASE)),
    ("an access token", re.compile(rf"(?<![A-Za-z0-9])(?:{_TOKENS})|hooks\.slack\.com/services/T\w+/B\w+/\w{{10}}")),
    ("a recovery key", re.compile(r"(?<!\d)\d{6}(?:-\d{6}){7}(?!\d)")),
    (
        "a secret of a program",
        re.compile(
            r"\b[A-Z0-9_]*(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY)[A-Z0-9_]*="
            r"[\"']?[A-Za-z0-9+/_.~-]{8}"
        ),
    ),
    (
        "a password in an address",
        re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]*:[^\s/:@]+@|\bcurl .*-u \S+:\S+", re.IGNORECASE),
    ),
)
_SPACED_SEED = re.compile(r"(?<!\w)(?:[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){3,}|[a-z2-7]{4}(?:[ -][a-z2-7]{4}){3,})(?!\w)")
_WHOLE_SEED = re.compile(
    r"(?<![\w/:-])(?:[A-Z2-7]{16}|[A-Z2-7]{26}|[A-Z2-7]{32}|[A-Z2-7]{52}={0,4}|[A-Z2-7]{56,64})(?![\w-])"
)
_AWS_ID = re.compile(r"A(?:BIA|CCA|GPA|IDA|IPA|NPA|NVA|PKA|ROA|SCA)[A-Z0-9]{12,}")
"""Unique ids of IAM are no secrets (IAM identifiers, unique identifiers)."""

_PUBLIC = re.compile(r"BEGIN (?:PUBLIC KEY|CERTIFICATE)|\bssh-[a-z0-9]+ AAAA|\bfingerprint\b", re.IGNORECASE)
"""What says of itself that everybody may know it."""

_LONG = re.compile(r"(?<![\w/+=.:-])[\w/+=-]{64,}")


def find_certain_secrets(text: str) -> Iterator[tuple[int, str]]:
    """Where in a text of any length something stands that can be nothing but a secret, and what it looks like."""
    for kind, pattern in _FORMS:
        for match in pattern.finditer(text):
            yield match.start(), kind


def find_likely_secrets(text: str) -> Iterator[tuple[int, str]]:
    """Where in a text a seed or key without a mark of its own stands, and which; a serial number may look like one."""
    if _PUBLIC.search(text):
        return
    for pattern in (_SPACED_SEED, _WHOLE_SEED):
        for match in pattern.finditer(text):
            if _is_seed(match[0]):
                yield match.start(), "the seed of a TOTP token"
    for pattern in (SECRET_ACCESS_KEY, _LONG):
        for match in pattern.finditer(text):
            if not match[0].startswith("AAAA") and _looks_random(match[0]):
                yield match.start(), "a secret key"


def _is_seed(text: str) -> bool:
    """Letters and digits mixed: neither a sentence of short words nor a number in groups, nor an id of AWS."""
    if text.isalpha() or any(map(str.isdigit, re.split("[ -]", text))) or _AWS_ID.match(text):
        return False
    return re.search("[2-7]", text) is not None


def _looks_random(text: str) -> bool:
    """Whether capitals, small letters and digits are mixed as in a key: a digest in hexadecimal or a path is not."""
    counts = Counter(text)
    bits = -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())
    classes = (str.isupper, str.islower, str.isdigit)
    return bits > 4.3 and all(any(map(is_of, text)) for is_of in classes)
