"""Cards: one page for what is known of an account, and one of a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.colleagues_and_duties import duties_of
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.observed_card import ObservedCard, observed_card
from mfa_binder.pages.page import Page, Part


@dataclass(frozen=True)
class AccountCard:
    """One account: its organization and its principals."""

    account: Account
    aws_organization: AwsOrganization
    management: bool
    principals: tuple[Principal, ...]
    observed: ObservedCard | None = None
    """What AWS said of it; None without an observation."""


def pages(organization: Organization, observation: Observation | None = None) -> Iterator[Page]:
    """A card for each account, with what AWS said of it, then one for each person."""
    for account in organization.accounts.values():
        path, title = f"accounts/{account.key}/index.md", f"Account card: {account.name}"
        view = account_card(organization, account, observation)
        yield Page(f"AC-{account.key}", "account", title, f"account:{account.key}", path, Part.ACCOUNTS, view)
    names = slugs(organization.people)
    for person in organization.people.values():
        path, title = f"people/{names[person.key]}/index.md", f"Person card: {person.name}"
        id_, subject = document_id("PC", person.key), f"person:{person.key}"
        yield Page(id_, "person", title, subject, path, Part.PEOPLE, duties_of(organization, person))


def account_card(organization: Organization, account: Account, observation: Observation | None = None) -> AccountCard:
    """Everything that the card of an account prints."""
    return AccountCard(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        organization.principals_of(account),
        observed_card(organization, account, observation) if observation is not None else None,
    )
