"""JSON and YAML that other programs wrote, as nodes with lines and columns; several documents in one file, too.

Only plain values are made of them: of a value with a tag, such as `!Ref`, the text is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from mfa_binder.errors import DeviceListError, InventoryError
from mfa_binder.findings import Finding, FindingPlace
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.lists.list_text import ListText, refuse_list
from mfa_binder.inventory.yaml_composer import compose_document
from mfa_binder.inventory.yaml_nodes import ListNode, MapNode, Node, ScalarNode, child_of

_YAML_BEGINS = re.compile(
    r"(?:---.*\n|%YAML.*\n|[ \t]*#.*\n|[ \t]*\r?\n)*(?:- *)?[\"']?[A-Za-z][\w.-]*[\"']?[ \t]*:(?:[ \t\r\n]|$)"
)
_DOCUMENT_MARK = re.compile(r"^---(?:[ \t].*)?\r?$|^\.\.\.[ \t]*\r?$", re.MULTILINE)
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
"""A character beyond U+FFFF as JSON escapes it, which YAML does not read."""

_REPEATED_KEYS = frozenset({"Accounts", "NextToken"})
"""Keys that stand twice where the YAML of several pages was put into one file; `pages` reads every one."""

_MOST_DOCUMENTS = 10_000


def is_json(text: str) -> bool:
    """Whether a text is meant to be JSON: it begins with a brace or a bracket."""
    return text.lstrip()[:1] in ("{", "[")


def is_document(text: str) -> bool:
    """Whether a text is meant to be JSON or YAML: its first line that says something is `key:`."""
    return is_json(text) or _YAML_BEGINS.match(text) is not None


def read_documents(source: ListText) -> list[Node]:
    """The tops of all documents of a file. Raises DeviceListError with every problem that keeps one from being read."""
    nodes: list[Node] = []
    findings: list[Finding] = []
    for before, text in _json_documents(source) if is_json(source.text) else _yaml_documents(source.text):
        try:
            node, document_findings = compose_document("\n" * before + text, source.file)
        except InventoryError as error:
            findings += [replace(finding, hint="export the list again") for finding in error.findings]
            continue
        findings += [finding for finding in document_findings if _prevents_reading(finding)]
        nodes += [node] if node is not None else []
    if findings:
        raise DeviceListError(findings)
    return nodes


def _prevents_reading(finding: Finding) -> bool:
    """Whether a finding keeps the file from being read: tags do not, nor pages that were put one behind the other."""
    is_page = finding.id == "duplicate-key" and finding.place.path in _REPEATED_KEYS
    return finding.id != "yaml-tag" and not is_page


def _json_documents(source: ListText) -> Iterator[tuple[int, str]]:
    """Each document with the number of line breaks before it."""
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    text, position = source.text, 0
    for _ in range(_MOST_DOCUMENTS):
        position = _after_blanks(text, position)
        if position >= len(text):
            return
        end = _end_of_document(source, decoder, position)
        begin = text.rfind("\n", 0, position) + 1
        yield (
            text.count("\n", 0, begin),
            " " * (position - begin) + _SURROGATES.sub(_join_surrogates, text[position:end]),
        )
        position = end
    message = f"there are more than {_MOST_DOCUMENTS:,} documents in the file"
    refuse_list(FindingPlace(source.file), "list-broken", message, "export the list as one document")


def _end_of_document(source: ListText, decoder: json.JSONDecoder, begin: int) -> int:
    try:
        return decoder.raw_decode(source.text, begin)[1]
    except json.JSONDecodeError as error:
        place = FindingPlace(source.file, error.lineno, error.colno)
        refuse_list(place, "list-broken", f"this is not JSON: {error.msg.lower()}", "export the list again")
    except RecursionError:
        line = source.text.count("\n", 0, begin) + 1
        refuse_list(
            FindingPlace(source.file, line, 1), "list-broken", "values are nested too deep", "is this the list?"
        )


def _after_blanks(text: str, position: int) -> int:
    """Where the next document begins: behind blanks, and commas that somebody has put between pages."""
    blanks = re.compile(r"[\s,]*").match(text, position)
    return blanks.end() if blanks is not None else position


def _join_surrogates(pair: re.Match[str]) -> str:
    return pair[1] + (bytes.fromhex(pair[2]) + bytes.fromhex(pair[3])).decode("utf-16-be")


def _yaml_documents(text: str) -> Iterator[tuple[int, str]]:
    begin = 0
    for between in (*_DOCUMENT_MARK.finditer(text), None):
        end = between.start() if between is not None else len(text)
        if text[begin:end].strip():
            yield text.count("\n", 0, begin), text[begin:end]
        begin = between.end() if between is not None else end


def entries_of(node: Node | None) -> Iterator[tuple[str, Node]]:
    """The entries of a map; none of anything else."""
    if isinstance(node, MapNode):
        for key, (_, value) in node.entries.items():
            yield key, value


def maps_in(node: Node | None) -> Iterator[MapNode]:
    """The maps in a list; the map itself; none of anything else."""
    for item in node.items if isinstance(node, ListNode) else [node]:
        if isinstance(item, MapNode):
            yield item


def value_at(node: Node | None, *path: str) -> Node | None:
    """The value at a path of keys; None if there is none."""
    for key in path:
        node = child_of(node, key)
    return node


def pages_of(node: Node | None, key: str) -> list[Node]:
    """The values of a key of the top, which several pages in one document repeat."""
    first = value_at(node, key)
    if first is None or not isinstance(node, MapNode):
        return []
    return [first, *(page for page in node.repeated if isinstance(page, ListNode))]


def cell_at(node: Node | None, *path: str, title: str | None = None) -> ListCell | None:
    """What stands at a path of keys as a cell, titled by its last key; None if that says nothing."""
    return cell_of(value_at(node, *path), path[-1] if title is None else title)


def cell_of(node: Node | None, title: str) -> ListCell | None:
    """A word or text as a cell; None if it says nothing. A number is as it is written, its zeros too."""
    if not isinstance(node, ScalarNode) or (node.bare and node.value is None) or not node.text.strip():
        return None
    return ListCell(node.text.strip(), node.line, node.column, title)
