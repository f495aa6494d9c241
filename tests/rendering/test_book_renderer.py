"""Rendering: deterministic, overridable section by section, and every value is data."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.book.proof import demands_digest
from mfa_binder.book.sections import BashBlock, JsonBlock
from mfa_binder.book.sidecar import parse_sidecar
from mfa_binder.errors import RenderingError
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue, make_catalogue
from mfa_binder.paper.markdown_parsing import parse_page
from mfa_binder.rendering.block_recorder import text_digest
from mfa_binder.rendering.book_renderer import RenderedBook, render_book

DAY = date(2026, 11, 24)


def rendered(organization: Organization, overrides: Path | None = None, **choice: str) -> RenderedBook:
    pages = make_catalogue(organization)
    if choice:
        chosen = tuple(page for page in pages.pages if page.id == choice["only"])
        pages = Catalogue(chosen)
    return render_book(organization, pages, DAY, overrides)


def test_the_same_input_gives_the_same_bytes(example: Organization) -> None:
    first, second = rendered(example), rendered(example)
    assert first.files == second.files
    assert first.sidecar.dumps() == second.sidecar.dumps()


def test_the_sidecar_reads_as_it_was_made(example: Organization) -> None:
    sidecar = rendered(example).sidecar
    read = parse_sidecar(sidecar.dumps().encode(), "runbooks.json")
    assert read == sidecar
    assert [demands_digest(section) for section in read.sections] == [demands_digest(s) for s in sidecar.sections]


def test_every_fence_of_a_page_is_in_the_sidecar_and_the_other_way_round(example: Organization) -> None:
    built = rendered(example)
    found = 0
    for section in built.sidecar.sections:
        declared = {b.id: b.sha256 for b in section.blocks if isinstance(b, BashBlock | JsonBlock)}
        printed = {s.id: text_digest(s.text) for s in fenced_blocks(built.files[section.path], section.path)}
        assert printed == declared, section.path
        assert section.digest == text_digest(built.files[section.path])
        found += len(declared)
    assert found > 100


def test_every_bash_block_of_every_page_declares_an_outcome(example: Organization) -> None:
    blocks = [b for s in rendered(example).sidecar.sections for b in s.blocks if isinstance(b, BashBlock)]
    assert blocks
    assert all(block.after for block in blocks)


def test_a_users_override_of_one_section_replaces_that_section_alone(example: Organization, tmp_path: Path) -> None:
    target = tmp_path / "sections" / "lost-device" / "tell.md.j2"
    target.parent.mkdir(parents=True)
    target.write_text('{{ heading("Who to tell") }}\n\n-   The night desk, {{ front.owner }}.\n')
    ours = rendered(example, only="LD-YK-001").files["devices/yk-001/lost.md"]
    theirs = rendered(example, tmp_path, only="LD-YK-001").files["devices/yk-001/lost.md"]
    assert "-   The night desk, Alice Nguyen." in theirs
    assert "Whoever keeps `inventory.yaml`" not in theirs
    assert theirs.split("## Who to tell")[0] == ours.split("## Who to tell")[0]
    assert theirs.split("## Sources")[1] == ours.split("## Sources")[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("line one\n{{ nothing_of_that_name }}\n", r"tell\.md\.j2:2:1: .*nothing_of_that_name"),
        ("{% for x in %}\n", r"tell\.md\.j2:1"),
        ('{% call recorder.bash("1", []) %}\nx\n{% endcall %}\n', "declares no outcome"),
        ('{{ recorder.policy("p.json", {}) }}', "declares no verdict"),
        ("one\n{{ whereabouts() }}\n", r"tell\.md\.j2:2"),
        ("{{ 1 / 0 }}\n", r"tell\.md\.j2:1:1: .*zero"),
    ],
)
def test_a_wrong_template_is_told_with_its_line(example: Organization, tmp_path: Path, text: str, told: str) -> None:
    target = tmp_path / "sections" / "lost-device" / "tell.md.j2"
    target.parent.mkdir(parents=True)
    target.write_text(text)
    with pytest.raises(RenderingError) as caught:
        rendered(example, tmp_path, only="LD-YK-001")
    assert re.search(told, str(caught.value.findings[0]))


HOSTILE = ["$(reboot)", "</script><script>alert(1)</script>", "../../x", "a|b*c*`d`", "# h", "!!! warning"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_just_a_name(variant: Callable[..., Organization], name: str) -> None:
    quoted = "'" + name.replace("'", "''") + "'"
    organization = variant(
        ("    name: prod\n", f"    name: {quoted}\n"),
        ("name: Dan Müller,", f"name: {quoted},"),
        ("name: HQ fireproof safe,", f"name: {quoted},"),
    )
    built = rendered(organization)
    for path, text in built.files.items():
        assert "<script" not in text, path
        assert ".." not in Path(path).parts
    for section in built.sidecar.sections:
        printed = [s.id for s in fenced_blocks(built.files[section.path], section.path)]
        assert printed == [b.id for b in section.blocks if b.language != "console"], section.path


def test_a_hostile_device_id_is_a_safe_file_name_and_a_safe_shell_word(variant: Callable[..., Organization]) -> None:
    organization = variant(("HT-001", '"../$(touch x)"'))
    built = rendered(organization)
    path = next(path for path in built.files if "touch-x" in path and path.endswith("lost.md"))
    assert path == "devices/touch-x/lost.md"
    resync = built.files["devices/touch-x/resync.md"]
    assert "'Code on ../$(touch x)'" in resync


def test_a_part_with_more_than_99_steps_goes_on_in_a_new_part(example: Organization, tmp_path: Path) -> None:
    """Site and paper read a list marker of two digits alike, one of three digits not."""
    target = tmp_path / "sections" / "lost-device" / "tell.md.j2"
    target.parent.mkdir(parents=True)
    step = "{% call do() %}\nStep.\n{% endcall %}\n{% call see() %}\nIt.\n{% endcall %}\n"
    target.write_text(f'{{{{ heading("Who to tell") }}}}\n{{% for _ in range(205) %}}\n{step}{{% endfor %}}\n')
    text = rendered(example, tmp_path, only="LD-YK-007").files["devices/yk-007/lost.md"]
    tail = text.split("## Who to tell")[1].split("## Sources")[0]
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", tail, re.MULTILINE)]
    assert numbers == [*range(1, 100), *range(1, 100), *range(1, 8)]
    assert tail.count("the same, continued") == 2
    parse_page(text, "lost.md")


def test_two_processes_render_the_same_bytes_as_one(example: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mfa_binder.rendering.book_renderer._PAGES_WORTH_WORKERS", 1)
    pages = make_catalogue(example)
    seen: list[str] = []
    two = render_book(example, pages, DAY, on_page=lambda page: seen.append(page.id), jobs=2)
    one = render_book(example, pages, DAY)
    assert two.files == one.files
    assert two.sidecar_text == one.sidecar_text
    assert seen == [page.id for page in pages.pages]


def test_an_error_comes_out_of_a_worker_whole(
    example: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mfa_binder.rendering.book_renderer._PAGES_WORTH_WORKERS", 1)
    target = tmp_path / "sections" / "lost-device" / "tell.md.j2"
    target.parent.mkdir(parents=True)
    target.write_text("{{ nothing_of_that_name }}\n")
    with pytest.raises(RenderingError) as caught:
        render_book(example, make_catalogue(example), DAY, tmp_path, jobs=2)
    (finding,) = caught.value.findings
    assert re.search(r"tell\.md\.j2:1:1: .*nothing_of_that_name", str(finding))
    assert finding.hint
