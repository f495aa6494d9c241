"""What counts as a block of a page, where it stands, and what its text is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.book.fenced_blocks import FencedBlock, fenced_blocks

PAGES = Path(__file__).parent / "pages"


def test_blocks_of_a_page_in_order_with_line_id_and_dedented_text() -> None:
    markdown = (PAGES / "page.md").read_text(encoding="utf-8")
    found = fenced_blocks(markdown, "devices/page.md")
    assert found == (
        FencedBlock("devices/page.md", 6, "bash", "LD-1.1", "aws sts get-caller-identity\n"),
        FencedBlock("devices/page.md", 12, "bash", "LD-1.2", "if true; then\n  echo '\\'\n\n  echo two\nfi\n"),
        FencedBlock("devices/page.md", 24, "json", "LD-1.3", '{"Version": "2012-10-17"}\n', file="deny.json"),
        FencedBlock("devices/page.md", 32, "bash", "LD-1.4", "cat <<'END'\n```\nEND\n"),
    )


@pytest.mark.parametrize(
    "fence",
    ["```", "```bash", "```sh", '``` title="X.1"', "~~~"],
)
def test_a_fence_without_title_or_language_is_counted(fence: str) -> None:
    (found,) = fenced_blocks(f"# Page\n\n{fence}\nls\n{fence[:3]}\n", "p.md")
    assert (found.line, found.text) == (4, "ls\n")
    assert not (found.id and found.language)


def test_transcripts_are_not_blocks() -> None:
    assert fenced_blocks("```text\n$ ls\n```\n\n    ```text\n    in an indented block\n    ```\n", "p.md") == ()


@pytest.mark.parametrize(
    "markdown",
    [
        '=== "Tab"\n\n    ```bash title="X.1"\n    ls\n    ```\n',
        '<div>\n```bash title="X.1"\nls\n```\n</div>\n',
        'Text\n\n        ```bash title="X.1"\n        ls\n        ```\n',
    ],
    ids=["tab", "html", "indented code"],
)
def test_what_only_looks_like_a_fence_is_counted_and_marked(markdown: str) -> None:
    (found,) = fenced_blocks(markdown, "p.md")
    assert (found.id, found.seen, found.text) == ("X.1", False, "")
    assert 'title="X.1"' in markdown.splitlines()[found.line - 2]


def test_line_ends_of_other_systems_do_not_move_lines() -> None:
    unix = '# Page\n\n```bash title="X.1"\nls\n```\n'
    assert fenced_blocks(unix.replace("\n", "\r\n"), "p.md") == fenced_blocks(unix, "p.md")


def test_characters_that_only_some_call_line_ends_do_not_move_lines() -> None:
    (found,) = fenced_blocks('Page\u2028\x0b\x0c\n\n=== "Tab"\n\n    ```bash title="X.1"\n    ls\n    ```\n', "p.md")
    assert found.line == 6


@given(st.lists(st.text(st.characters(exclude_characters="\r\0", exclude_categories=("Cs",))), max_size=5))
def test_any_text_comes_back_as_it_was_printed(texts: list[str]) -> None:
    """Whatever a value holds, the rehearsal runs what the page prints, block by block."""
    codes = [text.replace("```", "") + "\n" for text in texts]
    markdown = "\n".join(
        f'1.  Step\n\n    ```bash title="X.{n}"\n'
        + "".join(f"    {line}\n" for line in code.removesuffix("\n").split("\n"))
        + "    ```\n"
        for n, code in enumerate(codes)
    )
    found = fenced_blocks(markdown, "p.md")
    assert [(snippet.id, snippet.text) for snippet in found] == [(f"X.{n}", code) for n, code in enumerate(codes)]
