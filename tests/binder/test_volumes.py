"""A large binder comes in volumes: nothing is lost between them, and each says what the others hold."""

import pypdf
import pytest

from generator.binder.volume import Volume, whole
from generator.binder.volumes import typeset_volumes


def text(path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


@pytest.fixture(scope="module")
def volumes(samples, sample_sidecar, tmp_path_factory):
    folder = tmp_path_factory.mktemp("volumes")
    (folder / "binder-9.pdf").write_bytes(b"of an earlier, larger binder")
    (folder / "labels.pdf").write_bytes(b"somebody else's")
    return typeset_volumes(samples, sample_sidecar, folder, sections=2)


def test_a_small_binder_is_one_file(samples, sample_sidecar, tmp_path):
    binders = typeset_volumes(samples, sample_sidecar, tmp_path)
    assert [binder.path.name for binder in binders] == ["binder.pdf"]
    assert "Volume" not in text(binders[0].path).split("Contents")[0]


def test_every_section_is_in_exactly_one_volume(volumes, sample_sidecar):
    assert [binder.path.name for binder in volumes] == ["binder.pdf", "binder-2.pdf"]
    texts = [text(binder.path) for binder in volumes]
    for section in sample_sidecar.sections:
        heads = [sum(f"{section.id} {section.title} page 1 of" in line for line in t.split("\n")) for t in texts]
        assert sorted(heads) == [0, 1], section.id
    assert sum(binder.pages for binder in volumes) == sum(len(pypdf.PdfReader(b.path).pages) for b in volumes)


def test_cover_and_contents_say_which_volume_it_is_and_what_the_others_hold(volumes, sample_sidecar):
    for number, binder in enumerate(volumes, start=1):
        pages = [page.extract_text() for page in pypdf.PdfReader(binder.path).pages]
        assert f"{number} of 2" in pages[0]
        contents = next(page for page in pages if page.startswith("Contents"))
        assert "In the other volumes" in contents
        for other, first, last in Volume(number, 2, 2).others(sample_sidecar):
            assert f"Volume {other}" in contents
            assert f"{first.id} to {last.id}" in contents


def test_a_link_to_another_volume_names_the_sheet_and_the_volume(volumes, sample_sidecar):
    linked = [content for content in (text(binder.path) for binder in volumes) if "volume 1)" in content]
    assert linked, "the sample pages link across the cut"


def test_volumes_that_are_no_longer_made_go_and_foreign_files_stay(volumes):
    folder = volumes[0].path.parent
    assert sorted(path.name for path in folder.iterdir()) == ["binder-2.pdf", "binder.pdf", "labels.pdf"]


def test_the_same_pages_give_the_same_bytes(volumes, samples, sample_sidecar, tmp_path):
    again = typeset_volumes(samples, sample_sidecar, tmp_path, sections=2)
    assert [b.path.read_bytes() for b in again] == [b.path.read_bytes() for b in volumes]


def test_whole_is_one_volume_of_everything(sample_sidecar):
    assert whole(sample_sidecar).sections(sample_sidecar) == sample_sidecar.sections
    assert list(whole(sample_sidecar).elsewhere(sample_sidecar)) == []
