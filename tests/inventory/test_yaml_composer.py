"""Each node knows what it is in the text: where it begins and ends, how it is written, which anchor it has."""

from collections.abc import Iterator

import pytest

from mfa_binder.inventory.yaml_composer import compose_tree
from mfa_binder.inventory.yaml_nodes import KeyPath, ListNode, MapNode, Node, ScalarNode, alias_at, child_of

TEXT = """\
plain: one two   # a comment
'quoted': 'it''s'
"double": "q\\u00e4" # behind
😀: [a, "b" , {c: d}]
nothing:
tilde: ~
block: |
  one
  two

anchored: &name {x: 1}
alias: *name
list:
  - *name
  - &word last
"""
WRITTEN: dict[KeyPath, tuple[str, str | None]] = {
    ("plain",): ("one two", None),
    ("quoted",): ("'it''s'", None),
    ("double",): ('"q\\u00e4"', None),
    ("😀",): ('[a, "b" , {c: d}]', None),
    ("😀", 1): ('"b"', None),
    ("😀", 2): ("{c: d}", None),
    ("nothing",): ("", None),
    ("tilde",): ("~", None),
    ("block",): ("|\n  one\n  two\n\n", None),
    ("anchored",): ("&name {x: 1}", "name"),
    ("alias",): ("&name {x: 1}", "name"),
    ("list", 0, "x"): ("1", None),
    ("list", 1): ("&word last", "word"),
}


@pytest.fixture(scope="module")
def root() -> MapNode:
    return compose_tree(TEXT, "file").root


def node_at(root: Node, path: KeyPath) -> Node | None:
    node: Node | None = root
    for step in path:
        node = child_of(node, step)
    return node


@pytest.mark.parametrize("path", WRITTEN, ids=str)
def test_a_value_is_what_stands_between_its_ends(root: MapNode, path: KeyPath) -> None:
    node = node_at(root, path)
    assert node is not None
    assert (TEXT[node.start : node.end], node.anchor) == WRITTEN[path]
    lines = TEXT[: node.start].split("\n")
    assert (node.line, node.column) == (len(lines), len(lines[-1]) + 1)


def test_an_alias_has_a_place_of_its_own_and_the_node_of_its_anchor(root: MapNode) -> None:
    places = {("alias",): (root, "alias"), ("list", 0): (child_of(root, "list"), 0)}
    for path, (parent, step) in places.items():
        alias = alias_at(parent, step) if parent is not None else None
        assert alias is not None
        assert TEXT[alias.start : alias.end] == "*name"
        assert node_at(root, path) is child_of(root, "anchored")
    assert alias_at(root, "anchored") is None
    assert compose_tree(TEXT, "file").referred == {"name"}


def test_the_last_value_is_the_last_that_is_written_also_of_a_key_that_stands_twice() -> None:
    for text, written in (("a: &q 1\nb: *q\n", "*q"), ("a: 1\na: 2\n", "2"), ("[x, y]: z\n", "z"), ("{a: , }", "")):
        last = compose_tree(text, "file").root.last
        assert last is not None
        assert text[last.start : last.end] == written


def words(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, MapNode):
        for key, value in node.entries.values():
            yield key
            yield from words(value)
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from words(item)
    else:
        yield node


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_plain_word_of_the_example_stands_where_its_node_says(example_text: str, line_end: str) -> None:
    text = example_text.replace("\n", line_end)
    plain = [word for word in words(compose_tree(text, "file").root) if word.bare and word.anchor is None]
    assert len(plain) > 500
    assert [word.text for word in plain if text[word.start : word.end] != word.text] == []
