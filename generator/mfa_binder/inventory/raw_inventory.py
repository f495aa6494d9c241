"""The inventory as written, before it is known to be well formed.

The cross checks read it here, not in the model, so that a wrong type in one place does not hide a
wrong reference in another. Whatever is malformed is simply absent: the model's errors report it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mfa_binder.inventory.yaml_nodes import Data, KeyPath, ListNode, MapNode, Node
from mfa_binder.organization.partitions import Partition, PartitionName, partition
from mfa_binder.organization.references import IdentityCenterReference, RootReference, UserReference

_PARTITIONS = {name.value: partition(name) for name in PartitionName}


PathForm = tuple[str | None, ...]
"""Map keys from the top of the file; None stands for every key of a map and every item of a list."""


def path_form(text: str) -> PathForm:
    """A form written with dots and stars."""
    return tuple(None if step == "*" else step for step in text.split("."))


def find_matches(node: Node, form: PathForm, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """Every value below a node whose path has the form, with its path."""
    if not form:
        yield path, node
        return
    step, rest = form[0], form[1:]
    if isinstance(node, MapNode):
        for key in node.entries if step is None else (step,):
            if key in node.entries:
                yield from find_matches(node.entries[key][1], rest, (*path, key))
    elif isinstance(node, ListNode) and step is None:
        for index, item in enumerate(node.items):
            yield from find_matches(item, rest, (*path, index))


def day_of(value: Data) -> date | None:
    """A value as a day of the calendar, if it is one, quoted or not."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class RawMap:
    """A map somewhere in the file, with the path to it."""

    path: KeyPath
    data: dict[str, Data]

    @property
    def key(self) -> str:
        """The last step of its path: the id, for an entry of a map of ids."""
        return str(self.path[-1]) if self.path else ""

    def has(self, name: str) -> bool:
        """Whether the key is there with a value, of whatever type."""
        return self.data.get(name) is not None

    def text(self, name: str) -> str | None:
        """The value, if it is text."""
        value = self.data.get(name)
        return value if isinstance(value, str) else None

    def day(self, name: str) -> date | None:
        """The value, if it is a day of the calendar, quoted or not."""
        return day_of(self.data.get(name))

    def whole(self, name: str) -> int | None:
        """The value, if it is a whole number."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def texts(self, name: str) -> list[tuple[KeyPath, str]]:
        """The texts of a list, each with its path."""
        value = self.data.get(name)
        items = value if isinstance(value, list) else []
        return [((*self.path, name, index), item) for index, item in enumerate(items) if isinstance(item, str)]

    def part(self, name: str) -> RawMap | None:
        """The value, if it is a map."""
        value = self.data.get(name)
        return RawMap((*self.path, name), value) if isinstance(value, dict) else None

    def parts(self, name: str) -> Iterator[RawMap]:
        """The maps in a map of ids, or in a list."""
        value = self.data.get(name)
        if isinstance(value, dict):
            for key, entry in value.items():
                if isinstance(entry, dict):
                    yield RawMap((*self.path, name, key), entry)
        elif isinstance(value, list):
            for index, entry in enumerate(value):
                if isinstance(entry, dict):
                    yield RawMap((*self.path, name, index), entry)


@dataclass(frozen=True, slots=True)
class RawPrincipal:
    """A root user, IAM user or Identity Center user as written."""

    ref: str
    """ACCOUNT/root, ACCOUNT/user/NAME or identity-center/NAME."""
    kind: str
    """root, user or identity-center."""
    part: RawMap
    account: str | None
    """None for a user of IAM Identity Center."""
    partition: Partition | None
    """None where the organization or its partition is not known."""

    @property
    def registrations(self) -> list[RawMap]:
        """Its devices, as written."""
        return list(self.part.parts("mfa"))


@dataclass(frozen=True)
class RawInventory:
    """The whole file, as written."""

    root: MapNode

    @cached_property
    def top(self) -> RawMap:
        """The map of the sections."""
        return RawMap((), self.root.value)

    def values_at(self, form: PathForm) -> Iterator[tuple[KeyPath, Data]]:
        """Every value whose path has the form, with its path."""
        return ((path, node.value) for path, node in find_matches(self.root, form))

    def ids(self, section: str) -> dict[str, Data]:
        """The declared ids of a section, malformed entries included."""
        value = self.top.data.get(section)
        return value if isinstance(value, dict) else {}

    @cached_property
    def devices(self) -> dict[str, RawMap]:
        """The devices by id."""
        return {part.key: part for part in self.top.parts("devices")}

    @cached_property
    def models(self) -> dict[str, RawMap]:
        """The models by id."""
        return {part.key: part for part in self.top.parts("models")}

    def kind(self, device: str | None) -> str | None:
        """`fido2` or `totp`; None where device or model is not known."""
        part = self.devices.get(device or "")
        model = self.models.get(part.text("model") or "") if part is not None else None
        return model.text("kind") if model is not None else None

    @cached_property
    def document_day(self) -> date | None:
        """The day of the document, if it is given."""
        document = self.top.part("document")
        return document.day("dated") if document is not None else None

    @cached_property
    def principals(self) -> tuple[RawPrincipal, ...]:
        """Every principal, in the order of the file."""
        return tuple(self._iter_principals())

    def _iter_principals(self) -> Iterator[RawPrincipal]:
        for account in self.top.parts("accounts"):
            where = self.partition_of(account)
            root = account.part("root")
            if root is not None:
                yield RawPrincipal(str(RootReference(account.key)), "root", root, account.key, where)
            for user in account.parts("users"):
                yield RawPrincipal(str(UserReference(account.key, user.key)), "user", user, account.key, where)
        for user in self.top.parts("identity_center_users"):
            yield RawPrincipal(str(IdentityCenterReference(user.key)), "identity-center", user, None, None)

    def partition_of(self, account: RawMap) -> Partition | None:
        """The partition that an account lies in, by its organization; None where that is not known."""
        organizations = {part.key: part for part in self.top.parts("organizations")}
        organization_id = account.text("organization")
        if organization_id is None:
            organization_id = next(iter(organizations), "")
        organization = organizations.get(organization_id)
        if organization is None:
            return None
        return _PARTITIONS.get(organization.text("partition") or "aws" if organization.has("partition") else "aws")
