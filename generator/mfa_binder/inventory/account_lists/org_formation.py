"""Accounts of org-formation: `organization.yml`.

Resources: org-formation/org-formation-cli, docs/organization-resources.md, read 2026-12-01.
"""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.inventory.account_lists.account_entries import AccountListReader
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.lists.list_documents import cell_at, entries_of, value_at
from mfa_binder.inventory.yaml_nodes import ListNode, Node, ScalarNode

_TYPE = "OC::ORG::"
_MOST_LEVELS = 10
"""Organizational units nest five deep (AWS Organizations quotas); beyond this the references go in a circle."""


def recognizes(nodes: list[Node]) -> bool:
    """Whether this is an organization."""
    return any(True for node in nodes for _ in _resources(node))


def read(nodes: list[Node], reader: AccountListReader) -> None:
    """All accounts."""
    for node in nodes:
        units = _UnitTree(node)
        for name, kind, properties in _resources(node):
            if kind in ("Account", "MasterAccount"):
                management = cell_at(properties, "AccountId") if kind == "MasterAccount" else None
                reader.take_map(properties, units.path_of(name, properties), management)


def _resources(node: Node) -> Iterator[tuple[str, str, Node]]:
    """Logical name, kind and properties of each resource."""
    for name, resource in entries_of(value_at(node, "Organization")):
        kind, properties = cell_at(resource, "Type"), value_at(resource, "Properties")
        if kind is not None and kind.text.startswith(_TYPE) and properties is not None:
            yield name, kind.text.removeprefix(_TYPE), properties


class _UnitTree:
    """The organizational units by what stands in them."""

    def __init__(self, node: Node) -> None:
        self._above: dict[str, tuple[str, str]] = {}
        for name, kind, properties in _resources(node):
            if kind != "OrganizationalUnit":
                continue
            title = cell_at(properties, "OrganizationalUnitName", title="")
            for child in (
                *_references(value_at(properties, "Accounts")),
                *_references(value_at(properties, "OrganizationalUnits")),
            ):
                self._above[child] = (name, title.text if title is not None else name)

    def path_of(self, name: str, properties: Node) -> ListCell:
        """The path of the unit that a resource stands in, from the root."""
        path: list[str] = []
        while name in self._above and len(path) < _MOST_LEVELS:
            name, title = self._above[name]
            path.insert(0, title)
        return ListCell("/".join(path) or "Root", properties.line, properties.column, "OrganizationalUnitName")


def _references(node: Node | None) -> Iterator[str]:
    """Names that `!Ref NAME` or `Ref: NAME` refer to, one or a list of them."""
    for reference in node.items if isinstance(node, ListNode) else [node]:
        name = value_at(reference, "Ref") or reference
        if isinstance(name, ScalarNode):
            yield name.text
