"""Identifiers that look like AWS's and are the same in every run.

They are derived from names, so a rehearsal's output can be compared byte for byte. None is a
real credential: nothing but the simulator accepts them.
"""

from __future__ import annotations

from base64 import b32encode, b64encode
from hashlib import sha256


def base32(digest: bytes) -> str:
    """A digest in A-Z and 2-7, without padding."""
    return b32encode(digest).decode().rstrip("=")


def stable_id(prefix: str, *parts: str, length: int = 21) -> str:
    """An id such as AIDA…: `length` characters in all, the prefix included."""
    return prefix + base32(sha256("\0".join((prefix, *parts)).encode()).digest())[: length - len(prefix)]


def access_key_id(*parts: str, prefix: str = "AKIA") -> str:
    """20 characters: AKIA… for a long-term key, ASIA… for a session."""
    return stable_id(prefix, *parts, length=20)


def secret_access_key(*parts: str) -> str:
    """40 characters of base64."""
    return b64encode(sha256("\0".join(("secret", *parts)).encode()).digest())[:40].decode()


def session_token(*parts: str) -> str:
    """The token of a session, 176 characters of base64."""
    digests = [sha256("\0".join(("token", str(part), *parts)).encode()).digest() for part in range(4)]
    return b64encode(b"".join(digests) + b"\0\0\0\0").decode()
