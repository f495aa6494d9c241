"""Lists of devices: each format is known by its titles, a cell is data, every problem comes at once with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding
from mfa_binder.inventory.device_lists.device_formats import read_device_file
from mfa_binder.inventory.device_lists.device_import import import_devices
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults
from mfa_binder.inventory.lists.list_cells import read_table_file
from mfa_binder.inventory.lists.list_import import ListImport
from mfa_binder.organization.mfa_devices import Device, DeviceKind, DeviceStatus

Take = Callable[..., ListImport]

NONE = NewDeviceDefaults()


@pytest.fixture
def take(tmp_path: Path, checkout: Path) -> Take:
    """Takes a list over into the example, in memory."""
    inventory = tmp_path / "inventory.yaml"
    inventory.write_bytes((checkout / "inventory.yaml").read_bytes())

    def take_over(content: str | bytes, defaults: NewDeviceDefaults = NONE, forced: str | None = None) -> ListImport:
        path = tmp_path / "list.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_devices(inventory, read_device_file(path, forced), defaults)

    return take_over


def device(imported: ListImport, key: str) -> Device:
    return imported.edited.inventory.organization.devices[key]


def problems(take: Take, content: str, defaults: NewDeviceDefaults = NONE) -> list[Finding]:
    with pytest.raises(DeviceListError) as refused:
        take(content, defaults)
    return list(refused.value.findings)


NETBOX_TABLE = "Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,Serial number,Asset tag\n"
NETBOX_FIELDS = "name,device_role,manufacturer,device_type,serial,asset_tag,status,site,location\n"
SNIPE = "\ufeffCompany,Asset Name,Asset Tag,Model,Model No.,Manufacturer,Serial,Purchase Date,Location,Checked Out To,Type,Status\n"
LISTS = {
    "csv": "id,model,serial,location\nYK-010,yubikey-5c,77,berlin-safe\n",
    "csv with semicolons and a mark": "\ufeffID;Model;Serial;Location\r\nYK-010;YubiKey 5C;77;Berlin office safe\r\n",
    "csv with tabs": "Serial\tLocation\tModel\tId\n77\tberlin-safe\tYubico YubiKey 5c\tYK-010\n",
    "snipe-it": SNIPE + ',,YK-010,YubiKey 5C,5060408465297,Yubico,77,2026-02-01,Berlin office safe,,,Ready to Deploy (deployable)\n',
    "netbox table": NETBOX_TABLE + "key,Inventory,,berlin,Berlin office safe,,Token,Yubico,YubiKey 5C,77,YK-010\n",
    "netbox fields": NETBOX_FIELDS + "YK-010,token,Yubico,YubiKey 5C,77,,inventory,berlin,Berlin office safe\n",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_each_format_is_known_by_its_titles_and_says_the_same_device(take: Take, name: str) -> None:
    found = take(LISTS[name])
    assert found.added == ("YK-010",)
    new = device(found, "YK-010")
    assert (new.model, new.serial, new.location) == ("yubikey-5c", "77", "berlin-safe")
    assert new.status == (DeviceStatus.ACTIVE if name.startswith("csv") else DeviceStatus.SPARE)


def test_serial_numbers_of_connected_keys(take: Take) -> None:
    found = take("20481337\n0123456\n\n", NewDeviceDefaults(holder="bob", model="yubikey-5c"))
    assert (found.added, found.unchanged) == (("YK-0123456",), ("YK-001",))
    assert device(found, "YK-0123456").serial == "0123456"


def test_an_unknown_list_says_what_to_do_and_a_format_can_be_named(take: Take) -> None:
    (finding,) = problems(take, "tag,thing\n1,2\n")
    assert "--from" in finding.hint
    assert take("Asset Tag,Name,Site\n", forced="netbox").added == ()


def test_a_cell_is_data(take: Take) -> None:
    wild = 'id,model,firmware,holder\na b: {c},yubikey-5c,=cmd(),bob\n"# ""x""",yubikey-5c,"0, ""1""",bob\n'
    found = take(wild)
    assert found.added == ("a b: {c}", '# "x"')
    assert device(found, "a b: {c}").firmware == "=cmd()"


def test_a_row_keeps_its_line_after_cells_of_several_lines(take: Take) -> None:
    found = problems(take, 'id,model,firmware,holder,notes\na,yubikey-5c,1,bob,"a\nb"\nc,yubikey-5c,2,nobody,\n')
    assert [(each.place.line, each.place.column, each.place.path) for each in found] == [(4, 4, "holder")]


def test_a_new_model_is_added_once(take: Take) -> None:
    rows = "id,model,maker,kind,serial,holder\nS1,Solo 2,SoloKeys,fido2,1,bob\nS2,solo 2,SoloKeys,,2,bob\n"
    found = take(rows)
    assert found.models == ("solo-2",)
    model = found.edited.inventory.organization.models["solo-2"]
    assert (model.name, model.maker, model.kind) == ("Solo 2", "SoloKeys", DeviceKind.FIDO2)
    assert device(found, "S2").model == "solo-2"


def test_a_known_device_gets_only_what_the_inventory_does_not_say(take: Take) -> None:
    found = take("id,serial,firmware,status,purchased\nYK-007,20481343,5.7.4,spare,2026-01-15\nYK-008,,,lost,\n")
    assert (found.added, found.filled_in) == ((), ("YK-007", "YK-008"))
    assert device(found, "YK-007").firmware == "5.7.4"
    assert device(found, "YK-008").status is DeviceStatus.LOST
    assert len(found.edited.after) - len(found.edited.before) == len(', firmware: "5.7.4"') + len(", status: lost")


def test_a_known_device_is_found_by_its_serial_number_under_another_tag(take: Take) -> None:
    found = take(SNIPE + ",,ASSET-7,YubiKey 5C,,Yubico,20481343,2026-01-15,Berlin office safe,,,Deployed\n")
    assert (found.added, found.filled_in, found.unchanged) == ((), (), ("YK-007",))


def test_a_device_in_a_bag_is_where_the_bag_is(take: Take) -> None:
    assert take("id,location\nYK-001,hq-safe\n").unchanged == ("YK-001",)
    (finding,) = problems(take, "id,location\nYK-001,bank-box\n")
    assert "TEB-000417" in finding.message
    assert "bank-box" in finding.message


def test_every_problem_comes_at_once_and_nothing_is_guessed(take: Take) -> None:
    found = problems(
        take,
        "id,model,serial,holder,purchased,status\n"
        "N1,yubikey-5c,2.04E+07,bob,2026-01-01,spare\n"  # rounded
        "N2,yubikey-6,1,bob,2026-01-01,spare\n"  # no such model
        "N3,yubikey-5c,2,,2026-01-01,spare\n"  # no place
        "N4,yubikey-5c,3,bob,01/02/2026,spare\n"  # which month?
        "N5,yubikey-5c,4,bob,2026-01-01,in use\n"  # no such state
        "YK-001,yubikey-5c,20481337,,,\n"  # another model
        "YK-002,,20481337,,,\n"  # another device's serial number
        "N5,yubikey-5c,5,bob,,\n"  # again
        "N6,gemalto-totp,6,bob,,\n",  # no serial number of a token
    )
    assert [(each.place.line, each.place.column, each.id) for each in found] == [
        (2, 3, "list-value"),
        (3, 2, "list-reference"),
        (4, 1, "list-place"),
        (5, 5, "list-value"),
        (6, 6, "list-value"),
        (7, 2, "list-conflict"),
        (8, 3, "list-conflict"),
        (8, 3, "list-conflict"),
        (9, 1, "list-twice"),
        (10, 3, "impossible-serial"),
    ]
    assert all(each.hint for each in found)


def test_places_and_words_that_a_list_lacks_are_given_by_the_user(take: Take) -> None:
    rows = SNIPE + ",,N1,YubiKey 5C,,Yubico,1,2026-02-01,Mars,,,Bench\n"
    assert {each.id for each in problems(take, rows)} == {"list-place", "list-value"}
    found = take(rows, NewDeviceDefaults(location="hq-safe", statuses={"bench": DeviceStatus.DAMAGED}))
    assert device(found, "N1").location == "hq-safe"
    assert device(found, "N1").status is DeviceStatus.DAMAGED


SECRETS = {
    "an access key": "id,model,serial,holder,notes\nN1,yubikey-5c,1,bob,AKIAIOSFODNN7PLANTED\n",
    "a column of PINs": "id,model,serial,holder,PIN\nN1,yubikey-5c,1,bob,PLANTED\n",
    "a seed": "id,model,serial,holder\nN1,yubikey-5c,otpauth://totp/x?secret=PLANTED,bob\n",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_refused_and_never_repeated(take: Take, name: str) -> None:
    (finding,) = problems(take, SECRETS[name])
    assert finding.id == "secret-in-inventory"
    assert finding.place.line == 2
    assert "PLANTED" not in str(finding)


@pytest.mark.parametrize("broken", ['id,serial\n"a,1\n', "id,serial\na,1,2\n", "id,id\na,b\n"])
def test_what_is_no_table_is_refused_with_its_place(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(DeviceListError) as refused:
        read_table_file(path)
    assert refused.value.findings[0].place.line > 0
