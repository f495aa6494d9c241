"""Words of state of Snipe-IT and NetBox, and the days that they print."""

from datetime import date

import pytest

from mfa_binder.errors import DeviceListError
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults, read_day
from mfa_binder.inventory.device_lists.netbox import NETBOX
from mfa_binder.inventory.device_lists.snipe_it import SNIPE_IT
from mfa_binder.organization.mfa_devices import DeviceKind, DeviceStatus

from .conftest import ImportList

# word, state, whether a known device takes it, whether somebody has it
SNIPE_IT_WORDS = [
    ("Ready to Deploy", DeviceStatus.SPARE, False, None),
    ("Ready to Deploy (deployable)", DeviceStatus.SPARE, False, False),
    ("Ready to Deploy (deployed)", DeviceStatus.ACTIVE, False, True),
    ("Ready to Deploy Deployed", DeviceStatus.ACTIVE, False, True),
    ("ready to deploy  deployed", DeviceStatus.ACTIVE, False, True),
    ("Cupboard B (deployable)", DeviceStatus.SPARE, False, False),
    ("Cupboard B Deployed", DeviceStatus.ACTIVE, False, True),
    ("Deployed", DeviceStatus.ACTIVE, False, None),
    ("(Deployed)", DeviceStatus.ACTIVE, False, True),
    ("Deployed (Cupboard B)", DeviceStatus.ACTIVE, False, True),
    ("Pending", DeviceStatus.SPARE, False, None),
    ("On order (pending)", DeviceStatus.SPARE, False, None),
    ("Archived (archived)", DeviceStatus.RETIRED, True, None),
    ("Sold (archived)", DeviceStatus.RETIRED, True, None),
    ("Lost/Stolen (undeployable)", DeviceStatus.LOST, True, None),
    ("Lost/Stolen Deployed", DeviceStatus.LOST, True, True),
    ("Broken - Not Fixable", DeviceStatus.DAMAGED, True, None),
    ("Out for Repair (undeployable)", DeviceStatus.DAMAGED, True, None),
    ("Stolen", DeviceStatus.STOLEN, True, None),
]


@pytest.mark.parametrize(("word", "state", "firm", "out"), SNIPE_IT_WORDS)
def test_a_word_of_snipe_it(word: str, state: DeviceStatus, firm: bool, out: bool | None) -> None:
    status = SNIPE_IT.read_status(word)
    assert status is not None
    assert (status.value, status.firm, status.checked_out) == (state, firm, out)


@pytest.mark.parametrize("word", ["Not Deployed", "never deployed", "Undeployable", "Bench (undeployable)", "Shelf"])
def test_a_word_that_does_not_tell_is_asked_for(import_list: ImportList, word: str) -> None:
    assert SNIPE_IT.read_status(word) is None
    with pytest.raises(DeviceListError) as error:
        import_list(f"Asset Tag,Model,Serial,Location,Status\nN-1,YubiKey 5C,81,Vault,{word}\n")
    (finding,) = error.value.findings
    assert f'--status "{word}=STATE"' in finding.hint


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Offline", DeviceStatus.ACTIVE),
        ("active", DeviceStatus.ACTIVE),
        ("Planned", DeviceStatus.SPARE),
        ("Staged", DeviceStatus.SPARE),
        ("inventory", DeviceStatus.SPARE),
        ("Failed", DeviceStatus.DAMAGED),
        ("Decommissioning", DeviceStatus.RETIRED),
    ],
)
def test_a_word_of_netbox(word: str, state: DeviceStatus) -> None:
    status = NETBOX.read_status(word)
    assert status is not None
    assert status.value is state


def test_a_serial_number_makes_the_id_where_netbox_has_neither_name_nor_tag(import_list: ImportList) -> None:
    rows = "name,manufacturer,device_type,serial,asset_tag,status,site,location\n"
    rows += "—,Yubico,YubiKey 5C,81,,Inventory,Main,Vault\n,SoloKeys,Solo 2,GA00000001,,active,Main,Vault\n"
    done = import_list(rows, NewDeviceDefaults(kind=DeviceKind.FIDO2))
    assert done.added == ("YK-81", "SN-GA00000001")


DAYS = {
    "2026-12-01": date(2026, 12, 1),
    "2026-12-01 00:00:00": date(2026, 12, 1),
    "2026-12-01T08:30:00.000000Z": date(2026, 12, 1),
    "2026/12/01": date(2026, 12, 1),
    "2026.12.01.": date(2026, 12, 1),
    "01.12.2026": date(2026, 12, 1),
    "1. 12. 2026": date(2026, 12, 1),
    "Tue Dec 01, 2026": date(2026, 12, 1),
    "Dec 1, 2026": date(2026, 12, 1),
    "01 Dec, 2026": date(2026, 12, 1),
    "1 December 2026": date(2026, 12, 1),
    "01-Dec-2026": date(2026, 12, 1),
    "Dec 1, 2026 3:15 PM": date(2026, 12, 1),
    "12/31/2026": date(2026, 12, 31),
    "31/12/2026": date(2026, 12, 31),
    "05/05/2026": date(2026, 5, 5),
    "1/23/23": date(2023, 1, 23),
}


@pytest.mark.parametrize("text", DAYS)
def test_a_day_in_the_styles_of_other_programs(text: str) -> None:
    assert read_day(text) == DAYS[text]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("01/02/2026", "two ways"),
        ("1-2-2026", "two ways"),
        ("4/5/16", "two digits"),
        ("23/01/12", "two digits"),
        ("2026-02-30", "no such day"),
        ("30.02.2026", "no such day"),
        ("13/13/2026", "no such day"),
        ("1 Dezember 2026", "no month"),
        ("Déc 1, 2026", "not a day"),
        ("46357", "number of a day"),
        ("soon", "not a day"),
    ],
)
def test_a_day_that_does_not_tell_is_none(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_day(text)
