"""Whoever scans the codes of a printed binder has the text of every block, byte for byte, and nothing else."""

from __future__ import annotations

import hashlib

import pypdfium2
import pytest

from mfa_binder.organization.binder_settings import Paper, PrintForm
from tests.printing import Printed
from tests.qr_reading import blocks_of, scan

FORMS = {
    "A4": PrintForm(),
    "Letter": PrintForm(paper=Paper.LETTER),
    "large print": PrintForm(large_print=True),
}

LONG = "aws iam create-user " + " ".join(
    f"--tags Key=number-{number:04d},Value='it is {number}'" for number in range(98)
)
COMMANDS = {
    "short": "pwd",
    "continued": "aws iam list-users \\\n    --query Users",
    "several lines": "for NAME in a b; do\n    echo \"$NAME\"\ndone",
    "a blank line": "echo a\n\necho b",
    "quotes": "echo 'it'\"'\"'s' \"$HOME\" `date` \\$x",
    "other scripts": "echo 'Müller 中文 🔑 אב'",
    "as long as one code holds beside a frame": "echo " + "x" * 394,
    "longer than that": "echo " + "x" * 500,
    "two codes": "echo " + "y" * 1500,
    "4,000 characters": f"{LONG} " + "x" * (3999 - len(LONG)),
    "40 lines": "\n".join(f"echo line {number} of forty" for number in range(40)),
}  # fmt: skip
POLICY = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}'


def page_of_blocks() -> str:
    """Blocks in steps, in a box, in a list inside a step, and outside all; a transcript, which nobody types."""
    page = "# Blocks\n\n"
    for number, (name, code) in enumerate(COMMANDS.items(), start=1):
        inner = code.replace("\n", "\n    ").replace("\n    \n", "\n\n")
        page += f"{number}.".ljust(4) + f'{name}\n\n    ```bash title="X-1.{number}"\n    {inner}\n    ```\n\n'
    page += f'## Others\n\n```json title="X-1.90: policy.json"\n{POLICY}\n```\n\n```text\nnobody types this\n```\n\n'
    page += '!!! warning "Mind"\n    Do it.\n\n    ```bash title="X-1.91"\n    echo in a box\n    ```\n\n'
    page += '1.  One\n\n    -   Two\n\n        ```bash title="X-1.92"\n        echo deep\n        ```\n'
    return page


def shared(pieces: list[bytes], blocks: list[bytes]) -> list[bytes]:
    """Codes put together, one after the other, until each block is complete."""
    whole: list[bytes] = []
    rest = list(pieces)
    for block in blocks:
        text = b""
        while rest and len(text) < len(block):
            text += rest.pop(0)
        whole.append(text)
    return [*whole, *rest]


@pytest.mark.parametrize("name", FORMS)
def test_every_code_is_the_text_of_its_block(bind, name):
    assert len(COMMANDS["4,000 characters"]) == 4000
    paper = bind({"X-1": page_of_blocks()}, FORMS[name])
    blocks = blocks_of(paper, paper.runbooks, ["X-1"])
    assert len(blocks) == len(COMMANDS) + 3
    assert shared([code.payload for code in scan(paper.binder.path)], blocks) == blocks


def test_codes_are_read_from_a_page_in_black_and_white_only(bind):
    paper = bind({"X-1": page_of_blocks()})
    blocks = blocks_of(paper, paper.runbooks, ["X-1"])
    codes = [code.payload for code in scan(paper.binder.path, black_and_white=True)]
    assert shared(codes, blocks) == blocks


def test_without_codes_the_frames_have_the_whole_width(bind):
    line = "x" * 76
    page = f'# T\n\n1.  Do\n\n    ```bash title="X-1.1"\n    {line}\n    ```\n'
    assert list(scan(bind({"X-1": page}, PrintForm(qr=False)).binder.path)) == []
    assert line in bind({"X-1": page}, PrintForm(qr=False)).text("X-1")
    assert line not in bind({"X-1": page}).text("X-1")


def test_under_each_code_stand_the_first_digits_of_the_digest_of_its_block(bind):
    paper = bind({"X-1": page_of_blocks()})
    text = paper.text("X-1")
    for block in blocks_of(paper, paper.runbooks, ["X-1"]):
        assert hashlib.sha256(block).hexdigest()[:8] in text
    digest = hashlib.sha256(f"{COMMANDS['two codes']}\n".encode()).hexdigest()[:8]
    assert f"1 of 2 · {digest}" in text
    assert f"2 of 2 · {digest}" in text


def test_a_transcript_and_an_empty_block_have_no_code(bind):
    paper = bind({"X-1": '# T\n\n```text\nshown\n```\n\n```bash title="X-1.1"\n\n```\n'})
    assert list(scan(paper.binder.path)) == []


def test_a_code_stands_on_the_page_of_its_frame(bind):
    for fillers in range(18, 34, 3):
        filler = "".join(f"Filler {number}.\n\n" for number in range(fillers))
        paper = bind({"X-1": f'# T\n\n{filler}```bash title="X-1.1"\necho once\n```\n'})
        (code,) = scan(paper.binder.path, dots=150)
        assert "echo once" in paper.pages[code.page - 1]


def test_a_code_is_30_millimetres_wide_and_lies_in_the_page(bind):
    paper = bind({"X-1": '# T\n\n1.  Do\n\n    ```bash title="X-1.1"\n    pwd\n    ```\n'})
    with pypdfium2.PdfDocument(paper.binder.path) as document:
        pictures = [
            (picture.get_bounds(), page.get_size())
            for page in document
            for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=6)
        ]
    (((left, bottom, right, top), (width, _)),) = pictures
    millimetre = 72 / 25.4
    assert abs(right - left - 30 * millimetre) < 0.1
    assert abs(top - bottom - 30 * millimetre) < 0.1
    assert width - right > 10 * millimetre


def test_the_whole_binder_of_the_example_is_scanned_byte_for_byte(printed_example):
    assert sum(map(scanned_blocks, printed_example)) > 400


def scanned_blocks(volume: Printed) -> int:
    """How many blocks a volume has, once every code of it was read and is one of them."""
    names = list(dict.fromkeys(name.partition("/")[0] for name in volume.binder.set_pages))
    blocks = blocks_of(volume, volume.runbooks, names)
    assert shared([code.payload for code in scan(volume.binder.path)], blocks) == blocks
    return len(blocks)
