"""Reading ease counts what is read aloud: words and full stops, no code, no ids, no blanks."""

import pytest

from bench.reading import Step, report, spoken, steps
from mfa_binder.organization.organization import Organization

STEP = """Take HT-001 away from `admin-user` ([its sheet](../lost.md)).

    ```bash title="LD-HT-001.9"
    aws iam deactivate-mfa-device
    ```

    *You should see:* Nothing. Time: ……………

    *If not:* Call Dan Müller (+49 30 555 0104) by 2026-11-24
"""


def test_a_step_as_it_is_read_aloud() -> None:
    assert spoken(STEP) == "Take it away from it (its sheet). Nothing. Time. Call Dan Müller by it."


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("Look at 4444 5555 6666.", "Look at it."),
        ("Open https://444455556666.signin.aws.amazon.com/console now.", "Open it now."),
        ("Write to aws-root@example.com.", "Write to it."),
        ("Choose **Users**.", "Choose Users."),
        ("A well-kept one-time password.", "A well-kept one-time password."),
        ("Press the `Touch` key &#91;now&#93;.", "Press the it key [now]."),
    ],
)
def test_what_counts_as_one_short_word(markdown: str, read: str) -> None:
    assert spoken(markdown) == read


def test_long_sentences_of_long_words_are_graded_harder() -> None:
    easy = Step("k", "P", "Take the key out. Sign the log. Call Dan.")
    hard = Step(
        "k", "P", "Administrative authentication necessitates organizational authorization beforehand, invariably."
    )
    assert easy.grade < 5 < 12 < hard.grade


def test_the_same_text_counts_once_for_a_kind(example: Organization) -> None:
    found = list(steps(example))
    assert len(found) > 200
    assert len({(step.kind, step.text) for step in found}) == len(found)


def test_the_median_of_the_example_is_within_the_aim(example: Organization) -> None:
    assert "met    median over " in report(steps(example))
