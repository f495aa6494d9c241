"""A name becomes a safe file name and a readable id, and no two names the same one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from generator.pages.addresses import document_id, slug, slugs


def test_a_slug_is_lower_case_and_safe() -> None:
    assert slug("YK-001") == "yk-001"
    assert slug("../../x") == "x"
    assert slug("$(reboot)") == "reboot"


@given(st.sets(st.text(min_size=1, max_size=30), max_size=20))
def test_slugs_never_collide_and_never_leave_their_folder(keys: set[str]) -> None:
    names = slugs(keys)
    assert len(set(names.values())) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names.values())


def test_colliding_keys_get_a_digest_each_and_others_do_not() -> None:
    names = slugs(["A b", "a-b", "c"])
    assert names["c"] == "c"
    assert names["A b"] != names["a-b"]
    assert all(name.startswith("a-b-") for key, name in names.items() if key != "c")


@given(st.text(min_size=1, max_size=40))
def test_a_document_id_can_be_read_aloud_and_typed(key: str) -> None:
    assert re.fullmatch(r"LD(-[A-Za-z0-9]+)+", document_id("LD", key))


def test_document_ids_of_keys_that_look_alike_differ() -> None:
    assert document_id("LD", "YK-001") == "LD-YK-001"
    assert document_id("LD", "YK 001") != document_id("LD", "YK_001")
