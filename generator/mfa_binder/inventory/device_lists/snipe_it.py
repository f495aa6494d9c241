"""Snipe-IT's Custom Asset Report, its CSV of the list of assets, its import sample, and its API's JSON.

Titles: the project's own source, app/Http/Controllers/ReportsController.php (postCustom),
app/Presenters/AssetPresenter.php, app/Livewire/Importer.php, sample_csvs/assets-sample.csv and
app/Http/Transformers/AssetsTransformer.php (keys of `assigned_to`), read 2026-11-24 and 2026-12-01.

Labels of states are the user's own; those below are the ones it is installed with. After the label the report says
`(deployed)`, `(deployable)` and so on (AssetPresenter::statusMeta), the list of assets `Deployed` without brackets
if somebody has the asset (resources/views/partials/bootstrap-table.blade.php).

Titles follow the language in the profile of the user who exports. Those of other languages than English are known so
that such a list is refused and not half read (resources/lang/*/admin/hardware/{form,table}.php and general.php, read
2026-12-01).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from mfa_binder.inventory.device_lists.device_entries import DeviceListFormat, StatusWord, inventory_status
from mfa_binder.inventory.lists.list_cells import normal_title
from mfa_binder.organization.mfa_devices import DeviceStatus

_STATUS_LABELS = {
    "archived": StatusWord(DeviceStatus.RETIRED),
    "lost/stolen": StatusWord(DeviceStatus.LOST),
    "broken - not fixable": StatusWord(DeviceStatus.DAMAGED),
    "broken": StatusWord(DeviceStatus.DAMAGED),
    "out for repair": StatusWord(DeviceStatus.DAMAGED),
    "out for diagnostics": StatusWord(DeviceStatus.DAMAGED),
    "pending diagnostics": StatusWord(DeviceStatus.DAMAGED),
    "deployed": StatusWord(DeviceStatus.ACTIVE, firm=False),
    "ready to deploy": StatusWord(DeviceStatus.SPARE, firm=False),
    "deployable": StatusWord(DeviceStatus.SPARE, firm=False),
    "pending": StatusWord(DeviceStatus.SPARE, firm=False),
}

_WITH_META = re.compile(r"(?P<label>.*?)\s*\((?P<meta>deployed|deployable|pending|archived|un-?deployable)\)")
_DEPLOYED = re.compile(r"(?P<label>.+\S)\s+(?P<meta>deployed)")
_DEPLOYED_FIRST = re.compile(r"(?P<meta>deployed)\s+\((?P<label>[^()]+)\)")
_DENIED = re.compile(r"(?:^|\s)(?:not|un|never|be|yet|previously|formerly|was|pre|re)$")
"""Words before `deployed` that make it another state."""


def _read_status(word: str) -> StatusWord | None:
    """By the label, unless that only says that an asset may be given out; else by the word behind it."""
    lower = " ".join(word.lower().split())
    match = _WITH_META.fullmatch(lower) or _DEPLOYED.fullmatch(lower) or _DEPLOYED_FIRST.fullmatch(lower)
    if match is None or _DENIED.search(match["label"]):
        return inventory_status(lower) or _STATUS_LABELS.get(lower)
    label, meta = match["label"], match["meta"]
    by_label = (
        None if label in ("ready to deploy", "deployable") else inventory_status(label) or _STATUS_LABELS.get(label)
    )
    status = by_label or _STATUS_LABELS.get(meta)
    out = {"deployed": True, "deployable": False}.get(meta)
    return replace(status, checked_out=out) if status is not None else None


_MODELS = ("model", "modelname", "assetmodel")
_SERIALS = ("serial", "serialnumber", "serialno")
_HELD_BY = (
    *("checkedoutto", "checkedout", "assignedto", "assignedtoname", "checkedouttoname", "assigneduser", "user"),
    *("checkedouttotag", "checkedouttoassettag", "assignedasset"),
)
_USER_NAMES = ("username", "checkedouttousername", "assignedtousername")

SNIPE_IT = DeviceListFormat(
    name="snipe-it",
    columns={
        "id": ("assettag",),
        "serial": _SERIALS,
        "model": _MODELS,
        "maker": ("manufacturer",),
        "held_type": ("checkouttype", "checkedouttotype", "assignedtotype", "assignedtype", "checkoutclass", "type"),
        "employee": (
            "employeeno",
            "employeenumber",
            "employeenum",
            "assignedtoemployeenumber",
            "checkedouttoemployeenumber",
        ),
        "stands_at": ("location",),
        "belongs_at": ("defaultlocation", "rtdlocation"),
        "status": ("status", "statuslabel"),
        "purchased": ("purchasedate", "purchased"),
    },
    several={
        "emails": ("email", "emailaddress", "useremail", "checkedouttoemail", "assignedtoemail"),
        "full_names": ("fullname", "checkedouttofullname", "assignedtofullname"),
        "user_names": _USER_NAMES,
        "held_by": _HELD_BY,
        "held_at": ("checkedouttolocation", "checkoutlocation", "assignedlocation"),
    },
    full_names=(
        ("checkedouttofirstname", "checkedouttolastname"),
        ("assignedtofirstname", "assignedtolastname"),
        ("firstname", "lastname"),
    ),
    other_people=frozenset(
        {
            *("name", "assetname", "itemname", "company", "supplier", "department", "title", "jobtitle"),
            *("manager", "managedby", "managername", "managerusername", "managerfullname", "createdby", "admin"),
            *("checkedoutby", "requestedby", "auditedby", "lastauditby", "updatedby"),
        }
    ),
    recognizes=lambda titles: (
        "assettag" in titles
        and not {*_MODELS, *_SERIALS, *_HELD_BY, *_USER_NAMES}.isdisjoint(titles)
        and "devicetype" not in titles
        and not {"name", "type", "site"} <= titles
    ),
    read_status=_read_status,
)

UNDEPLOYABLE = frozenset({"undeployable", "un-deployable"})
"""Words that say that a device cannot be used, and not why."""


_TITLES_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {
    "German": {
        "Modell": "model",
        "Seriennummer": "serial",
        "Herausgegeben an": "holder",
        "Herausgegeben": "holder",
        "Standort": "location",
        "Hersteller": "maker",
        "Kaufdatum": "purchased",
    },
    "French": {
        "Numéro d'inventaire": "id",
        "Étiquette de l'actif": "id",
        "Modèle": "model",
        "Numéro de série": "serial",
        "Série": "serial",
        "Extrait vers": "holder",
        "Lieu": "location",
        "Statut": "status",
        "Fabricant": "maker",
    },
    "Spanish": {
        "Placa del activo": "id",
        "Modelo": "model",
        "Número de serie": "serial",
        "Asignado a": "holder",
        "Ubicación": "location",
        "Estado": "status",
        "Fabricante": "maker",
    },
    "Portuguese": {
        "Etiqueta de Artigo": "id",
        "Etiqueta do Ativo": "id",
        "Marcação do Ativo": "id",
        "Nº de Série": "serial",
        "Alocado a": "holder",
        "Alocado para": "holder",
        "Disponibilizado": "holder",
        "Localização": "location",
    },
    "Dutch": {
        "Serienummer": "serial",
        "Uitgecheckt aan": "holder",
        "Uitgecheckt": "holder",
        "Locatie": "location",
        "Fabrikant": "maker",
    },
    "Italian": {
        "Etichetta Bene": "id",
        "Etichetta del Bene": "id",
        "Modello": "model",
        "Seriale": "serial",
        "Assegnato a": "holder",
        "Assegnato": "holder",
        "Sede": "location",
        "Stato": "status",
    },
    "Japanese": {
        "資産タグ": "id",
        "モデル": "model",
        "シリアル": "serial",
        "チェックアウト先": "holder",
        "検査済": "holder",
        "場所": "location",
        "ステータス": "status",
    },
    "Chinese": {
        "资产标签": "id",
        "型号": "model",
        "序列号": "serial",
        "已签出至": "holder",
        "已签出": "holder",
        "位置": "location",
        "状态": "status",
    },
    "Danish": {"Seriel": "serial", "Tjekket Ud Til": "holder", "Tjekket ud": "holder", "Beliggenhed": "location"},
    "Swedish": {"Tillgångstagg": "id", "Utcheckad till": "holder", "Utcheckad": "holder", "Plats": "location"},
    "Norwegian": {"Eiendelsmerke": "id", "Utsjekket til": "holder", "Utsjekket": "holder", "Plassering": "location"},
    "Polish": {"Numer seryjny": "serial", "Nr. seryjny": "serial", "Wypożyczony do": "holder"},
    "Czech": {"Označení majetku": "id", "Sériové číslo": "serial", "Vydané komu": "holder", "Umístění": "location"},
    "Latvian": {"Modelis": "model", "Sērijas numurs": "serial", "Izrakstīts uz": "holder"},
}  # fmt: skip

TRANSLATED_TITLES: Mapping[str, tuple[str, str]] = {
    normal_title(title): (language, key)
    for language, titles in _TITLES_BY_LANGUAGE.items()
    for title, key in titles.items()
}
"""Language and our own key by the title in normal form."""
