"""Files of any content: thousands of small changes to each, and never another exception than an expected error.

The same changes in every run. The quick tests take a sample; `-m slow` takes all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest
from mkdocs.exceptions import MkDocsException

from mfa_binder.checks.registry import compare_with_aws
from mfa_binder.errors import MfaBinderError
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue
from mfa_binder.pages.own_runbooks import OwnRunbook, own_pages
from mfa_binder.pages.template_limits import MIB, TemplateLimits
from mfa_binder.pages.user_templates import read_user_templates
from mfa_binder.paper.markdown_parsing import dialect_problems, page_links
from mfa_binder.rendering.book_renderer import cover_text
from mfa_binder.rendering.page_renderer import PageRenderer, RenderedPage
from mfa_binder.rendering.shipped_templates import shipped_names
from mfa_binder.site.mkdocs_process import MkDocsRequest, _read_config, mkdocs_settings
from tests.conftest import DATED, Example
from tests.observations import account, devices, observed_json, seen

ODD = [
    *("\0", "\ufeff", "\u2028", "\ud7ff", "{{", "}}", "{%", "%}", "---\n", "\n", "\t", '"', "'", "[", "]", "{", "}"),
    *(":", "- ", "&a ", "*a", "!!python/name:os.system ", "null", "-1", "9" * 400, "1e999", "NaN", "true", "\\ud800"),
    *("2026-02-30", "9999-12-31T23:59:59-23:00", "<b>", "](", "`", "| ", "    ", "#### ", "{{ nope }}", "(" * 300),
]


def mutated(text: str, random: Random) -> bytes:
    """The text with one to four small changes: a piece cut out, doubled, moved or made odd, or a byte flipped."""
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice((0, 1, 1, 3, 10, 60)))
        piece = random.choice(("", text[start:end] * 2, random.choice(ODD), text[start:end][::-1]))
        text = text[:start] + piece + text[end:]
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    if content and random.random() < 0.1:
        content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


Reader = Callable[[Path], None]


def reads_observed(organization: Organization) -> Reader:
    def read(path: Path) -> None:
        compare_with_aws(organization, read_observed(path), DATED)

    return read


def reads_template(example: Example, limits: TemplateLimits) -> Reader:
    """As `check` does, but the sheets of ours, which are the same each time."""

    def read(path: Path) -> None:
        own = read_user_templates(path.parent, shipped_names()).runbooks
        pages = Catalogue(tuple(page for page in catalogue_of(example, own).pages if page.layout))
        if path.parent not in renderers:
            renderers[path.parent] = PageRenderer(example.organization, pages, cover, path.parent, limits=limits)
        renderer = renderers[path.parent]
        forget(renderer)
        list(renderer.mistakes())
        for page in pages.pages[:1]:
            made = renderer.render(page)
            if isinstance(made, RenderedPage):
                list(dialect_problems(made.markdown, page.path))
                list(page_links(made.markdown))

    cover = cover_text(example.organization, DATED)
    renderers: dict[Path, PageRenderer] = {}
    return read


def forget(renderer: PageRenderer) -> None:
    """The template of the last change; ours stay compiled."""
    cache = renderer._environment.cache
    assert cache is not None
    for key in [key for key in cache if key[1] == "mine.md.j2"]:
        del cache[key]


def catalogue_of(example: Example, own: tuple[OwnRunbook, ...]) -> Catalogue:
    return Catalogue(tuple(own_pages(example.organization, own)))


def reads_config(path: Path) -> None:
    """As the process of MkDocs does, up to what MkDocs itself checks."""
    request = MkDocsRequest(
        config=str(path),
        theme="theme",
        runbooks="runbooks",
        output="site",
        title="T",
        binder="",
        pages={},
        report="",
        source_date_epoch=None,
    )
    mkdocs_settings(request, _read_config(path))


TEMPLATE = (
    "---\nid: MINE\ntitle: Mine\nfor_each: account\nonly_if: subject.status == 'active'\nwho: '{{ subject.name }}'\n"
    "present: P\ntime: T\nwhen: N\nwhen_not: X\n---\n{{ heading('Steps') }}\n\n{{ check_account(subject) }}\n"
    "{% call do() %}\nList {{ subject.name | code }}.\n{% endcall %}\n"
    "{% call recorder.bash(subject.key, [{'prints': subject.users | first}]) %}\n"
    "{{ aws('iam', 'list-users', query='Users[].[UserName]', output='text') }}\n{% endcall %}\n"
    "{% call see() %}\n{% for name in subject.users %}{{ name }}{% endfor %}\n{% endcall %}\n"
)


def observed() -> str:
    known = devices(bob=[{"serial": "GAHT1"}])
    return json.dumps(observed_json(account("012345678901", "prod", devices=seen(known))), indent=1)


FAST, ALL = 40, 3_000
SMALL = TemplateLimits(seconds=2, memory=256 * MIB, length=MIB)


@pytest.mark.parametrize("number", [pytest.param(FAST, id="sample"), pytest.param(ALL, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", ["observed", "template", "front matter", "mkdocs"])
def test_no_content_of_a_file_ends_in_another_exception(
    examples: Mapping[str, Example], checkout: Path, tmp_path: Path, kind: str, number: int
) -> None:
    example = examples["example"]
    head, body = TEMPLATE.split("---\n{{", 1)
    text, read = {
        "observed": (observed(), reads_observed(example.organization)),
        "template": ("{{" + body, reads_template(example, SMALL)),
        "front matter": (head, reads_template(example, SMALL)),
        "mkdocs": ((checkout / "mkdocs.yml").read_text(encoding="utf-8"), reads_config),
    }[kind]
    before, after = {"template": (head + "---\n", ""), "front matter": ("", "---\n{{" + body)}.get(kind, ("", ""))
    folder = tmp_path / "templates"
    folder.mkdir()
    path = folder / ("mine.md.j2" if kind in ("template", "front matter") else "file")
    path.write_text(before + text + after, encoding="utf-8")
    read(path)  # unchanged, it is read
    refused = 0
    for seed in range(number):
        path.write_bytes(before.encode() + mutated(text, Random(seed)) + after.encode())
        try:
            read(path)
        except (MfaBinderError, MkDocsException):
            refused += 1
    assert refused < number, "one that nothing reads proves nothing"
    shutil.rmtree(folder)
