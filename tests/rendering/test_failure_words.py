"""A failure of a command is printed and noted by one macro; a page may also note it, and word it itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mfa_binder.book.sections import BashBlock
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rendering.book_renderer import cover_text
from mfa_binder.rendering.page_renderer import PageRenderer, RenderedPage

BLOCK = '{% call recorder.bash("111122223333", [{"prints_nothing": true}]) %}\ntrue\n{% endcall %}\n'
AGAIN = "again"
DENIED = "`AccessDenied`: this sign-in may not do it; sign in as another administrator."

ROWS = {
    "printed and noted": (
        '{{ fails("twice", "NoSuchEntity", "it is off already", "go_on") }}.',
        "`NoSuchEntity`: it is off already.",
        [("twice", "NoSuchEntity", "it is off already", "go_on")],
    ),
    "with words between": (
        '{% call fails("mistyped", "NoSuchEntity", "compare it", concerns="x") %}**first**{% endcall %} with this.',
        "`NoSuchEntity`: **first** compare it with this.",
        [("mistyped", "NoSuchEntity", "compare it", AGAIN)],
    ),
    "called otherwise": (
        '{{ fails("no_network", "This proves nothing", "run it again", shown="An error") }}.',
        "An error: run it again.",
        [("no_network", "This proves nothing", "run it again", AGAIN)],
    ),
    "printed only": (
        '{{ fails("twice", "NoSuchEntity", "it is off already", when=false) }}.',
        "`NoSuchEntity`: it is off already.",
        [],
    ),
    "a macro for what comes up often": (
        "{{ denied() }}",
        DENIED,
        [("access_denied", "AccessDenied", "as another administrator", AGAIN)],
    ),
    "noted first, as runbooks of long standing do": (
        "{{ fails_denied() }}{{ denied() }}",
        DENIED,
        [("access_denied", "AccessDenied", "as another administrator", AGAIN)],
    ),
    "noted only": (
        '{{ recorder.fails("twice", "NoSuchEntity", "off", "go_on") }}`NoSuchEntity`: it is off.',
        "`NoSuchEntity`: it is off.",
        [("twice", "NoSuchEntity", "off", "go_on")],
    ),
    "the codes of a token": (
        '{{ fails_with_two_codes(view.device, "again") }}Wait.',
        "Wait.",
        [(cause, "InvalidAuthenticationCode", "run it again", AGAIN) for cause in ("wrong_code", "swapped_codes", "used_code")]
        + [("late_codes", "", "", AGAIN)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "printed", "noted"), ROWS.values(), ids=ROWS)
def test_what_is_printed_and_what_the_rehearsal_tries_are_one(
    example: Organization, tmp_path: Path, words: str, printed: str, noted: list[tuple[str, str, str, str]]
) -> None:
    """In a section of the user's, in which every macro is known without an import."""
    section = tmp_path / "sections/lost-device/opens-nothing.md.j2"
    section.parent.mkdir(parents=True)
    section.write_text(f"{BLOCK}{{% call otherwise() %}}\n{words}\n{{% endcall %}}\n", encoding="utf-8")
    pages = make_catalogue(example)
    page = next(page for page in pages.pages if page.id == "LD-YK-007")  # a spare: it opens nothing
    made = PageRenderer(example, pages, cover_text(example, date(2026, 11, 24)), tmp_path).render(page)
    assert isinstance(made, RenderedPage), made
    assert f"*If not:* {printed}\n" in made.markdown
    block = next(block for block in made.section.blocks if isinstance(block, BashBlock))
    assert [(each.cause.value, each.says, each.advice, each.remedy) for each in block.failures] == noted
