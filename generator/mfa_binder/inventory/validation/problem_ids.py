"""Every problem that reading an inventory can report: its id and what it means. All of them are errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mfa_binder.findings import Severity, UnplacedFinding
from mfa_binder.inventory.yaml_nodes import KeyPath

PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "file-unreadable": "The file is missing, is not an ordinary file, or may not be read.",
        "file-too-large": "The file is larger than any inventory needs to be.",
        "file-encoding": "The file is not UTF-8 text.",
        "file-characters": "The file holds characters that YAML does not allow, such as NUL.",
        "file-empty": "There is nothing in the file.",
        "yaml-syntax": "The text is not YAML.",
        "yaml-directive": "A line begins with % before the document.",
        "yaml-depth": "Values are nested deeper than any inventory needs.",
        "yaml-expansion": "The file, its anchors written out, holds more values than any inventory needs.",
        "yaml-documents": "The file holds several documents.",
        "yaml-tag": "A value carries a YAML tag that is not one of the plain ones.",
        "yaml-alias": "A value refers to an anchor that is not there, or that contains it.",
        "yaml-merge-key": "A map uses the merge key <<.",
        "duplicate-key": "A key stands twice in one map.",
        "hidden-character": "A word holds a character that nobody sees, or that breaks or turns round the line.",
        "outer-blanks": "A word begins or ends with a blank, or is nothing else.",
        "typographic-quotes": "A word stands in the quotes of a word processor, which YAML reads as part of it.",
        "key-not-text": "A key is not text: YAML reads it as a number, a date or a truth value.",
        "unquoted-account-id": "An account id is not in quotes, so readers of YAML may take it for a number.",
        "secret-in-inventory": "Something secret, or something that looks so, stands in the inventory.",
        "unknown-key": "A key that the format does not have.",
        "missing-key": "A key that the format requires is missing.",
        "wrong-type": "A value is of another type than the format asks for.",
        "wrong-value": "A value is of the right type and not one that the format allows.",
        "unknown-binder": "Something is said of a binder that does not exist.",
        "unknown-reference": "A name refers to nothing that is declared.",
        "password-reference": "A password names no entry of `secrets`.",
        "listed-twice": "A list names the same thing twice.",
        "which-organization": "Several organizations are declared and one entry does not say which is meant.",
        "impossible-organization-id": "The id of an organization is not of the form that AWS gives.",
        "identity-center-source": "Identity Center users are declared where its directory is not in use.",
        "emergency-access-source": "Emergency access past Identity Center is declared where there is no provider.",
        "totp-shared": "A TOTP token is registered to more than one principal.",
        "device-registered-twice": "A device is registered twice to one principal.",
        "too-many-devices": "A principal has more devices than AWS allows.",
        "unsupported-kind": "A device is of a kind that the account's partition does not support.",
        "linked-account": "An account is linked to one that cannot be its commercial account.",
        "trusted-principal": "A role names a user or role of an account or partition that it does not trust.",
        "mfa-age": "A role says how old a code may be, and that it asks for none.",
        "no-root-user": "Root devices are declared where the partition has no root user.",
        "virtual-arn": "The ARN of a virtual MFA device is given for a piece of hardware.",
        "impossible-serial": "A serial number that cannot be one.",
        "missing-serial": "A TOTP token has no serial number; AWS knows it by nothing else.",
        "duplicate-serial": "Two devices of one maker carry the same serial number.",
        "wrong-aws-serial": "The identifier that AWS is said to list belongs to something else.",
        "quorum-too-large": "More custodians must come together than there are.",
        "impossible-date": "Dates that contradict each other or lie after the day of the document.",
        "closed-on": "A closed account has no closing day, or one that is not closed has one.",
        "custody": "A thing is in none, or in several, of the places that it could be in.",
        "pin-without-device": "A FIDO2 PIN does not say which key it belongs to.",
        "impossible-travel": "A journey is not between two different sites, or is declared twice.",
        "impossible-hours": "A location closes before it opens.",
        "impossible-contact": "An email address, telephone number or link that cannot be used.",
        "unknown-region": "The partition of an organization does not have the Region.",
        "unknown-time-zone": "The IANA database has no such time zone.",
        "similar-ids": "Two ids of one section differ only by case, or by what nobody sees.",
        "own-deputy": "A person is named as their own deputy.",
    }
)


def inventory_error(problem: str, path: KeyPath, message: str, hint: str | Callable[[], str]) -> UnplacedFinding:
    """A finding about the value at a path; `problem` is one of the ids above."""
    return UnplacedFinding(problem, Severity.ERROR, path, message, hint)
