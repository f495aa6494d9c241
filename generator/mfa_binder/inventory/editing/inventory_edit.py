"""An edit of `inventory.yaml`: made in memory, read back as any inventory is, then written whole or not at all."""

from __future__ import annotations

import codecs
import difflib
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

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

    path: Path
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


def edit_inventory(path: Path, edits: Sequence[ValueEdit], comments: Sequence[CommentEdit] = ()) -> InventoryEdit:
    """Put values and comments into an inventory, in memory.

    Raises InventoryError if it cannot be used before or after, and EditError where a person must make the change.
    """
    before, file = read_source(path), str(path)
    parse_inventory(before, file)
    after = edit_text(before, file, edits, comments)
    return InventoryEdit(path, before, after, parse_inventory(after, file))


def edit_text(text: str, file: str, edits: Sequence[ValueEdit], comments: Sequence[CommentEdit] = ()) -> str:
    """The text with every edit made, all else as it was. Raises EditError if any other value would change."""
    tree = compose_tree(text, file)
    after = splice_text(text, file, tree, edits, comments)
    intended = _copy_with(tree.root.value, edits)
    # Read back: whatever the pieces were, the file says what was asked and nothing else, or nothing is written.
    try:
        actual: Data = compose_tree(after, file).root.value
    except InventoryError as error:
        raise EditError(f"the change would break {file}: {error.findings[0].message}", _HINT) from None
    if actual != intended:
        names = ", ".join(dotted_path(edit.path) for edit in edits[:3])
        raise EditError(f"the change would say something else in {file} than {names} alone", _HINT)
    return after


def _copy_with(data: dict[str, Data], edits: Sequence[ValueEdit]) -> Data:
    """A copy with every value put. What is on a way is copied once, what is beside it is shared."""
    root: Data = dict(data)
    copied: set[KeyPath] = set()
    for edit in edits:
        data_here = root
        for length, step in enumerate(edit.path[:-1], 1):
            child = _data_at(data_here, step)
            if edit.path[:length] not in copied:
                copied.add(edit.path[:length])
                child = _copy_of(child, edit.path[length])
                _set_child(data_here, step, child)
            data_here = child
        _set_child(data_here, edit.path[-1], _plain_data(edit.value))
    return root


def _data_at(data: Data, step: str | int) -> Data:
    if isinstance(data, dict):
        return data.get(str(step))
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _copy_of(data: Data, step: str | int) -> Data:
    """A copy of what a step goes into; a new one if there is none."""
    if isinstance(step, int):
        return list(data) if isinstance(data, list) else []
    return dict(data) if isinstance(data, dict) else {}


def _set_child(data: Data, step: str | int, value: Data) -> None:
    if isinstance(data, dict):
        data[str(step)] = value
    elif isinstance(data, list) and isinstance(step, int):
        data[step : step + 1] = [value]


def _plain_data(value: EditValue) -> Data:
    if isinstance(value, Mapping):
        return {key: _plain_data(item) for key, item in value.items()}
    if isinstance(value, str | int | date):
        return value
    return [_plain_data(item) for item in value]


def _diff_lines(text: str) -> list[str]:
    """Lines for a diff, each with a break, also the last."""
    return [line + "\n" for line in text.replace("\r\n", "\n").split("\n")] if text else []
