"""Titles of Snipe-IT's columns in other languages than English, so that a list in one is told and not half read.

Source: the project's own resources/lang/*/admin/hardware/{form,table}.php and general.php, read 2026-12-01. The
titles follow the language in the profile of the user who exports.
"""

from __future__ import annotations

from collections.abc import Mapping

from mfa_binder.inventory.devices.cells import normal

_TITLES: Mapping[str, Mapping[str, str]] = {
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

TRANSLATED: Mapping[str, tuple[str, str]] = {
    normal(title): (language, key) for language, titles in _TITLES.items() for title, key in titles.items()
}
"""Language and our own key by the title in normal form."""
