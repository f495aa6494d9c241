"""A root user of a member account may be refused a single call by a policy: each step in question says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mfa_binder.organization.organization import Organization
from tests.conftest import Example
from tests.one_page import rendered_page

STEPS = ("**Remove**", "Change the root password", "change the password of the root user", "**Assign MFA device**")
"""What is done in the console as root, and by IAM's API, so that a service control policy can deny it."""


def steps(page: str) -> Iterator[tuple[str, str]]:
    """The action of each step of a page, and its "If not"."""
    for step in re.split(r"^ {0,3}\d+\. +", page, flags=re.MULTILINE)[1:]:
        found = re.search(r"^ *\*If not:\* (.*)$", step, re.MULTILINE)
        yield step.splitlines()[0], found[1] if found else ""


def as_root(page: str) -> Iterator[tuple[str, str]]:
    """The steps that somebody takes who is signed in as the root user: until they sign out, or a part begins."""
    for part in re.split(r"^#{2,3} .*$", page, flags=re.MULTILINE):
        signed_in = False
        for action, if_not in steps(part):
            if signed_in and any(words in action for words in STEPS):
                yield action, if_not
            signed_in = (signed_in or "choose **Root user**, type" in action) and "Sign out" not in action


def test_steps_of_members_name_the_policy_and_those_of_a_management_account_do_not(each_example: Example) -> None:
    organization = each_example.organization
    managing = {found.management_account for found in organization.organizations.values()}
    for section in each_example.rendered.sidecar.sections:
        if section.kind != "root-enrollment":
            continue
        account = section.subject.removeprefix("account:")
        found = list(as_root(each_example.rendered.files[section.path]))
        assert found or "No key that works is planned" in each_example.rendered.files[section.path], section.id
        for action, if_not in found:
            assert ("a service control policy may deny root just this" in if_not) is (account not in managing), action


def test_so_do_those_of_a_lost_key(variant: Callable[..., Organization]) -> None:
    named = variant(("denies_root: true, exempt_with", "denies_root: false, exempt_with"))
    page = rendered(named, "devices/yk-004/lost.md")
    found = list(as_root(page))
    assert {words for action, _ in found for words in STEPS if words in action} >= {STEPS[0], STEPS[1]}
    for _, if_not in found:
        assert "a service control policy may deny root just this. Exempt the account (move the account to" in if_not
    assert "from the service control policy that denies root" not in page


def test_an_account_is_exempted_first_where_the_inventory_names_the_call(variant: Callable[..., Organization]) -> None:
    named = variant(("denies_root: true,", 'denies_root: false, denied_calls: ["iam:DeactivateMFADevice"],'))
    page = rendered(named, "devices/yk-004/lost.md")
    exempted = page.index(
        "from the service control policy that denies root `iam:DeactivateMFADevice`: move the account"
    )
    assert exempted < page.index("then **Remove**") < page.index("take the exemption back")


def rendered(organization: Organization, path: str) -> str:
    return rendered_page(organization, path).markdown
