"""The start page and the cards: what is looked for first can be read at a glance, whatever the organization has."""

import re

import pytest

from tests.conftest import Example


def cells(page: str) -> list[str]:
    return [cell.strip() for line in page.split("\n") if line.startswith("|") for cell in line.strip("|").split("|")]


def test_no_cell_names_two_organizations(each_example: Example) -> None:
    page = each_example.rendered.files["index.md"]
    keys = [f"EM-{key}" for key in each_example.organization.organizations]
    for cell in cells(page):
        assert sum(f"[{key}]" in cell for key in keys) <= 1
    assert all(f"[{key}]" in page for key in keys)


def test_only_kinds_of_location_that_exist_are_named(each_example: Example) -> None:
    page = each_example.rendered.files["index.md"]
    (said,) = re.findall(r"Something is taken out of (.*), or put in", page)
    kinds = {place.kind.value.replace("-", " ") for place in each_example.organization.locations.values()}
    assert set(re.split(r", | or ", said)) == {f"a {kind}" for kind in kinds}


def test_an_account_card_has_one_line_for_each_user(each_example: Example) -> None:
    for account in each_example.organization.accounts.values():
        card = each_example.catalogue.find("account", f"account:{account.key}")
        assert card is not None
        text = each_example.rendered.files[card.path]
        for principal in each_example.organization.principals_of(account)[1:]:
            assert text.count(f"-   User `{principal.name}`: ") == 1


@pytest.mark.parametrize("kind", ["root-sign-in", "break-glass"])
def test_a_drill_with_a_password_names_who_brings_it(kind: str, examples: dict[str, Example]) -> None:
    text = examples["example"].rendered.files["organizations/main/drills.md"]
    begin = {"root-sign-in": "Sign in as root user", "break-glass": "Sign in as IAM user"}[kind]
    rows = [line for line in text.split("\n") if begin in line]
    assert rows
    assert [row for row in rows if "; for the password " not in row] == []


def test_a_new_user_leaves_the_group_that_asks_for_mfa_first(examples: dict[str, Example]) -> None:
    text = examples["example"].rendered.files["people/bob/onboarding.md"]
    out, password, back = (
        text.index("remove-user-from-group"), text.index("create-login-profile"), text.index("add-user-to-group")
    )  # fmt: skip
    assert out < password < back
