"""The blocks of a page, as Typst: an unknown node is refused, a known one is never dropped.

On paper a step is a row: number, action, boxes; under the action what is typed, and then, each with its name
in front, what should be seen and what to do if it is not. The step stays an item of a list, and its words
stay in the order of the page.

A bar stands beside the smallest block that holds a changed line of the page: a paragraph, a heading, a frame,
a row of a table; never beside a whole list or box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.paper.block_heights import block_height, plain_text
from mfa_binder.paper.code_frames import code_frame
from mfa_binder.paper.fonts import printable_code
from mfa_binder.paper.markdown_dialect import FENCE_INFO, dialect_error, source_line
from mfa_binder.paper.qr_codes import QrCode
from mfa_binder.paper.sheet_measures import MILLIMETRE
from mfa_binder.paper.table_columns import requested_columns, share_width
from mfa_binder.paper.typst_expressions import array, boolean, call, join_expressions, literal, points
from mfa_binder.paper.typst_inline import SheetContext, printed_words, typeset_inline, typeset_runs


def is_signed_list(node: SyntaxTreeNode, sheet: SheetContext) -> bool:
    """Whether the items of a list are steps of a ceremony: numbered, and in no other list or box."""
    return sheet.ceremony and node.type == "ordered_list" and node.parent is not None and node.parent.is_root


def step_outcome(node: SyntaxTreeNode, sheet: SheetContext) -> tuple[str, str] | None:
    """Name and words of a paragraph of a step that begins with its name, `*You should see:*`; None for any other."""
    item = node.parent
    if item is None or item.type != "list_item" or item.parent is None or not is_signed_list(item.parent, sheet):
        return None
    members = [child for child in node.children[0].children if child.content or child.children]
    if not members or members[0].type != "em" or not plain_text(members[0]).endswith(":"):
        return None
    return call("emph", typeset_inline(members[0], sheet)), join_expressions(
        typeset_runs(members[1:], sheet, after_box=True)
    )


def is_changed(node: SyntaxTreeNode, sheet: SheetContext) -> bool:
    """Whether a line of the page that changed is one of the node's."""
    if not sheet.changed or node.map is None:
        return False
    first, after = node.map
    return any(first < line <= after for line in sheet.changed)


def change_bar(node: SyntaxTreeNode, sheet: SheetContext) -> Mapping[str, str]:
    """The argument that gives a block its bar: how far it stands from the edge of the text. None, if unchanged."""
    return {"marked": points(sheet.left)} if is_changed(node, sheet) else {}


def first_cell_with_bar(
    row: SyntaxTreeNode, first: str, cells: list[str], widths: list[float], sheet: SheetContext
) -> str:
    """`first` cell of a row, which has the bar of the whole row if it changed."""
    if not is_changed(row, sheet):
        return first
    return join_expressions([call("row-bar", points(sheet.left), array(map(points, widths)), array(cells)), first])


_LONGEST_LEAD_IN = 350
"""Characters of a paragraph that stays on the page of the list, table or code that it leads to."""
_KINDS_LED_IN = frozenset({"ordered_list", "bullet_list", "table", "fence"})


def typeset_blocks(nodes: Sequence[SyntaxTreeNode], sheet: SheetContext) -> str:
    """Blocks one after the other, as one expression."""
    return join_expressions(_typeset_block(node, sheet) for node in nodes)


def _typeset_block(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    if node.type not in _BLOCK_TYPESETTERS:
        raise dialect_error(sheet.page, source_line(node), f"`{node.type}` cannot be printed")
    return _BLOCK_TYPESETTERS[node.type](node, sheet)


def _keep_on_one_page(expression: str, node: SyntaxTreeNode, sheet: SheetContext) -> str:
    """`expression` on one page: kept there if it is surely lower than one, else measured by the typesetter."""
    guessed = block_height(node, sheet.width, sheet.measures)
    return call("whole" if guessed < sheet.measures.kept_height else "whole-if-lower", expression)


def _typeset_paragraph(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    marked = change_bar(node, sheet)
    named = step_outcome(node, sheet)
    if named:
        return call("outcome", *named, **marked)
    words = typeset_inline(node.children[0], sheet)
    if _is_lead_in(node):
        return call("lead-in", words, **marked)
    return call("par-block" if marked else "par", words, **marked)


def _is_lead_in(node: SyntaxTreeNode) -> bool:
    """Whether a paragraph stays on the page of what follows."""
    text, after = plain_text(node).rstrip(), node.next_sibling
    return len(text) < _LONGEST_LEAD_IN and after is not None and (text.endswith(":") or after.type in _KINDS_LED_IN)


def _typeset_heading(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    label = sheet.addresses.heading_label(sheet.page, source_line(node) - 1)
    return call(
        "section-heading",
        node.tag[1],
        literal(label),
        typeset_inline(node.children[0], sheet),
        **change_bar(node, sheet),
    )


def _typeset_fence(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    written = FENCE_INFO.fullmatch(node.info.strip())
    if written is None:
        raise dialect_error(sheet.page, source_line(node), f"the fence `{node.info}` cannot be printed")
    frame = code_frame(node.content, written["language"], sheet.width, sheet.measures)
    title = literal(printable_code(written["title"])) if written["title"] else "none"
    sheet.codes.update((code.name, code.png) for code in frame.codes)
    setting = call(
        "code-block",
        title,
        literal(written["language"]),
        literal("\n".join(frame.lines)),
        array(_qr_figure(code, frame.check, written["title"] or "") for code in frame.codes),
        boolean(frame.is_beside),
        **change_bar(node, sheet),
    )
    return _keep_on_one_page(setting, node, sheet)


def _qr_figure(code: QrCode, check: str, title: str) -> str:
    """A code: its file, its side, what stands under it, and its words for those who do not see it."""
    block = printable_code(title.partition(":")[0])
    alternative = f"QR code of {block or 'a block'}, {code.number} of {code.of}: the text of the block"
    caption = check if code.of == 1 else f"{code.number} of {code.of} · {check}"
    named = literal(block) if title else "none"
    return array([literal(code.name), points(code.side_mm * MILLIMETRE), named, literal(caption), literal(alternative)])


def _typeset_ordered_list(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    start = int(node.attrs.get("start", 1))
    inner = sheet.narrower(sheet.measures.list_indent)
    signed = is_signed_list(node, sheet)
    items = [
        call("enum.item", str(number), _typeset_signed_step(item, inner) if signed else _typeset_item(item, inner))
        for number, item in enumerate(node.children, start=start)
    ]
    return call("signed-steps" if signed else "steps", str(start), boolean(_is_loose(node)), *items)


def _typeset_signed_step(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    """A step of a ceremony: the action, with boxes at its right, and everything else below."""
    action, *rest = node.children
    beside = sheet.narrower(0, sheet.measures.signing_width)
    return _keep_on_one_page(
        call("signed-step", typeset_blocks([action], beside), typeset_blocks(rest, sheet)), node, sheet
    )


def _typeset_item(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    return _keep_on_one_page(typeset_blocks(node.children, sheet), node, sheet)


def _typeset_unordered_list(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    loose = boolean(_is_loose(node))
    return join_expressions(
        _typeset_bullets(list(items), task, loose, sheet) for task, items in groupby(node.children, key=_is_task)
    )


def _typeset_bullets(items: Sequence[SyntaxTreeNode], task: bool, loose: str, sheet: SheetContext) -> str:
    inner = sheet.narrower(sheet.measures.list_indent if task else sheet.measures.bullet_indent)
    return call("tasks" if task else "points", loose, *(_typeset_item(item, inner) for item in items))


def _is_task(item: SyntaxTreeNode) -> bool:
    return "task-list-item" in str(item.attrs.get("class", ""))


def _is_loose(node: SyntaxTreeNode) -> bool:
    paragraphs = (block for item in node.children for block in item.children if block.type == "paragraph")
    return any(not paragraph.hidden for paragraph in paragraphs)


def _typeset_admonition(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    title, *body = node.children
    kind = str(node.meta["tag"])
    inner = sheet.narrower(sheet.measures.admonition_inset, sheet.measures.admonition_inset)
    is_named_for_kind = plain_text(title).casefold() == kind
    words = "none" if is_named_for_kind else typeset_inline(title.children[0], inner)
    setting = call("admonition", literal(kind), words, typeset_blocks(body, inner), **change_bar(title, inner))
    return _keep_on_one_page(setting, node, sheet)


def _typeset_rule(_node: SyntaxTreeNode, _sheet: SheetContext) -> str:
    return call("rule")


def _typeset_table(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    rows = [row for row in node.walk() if row.type == "tr"]
    form = any(not plain_text(cell) for row in rows[1:] for cell in row.children)
    widths = share_width(
        requested_columns(rows, lambda cell: printed_words(cell, sheet), sheet.measures), sheet.width, fill=form
    )
    header, *body = ([*_typeset_cells(row, widths, sheet)] for row in rows)
    setting = call(
        "register",
        array(points(width) for width in widths),
        array(_cell_alignment(cell) for cell in rows[0].children),
        boolean(form),
        array(header),
        array(cell for row in body for cell in row),
    )
    guessed = block_height(node, sheet.width, sheet.measures)
    return call("whole", setting) if guessed < sheet.measures.kept_height else setting


def _typeset_cells(row: SyntaxTreeNode, widths: Sequence[float], sheet: SheetContext) -> Iterator[str]:
    """The cells of a row. A row that could be higher than a page may be torn: nothing is cut off."""
    insets = 2 * sheet.measures.cell_inset
    sized = zip(row.children, widths, strict=True)
    heights = [block_height(cell.children[0], width - insets, sheet.measures) for cell, width in sized]
    torn = boolean(max(heights) > sheet.measures.kept_height)
    inner = [width - insets for width in widths]
    cells = [_typeset_cell(cell, width, sheet) for cell, width in zip(row.children, inner, strict=True)]
    first = first_cell_with_bar(row, cells[0], cells, inner, sheet)
    yield from (call("cell", torn, "false", words) for words in (first, *cells[1:]))


def _typeset_cell(cell: SyntaxTreeNode, width: float, sheet: SheetContext) -> str:
    place = replace(sheet, width=width, longest_word=width / sheet.measures.table_size)
    words = typeset_inline(cell.children[0], place)
    return words if plain_text(cell) else call("to-fill-in", words)


def _cell_alignment(cell: SyntaxTreeNode) -> str:
    return str(cell.attrs.get("style", "text-align:left")).removeprefix("text-align:")


_BLOCK_TYPESETTERS: Mapping[str, Callable[[SyntaxTreeNode, SheetContext], str]] = {
    "paragraph": _typeset_paragraph,
    "heading": _typeset_heading,
    "fence": _typeset_fence,
    "ordered_list": _typeset_ordered_list,
    "bullet_list": _typeset_unordered_list,
    "admonition": _typeset_admonition,
    "hr": _typeset_rule,
    "table": _typeset_table,
}
