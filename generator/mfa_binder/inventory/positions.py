"""Where the values of an inventory stand in its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mfa_binder.findings import Finding, FindingPlace, UnplacedFinding
from mfa_binder.inventory.message_words import dotted_path, one_line
from mfa_binder.inventory.yaml_nodes import KeyPath, ListNode, MapNode, Node, ScalarNode

PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")
"""A key that is repeated when it is not known. Any other may be a value that lost its colon."""


@dataclass(frozen=True)
class FilePositions:
    """File, line and column of every value."""

    file: str
    """The file's name as the user gave it."""
    root: MapNode = field(repr=False)

    def place(self, path: KeyPath) -> FindingPlace:
        """The place of a value; of its nearest known ancestor where the file does not have it.

        A word is placed at its own beginning, a map or list of a map at its key.
        """
        return FindingPlace(self.file, *self._value_spot(path), dotted_path(path))

    def spot(self, unplaced: UnplacedFinding) -> tuple[int, int]:
        """Line and column of a finding: those of the key where it is about the key."""
        if unplaced.id in _ABOUT_KEYS:
            steps = list(self._steps(unplaced.path))
            key = steps[-1][0] if steps and len(steps) == len(unplaced.path) else None
            if key is not None:
                return key.line, key.column
        return self._value_spot(unplaced.path)

    def _value_spot(self, path: KeyPath) -> tuple[int, int]:
        line, column = self.root.line, self.root.column
        for key, node in self._steps(path):
            at = node if key is None or isinstance(node, ScalarNode) else key
            line, column = at.line, at.column
        return line, column

    def node(self, path: KeyPath) -> Node | None:
        """The node of a value, if the file has it."""
        steps = list(self._steps(path))
        if len(steps) < len(path):
            return None
        return steps[-1][1] if steps else self.root

    def placed(self, unplaced: UnplacedFinding) -> Finding:
        """The finding with its place, on one line."""
        place = FindingPlace(self.file, *self.spot(unplaced), dotted_path(unplaced.path))
        if unplaced.id == "unknown-key" and not PLAIN_KEY.fullmatch(str(unplaced.path[-1])):
            place = replace(place, path=dotted_path(unplaced.path[:-1]))
        message, hint = one_line(unplaced.message), one_line(unplaced.advice)
        return Finding(unplaced.id, unplaced.severity, place, message, hint)

    def _steps(self, path: KeyPath) -> Iterator[tuple[ScalarNode | None, Node]]:
        """Key (None in a list) and node of each step, as far as the file goes."""
        node: Node = self.root
        for step in path:
            key: ScalarNode | None = None
            if isinstance(node, MapNode) and isinstance(step, str) and step in node.entries:
                key, node = node.entries[step]
            elif isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
                node = node.items[step]
            else:
                return
            yield key, node


_ABOUT_KEYS = frozenset({"unknown-key", "key-not-text"})
