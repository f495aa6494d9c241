"""The blocks of a page, as Typst. An unknown node is refused; a known one is never dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.typesetting.ceremony import is_initialled, outcome
from mfa_binder.typesetting.change_bars import bar, barred_row
from mfa_binder.typesetting.code_frames import code_frame
from mfa_binder.typesetting.dialect import FENCE
from mfa_binder.typesetting.extent import height, plain
from mfa_binder.typesetting.glyphs import printable_code
from mfa_binder.typesetting.inline import Sheet, inline, printed
from mfa_binder.typesetting.measures import MILLIMETRE
from mfa_binder.typesetting.qr import QrCode
from mfa_binder.typesetting.refusal import line_of, refusal
from mfa_binder.typesetting.table_columns import columns_of, shared
from mfa_binder.typesetting.typst_source import array, boolean, call, joined, literal, points

_LONGEST_LEAD_IN = 350
"""Characters of a paragraph that stays on the page of the list, table or code that it leads to."""
_LED_IN = frozenset({"ordered_list", "bullet_list", "table", "fence"})


def blocks(nodes: Sequence[SyntaxTreeNode], sheet: Sheet) -> str:
    """Blocks one after the other, as one expression."""
    return joined(_block(node, sheet) for node in nodes)


def _block(node: SyntaxTreeNode, sheet: Sheet) -> str:
    if node.type not in _SETTERS:
        raise refusal(sheet.page, line_of(node), f"`{node.type}` cannot be printed")
    return _SETTERS[node.type](node, sheet)


def _whole(expression: str, node: SyntaxTreeNode, sheet: Sheet) -> str:
    """`expression` on one page: kept there if it is surely lower than one, else measured by the typesetter."""
    guessed = height(node, sheet.width, sheet.measures)
    return call("kept" if guessed < sheet.measures.kept_height else "fitted", expression)


def _paragraph(node: SyntaxTreeNode, sheet: Sheet) -> str:
    marked = bar(node, sheet)
    told = outcome(node, sheet)
    if told:
        return call("outcome", *told, **marked)
    words = inline(node.children[0], sheet)
    if _leads(node):
        return call("lead-in", words, **marked)
    return call("par-block" if marked else "par", words, **marked)


def _leads(node: SyntaxTreeNode) -> bool:
    """Whether a paragraph stays on the page of what follows."""
    text, after = plain(node).rstrip(), node.next_sibling
    return len(text) < _LONGEST_LEAD_IN and after is not None and (text.endswith(":") or after.type in _LED_IN)


def _heading(node: SyntaxTreeNode, sheet: Sheet) -> str:
    label = sheet.addresses.heading_label(sheet.page, line_of(node) - 1)
    return call("section-heading", node.tag[1], literal(label), inline(node.children[0], sheet), **bar(node, sheet))


def _fence(node: SyntaxTreeNode, sheet: Sheet) -> str:
    written = FENCE.fullmatch(node.info.strip())
    if written is None:
        raise refusal(sheet.page, line_of(node), f"the fence `{node.info}` cannot be printed")
    frame = code_frame(node.content, written["language"], sheet.width, sheet.measures)
    title = literal(printable_code(written["title"])) if written["title"] else "none"
    sheet.codes.update((code.name, code.png) for code in frame.codes)
    setting = call(
        "code-block",
        title,
        literal(written["language"]),
        literal("\n".join(frame.lines)),
        array(_scanned(code, frame.check, written["title"] or "") for code in frame.codes),
        boolean(frame.is_beside),
        **bar(node, sheet),
    )
    return _whole(setting, node, sheet)


def _scanned(code: QrCode, check: str, title: str) -> str:
    """A code: its file, its side, what stands under it, and its words for those who do not see it."""
    block = printable_code(title.partition(":")[0])
    said = f"QR code of {block or 'a block'}, {code.number} of {code.of}: the text of the block"
    caption = check if code.of == 1 else f"{code.number} of {code.of} · {check}"
    named = literal(block) if title else "none"
    return array([literal(code.name), points(code.side_mm * MILLIMETRE), named, literal(caption), literal(said)])


def _ordered(node: SyntaxTreeNode, sheet: Sheet) -> str:
    start = int(node.attrs.get("start", 1))
    inner = sheet.narrower(sheet.measures.list_indent)
    signed = is_initialled(node, sheet)
    items = [
        call("enum.item", str(number), _step(item, inner) if signed else _item(item, inner))
        for number, item in enumerate(node.children, start=start)
    ]
    return call("signed-steps" if signed else "steps", str(start), boolean(_is_loose(node)), *items)


def _step(node: SyntaxTreeNode, sheet: Sheet) -> str:
    """A step of a ceremony: the action, with boxes at its right, and everything else below."""
    action, *rest = node.children
    beside = sheet.narrower(0, sheet.measures.signing_width)
    return _whole(call("signed-step", blocks([action], beside), blocks(rest, sheet)), node, sheet)


def _item(node: SyntaxTreeNode, sheet: Sheet) -> str:
    return _whole(blocks(node.children, sheet), node, sheet)


def _unordered(node: SyntaxTreeNode, sheet: Sheet) -> str:
    loose = boolean(_is_loose(node))
    return joined(_run(list(items), task, loose, sheet) for task, items in groupby(node.children, key=_is_task))


def _run(items: Sequence[SyntaxTreeNode], task: bool, loose: str, sheet: Sheet) -> str:
    inner = sheet.narrower(sheet.measures.list_indent if task else sheet.measures.bullet_indent)
    return call("tasks" if task else "points", loose, *(_item(item, inner) for item in items))


def _is_task(item: SyntaxTreeNode) -> bool:
    return "task-list-item" in str(item.attrs.get("class", ""))


def _is_loose(node: SyntaxTreeNode) -> bool:
    paragraphs = (block for item in node.children for block in item.children if block.type == "paragraph")
    return any(not paragraph.hidden for paragraph in paragraphs)


def _admonition(node: SyntaxTreeNode, sheet: Sheet) -> str:
    title, *body = node.children
    kind = str(node.meta["tag"])
    inner = sheet.narrower(sheet.measures.admonition_inset, sheet.measures.admonition_inset)
    said = plain(title).casefold() == kind
    words = "none" if said else inline(title.children[0], inner)
    setting = call("admonition", literal(kind), words, blocks(body, inner), **bar(title, inner))
    return _whole(setting, node, sheet)


def _rule(_node: SyntaxTreeNode, _sheet: Sheet) -> str:
    return call("rule")


def _table(node: SyntaxTreeNode, sheet: Sheet) -> str:
    rows = [row for row in node.walk() if row.type == "tr"]
    form = any(not plain(cell) for row in rows[1:] for cell in row.children)
    widths = shared(columns_of(rows, lambda cell: printed(cell, sheet), sheet.measures), sheet.width, fill=form)
    header, *body = ([*_cells(row, widths, sheet)] for row in rows)
    setting = call(
        "register",
        array(points(width) for width in widths),
        array(_alignment(cell) for cell in rows[0].children),
        boolean(form),
        array(header),
        array(cell for row in body for cell in row),
    )
    guessed = height(node, sheet.width, sheet.measures)
    return call("kept", setting) if guessed < sheet.measures.kept_height else setting


def _cells(row: SyntaxTreeNode, widths: Sequence[float], sheet: Sheet) -> Iterator[str]:
    """The cells of a row. A row that could be higher than a page may be torn: nothing is cut off."""
    insets = 2 * sheet.measures.cell_inset
    sized = zip(row.children, widths, strict=True)
    heights = [height(cell.children[0], width - insets, sheet.measures) for cell, width in sized]
    torn = boolean(max(heights) > sheet.measures.kept_height)
    inner = [width - insets for width in widths]
    cells = [_cell(cell, width, sheet) for cell, width in zip(row.children, inner, strict=True)]
    first = barred_row(row, cells[0], cells, inner, sheet)
    yield from (call("cell", torn, "false", words) for words in (first, *cells[1:]))


def _cell(cell: SyntaxTreeNode, width: float, sheet: Sheet) -> str:
    place = replace(sheet, width=width, longest_word=width / sheet.measures.table_size)
    words = inline(cell.children[0], place)
    return words if plain(cell) else call("to-fill-in", words)


def _alignment(cell: SyntaxTreeNode) -> str:
    return str(cell.attrs.get("style", "text-align:left")).removeprefix("text-align:")


_SETTERS: Mapping[str, Callable[[SyntaxTreeNode, Sheet], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "fence": _fence,
    "ordered_list": _ordered,
    "bullet_list": _unordered,
    "admonition": _admonition,
    "hr": _rule,
    "table": _table,
}
