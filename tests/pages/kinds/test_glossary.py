"""A word on a page is explained: in the glossary, or where it stands."""

import re
from collections.abc import Iterator

import pytest

from mfa_binder.pages.kinds.glossary import glossary_terms, meaning_of

# A longer word in capitals is shouted, not abbreviated.
ABBREVIATION = re.compile(r"(?<![\w.-])(?=[A-Z0-9]{2,6}(?![A-Z0-9]))[A-Z][A-Z0-9]*[A-Z][A-Z0-9]*(?=s?(?![\w-]))")


def known_words() -> set[str]:
    return {part for term in glossary_terms() for part in re.findall(r"\w+", term.word)}


def unexplained(text: str, ours: str) -> Iterator[str]:
    """Abbreviations of a page in its own words: not in code, not a value of the inventory, not explained beside it."""
    words = re.sub(r"^ *(`{3,}).*?^ *\1", "", text, flags=re.MULTILINE | re.DOTALL)
    words = re.sub(r"`[^`]*`|\]\([^)]*\)", " ", words)
    for word in set(ABBREVIATION.findall(words)):
        explained = re.search(rf"\b{word} \(|\({word}\)|\*\*{word}\*\*", words)
        if word not in known_words() and not explained and not re.search(rf"\b{word}\b", ours):
            yield word


def test_no_page_uses_an_abbreviation_that_nobody_explains(each_example) -> None:
    inventory = each_example.inventory.read_text(encoding="utf-8")
    ours = inventory + " ".join(page.id for page in each_example.catalogue.pages)
    pages = each_example.rendered.files
    assert len(pages) > 20
    assert {path: found for path, text in pages.items() if (found := sorted(unexplained(text, ours)))} == {}


@pytest.mark.parametrize("text", ["Ask the CISO.", "| The HSM | x |", "Two HSMs.", "*If not:* the KMS, again."])
def test_an_unknown_abbreviation_is_noticed(text: str) -> None:
    assert list(unexplained(text, ""))


@pytest.mark.parametrize(
    "text",
    [
        "Take the PINs.",
        "`HSM`",
        "    ```bash\n    HSM\n    ```",
        "The HSM (a box for keys).",
        "[a](HSM.md)",
        "EnableMFADevice",
    ],
)
def test_code_links_and_what_is_explained_are_left_alone(text: str) -> None:
    assert list(unexplained(text, "")) == []


def test_a_value_of_the_inventory_is_left_alone() -> None:
    assert list(unexplained("Open the HQ safe.", "name: HQ fireproof safe")) == []


def test_every_word_is_there_once_in_the_order_of_the_alphabet() -> None:
    words = [term.word.casefold() for term in glossary_terms()]
    assert words == sorted(set(words))


def test_every_meaning_is_a_sentence_in_plain_words() -> None:
    for term in glossary_terms():
        assert term.meaning[0].isupper() and term.meaning.endswith("."), term
        assert "`" not in term.meaning and len(term.meaning) < 160, term


def test_a_term_of_the_model_is_explained_by_its_class() -> None:
    class Lock:
        """What keeps a door shut.

        Never read.
        """

    assert meaning_of(Lock) == "What keeps a door shut."


def test_no_abbreviation_in_the_glossary_is_left_unexplained() -> None:
    found = {word for term in glossary_terms() for word in ABBREVIATION.findall(term.meaning)}
    assert found - known_words() == set()
