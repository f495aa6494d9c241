"""What a template of the user's cannot reach, and what it may take: no code, no file, no other page, no end of time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from jinja2 import TemplateError as JinjaError

from mfa_binder.errors import RenderingError
from mfa_binder.findings import Finding
from mfa_binder.pages.template_limits import MIB, TemplateLimits
from mfa_binder.pages.template_sandbox import is_readable
from mfa_binder.rendering.block_recorder import BlockRecorder
from mfa_binder.rendering.book_renderer import cover_text
from mfa_binder.rendering.page_environment import PageEnvironment, make_environment
from mfa_binder.rendering.page_links import PageLinks
from mfa_binder.rendering.page_renderer import PageRenderer, RefusedPage, RenderedPage
from mfa_binder.rendering.shipped_templates import shipped_templates
from mfa_binder.rendering.template_files import LayeredLoader
from tests.conftest import DATED, Example


@pytest.fixture(scope="module")
def templates(examples: Mapping[str, Example]) -> Iterator[Callable[[str], str]]:
    """Renders a text in the environment of every page, on the sheet of a lost token."""
    organization, pages = examples["example"].organization, examples["example"].catalogue
    page = next(page for page in pages.pages if page.id == "LD-HT-001")
    recorder, links = BlockRecorder(), PageLinks(pages)
    recorder.start(page)
    links.start(page)
    made: PageEnvironment = make_environment(
        organization, pages, cover_text(organization, DATED), recorder, links, LayeredLoader(shipped_templates(), None)
    )
    yield lambda text: made.from_string(text).render(page=page, view=page.view)


WAYS_OUT = [
    # to Python, through whatever has a name that begins with an underscore
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ '' | attr('__class__') }}",
    "{{ [''] | map(attribute='__class__') | list }}",
    "{{ [''] | map('attr', '__class__') | list }}",
    "{{ [''] | groupby('__class__') | list }}",
    "{{ [''] | sort(attribute='__class__') }}",
    "{{ [''] | sum(attribute='__class__') }}",
    "{{ [''] | selectattr('__class__') | list }}",
    "{{ [''] | max(attribute='__class__') }}",
    "{{ [''] | unique(attribute='__class__') | list }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ '{a.__class__}'.format_map({'a': ''}) }}",
    "{{ ('{0.__class__}' | attr('format'))('') }}",
    "{{ '{0.__class__}' | safe | attr('format') | string }}{{ ('{0.__class__}' | safe).format('') }}",
    "{{ {'a': 1}.__class__ }}",
    "{% set f = '{0.__class__}'.format %}{{ f('') }}",
    "{{ range.__init__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ dict.__subclasses__() }}",
    "{{ money.__globals__ }}",
    "{{ money.func_globals }}",
    "{{ reach.__code__ }}",
    "{{ reach.__closure__ }}",
    "{{ links.find.__func__ }}",
    "{{ links.find.im_func }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ caller.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{{ nothing.__class__ }}",
    "{{ (organization.people.values() | map(attribute='name')).gi_frame }}",
    "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "{{ namespace(a=1)._Namespace__attrs }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner.__init__ }}",
    "{{ lipsum.__globals__ }}",
    # to files and code, through what models have in public
    "{{ organization.parse_file('/etc/passwd') }}",
    "{{ front.parse_raw('x', proto='pickle', allow_pickle=True) }}",
    "{{ organization.model_dump() }}",
    "{{ organization.model_construct() }}",
    "{{ organization.model_copy(update={}) }}",
    "{{ organization.model_fields }}",
    "{{ organization.model_config }}",
    "{{ front.json() }}",
    "{{ front.dict() }}",
    "{{ front.copy() }}",
    "{{ front.schema() }}",
    "{{ recorder._page }}",
    "{{ links._pages }}",
    "{{ catalogue._by_kind }}",
    "{{ page.__dict__ }}",
    "{{ page.part.__class__ }}",
    "{{ organization.people.mapping }}",
    "{{ organization.people.keys().mapping }}",
    # to other pages
    "{{ recorder.start(page) }}",
    "{{ recorder.section('x') }}",
    "{{ links.start(page) }}",
    "{{ organization.people.clear() }}",
    "{{ organization.people.update({}) }}",
    "{{ organization.people.pop('alice') }}",
    "{{ {}.update(a=1) }}",
    "{{ {}.setdefault('a', 1) }}",
    "{{ [1].clear() }}",
    "{{ [1].pop() }}",
    "{% set organization.people = 1 %}",
    "{% set view.front = 1 %}",
    # to what differs from run to run
    "{{ front.dated.today() }}",
    "{{ front.dated.fromtimestamp(0) }}",
    "{{ [1, 2] | random }}",
    # to files, by the name of a template
    "{% include '../inventory.yaml' %}",
    "{% include '/etc/passwd' %}",
    "{% include 'macros/../../inventory.yaml' %}",
    "{% import '../pyproject.toml' as x %}",
    "{% extends '../README.md' %}",
]


@pytest.mark.parametrize("text", WAYS_OUT)
def test_no_way_leads_out_of_a_template(templates: Callable[[str], str], text: str) -> None:
    with pytest.raises(JinjaError):
        templates(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{% set found = [] %}{% set _ = found.append('a') %}{{ found | join }}", "a"),
        ("{% set ns = namespace(n=1) %}{% set ns.n = 2 %}{{ ns.n }}", "2"),
        (
            "{{ 'a-{}'.format(1) }} {{ '%s' % 2 }} {{ 2 ** 10 }} {{ 7 // 2 }} {{ 1.256 | round(2) }}",
            "a-1 2 1024 3 1.26",
        ),
        ("{{ organization.people.alice.name }} {{ organization.people['alice'].key }}", "Alice Nguyen alice"),
        ("{{ front.dated.year }} {{ page.part.value }} {{ page.part.name }}", "2026 Device lost DEVICE_LOST"),
        ("{{ {'a': 1}.get('a') }} {{ dict({'a': 1}, b=2).items() | list | length }}", "1 2"),
        ("{% for x in 'ab' %}{{ loop.index }}{{ loop.last }}{% endfor %}", "1False2True"),
    ],
)
def test_what_a_template_needs_is_there(templates: Callable[[str], str], text: str, printed: str) -> None:
    assert templates(text) == printed


def runbook(folder: Path, text: str, name: str = "tell") -> Path:
    """A section of the sheets of lost devices with that text."""
    path = folder / "sections" / "lost-device" / f"{name}.md.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def lost_token(example: Example, folder: Path, limits: TemplateLimits | None = None) -> RenderedPage | RefusedPage:
    """The sheet of a lost token, made with the templates of a folder."""
    renderer = PageRenderer(
        example.organization, example.catalogue, cover_text(example.organization, DATED), folder, limits=limits
    )
    return renderer.render(next(page for page in example.catalogue.pages if page.id == "LD-HT-001"))


def refused(example: Example, folder: Path, limits: TemplateLimits | None = None) -> Finding:
    """What is wrong with it."""
    made = lost_token(example, folder, limits)
    assert isinstance(made, RefusedPage)
    (finding,) = made.findings
    return finding


SMALL = TemplateLimits(seconds=0.5, memory=128 * MIB, length=100_000)

ENDLESS = [
    ("{% for x in range(10 ** 9) %}{% endfor %}", 2, "Range too big"),
    ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", 2, "seconds"),
    ("{% set l = [1] %}{% for x in l %}{% set _ = l.append(1) %}{% endfor %}", 2, "seconds|memory"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 2, "without an end"),
    ("{% include 'sections/lost-device/tell.md.j2' %}", 2, "without an end"),
    ("{% import 'sections/lost-device/tell.md.j2' as me with context %}{{ me }}", 2, "without an end"),
    ("{{ 'a' * 10 ** 10 }}", 2, "a repetition of more"),
    ("{{ [1] * 10 ** 10 }}", 2, "a repetition of more"),
    ("{{ 10 ** (10 ** 10) }}", 2, "a power of more"),
    ("{{ (7 ** 999) * (7 ** 999) }}", 2, "bits"),
    ("{{ 1 | round(-10 ** 9) }}", 2, "digits"),
    ("{{ 1 | round(10 ** 9, 'ceil') }}", 2, "digits"),
    ("{{ '%0999999999d' % 1 }}", 2, "memory"),
    ("{{ '{:999999999}'.format(1) }}", 2, "memory"),
    ("{{ 'a'.ljust(999999999) }}", 2, "memory"),
    ("{{ 'a' | center(999999999) }}", 2, "memory"),
    ("{{ 'a' | indent(999999999, true) }}", 2, "memory"),
    ("{% set ns = namespace(x='a') %}{% for _ in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", 2, "memory"),
    ("{% for _ in range(20000) %}0123456789{% endfor %}", 0, "more than 100,000 characters"),
    ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", 1, "nested"),
    ("{{ x" + ".a" * 5000 + " }}", 1, "nested"),
    ("{{ 1" + "0" * 5000 + " }}", 1, "digits"),
    ("{% for a in [1] %}" * 25 + "{% endfor %}" * 25, 2, "nested"),
]


@pytest.mark.parametrize(("text", "line", "words"), ENDLESS)
def test_a_page_that_takes_too_much_is_ended_with_its_line(
    examples: Mapping[str, Example], tmp_path: Path, text: str, line: int, words: str
) -> None:
    began = time.process_time()
    finding = refused(examples["example"], runbook(tmp_path, f"One.\n{text}\n"), SMALL)
    assert time.process_time() - began < 10
    assert re.search(words, finding.message), finding.message
    assert finding.hint
    if line:
        assert finding.place.file == str(tmp_path / "sections/lost-device/tell.md.j2")
        assert finding.place.line in (line, line + 1)


def test_after_a_page_without_an_end_no_other_is_tried(examples: Mapping[str, Example], tmp_path: Path) -> None:
    folder = runbook(tmp_path, "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")
    made = lost_token(examples["example"], folder, SMALL)
    assert isinstance(made, RefusedPage)
    assert made.last


def test_a_page_leaves_nothing_behind_for_the_next(examples: Mapping[str, Example], tmp_path: Path) -> None:
    example = examples["example"]
    folder = tmp_path / "templates"
    (folder / "macros").mkdir(parents=True)
    (folder / "macros/people.md.j2").write_text("{% set seen = [] %}\n{% macro person(who) %}x{% endmacro %}\n")
    with pytest.raises(RenderingError) as caught:
        refused(example, folder)
    assert "sets seen to what one page could change for the next" in str(caught.value.findings[0])
    (folder / "macros/people.md.j2").write_text("")
    (folder / "mine.md.j2").write_text("{% set seen = [] %}")
    runbook(folder, "{% import 'mine.md.j2' as mine %}{{ mine.seen.append(1) }}{{ mine.seen }}")
    assert "could change for the next" in refused(example, folder).message


SHARED_IS_FROZEN = (list, set, bytearray)


def reachable(value: object, seen: set[int]) -> Iterator[tuple[str, object]]:
    """Everything that a template can read of a value, with the name of its type."""
    if id(value) in seen or isinstance(value, str | int | float | type | None):
        return
    seen.add(id(value))
    yield type(value).__name__, value
    if isinstance(value, Mapping):
        parts: list[object] = list(value.values())
    elif isinstance(value, tuple | list | set | frozenset):
        parts = list(value)
    else:
        names = [name for name in dir(type(value)) if is_readable(type(value), name)]
        read = [getattr(value, name, None) for name in names]
        parts = [part for part in read if not callable(part)]
    for part in parts:
        yield from reachable(part, seen)


def test_nothing_that_pages_share_is_a_list(each_example: Example) -> None:
    """A template may append to a list: so lists are only those that it has made itself."""
    shared = (each_example.organization, tuple(page.view for page in each_example.catalogue.pages))
    found = [name for name, value in reachable(shared, set()) if isinstance(value, SHARED_IS_FROZEN)]
    assert found == []
