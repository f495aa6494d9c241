"""Devices as the APIs of Snipe-IT and NetBox answer: JSON, with the titles of the same program's CSV.

Keys: Snipe-IT's app/Http/Transformers/AssetsTransformer.php, NetBox's dcim API serializers, read 2026-12-01.
Snipe-IT writes HTML entities in its texts.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.lists.list_cells import ListCell, ListRow, normal_title
from mfa_binder.inventory.lists.list_documents import cell_at, cell_of, entries_of, maps_in, value_at
from mfa_binder.inventory.yaml_nodes import ListNode, Node

_SNIPE_IT: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Asset Tag": (("asset_tag",),),
    "Serial": (("serial",),),
    "Model": (("model", "name"), ("model",)),
    "Manufacturer": (("manufacturer", "name"), ("manufacturer",)),
    "Purchase Date": (("purchase_date", "date"), ("purchase_date",)),
    "Location": (("location", "name"), ("location",)),
    "Default Location": (("rtd_location", "name"), ("rtd_location",)),
    "Assigned To: Username": (("assigned_to", "username"),),
    "Assigned To: Name": (("assigned_to", "name"), ("assigned_to",)),
    "Assigned To: Email": (("assigned_to", "email"),),
    "Assigned To: Type": (("assigned_to", "type"), ("assigned_type",)),
    "Assigned To: Employee Number": (("assigned_to", "employee_number"),),
    "Notes": (("notes",),),
}
_NETBOX: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "Asset tag": (("asset_tag",),),
    "Name": (("name",), ("display",)),
    "Serial": (("serial",),),
    "Device_type": (("device_type", "model"), ("device_type", "display"), ("device_type",)),
    "Manufacturer": (("device_type", "manufacturer", "name"), ("manufacturer", "name")),
    "Status": (("status", "value"), ("status",)),
    "Location": (("location", "name"), ("location",)),
    "Site": (("site", "name"), ("site",)),
    "Comments": (("comments",),),
}
_PARTS = ("rows", "results")


def device_nodes(nodes: list[Node]) -> list[Node]:
    """The devices in documents: rows of Snipe-IT, results of NetBox, one asset, or a list of them."""
    records: list[Node] = []
    for node in nodes:
        lists: list[Node] = list(_lists(node))
        records += [record for part in lists or [node] for record in maps_in(part)]
    return [record for record in records if value_at(record, "asset_tag") is not None]


def _lists(node: Node) -> Iterator[ListNode]:
    for part in (value_at(node, name) for name in _PARTS):
        if isinstance(part, ListNode):
            yield part


def is_netbox(node: Node) -> bool:
    """Whether a device is NetBox's."""
    return value_at(node, "device_type") is not None


def read_json_row(node: Node) -> ListRow:
    """One device as a row of the CSV of its program."""
    cells = list(_cells(node, _NETBOX if is_netbox(node) else _SNIPE_IT))
    cells += _own_fields(node)
    if not is_netbox(node):
        cells += _snipe_it_status(node)
    return ListRow(
        node.line, {normal_title(cell.title): replace(cell, text=html.unescape(cell.text)) for cell in cells}
    )


def every_cell(node: Node, title: str = "") -> Iterator[ListCell]:
    """All that one device says, for what must not be said in any of it."""
    cell = cell_of(node, title)
    if cell is not None:
        yield cell
    for key, value in entries_of(node):
        yield from every_cell(value, title if key in _UNNAMED and title else key)
    for item in node.items if isinstance(node, ListNode) else ():
        yield from every_cell(item, title)


_UNNAMED = frozenset({"value", "label", "field", "element"})
"""Keys below the name of a field of the user's own."""


def _cells(node: Node, columns: Mapping[str, tuple[tuple[str, ...], ...]]) -> Iterator[ListCell]:
    for title, key_paths in columns.items():
        cells = [cell for keys in key_paths if (cell := cell_at(node, *keys, title=title)) is not None]
        yield from cells[:1]


def _own_fields(node: Node) -> Iterator[ListCell]:
    """Fields of the user's own, and whom it belongs to: not read, unless the user says what they are."""
    for key, value in entries_of(value_at(node, "custom_fields")):
        cell = cell_of(value, key) or cell_at(value, "value", title=key) or cell_at(value, "name", title=key)
        if cell is not None:
            yield cell
    for key in ("tenant", "owner", "contact"):
        cell = cell_at(node, key, "name", title=key) or cell_at(node, key)
        if cell is not None:
            yield cell


def _snipe_it_status(node: Node) -> Iterator[ListCell]:
    """Label and what it comes to, as the report writes them."""
    label = cell_at(node, "status_label", "name", title="Status") or cell_of(value_at(node, "status_label"), "Status")
    meta = cell_at(node, "status_label", "status_meta", title="Status")
    if label is not None:
        yield replace(label, text=f"{label.text} ({meta.text})") if meta is not None else label


def find_missing_pages(nodes: list[Node], file: str) -> Iterator[Finding]:
    """A warning where the answer is one page of several."""
    for node in nodes:
        count = cell_at(node, "total") or cell_at(node, "count")
        rows = sum(len(part.items) for answer in nodes for part in _lists(answer))
        if count is not None and count.text.isdecimal() and int(count.text) > rows:
            place = FindingPlace(file, count.line, count.column, count.title)
            message = f"the answer holds {rows} of {count.text} devices"
            hint = "ask for the other pages, too (limit and offset), and import each"
            yield Finding("list-incomplete", Severity.WARNING, place, message, hint)
            return
