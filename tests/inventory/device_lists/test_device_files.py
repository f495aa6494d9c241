"""Whatever a list file holds is read or refused with its place and a next step, never a traceback."""

from pathlib import Path

import pytest

from mfa_binder.errors import DeviceListError
from mfa_binder.inventory.device_lists.device_formats import read_device_file
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults
from mfa_binder.inventory.lists.list_text import read_list_text

from .conftest import ImportList

ROW = "id,model,serial,holder\nN-1,c5,81,ida\n"
READ = {
    "UTF-16 with mark and tabs, as Excel writes it": ROW.replace(",", "\t").encode("utf-16"),
    "UTF-16 of the other order": b"\xfe\xff" + ROW.encode("utf-16-be"),
    "UTF-8 with mark and semicolons": b"\xef\xbb\xbf" + ROW.replace(",", ";").encode(),
    "the line that tells Excel the delimiter": b"sep=;\r\n" + ROW.replace(",", ";").replace("\n", "\r\n").encode(),
    "every cell in quotes": b'"id","model","serial","holder"\n"N-1","c5","81","ida"\n',
    "numbers kept as text": ROW.replace("81", '"=""81"""').encode(),
    "old ends of line": ROW.replace("\n", "\r").encode(),
    "empty lines": ROW.replace("\n", "\n\n").encode(),
    "rows that end early": b"id,model,serial,holder,firmware,purchased\nN-1,c5,81,ida\n",
    "a cell that was kept from being a formula": b"id,model,serial,holder,firmware\nN-1,c5,81,ida,'=5.7.1\n",
}


@pytest.mark.parametrize("name", READ)
def test_a_list_is_read_however_it_was_saved(import_list: ImportList, name: str) -> None:
    device = import_list(READ[name]).edited.inventory.organization.devices["N-1"]
    assert (device.serial, device.firmware) in (("81", None), ("81", "=5.7.1"))


REFUSED = {
    "a workbook": (b"PK\x03\x04\x14\x00", "CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", "CSV"),
    "a PDF": (b"%PDF-1.7\n", "CSV"),
    "a gzip archive": (b"\x1f\x8b\x08\x00", "CSV"),
    "a web page": (b"<!DOCTYPE html><title>Log in</title>", "CSV"),
    "a table in HTML that is called xls": (b"<table><tr><td>1</td></tr></table>", "CSV"),
    "nothing": (b"", "export"),
    "blanks": (b" \r\n\t\n", "export"),
    "a mark alone": (b"\xef\xbb\xbf", "export"),
    "latin-1": ("id,name\n1,Müller\n".encode("latin-1"), "UTF-8"),
    "half a UTF-16": ("id,serial\n".encode("utf-16") + b"\x00", "UTF-8"),
    "UTF-16 without mark": ("id,serial\n".encode("utf-16-le"), "UTF-8"),
    "NUL": (b"id,model,serial,holder\nN\x00,c5,81,ida\n", "remove"),
    "an escape in a cell": (b"id,model,serial,holder\n\x1b[31mN,c5,81,ida\n", "remove"),
    "another control character": (b"id,model,serial,holder\nN\x07,c5,81,ida\n", "remove"),
    "a quote that stays open": (b'id,model,serial,holder\n"N-1,c5,81,ida\n', "quote"),
    "a cell without end": (b"id,model,serial,holder\n" + b"N" * 200_000 + b",c5,81,ida\n", "quote"),
    "a row with too many cells": (b"id,model,serial,holder\nN-1,c5,81,ida,more\n", "quotes"),
    "a title that stands twice": (b"id,model,serial,serial,holder\nN-1,c5,81,82,ida\n", "remove"),
    "a holder's title that stands twice": (b"Asset Tag,Model,Username,Username\nN-1,c5,ida,kim\n", "remove"),
    "a formula": (b'id,model,serial,holder\n"=HYPERLINK(""http://x"",""N-1"")",c5,81,ida\n', "values"),
    "a formula's error": (b"id,model,serial,holder\nN-1,c5,#REF!,ida\n", "values"),
    "an id that a spreadsheet has rounded": (b"id,model,serial,holder\n1.01E+05,c5,81,ida\n", "text"),
    "a line break in an id": (b'id,model,serial,holder\n"N\n1",c5,81,ida\n', "remove"),
    "a direction mark in an id": ("id,model,serial,holder\nN\u202e1,c5,81,ida\n".encode(), "remove"),
    "a character without width": ("id,model,serial,holder\nN-1,c5,8\u200b1,ida\n".encode(), "remove"),
    "an id that no label has room for": (b"id,model,serial,holder\n" + b"N" * 5_000 + b",c5,81,ida\n", "tag"),
    "JSON that breaks off": (b'{"rows": [{"asset_tag": "N-1"', "export"),
    "JSON that nests without end": (b"[" * 100_000, "list"),
    "JSON of something else": (b'{"hello": "world"}', "list-accounts"),
    "YAML of something else": (b"hello: world\n", "list-accounts"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused_with_the_next_step(import_list: ImportList, name: str) -> None:
    content, words = REFUSED[name]
    with pytest.raises(DeviceListError) as error:
        import_list(content)
    assert words in error.value.findings[0].hint


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv", tmp_path / ("n" * 300)):
        with pytest.raises(DeviceListError) as error:
            read_list_text(path)
        assert error.value.findings[0].place.file == str(path)


def test_what_apis_answer_is_read_as_their_csv(import_list: ImportList) -> None:
    asset = """{{"id": 7, "asset_tag": "N-1", "serial": "81", "model": {{"id": 1, "name": "YubiKey 5C"}},
      "manufacturer": {{"name": "Yubico"}}, "status_label": {{"name": "Ready to Deploy", "status_meta": "deployed"}},
      "location": null, "rtd_location": {{"name": "Vault"}}, "purchase_date": {{"date": "2026-02-01", "formatted": "x"}},
      "assigned_to": {{"id": 3, "username": "kim", "name": "Kim O&#039;Hara", "email": "kim@example.com", "type": "{}"}},
      "custom_fields": {{"Colour": {{"field": "_snipeit_colour", "value": "red"}}}}}}"""
    done = import_list('{"total": 2, "rows": [' + asset.format("user") + "]}")
    device = done.edited.inventory.organization.devices["N-1"]
    assert (device.holder, device.serial, str(device.purchased)) == ("kim", "81", "2026-02-01")
    assert [(each.id, each.place.line) for each in done.warnings] == [("list-incomplete", 1)]
    assert import_list(asset.format("user")).added == ("N-1",)
    with pytest.raises(DeviceListError) as error:
        import_list(asset.format("location"))
    assert "Kim O'Hara" in str(error.value.findings) or "kim" in str(error.value.findings)


def test_a_secret_in_an_answer_is_refused(import_list: ImportList) -> None:
    answer = '{"asset_tag": "N-1", "model": {"name": "YubiKey 5C"}, "custom_fields": {"PIN": {"value": "PLANTED"}}}'
    with pytest.raises(DeviceListError) as error:
        import_list(answer, NewDeviceDefaults(holder="ida"))
    assert error.value.findings[0].id == "secret-in-inventory"
    assert "PLANTED" not in str(error.value.findings)


def test_netbox_answers_in_json(import_list: ImportList) -> None:
    answer = """{"count": 1, "results": [{"name": null, "asset_tag": "N-1", "serial": "81", "location": null,
      "device_type": {"model": "YubiKey 5C", "manufacturer": {"name": "Yubico"}}, "status": {"value": "offline"},
      "site": {"name": "Red drawer"}}]}"""
    assert import_list(answer).edited.inventory.organization.devices["N-1"].location == "drawer"
    with pytest.raises(DeviceListError) as error:
        import_list(answer.replace('"site"', '"custom_fields": {"kept_by": "Ida Berg"}, "site"'))
    assert "ida" in error.value.findings[0].message


def test_the_format_and_the_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Tag;Number\nN-1;81\n", encoding="utf-8")
    (entry,) = read_device_file(path, None, {"Tag": "id", "Number": "serial"}).entries
    assert (entry.id and entry.id.text, entry.serial and entry.serial.text) == ("N-1", "81")


@pytest.mark.parametrize("content", ["81\n" + "x\n" * 5_000, "id,model,serial,holder\n" + "N,c5,1,nobody\n" * 5_000])
def test_of_many_problems_some_are_told_and_the_rest_is_counted(import_list: ImportList, content: str) -> None:
    with pytest.raises(DeviceListError) as error:
        import_list(content)
    *found, rest = error.value.findings
    assert (len(found), rest.id) == (200, "list-long")
    assert "rows" in rest.message
