"""What site and paper read differently is refused with page and line; what they read alike is accepted."""

from __future__ import annotations

import pytest

from mfa_binder.book.leaf_sets import divide_into_leaf_sets
from mfa_binder.errors import DialectError
from mfa_binder.paper.link_targets import LinkTargets
from mfa_binder.paper.markdown_parsing import parse_page
from mfa_binder.paper.sheet_measures import A4_MEASURES
from mfa_binder.paper.typst_blocks import typeset_blocks
from mfa_binder.paper.typst_inline import SheetContext

REFUSED = {
    "no title": ("Text\n", 1),
    "an empty page": ("", 1),
    "two titles": ("# A\n\n# B\n", 3),
    "a level skipped": ("# A\n\n### B\n", 3),
    "level four": ("# A\n\n## B\n\n### C\n\n#### D\n", 7),
    "an underlined heading": ("# A\n\nB\n---\n", 3),
    "a heading without a space": ("# A\n\n#B\n", 3),
    "an indented heading": ("# A\n\n-   x\n\n    ## B\n", 5),
    "a block of HTML": ("# A\n\n<div>x</div>\n", 3),
    "HTML in a line": ("# A\n\none\ntwo <b>x</b>\n", 4),
    "a comment": ("# A\n\n<!-- x -->\n", 3),
    "an automatic link": ("# A\n\n<https://example.com>\n", 3),
    "an image": ("# A\n\n![x](y.png)\n", 3),
    "a quotation": ("# A\n\n> x\n", 3),
    "an indented code block": ("# A\n\n    x\n", 3),
    "a link definition": ("# A\n\n[x]: https://example.com\n", 3),
    "a link with a title": ('# A\n\n[x](https://example.com "t")\n', 3),
    "a backslash escape": ("# A\n\nx \\< y\n", 3),
    "a break by backslash": ("# A\n\nx\\\ny\n", 3),
    "a literal star": ("# A\n\n2 * 3\n", 3),
    "bold on the site only": ("# A\n\n**Note:**text\n", 3),
    "underscores": ("# A\n\n_x_\n", 3),
    "a literal backtick": ("# A\n\nx ` y\n", 3),
    "code that begins with a space": ("# A\n\n`  x`\n", 3),
    "three spaces in a list": ("# A\n\n1. x\n\n   y\n", 5),
    "a list under a paragraph": ("# A\n\nx\n- y\n", 4),
    "a table under a paragraph": ("# A\n\nx\n| a |\n|---|\n| b |\n", 4),
    "an admonition under a paragraph": ('# A\n\nx\n!!! note "T"\n    y\n', 4),
    "stars as bullets": ("# A\n\n* x\n", 3),
    "numbers with parentheses": ("# A\n\n1) x\n", 3),
    "numbers that lie": ("# A\n\n1.  x\n1.  y\n", 4),
    "an item wider than four columns": ("# A\n\n100. x\n", 3),
    "an item that begins with code": ("# A\n\n-   ```bash\n    x\n    ```\n", 3),
    "an empty item": ("# A\n\n-\n-   x\n", 3),
    "a ticked box": ("# A\n\n- [x] done\n", 3),
    "a fence of tildes": ("# A\n\n~~~bash\nx\n~~~\n", 3),
    "an unknown language": ("# A\n\n```python\nx\n```\n", 3),
    "a fence without language": ("# A\n\n```\nx\n```\n", 3),
    "other attributes": ('# A\n\n```bash linenums="1"\nx\n```\n', 3),
    "an open fence": ("# A\n\n```bash\nx\n", 3),
    "an unknown admonition": ('# A\n\n!!! bug "T"\n    x\n', 3),
    "an admonition without title": ("# A\n\n!!! note\n    x\n", 3),
    "an admonition without text": ('# A\n\n!!! note "T"\n', 3),
    "a folded admonition": ('# A\n\n??? note "T"\n    x\n', 3),
    "a rule of stars": ("# A\n\n***\n", 3),
    "surplus cells": ("# A\n\n| a |\n|---|\n| b | c |\n", 5),
    "missing cells": ("# A\n\n| a | b |\n|---|---|\n| c |\n", 5),
    "a bar in code in a cell": ("# A\n\n| a |\n|---|\n| `x|y` |\n", 5),
    "an escaped bar": ("# A\n\n| a |\n|---|\n| x \\| y |\n", 5),
    "a tab": ("# A\n\nx\ty\n", 3),
    "a control character": ("# A\n\nx\x02y\n", 3),
    "a Windows line end": ("# A\r\n", 1),
    "an entity that is no character": ("# A\n\nx&#31;y\n", 3),
    "a contents list": ("# A\n\n[TOC]\n", 3),
}

ACCEPTED = """# Title with `code` and **bold**

Text, *emphasis*, `code`, [a page](other.md#part), [web](https://example.com/a_b), [here](#one) snake_case A&B &lt;b&gt;
next line{two_spaces}
after a break.

## One

7.  Seven
8.  Eight

    -   a
    -   b

        ```json title="X-1.1: file.json"
        {"a": "*"}
        ```

9.  Nine

    !!! danger "Do **not**"
        Text

        1.  Inner

10. Ten

---

- [ ] tick
- [ ] tick too

| a | b |
|:--|--:|
| `x` | |

### Two

````text
```
````
""".replace("{two_spaces}", "  ")


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_page_and_line(name):
    page, line = REFUSED[name]
    with pytest.raises(DialectError) as refused:
        refuse(page)
    assert refused.value.message.startswith(f"folder/page.md:{line}: ")
    assert refused.value.hint


def refuse(page: str) -> None:
    """Read and set a page: a node that the reader lets through is refused when it is to be printed."""
    read = parse_page(page, "folder/page.md")
    addresses = LinkTargets({"folder/page.md": "X-1"})
    addresses.add(read, divide_into_leaf_sets("X-1", page), {"X-1": 0})
    typeset_blocks(
        read.root.children[1:], SheetContext("folder/page.md", "X-1", 0, addresses, A4_MEASURES, A4_MEASURES.text_width)
    )


def test_the_whole_dialect_is_accepted(bind):
    paper = bind({"other": "# Other\n\n## Part\n\nx\n", "all": ACCEPTED})
    text = paper.text("all")
    for words in ("10. Ten", "DANGER Do not", "a page (other)", "<b>", "X-1.1: file.json"):
        assert words in text


@pytest.mark.parametrize("href", ["missing.md", "other.md#nothing", "#nothing", "../other.md"])
def test_a_link_that_leads_nowhere_is_refused(bind, href):
    with pytest.raises(DialectError, match=r"^X\.md:3: "):
        bind({"other": "# Other\n", "X": f"# A\n\n[x]({href})\n"})
