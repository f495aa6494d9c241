"""An edit of `inventory.yaml`: made in memory, read back through the door, then written whole or not at all."""

from __future__ import annotations

import codecs
import difflib
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath

from mfa_binder.errors import EditError, InventoryError, OutputError
from mfa_binder.files.writing import write_text
from mfa_binder.inventory.editing.text_splices import CommentEdit, ValueEdit, splice_text
from mfa_binder.inventory.editing.yaml_text import EditValue
from mfa_binder.inventory.inventory_loading import Inventory, parse_inventory
from mfa_binder.inventory.message_words import dotted_path
from mfa_binder.inventory.source_text import read_source
from mfa_binder.inventory.yaml_composer import compose_tree
from mfa_binder.inventory.yaml_nodes import Data, KeyPath

_HINT = "nothing was written; make the change by hand"


@dataclass(frozen=True)
class InventoryEdit:
    """A change that was made in memory: the text before and after, and the inventory that it becomes."""

    path: FilePath
    before: str
    after: str
    inventory: Inventory

    def diff(self) -> str:
        """What would change, as a unified diff; empty if nothing."""
        before, after = (_diff_lines(text) for text in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, self.path.name, self.path.name))

    def write(self) -> None:
        """Write the file. Raises OutputError if it is another than it was when it was read."""
        path = self.path.resolve()
        if read_source(path) != self.before:
            raise OutputError(f"{self.path.name} was changed meanwhile", "run the command again; nothing was written")
        marked = path.read_bytes().startswith(codecs.BOM_UTF8)
        mode = stat.S_IMODE(path.stat().st_mode)
        write_text(path, ("\ufeff" if marked else "") + self.after, mode, durable=True)


def edit_inventory(path: FilePath, puts: Sequence[ValueEdit], remarks: Sequence[CommentEdit] = ()) -> InventoryEdit:
    """Put values and comments into an inventory, in memory.

    Raises InventoryError if it cannot be used before or after, and EditError where a person must make the change.
    """
    before, file = read_source(path), str(path)
    parse_inventory(before, file)
    after = edit_text(before, file, puts, remarks)
    return InventoryEdit(path, before, after, parse_inventory(after, file))


def edit_text(text: str, file: str, puts: Sequence[ValueEdit], remarks: Sequence[CommentEdit] = ()) -> str:
    """The text with every value put, all else as it was. Raises EditError if any other value would change."""
    after = splice_text(text, file, puts, remarks)
    wanted = _copy_with(compose_tree(text, file).root.value, puts)
    try:
        found: Data = compose_tree(after, file).root.value
    except InventoryError as error:
        raise EditError(f"the change would break {file}: {error.findings[0].message}", _HINT) from None
    if found != wanted:
        names = ", ".join(dotted_path(put.path) for put in puts[:3])
        raise EditError(f"the change would say something else in {file} than {names} alone", _HINT)
    return after


def _copy_with(data: dict[str, Data], puts: Sequence[ValueEdit]) -> Data:
    """A copy with every value put. What is on a way is copied once, what is beside it is shared."""
    root: Data = dict(data)
    copied: set[KeyPath] = set()
    for put in puts:
        node = root
        for length, step in enumerate(put.path[:-1], 1):
            child = _child_of(node, step)
            if put.path[:length] not in copied:
                copied.add(put.path[:length])
                child = _copy_of(child, put.path[length])
                _set_child(node, step, child)
            node = child
        _set_child(node, put.path[-1], _plain_data(put.value))
    return root


def _child_of(node: Data, step: str | int) -> Data:
    if isinstance(node, dict):
        return node.get(str(step))
    return node[step] if isinstance(node, list) and isinstance(step, int) and step < len(node) else None


def _copy_of(node: Data, step: str | int) -> Data:
    """A copy of what a step goes into; a new one if there is none."""
    if isinstance(step, int):
        return list(node) if isinstance(node, list) else []
    return dict(node) if isinstance(node, dict) else {}


def _set_child(node: Data, step: str | int, value: Data) -> None:
    if isinstance(node, dict):
        node[str(step)] = value
    elif isinstance(node, list) and isinstance(step, int):
        node[step : step + 1] = [value]


def _plain_data(value: EditValue) -> Data:
    if isinstance(value, Mapping):
        return {key: _plain_data(each) for key, each in value.items()}
    if isinstance(value, str | int | date):
        return value
    return [_plain_data(each) for each in value]


def _diff_lines(text: str) -> list[str]:
    """Lines for a diff, each with a break, also the last."""
    return [line + "\n" for line in text.replace("\r\n", "\n").split("\n")] if text else []
