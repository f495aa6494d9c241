"""What ykman prints, with all that a terminal adds: a serial number is never a whole line."""

import pytest

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Severity
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults

from .conftest import ImportList

IDA = NewDeviceDefaults(holder="ida")

INFO = """\
Device type: YubiKey 5C
Serial number: 81
Firmware version: 5.4.3
Form factor: Keychain (USB-C)
Enabled USB interfaces: OTP, FIDO, CCID
NFC transport is enabled

Applications\tUSB    \tNFC
Yubico OTP  \tEnabled\tEnabled
FIDO U2F    \tEnabled\tEnabled
FIDO2       \tEnabled\tEnabled
OATH        \tEnabled\tEnabled
PIV         \tEnabled\tEnabled
OpenPGP     \tEnabled\tEnabled
YubiHSM Auth\tDisabled\tDisabled
"""

ONE_KEY = {
    "list": "YubiKey 5C (5.4.3) [OTP+FIDO+CCID] Serial: 81\n",
    "list of version 3": "YubiKey 5C [OTP+FIDO+CCID] Serial: 81\n",
    "serials": "81\n",
    "info": INFO,
    "several detected": "Multiple YubiKeys detected:\n- YubiKey 5C (5.4.3) [OTP+FIDO+CCID] Serial: 81\nERROR: Use --device SERIAL to specify which one to use.\n",
    "info of version 1": INFO.replace("Device type", "Device name").replace("interfaces:", "interface(s):"),
    "prompt of bash": "ida@host:~$ ykman list\nYubiKey 5C (5.4.3) [OTP+FIDO+CCID] Serial: 81\nida@host:~$ \n",
    "prompt alone": "$ ykman --device 81 info\n" + INFO + "$\n",
    "prompt of zsh": "➜  ~ ykman list --serials\n81\n",
    "prompt of PowerShell": "PS C:\\Users\\Ida> ykman.exe list\r\nYubiKey 5C (5.4.3) [OTP+FIDO+CCID] Serial: 81\r\nPS C:\\Users\\Ida>\r\n",
    "prompt of cmd": "C:\\Program Files\\Yubico>ykman list --serials\r\n81\r\n",
    "root's prompt": "[root@host ~]# ykman list -s\n81\n",
    "byte order mark": "\ufeffYubiKey 5C (5.4.3) [OTP+FIDO+CCID] Serial: 81\r\n",
    "UTF-16": "81\r\n".encode("utf-16"),
    "colours": "\x1b[1m\x1b[32mYubiKey 5C\x1b[0m (5.4.3) [OTP+FIDO+CCID] Serial: \x1b[33m81\x1b[0m\n",
    "list and info of one key": "YubiKey 5C (5.4.3) [OTP+FIDO+CCID] Serial: 81\n\n" + INFO,
    "firmware that ykman is not sure of": INFO.replace("5.4.3", "Uncertain, re-run with only one YubiKey connected"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_KEY)
def test_one_key_is_read_from_every_form(import_list: ImportList, name: str) -> None:
    defaults = NewDeviceDefaults(holder="ida", model="c5") if "Serial: " not in str(ONE_KEY[name]) else IDA
    done = import_list(ONE_KEY[name], defaults)
    assert (done.added, done.models, done.warnings) == (("YK-81",), (), ())
    device = done.edited.inventory.organization.devices["YK-81"]
    assert (device.serial, device.model) == ("81", "c5")
    assert device.firmware in ("5.4.3", None)


def test_info_of_several_keys(import_list: ImportList) -> None:
    done = import_list(INFO + "\n" + INFO.replace("81", "82").replace("5C", "5 NFC"), IDA)
    assert (done.added, done.models) == (("YK-81", "YK-82"), ("yubikey-5-nfc",))


def test_a_model_is_made_of_what_a_key_calls_itself(import_list: ImportList) -> None:
    done = import_list("YubiKey FIPS (4 Series) (4.4.5) [OTP+U2F+CCID] Serial: 9\n", IDA)
    model = done.edited.inventory.organization.models["yubikey-fips-4-series"]
    assert (model.name, model.maker, model.kind.value) == ("YubiKey FIPS (4 Series)", "Yubico", "fido2")


def test_another_model_than_the_user_names_is_told(import_list: ImportList) -> None:
    done = import_list("YubiKey 5 NFC (5.4.3) [FIDO] Serial: 9\n", NewDeviceDefaults(holder="ida", model="c5"))
    (told,) = done.warnings
    assert (told.severity, done.models) == (Severity.WARNING, ())
    assert "YubiKey 5 NFC" in told.message


def test_a_known_key_is_found_by_its_serial_number_and_filled_in(import_list: ImportList) -> None:
    done = import_list("YubiKey 5C (5.7.1) [FIDO] Serial: 70000002\n")
    assert done.filled_in == ("K-2",)
    with pytest.raises(DeviceListError) as error:
        import_list("YubiKey 5C (5.7.1) [FIDO] Serial: 81\nYubiKey 5C (5.4.3) [FIDO] Serial: 81\n", IDA)
    assert [finding.id for finding in error.value.findings] == ["list-conflict"]


@pytest.mark.parametrize("line", ["Security Key NFC by Yubico (5.4.3) [FIDO]", "Security Key C NFC - Enterprise Edition (5.7.4) [FIDO]"])  # fmt: skip
def test_a_key_without_serial_number_is_told_by_its_line(import_list: ImportList, line: str) -> None:
    done = import_list(f"YubiKey 5C (5.4.3) [FIDO] Serial: 81\n{line}\n", IDA)
    assert done.added == ("YK-81",)
    (told,) = done.warnings
    assert (told.place.line, told.severity) == (2, Severity.WARNING)


NO_SERIAL = [
    "my keys",
    "81 82",
    "81, 82",
    "Serial: 82",
    "YubiKey 5C in the drawer",
    "YubiKey 5C (5.4.3) [OTP+FIDO+CCID] Serial: 82 or so",
    "YubiKey 5C [OTP+FIDO+CCID] <access denied>",
    "Yubico YubiKey OTP+FIDO+CCID 00 00",
    "# 82",
    "82 #",
    "82 $ ykman list",
    "-82",
    "82.5",
    "2.05E+07",
    "ERROR: No YubiKey detected!",
]


@pytest.mark.parametrize("line", NO_SERIAL)
@pytest.mark.parametrize("forced", [None, "ykman"])
def test_a_line_that_is_no_serial_number_is_told(import_list: ImportList, line: str, forced: str | None) -> None:
    with pytest.raises(DeviceListError) as error:
        import_list(f"81\n{line}\n", NewDeviceDefaults(holder="ida", model="c5"), forced)
    (finding,) = error.value.findings
    assert finding.place.line == 2
    assert finding.hint


def test_digits_of_other_scripts_are_no_serial_number(import_list: ImportList) -> None:
    with pytest.raises(DeviceListError):
        import_list("٣٠١\n", IDA, "ykman")


def test_a_warning_of_ykman_is_told(import_list: ImportList) -> None:
    done = import_list("WARNING: PC/SC not available. Smart card (CCID) protocols will not function.\n81\n", NewDeviceDefaults(holder="ida", model="c5"))  # fmt: skip
    assert (done.added, [each.place.line for each in done.warnings]) == (("YK-81",), [1])
