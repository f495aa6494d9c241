"""Who holds a device, in every column that Snipe-IT has for it; a row that says two things is told, never decided."""

import pytest

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults
from mfa_binder.inventory.lists.list_import import ListImport
from mfa_binder.organization.mfa_devices import Device

from .conftest import ImportList

START = "Asset Tag,Model,Serial"
ROW = "N-1,YubiKey 5C,81"


def sheet(**cells: str) -> str:
    """One row of Snipe-IT; a title's blanks are written as __, its colons as _C_."""
    titles = [name.replace("__", " ").replace("_C_", ": ") for name in cells]
    return "\n".join([",".join([START, *titles]), ",".join([ROW, *(f'"{text}"' for text in cells.values())])]) + "\n"


def new(imported: ListImport) -> Device:
    return imported.edited.inventory.organization.devices["N-1"]


def refused(import_list: ImportList, content: str, defaults: NewDeviceDefaults | None = None) -> list[Finding]:
    with pytest.raises(DeviceListError) as error:
        import_list(content, defaults)
    return list(error.value.findings)


ONE_HOLDER = {
    "user name": {"Username": "ida"},
    "email address": {"Email": "IDA@example.com"},
    "full name": {"Full__Name": "ida  berg"},
    "last name first": {"Checked__Out__To": "Berg Ida"},
    "last name first with a comma": {"Checked__Out__To": "Berg, Ida"},
    "name with user name behind it": {"Checked__Out__To": "Ida Berg (ida.b)"},
    "name with an address behind it": {"Assigned__To": "Ida Berg <ida@example.com>"},
    "report: checked out": {"Checked__Out": "Ida Berg", "Type": "user"},
    "report: all that can be ticked": {
        "Checked__Out": "Ida Berg",
        "Type": "user",
        "Username": "ib",
        "Employee__No.": "7",
    },
    "import sample": {
        "Checkout__Type": "User",
        "Checked__Out__To_C_Username": "ida",
        "Checked__Out__To_C_First__Name": "Ida",
        "Checked__Out__To_C_Last__Name": "Berg",
        "Checked__Out__To_C_Email": "ida@example.com",
        "Checked__Out__To_C_Location": "",
    },
    "older import": {"Full__Name": "Ida Berg", "Email": "ida@example.com", "Username": "iberg", "Location": "Oslo"},
    "class name as type": {"Checked__Out__To": "Ida Berg", "Checkout__Type": "App\\Models\\User"},
}


@pytest.mark.parametrize("name", ONE_HOLDER)
def test_the_holder_is_read_from_every_column(import_list: ImportList, name: str) -> None:
    done = import_list(sheet(**ONE_HOLDER[name]))
    assert (new(done).holder, new(done).location, done.warnings) == ("ida", None, ())


LOCATIONS = {
    "checked out to a location": {"Checked__Out__To": "Vault", "Type": "location", "Location": "Vault"},
    "import sample": {"Checkout__Type": "Location", "Checked__Out__To_C_Location": "vault"},
    "nobody has it": {"Checked__Out__To": "", "Location": "Vault", "Status": "Ready to Deploy (deployable)"},
    "where it belongs": {"Location": "Oslo", "Default__Location": "Vault"},
}


@pytest.mark.parametrize("name", LOCATIONS)
def test_a_location_is_read_where_nobody_has_it(import_list: ImportList, name: str) -> None:
    assert new(import_list(sheet(**LOCATIONS[name]))).location == "vault"


TWO_THINGS = {
    "two people": ({"Username": "ida", "Email": "kim@example.com"}, "ida", "kim@example.com"),
    "a name and another's user name": ({"Checked__Out__To": "Kim O'Hara", "Username": "ida"}, "ida", "Kim O'Hara"),
    "a person and a location": ({"Username": "ida", "Checked__Out__To_C_Location": "Vault"}, "ida", "Vault"),
    "a location and another location": ({"Checked__Out__To": "Vault", "Location": "Red drawer"}, "Vault", "Red drawer"),
    "a user name and a stranger's address": ({"Username": "ida", "Email": "x@example.org"}, "ida", "x@example.org"),
    "a user name and a stranger's name": ({"Username": "ida", "Full__Name": "Ida Jones"}, "ida", "Ida Jones"),
    "a person, and said to be a location": ({"Checked__Out__To": "Ida Berg", "Type": "location"}, "Ida Berg", "location"),
    "a person, and said to be in stock": ({"Username": "ida", "Status": "Ready to Deploy (deployable)"}, "ida", "deployable"),
    "two columns of one kind": ({"Checked__Out__To": "Ida Berg", "Assigned__To": "Vault"}, "Ida Berg", "Vault"),
}  # fmt: skip


@pytest.mark.parametrize("name", TWO_THINGS)
def test_a_row_that_says_two_things_is_a_finding_with_both(import_list: ImportList, name: str) -> None:
    cells, *values = TWO_THINGS[name]
    (finding,) = refused(import_list, sheet(**cells))
    assert (finding.place.line, finding.severity) == (2, Severity.ERROR)
    assert all(value in finding.message for value in values)
    assert finding.hint


def test_a_holder_whose_location_is_a_safe_is_taken_and_told(import_list: ImportList) -> None:
    """In Snipe-IT the location of what somebody has is that person's; a safe is at least worth a word."""
    done = import_list(sheet(Checked__Out__To="Ida Berg", Location="Vault"))
    assert new(done).holder == "ida"
    (told,) = done.warnings
    assert (told.severity, told.place.line) == (Severity.WARNING, 2)
    assert "Ida Berg" in told.message
    assert "Vault" in told.message


def test_two_columns_for_one_thing_must_agree(import_list: ImportList) -> None:
    assert new(import_list(sheet(Serial__Number="81", Location="Vault"))).serial == "81"
    (finding,) = refused(import_list, sheet(Serial__Number="82", Location="Vault"))
    assert {"81", "82"} <= set(finding.message.split('"'))


NOBODY = {
    "nobody of that name": ({"Checked__Out__To": "Max Muster"}, "Max Muster"),
    "nobody of that user name": ({"Username": "idaa"}, "idaa"),
    "two of that name": ({"Checked__Out__To": "Joe Adams"}, "joe and joe2"),
    "two named in one cell": ({"Assigned__To": "Ida Berg <kim@example.com>"}, "ida and kim"),
    "another asset": ({"Checked__Out__To": "Laptop 7", "Type": "asset"}, "another asset"),
    "an employee number alone": ({"Employee__No.": "0042"}, "employee number"),
    "a user, and no column with the name": ({"Checkout__Type": "User", "Location": "Vault"}, "no column says who"),
    "deployed, and no column with the name": ({"Status": "Ready to Deploy (deployed)", "Location": "Vault"}, "to whom"),
}


@pytest.mark.parametrize("name", NOBODY)
def test_a_holder_who_is_nobody_is_told(import_list: ImportList, name: str) -> None:
    cells, words = NOBODY[name]
    (finding,) = refused(import_list, sheet(**cells), NewDeviceDefaults(location="drawer"))
    assert words in finding.message
    assert finding.hint


def test_two_of_one_name_are_told_apart_by_the_address(import_list: ImportList) -> None:
    done = import_list(sheet(Username="j", Email="joe.other@example.com"))
    assert new(done).holder == "joe2"


def test_a_person_in_a_column_that_is_not_read_is_told_with_the_way_out(import_list: ImportList) -> None:
    rows = sheet(Location="Vault", Kept__by="Ida Berg")
    (finding,) = refused(import_list, rows)
    assert finding.place.path == "Kept by"
    assert '--column "Kept by=holder"' in finding.hint
    assert new(import_list(rows, columns={"Kept by": "holder"})).holder == "ida"
    assert new(import_list(rows, columns={"Kept by": "-"})).location == "vault"


def test_a_stranger_in_a_column_of_owners_is_told(import_list: ImportList) -> None:
    done = import_list("id,model,serial,location,Asset owner\nN-1,c5,81,vault,Max Muster\n")
    (told,) = done.warnings
    assert "Max Muster" in told.message
    assert '--column "Asset owner=' in told.hint


@pytest.mark.parametrize("title", ["Manager", "Created By", "Supplier", "Department"])
def test_people_who_do_not_hold_it_are_none_of_that(import_list: ImportList, title: str) -> None:
    assert new(import_list(sheet(Location="Vault", **{title.replace(" ", "__"): "Ida Berg"}))).location == "vault"


def test_a_person_as_the_location_is_told(import_list: ImportList) -> None:
    (finding,) = refused(import_list, sheet(Location="Ida Berg"), NewDeviceDefaults(location="vault"))
    assert "ida" in finding.message


def test_a_known_device_is_compared_with_the_holder_that_the_list_names(import_list: ImportList) -> None:
    rows = "Asset Tag,Model,Serial,Username,Status\nK-1,YubiKey 5C,70000001,{},Deployed\n"
    assert import_list(rows.format("ida")).unchanged == ("K-1",)
    (finding,) = refused(import_list, rows.format("kim"))
    assert (finding.id, finding.place.column) == ("list-conflict", 4)


LANGUAGES = {
    "German": "Asset Tag,Modell,Seriennummer,Herausgegeben an,Status\nN-1,YubiKey 5C,81,Ida Berg,Einsatz\n",
    "French": "Étiquette de l'actif,Modèle,Numéro de série,Extrait vers\nN-1,YubiKey 5C,81,Ida Berg\n",
    "Spanish": "Placa del activo,Modelo,Número de serie,Asignado a\nN-1,YubiKey 5C,81,Ida Berg\n",
    "Portuguese": "Etiqueta do Ativo,Modelo,Nº de Série,Alocado a\nN-1,YubiKey 5C,81,Ida Berg\n",
    "Dutch": "Asset tag,Model,Serienummer,Uitgecheckt\nN-1,YubiKey 5C,81,Ida Berg\n",
    "Italian": "Etichetta Bene,Modello,Seriale,Assegnato a\nN-1,YubiKey 5C,81,Ida Berg\n",
    "Japanese": "資産タグ,モデル,シリアル,チェックアウト先\nN-1,YubiKey 5C,81,Ida Berg\n",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_in_another_language_are_refused_with_two_ways_out(import_list: ImportList, language: str) -> None:
    found = refused(import_list, LANGUAGES[language])
    assert any(language in finding.message for finding in found)
    assert all("English" in finding.hint and "--column" in finding.hint for finding in found)


def test_columns_in_another_language_can_be_named(import_list: ImportList) -> None:
    columns = {"Modell": "model", "Seriennummer": "serial", "Herausgegeben an": "holder", "Status": "-"}
    done = import_list(LANGUAGES["German"], columns=columns)
    assert (new(done).holder, new(done).serial) == ("ida", "81")
    with pytest.raises(DeviceListError, match="cannot be used") as error:
        import_list(LANGUAGES["German"], columns={"Modelll": "model"})
    assert "Modell" in error.value.findings[0].hint
