"""The glossary: its page, and its terms. A term that a class of the model defines takes its meaning from there.

To explain another word, add it to `_WORDS`. A term of the model is explained in the first sentence of
its class, so that page and code cannot drift apart.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mfa_binder.organization.aws_accounts import Account, AwsOrganization, RootAlarm
from mfa_binder.organization.credentials import Mailbox, Phone, Secret
from mfa_binder.organization.mfa_devices import Device, Model
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Bag, Location, Person, Site
from mfa_binder.organization.principals_and_openings import Elsewhere, Principal
from mfa_binder.organization.standards import Standards
from mfa_binder.organization.users_and_roles import IdentityCenterUser, Registration, Role, Root, User
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage


@dataclass(frozen=True)
class GlossaryTerm:
    """A word and what it means, in one or two sentences of plain text."""

    word: str
    meaning: str


_DEFINED_BY_CLASS: Mapping[str, type] = {
    "AWS account": Account,
    "AWS organization": AwsOrganization,
    "bag, tamper-evident bag": Bag,
    "device": Device,
    "elsewhere": Elsewhere,
    "IAM user": User,
    "Identity Center user": IdentityCenterUser,
    "location": Location,
    "mailbox, root mailbox": Mailbox,
    "model": Model,
    "person": Person,
    "phone, root phone": Phone,
    "principal": Principal,
    "registration": Registration,
    "role": Role,
    "root alarm": RootAlarm,
    "root user, root": Root,
    "secret": Secret,
    "site": Site,
    "standards": Standards,
}

_DEFINED_HERE: Mapping[str, str] = {
    "access key": "A pair of codes with which a program works as an IAM user. It needs no device, so it is guarded.",
    "access portal": "The page of IAM Identity Center on which people see their accounts.",
    "API": "Application programming interface: how programs, rather than people, ask AWS for something.",
    "ARN": "Amazon Resource Name: the full name of something in AWS. It begins with arn.",
    "assume": "To take on a role: its permissions replace one's own until the session ends.",
    "AWS": "Amazon Web Services.",
    "break-glass": "For emergencies only, like the hammer behind glass: sealed, watched, and seldom used.",
    "central root access": "The management account looks after the root users of its member accounts, and can remove "
    "their passwords and devices.",
    "ceremony": "Work that several people do together from one sheet, step by step, and sign.",
    "CIS": "Center for Internet Security, which publishes lists of checks for AWS.",
    "CLI": "Command-line interface: here the program aws, used in a terminal.",
    "CloudTrail": "AWS's log of who did what in an account.",
    "code": "The six digits that a TOTP token shows. Each can be used once.",
    "console": "AWS's web pages, used in a browser.",
    "contain": "To stop what somebody else may be doing, before anything is repaired.",
    "custodian": "One of the people who may open a location, and who sign for what is in it.",
    "custody log": "The list at a location of what was taken out or put in: when, by whom, and why.",
    "deputy": "The person who is called when another cannot be reached.",
    "drift": "A token's clock slowly runs wrong, until AWS refuses its codes.",
    "drill": "Trying a sheet on a quiet day, to see whether it works.",
    "exception sheet": "Where it is written down what went otherwise than printed, who decided it, and when.",
    "FIDO, FIDO2": "A standard for security keys that are plugged in and touched. They answer only the true site, so "
    "they resist phishing.",
    "FIPS": "Federal Information Processing Standards: rules of the United States for cryptography. Some keys are "
    "certified to them.",
    "IAM": "AWS Identity and Access Management: who may do what in an account.",
    "IAM Identity Center": "AWS's service through which people sign in once and then reach several accounts.",
    "ID": "Identifier: the letters and digits by which something is named.",
    "identity provider": "A system outside AWS through which people sign in, such as that of the company.",
    "inventory, inventory.yaml": "The file from which this binder is made: accounts, people, places and devices.",
    "JSON": "A way of writing data as text. AWS's policies are written in it.",
    "leaf": "A sheet of paper of the binder, front and back.",
    "management account": "The account that runs an AWS organization. No service control policy binds it.",
    "member account": "Any other account of an AWS organization.",
    "MFA": "Multi-factor authentication: signing in takes a password and a device.",
    "MFA device": "What proves at sign-in that you have something in your hand: a key or a token.",
    "NFC": "Near-field communication: a key is held against a phone instead of being plugged in.",
    "NIST": "National Institute of Standards and Technology of the United States.",
    "OU": "Organizational unit: a group of accounts in an AWS organization.",
    "out of sync": "Of a token: its clock is wrong, so AWS refuses its codes. A resync mends it.",
    "partition": "A separate world of AWS with its own console: the ordinary one, GovCloud, or China.",
    "passkey": "What a browser or a phone keeps to sign in with. One that is copied through a cloud is not hardware.",
    "phishing": "Luring somebody to a false page to steal a password or a code.",
    "PIN": "Personal identification number: a FIDO2 key asks for it before it works. The key holds it, AWS does not.",
    "policy": "A text that says what is allowed and what is denied in AWS.",
    "QR": "Quick response: a square code that a phone can read.",
    "quorum": "How many custodians must come together to open a location.",
    "rehearsed": "Of a command: it was run against a simulated copy of this organization before it was printed.",
    "resync": "Telling AWS two codes that follow each other, so that it knows the token's clock again.",
    "root credentials": "Password, devices and access keys of a root user.",
    "S3": "Amazon Simple Storage Service, which stores files.",
    "SCP": "Service control policy: what it denies, nobody in a member account may do, not even its root user.",
    "seal": "What shows that a bag or an envelope was opened.",
    "second device": "The device that signs in when the first one is lost. It is kept at another place.",
    "security key": "A FIDO2 key.",
    "seed": "The secret inside a TOTP token from which it makes its codes.",
    "serial": "The number printed or engraved on a device.",
    "service-specific credential": "A password or an API key of an IAM user for one service of AWS, such as Amazon "
    "Bedrock. It needs no device.",
    "session": "The time in which AWS knows you without asking again. It ends by itself.",
    "sheet": "One document of this binder, with an id of its own on each page.",
    "SNS": "Amazon Simple Notification Service, which sends messages, such as an alarm.",
    "SP": "Special Publication, of NIST.",
    "spare": "A device in reserve: registered nowhere, ready to replace another.",
    "SQS": "Amazon Simple Queue Service, in which programs leave messages for each other.",
    "SSH": "Secure Shell. An SSH key of an IAM user opens AWS's store of programs, CodeCommit. It needs no device.",
    "SSO": "Single sign-on: signing in once for many systems. IAM Identity Center used to be called AWS SSO.",
    "STS": "AWS Security Token Service, which gives out sessions.",
    "TOTP": "Time-based one-time password: a code of six digits that changes every half minute. A TOTP token is a "
    "small device that shows it.",
    "trust policy": "The policy that says who may assume a role.",
    "URL": "Uniform resource locator: the address of a web page.",
    "USB": "Universal Serial Bus: the socket of a computer into which a key is plugged.",
    "USD": "Dollars of the United States.",
    "UTC": "Coordinated Universal Time: the same time everywhere, so that two logs can be compared.",
    "vault": "A password manager or an entry in one; also a strong room.",
    "virtual MFA device": "What shows codes of a seed that AWS made: an app on a phone, or a key that the seed was "
    "written into. To AWS it is no hardware.",
    "witness": "Somebody who watches and signs, and touches nothing.",
    "YAML": "The way in which the inventory is written: plain text that people and programs read.",
}


def glossary_terms() -> tuple[GlossaryTerm, ...]:
    """Every word, in the order of the alphabet."""
    defined = {word: meaning_of(record) for word, record in _DEFINED_BY_CLASS.items()}
    return tuple(
        GlossaryTerm(word, text) for word, text in sorted({**defined, **_DEFINED_HERE}.items(), key=_alphabetical_key)
    )


def meaning_of(record: type) -> str:
    """The first sentence of a class's docstring: what its name means in the binder."""
    # `python -OO` keeps no docstrings: the source has them.
    written = _docstring_in_source(record) if sys.flags.optimize > 1 else inspect.getdoc(record)
    first = (written or "").split("\n\n")[0]
    return " ".join(first.split())


def _docstring_in_source(record: type) -> str | None:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    return ast.get_docstring(definition) if isinstance(definition, ast.ClassDef) else None


def _alphabetical_key(entry: tuple[str, str]) -> str:
    return entry[0].casefold()


@dataclass(frozen=True)
class GlossaryView:
    """The view: every word, in the order of the alphabet."""

    terms: tuple[GlossaryTerm, ...]


def glossary_pages(organization: Organization) -> Iterator[RunbookPage]:
    """One for the whole inventory, whatever is in it."""
    view = GlossaryView(glossary_terms())
    yield RunbookPage(
        "GL-1", "glossary", "Glossary", "organization", "organization/glossary.md", BinderTab.REGISTERS, view
    )
