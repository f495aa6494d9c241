"""Every error that a page names beside a command is caused in the rehearsal, or stands here with the reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from botocore.loaders import Loader

from mfa_binder.book.block_failures import BlockFailure
from mfa_binder.book.fenced_blocks import FencedBlock, fenced_blocks
from mfa_binder.book.printed_steps import advice_on, if_not_text
from mfa_binder.book.sections import BashBlock, Section
from tests.conftest import Example

SERVICES = ("account", "iam", "organizations", "sts")
WORDS = frozenset(
    {
        "AccessDenied",
        "Cannot call GetSessionToken with session credentials",
        "Could not connect to the endpoint URL",
        "ExpiredToken",
        "InvalidClientTokenId",
        "MalformedPolicyDocument",
        "Unable to load paramfile",
        "Unable to locate credentials",
        "invalid MFA one time pass code",
        "not authorized to perform: sts:AssumeRole",
        "unable to validate MFA code",
    }
)
"""What AWS or the AWS CLI says and no service model names."""

UNPROVEN: Mapping[tuple[str, str], str] = {
    ("account-closes", "ConstraintViolationException"): "no limit of accounts is reached in a simulator",
    ("account-joins", "AccessDeniedForDependencyException"): "what the administrator may do is not in the inventory",
    ("account-joins", "AccountOwnerNotVerifiedException"): "a simulator verifies no mailbox",
    ("account-joins", "ConstraintViolationException"): "a simulator has neither limits nor days to wait",
    ("account-joins", "HandshakeConstraintViolationException"): "a simulator has no limit of accounts",
    ("break-glass", "PasswordPolicyViolation"): "the inventory does not say what a password must be like",
    ("enforcing", "ConstraintViolationException"): "no unit of a simulator has all the policies that it may have",
    ("enforcing", "PolicyTypeNotEnabledException"): "the step before has switched the type on",
    ("enforcing-account", "LimitExceeded"): "a simulator counts neither groups nor the letters of policies",
    ("lost-device", "PasswordPolicyViolation"): "the inventory does not say what a password must be like",
    ("offboarding", "NoSuchEntity"): "the page says what any other error than this one means",
    ("offboarding", "PasswordPolicyViolation"): "the inventory does not say what a password must be like",
    ("onboarding", "PasswordPolicyViolation"): "the inventory does not say what a password must be like",
    ("role", "Kept from before"): "it is no failure: the block ends well and says what it found",
    ("role", "OPEN"): "by the inventory the role asks for MFA",
    ("role", "UnmodifiableEntity"): "no role of the inventory is one that AWS manages",
    ("session", "Cannot call GetSessionToken with session credentials"): "only a profile can hold a hidden session",
    ("storage", "PasswordPolicyViolation"): "the inventory does not say what a password must be like",
}
"""By kind of page and words. Each is needed by some example: what is proved on all of them does not stand here."""


@cache
def codes() -> frozenset[str]:
    """The error codes and the names of errors in the service models."""
    found = set()
    for service in SERVICES:
        for name, shape in Loader().load_service_model(service, "service-2")["shapes"].items():
            if shape.get("exception"):
                found |= {name, shape.get("error", {}).get("code", name)}
    return frozenset(found)


def named(text: str, snippet: FencedBlock) -> Iterator[str]:
    """The words in code of an "If not" that AWS, the AWS CLI or the block itself says."""
    for words in re.findall(r"`([^`]+)`", text):
        own = re.search(rf"printf[^\n]*{re.escape(words)}", snippet.text)
        if own or words in WORDS or words in codes():
            yield words


def is_proved(words: str, text: str, failures: list[BlockFailure]) -> bool:
    """Whether a failure of the page says that, and the advice that stands here."""
    return any(
        failure.says
        and (failure.says in words or words in failure.says)
        and failure.advice in advice_on(text, failure.says if failure.says in text else words)
        for failure in failures
    )


def unproved(section: Section, page: str) -> Iterator[tuple[str, str]]:
    """Kind and words of what a page names and no failure causes."""
    shown = {snippet.id: snippet for snippet in fenced_blocks(page, section.path)}
    blocks = [block for block in section.blocks if isinstance(block, BashBlock) and not block.not_rehearsable]
    failures = [failure for block in blocks for failure in block.failures]
    for block in blocks:
        text = if_not_text(page, shown[block.id])
        yield from (
            (section.kind, words) for words in named(text, shown[block.id]) if not is_proved(words, text, failures)
        )


def all_unproved(example: Example) -> set[tuple[str, str]]:
    files = example.rendered.files
    return {found for section in example.rendered.sidecar.sections for found in unproved(section, files[section.path])}


def test_every_error_that_a_page_names_is_caused(each_example: Example) -> None:
    assert all_unproved(each_example) - UNPROVEN.keys() == set()


def test_no_excuse_is_left_over(examples: Mapping[str, Example]) -> None:
    assert UNPROVEN.keys() == set().union(*(all_unproved(example) for example in examples.values()))


def test_the_commonest_failures_are_rehearsed_in_every_example(each_example: Example) -> None:
    """No network, nobody signed in, not allowed: wherever the reader is, and whatever the sheet is for."""
    blocks = (block for section in each_example.rendered.sidecar.sections for block in section.blocks)
    causes = {failure.cause.value for block in blocks if isinstance(block, BashBlock) for failure in block.failures}
    assert causes >= {"no_network", "no_credentials", "session_expired", "access_denied"}


def test_a_sheet_with_commands_of_an_administrator_says_once_what_to_do_without_a_network(
    each_example: Example,
) -> None:
    asking = re.compile(r"In a terminal that is signed in to .* as an administrator")
    for section in each_example.rendered.sidecar.sections:
        page = each_example.rendered.files[section.path]
        if asking.search(page):
            said = re.findall(r"^ *\*If not:\* .*signed in here any more.*Could not connect", page, re.MULTILINE)
            assert len(said) == 1, section.id
