"""A name becomes a safe file name and a readable id, and no two names the same one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.book.document_names import distinct_slugs, document_id, file_name, slug


def test_a_slug_is_lower_case_and_safe() -> None:
    assert slug("YK-001") == "yk-001"
    assert slug("../../x") == "x"
    assert slug("$(reboot)") == "reboot"


@given(st.sets(st.text(min_size=1, max_size=30), max_size=20))
def test_slugs_never_collide_and_never_leave_their_folder(keys: set[str]) -> None:
    names = distinct_slugs(keys)
    assert len(set(names.values())) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names.values())


def test_colliding_keys_get_a_digest_each_and_others_do_not() -> None:
    names = distinct_slugs(["A b", "a-b", "c"])
    assert names["c"] == "c"
    assert names["A b"] != names["a-b"]
    assert all(name.startswith("a-b-") for key, name in names.items() if key != "c")


@given(st.text(min_size=1, max_size=40))
def test_a_document_id_can_be_read_aloud_and_typed(key: str) -> None:
    assert re.fullmatch(r"LD(-[A-Za-z0-9]+)+", document_id("LD", key))


def test_document_ids_of_keys_that_look_alike_differ() -> None:
    assert document_id("LD", "YK-001") == "LD-YK-001"
    assert document_id("LD", "YK 001") != document_id("LD", "YK_001")


@pytest.mark.parametrize("key", ["location-hq-safe", "account-444455556666", "person-alice", "complete", "person-a1"])
def test_the_file_name_of_an_ordinary_key_is_the_key(key: str) -> None:
    assert file_name(key) == key


LOOK_ALIKES = [
    "ben", "Ben", "BEN", "ben.", "ben ", "ben:", "ben/", "../ben", "x/../../ben", "/ben", "ben\x00",
    "be\u0301n", "b\u00e9n", "be\u0301n ", "con", "CON", "con.", "aux.md", "nul", "COM1", "lpt9", "", ".", "..", "日本", "日 本",
    "b" * 60, "b" * 61, "b" * 300, "B" * 300, "-ben", "ben-", "be--n", "be-n", "~ben", "ben*?", "\u202eben",
]  # fmt: skip


def test_file_names_of_keys_that_look_alike_differ_and_every_system_takes_them() -> None:
    names = [file_name(key) for key in LOOK_ALIKES]
    assert len(set(names)) == len(LOOK_ALIKES)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,66}[a-z0-9])?", name)] == []
    assert {"con", "aux", "nul", "com1", "lpt9"} & {*names, *distinct_slugs(LOOK_ALIKES).values()} == set()


def test_a_key_that_is_the_slug_of_another_gets_a_slug_of_its_own() -> None:
    taken = distinct_slugs(["a b", "a-b"])
    keys = ["a b", "a-b", *taken.values()]
    assert len(set(distinct_slugs(keys).values())) == len(keys)


def test_a_long_key_makes_no_long_id() -> None:
    assert len(document_id("LD", "x" * 300)) < 60
    assert document_id("LD", "x" * 300) != document_id("LD", "x" * 301)
