"""How our templates are written: prose in lines that a reviewer can read, and macros imported by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jinja2 import meta, nodes

from mfa_binder.rendering.block_recorder import BlockRecorder
from mfa_binder.rendering.book_renderer import cover_text
from mfa_binder.rendering.page_environment import PageEnvironment, make_environment
from mfa_binder.rendering.page_links import PageLinks
from mfa_binder.rendering.shipped_templates import shipped_names, shipped_templates
from mfa_binder.rendering.template_files import LayeredLoader

NAMES = sorted(shipped_names())


@pytest.fixture(scope="module")
def env(examples) -> PageEnvironment:
    """As our templates are rendered, without a folder of the user's."""
    example = examples["example"]
    loader = LayeredLoader(shipped_templates(), None)
    cover = cover_text(example.organization, example.organization.document.dated)
    return make_environment(
        example.organization, example.catalogue, cover, BlockRecorder(), PageLinks(example.catalogue), loader
    )


@pytest.fixture(scope="module")
def trees(env: PageEnvironment) -> dict[str, nodes.Template]:
    """Each of our templates as Jinja2 reads it, by name."""
    return {name: env.parse((shipped_templates() / name).read_text(encoding="utf-8")) for name in NAMES}


def imported_names(tree: nodes.Template) -> list[str]:
    return [each for found in tree.find_all(nodes.FromImport) for each in found.names if isinstance(each, str)]


def test_a_macro_is_known_only_where_it_is_imported(env: PageEnvironment, trees: dict[str, nodes.Template]) -> None:
    assert "tell_owner" in env.offered
    assert not set(env.offered) & set(env.globals)
    unsaid = {name: meta.find_undeclared_variables(tree) & set(env.offered) for name, tree in trees.items()}
    assert {name: macros for name, macros in unsaid.items() if macros} == {}


def test_no_import_is_left_that_nobody_uses(trees: dict[str, nodes.Template]) -> None:
    unused = {name: sorted(unused_imports(tree)) for name, tree in trees.items()}
    assert {name: macros for name, macros in unused.items() if macros} == {}


def unused_imports(tree: nodes.Template) -> Iterator[str]:
    used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    return (name for name in imported_names(tree) if name not in used)


LONGEST_LINE = 160


def test_no_line_is_longer_than_a_reviewer_reads() -> None:
    """A break within a tag, within a step and its parts, and within the filter `join_lines` prints nothing."""
    files = {name: (shipped_templates() / name).read_text(encoding="utf-8").split("\n") for name in NAMES}
    lines = ((f"{name}:{number}", line) for name, lines in files.items() for number, line in enumerate(lines, start=1))
    assert [place for place, line in lines if len(line) > LONGEST_LINE] == []


def test_no_list_is_changed_in_place(trees: dict[str, nodes.Template]) -> None:
    """What a page counts and compares is a property of its view, with a type and tests."""
    changing = {"append", "extend", "insert", "update", "pop"}
    calls = {name: [each.attr for each in tree.find_all(nodes.Getattr)] for name, tree in trees.items()}
    assert {name: sorted(changing & set(attrs)) for name, attrs in calls.items() if changing & set(attrs)} == {}
