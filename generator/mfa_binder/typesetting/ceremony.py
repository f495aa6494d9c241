"""Steps that are initialled: each has boxes for initials and time, and what it should show is set apart.

On paper a step is a row: number, action, boxes; under the action what is typed, and then, each with its name
in front, what should be seen and what to do if it is not. The step stays an item of a list, and its words
stay in the order of the page.
"""

from __future__ import annotations

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.typesetting.extent import plain
from mfa_binder.typesetting.inline import Sheet, inline, runs
from mfa_binder.typesetting.typst_source import call, joined


def is_initialled(node: SyntaxTreeNode, sheet: Sheet) -> bool:
    """Whether the items of a list are steps of a ceremony: numbered, and in no other list or box."""
    return sheet.ceremony and node.type == "ordered_list" and node.parent is not None and node.parent.is_root


def outcome(node: SyntaxTreeNode, sheet: Sheet) -> tuple[str, str] | None:
    """Name and words of a paragraph of a step that begins with its name, `*You should see:*`; None for any other."""
    item = node.parent
    if item is None or item.type != "list_item" or item.parent is None or not is_initialled(item.parent, sheet):
        return None
    members = [child for child in node.children[0].children if child.content or child.children]
    if not members or members[0].type != "em" or not plain(members[0]).endswith(":"):
        return None
    return call("emph", inline(members[0], sheet)), joined(runs(members[1:], sheet, after_box=True))
