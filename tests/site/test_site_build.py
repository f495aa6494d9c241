"""The site is complete or not there: strict, atomic, reproducible, and nobody else's file is lost."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mfa_binder.errors import OutputError
from mfa_binder.site.site_build import build_site, own_config

DATED = date(2025, 2, 3)


def build(runbooks: Path, site: Path, config: Path | None = None) -> int:
    return build_site(runbooks, site, config, "Runbooks of Ångström & Co", dated=DATED).pages


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def runbooks(pages: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return shutil.copytree(pages, tmp_path / "runbooks")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_every_markdown_page_becomes_a_page(runbooks: Path, target: Path) -> None:
    assert build(runbooks, target) == len(list(runbooks.rglob("*.md"))) == 9
    for page in runbooks.rglob("*.md"):
        assert (target / page.relative_to(runbooks)).with_suffix(".html").is_file()


def test_pages_carry_the_title_they_were_built_with(runbooks: Path, target: Path) -> None:
    build(runbooks, target)
    assert "Runbooks of Ångström &amp; Co" in (target / "index.html").read_text(encoding="utf-8")


def test_the_home_page_offers_the_binder_when_there_is_one(runbooks: Path, target: Path) -> None:
    for config in (None, target.parent / "mkdocs.yml"):
        if config:
            config.write_text("theme: material\n", encoding="utf-8")
        build_site(runbooks, target, config, "Runbooks", binder="binders/a b.pdf")
        assert 'href="binders/a b.pdf"' in (target / "index.html").read_text(encoding="utf-8")
        assert "a b.pdf" not in (target / "people" / "index.html").read_text(encoding="utf-8")
    build(runbooks, target)
    assert ".pdf" not in (target / "index.html").read_text(encoding="utf-8")


def test_a_site_that_cannot_be_written_is_told(runbooks: Path, target: Path) -> None:
    target.parent.joinpath("file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        build(runbooks, target.parent / "file" / "site")


def test_same_pages_same_bytes(runbooks: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one" / "site", tmp_path / "two" / "site"
    build(runbooks, first)
    for page in runbooks.rglob("*.md"):
        page.touch()
    build(runbooks, second)
    assert contents(first) == contents(second)


def test_the_site_is_dated_by_its_document_not_by_the_clock(runbooks: Path, target: Path) -> None:
    build(runbooks, target)
    header = (target / "sitemap.xml.gz").read_bytes()[:8]
    assert datetime.fromtimestamp(int.from_bytes(header[4:8], "little"), UTC).date() == DATED


def test_runbooks_are_only_read(runbooks: Path, target: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in runbooks.rglob("*")}
    build(runbooks, target)
    assert {path: path.stat().st_mtime_ns for path in runbooks.rglob("*")} == before


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("nowhere.md", "nowhere.md"),
        ("devices/index.md#nowhere", "nowhere"),
        ("/accounts/index.md", "/accounts/index.md"),
    ],
)
def test_a_broken_link_stops_the_build_and_leaves_the_last_site(
    runbooks: Path, target: Path, link: str, told: str
) -> None:
    build(runbooks, target)
    before = contents(target)
    (runbooks / "people" / "index.md").write_text(f"# People\n\n[gone]({link})\n", encoding="utf-8")
    with pytest.raises(OutputError) as refused:
        build(runbooks, target)
    assert "people/index.md" in refused.value.message
    assert told in refused.value.message
    assert refused.value.hint
    assert contents(target) == before
    assert [path.name for path in target.parent.iterdir() if path.name.startswith(".")] == []


def test_a_page_that_mkdocs_skips_in_silence_is_missed(runbooks: Path, target: Path) -> None:
    (runbooks / ".hidden.md").write_text("# Hidden\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"\.hidden\.md"):
        build(runbooks, target)


def test_a_register_that_is_missing_stops_the_build(runbooks: Path, target: Path) -> None:
    (runbooks / "people" / "index.md").unlink()
    (runbooks / "index.md").write_text("# Home\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"people/index\.md"):
        build(runbooks, target)


def test_binders_and_foreign_files_stay_and_old_pages_go(runbooks: Path, target: Path) -> None:
    extra, drawing = runbooks / "devices" / "yk-002.md", runbooks / "devices" / "yk-002.svg"
    extra.write_text("# Another\n", encoding="utf-8")
    drawing.write_text("<svg/>\n", encoding="utf-8")
    build(runbooks, target)
    for name in ("binders/binder.pdf", "robots.txt", "devices/photo.jpg", "own.html"):
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text(f"kept: {name}", encoding="utf-8")
    extra.unlink()
    drawing.unlink()
    for _ in range(2):
        build(runbooks, target)
    assert not list(target.glob("devices/yk-002.*"))
    for name in ("binders/binder.pdf", "robots.txt", "devices/photo.jpg", "own.html"):
        assert (target / name).read_text(encoding="utf-8") == f"kept: {name}"


def test_a_site_of_somebody_else_is_not_replaced(runbooks: Path, target: Path) -> None:
    target.mkdir()
    (target / "index.html").write_text("<h1>Our own site</h1>", encoding="utf-8")
    (target / "devices").write_text("a file where a folder of pages goes", encoding="utf-8")
    with pytest.raises(OutputError, match=r"devices, index\.html: not made by mfa-binder"):
        build(runbooks, target)
    assert contents(target).keys() == {"index.html", "devices"}
    assert [path.name for path in target.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("dangling", [True, False])
def test_a_site_behind_a_link_is_not_written(runbooks: Path, target: Path, tmp_path: Path, dangling: bool) -> None:
    if not dangling:
        (tmp_path / "outside").mkdir()
    target.symlink_to(tmp_path / "outside")
    with pytest.raises(OutputError, match="site is a symbolic link"):
        build(runbooks, target)
    assert not dangling or not (tmp_path / "outside").exists()
    assert target.is_symlink()


@pytest.mark.parametrize("content", [b"[]", b"[[1], 2]"])
def test_a_list_of_what_was_built_that_cannot_be_read_is_made_again(
    runbooks: Path, target: Path, content: bytes
) -> None:
    build(runbooks, target)
    whole = (target / ".built.json").read_bytes()
    (target / ".built.json").write_bytes(content)
    build(runbooks, target)
    assert (target / ".built.json").read_bytes() == whole


def test_what_mkdocs_built_by_hand_leaves_nothing_stale(runbooks: Path, target: Path) -> None:
    build(runbooks, target)
    (target / ".built.json").unlink()
    shutil.copy(target / "people" / "index.html", target / "people" / "stale.html")
    (target / "assets" / "stale.js").write_text("old", encoding="utf-8")
    build(runbooks, target)
    assert not (target / "people" / "stale.html").exists()
    assert not (target / "assets" / "stale.js").exists()


def test_a_swap_that_was_interrupted_is_repaired(runbooks: Path, target: Path) -> None:
    build(runbooks, target)
    (target / "binders").mkdir(exist_ok=True)
    (target / "binders" / "binder.pdf").write_text("paper", encoding="utf-8")
    target.rename(target.with_name(".site.mfa-binder-old"))
    target.with_name(".site.mfa-binder-new").mkdir()
    build(runbooks, target)
    assert (target / "binders" / "binder.pdf").read_text(encoding="utf-8") == "paper"
    assert sorted(path.name for path in target.parent.iterdir()) == ["runbooks", "site"]


def test_a_copy_of_our_configuration_works_where_our_theme_is_not(runbooks: Path, target: Path) -> None:
    config = Path(shutil.copy(own_config(), target.parent / "mkdocs.yml"))
    build(runbooks, target, config)
    assert (target / "assets" / "iframe-worker.js").is_file()


def test_material_without_a_folder_of_its_own_gets_ours(runbooks: Path, target: Path) -> None:
    config = target.parent / "mkdocs.yml"
    lines = own_config().read_text(encoding="utf-8").splitlines(keepends=True)
    config.write_text("".join(line for line in lines if "custom_dir:" not in line), encoding="utf-8")
    build(runbooks, target, config)
    assert (target / "assets" / "iframe-worker.js").is_file()


def test_a_theme_folder_of_ones_own_is_used_instead_of_ours(runbooks: Path, target: Path) -> None:
    config = target.parent / "mkdocs.yml"
    config.write_text("theme: {name: material, custom_dir: mine}\n", encoding="utf-8")
    (target.parent / "mine").mkdir()
    (target.parent / "mine" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    build(runbooks, target, config)
    assert (target / "logo.svg").is_file()
    assert not (target / "assets" / "iframe-worker.js").exists()


def test_a_configuration_of_ones_own_is_used(runbooks: Path, target: Path) -> None:
    config = target.parent / "mkdocs.yml"
    config.write_text("site_name: other\ntheme: {name: mkdocs}\ndocs_dir: elsewhere\n", encoding="utf-8")
    build(runbooks, target, config)
    assert "bootstrap" in (target / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["theme: {name: no-such-theme}\n", "nav: 3\n", "[unclosed\n", "made_up: 1\n"])
def test_a_configuration_that_is_wrong_is_told_not_a_traceback(runbooks: Path, target: Path, text: str) -> None:
    config = target.parent / "mkdocs.yml"
    config.write_text(text, encoding="utf-8")
    with pytest.raises(OutputError) as refused:
        build(runbooks, target, config)
    assert "Traceback" not in refused.value.message
    assert not target.exists()
