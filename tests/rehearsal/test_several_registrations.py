"""A piece of metal that AWS knows by several names is taken away whole, and its codes work until then."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages
from mfa_binder.rendering.book_renderer import RenderedBook, render_book
from mfa_binder.rendering.runbook_files import write_runbooks
from mfa_binder.simulator.simulated_aws import SimulatedAws

INVENTORY = Path(__file__).parents[1] / "inventory" / "good" / "several-registrations.yaml"
ADA = ("arn:aws:iam::111122223333:u2f/user/ada/key-A1", "arn:aws:iam::111122223333:mfa/ada")
BEN = ("arn:aws:iam::111122223333:mfa/ben", "arn:aws:iam::111122223333:mfa/team/ben-2")


@pytest.fixture(scope="module")
def organization() -> Organization:
    return load_inventory(INVENTORY).organization


@pytest.fixture(scope="module")
def rendered(organization: Organization) -> RenderedBook:
    return render_book(organization, make_catalogue(organization), date(2026, 11, 24))


def deactivated(text: str, user: str) -> list[str]:
    command = rf"aws iam deactivate-mfa-device \\\s+--user-name {user} \\\s+--serial-number (\S+)"
    return re.findall(command, text)


@pytest.mark.parametrize(("device", "user", "serials"), [("k-1", "ada", ADA), ("p-1", "ben", BEN)])
def test_the_loss_sheet_takes_away_every_registration(
    rendered: RenderedBook, device: str, user: str, serials: tuple[str, ...]
) -> None:
    text = rendered.files[f"devices/{device}/lost.md"]
    assert deactivated(text, user) == list(serials)
    assert all(
        text.count(f"delete-virtual-mfa-device \\\n        --serial-number {arn}\n") == (":mfa/" in arn)
        for arn in serials
    )
    assert len(re.findall(rf"### Part \d+: Contain `{user}`", text)) == 1


def test_a_root_s_second_line_is_removed_as_well(rendered: RenderedBook) -> None:
    text = rendered.files["devices/k-2/lost.md"]
    assert "In the same list mark the line `arn:aws:iam::111122223333:mfa/root-account-mfa-device` too" in text


def test_each_is_registered_in_the_simulated_account_and_its_codes_open_a_session(organization: Organization) -> None:
    with SimulatedAws.running(organization) as aws:
        assert aws.in_sync(ADA[1])
        aws.establish({"unregistered": ADA[1], "from": "111122223333/user/ada"})
        assert not aws.in_sync(ADA[1])
        assert set(aws.root_devices("111122223333")) > {"arn:aws:iam::111122223333:mfa/root-account-mfa-device"}


def test_what_is_printed_is_proved(organization: Organization, rendered: RenderedBook, tmp_path: Path) -> None:
    write_runbooks(tmp_path, rendered)
    wanted = ["LD-K-1", "LD-P-1", "CS-111122223333-ada", "UE-111122223333-shared"]
    aws = Path(sys.executable).parent / "aws"
    report = rehearse_pages(tmp_path / "runbooks", rendered.sidecar, organization, aws, tmp_path, wanted, jobs=2)
    assert [f"{block.id}: {block.reason}" for block in report.blocks if block.status == "failed"] == []
    assert report.passed > 40
