"""What a report says of the confinement: what held, what did not, by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mfa_binder.terminal.confinement.guarantees import NO_GUARANTEES, ConfinementGuarantees

ALL = ConfinementGuarantees(True, True, True, True, True, ("a network namespace", "bubblewrap"))


def test_all_that_held_is_said_with_its_means() -> None:
    assert ALL.sentence == (
        "The blocks were kept from every network, reading your files, changing your files and other processes."
        " By: a network namespace, bubblewrap."
    )


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (
            {"network": True, "processes": True, "means": ("a network namespace", "Landlock 7")},
            "The blocks were kept from every network, reading your files, changing your files and looking into or"
            " signalling other processes. By: a network namespace, Landlock 7.",
        ),
        (
            {"network": True, "means": ("a network namespace", "Landlock 3")},
            "The blocks were kept from every network, reading your files and changing your files. Nothing but an empty"
            " environment kept them from other processes. By: a network namespace, Landlock 3.",
        ),
        (
            {"processes": True, "means": ("Landlock 7",)},
            "The blocks were kept from reading your files, changing your files and looking into or signalling other"
            " processes. Nothing but an empty environment kept them from every network. By: Landlock 7.",
        ),
        (
            {"processes": True, "processes_hidden": True, "means": ("bubblewrap",)},
            "The blocks were kept from reading your files, changing your files and other processes."
            " Nothing but an empty environment kept them from every network. By: bubblewrap.",
        ),
    ],
    ids=lambda case: "+".join(case["means"]) if isinstance(case, dict) else "",
)
def test_what_did_not_hold_is_said_too(held: Mapping[str, Any], sentence: str) -> None:
    assert ConfinementGuarantees(files_read=True, files_written=True, **held).sentence == sentence


@pytest.mark.parametrize(
    ("guarantees", "sentence"),
    [
        (NO_GUARANTEES, "Nothing but an empty environment kept the blocks from this machine and its network."),
        (
            ConfinementGuarantees(network=True, means=("a network namespace",)),
            "The blocks were kept from every network. Nothing but an empty environment kept them from reading your"
            " files, changing your files and other processes. By: a network namespace.",
        ),
    ],
    ids=["nothing", "a network namespace alone"],
)
def test_where_neither_bubblewrap_nor_landlock_is(guarantees: ConfinementGuarantees, sentence: str) -> None:
    assert guarantees.sentence == sentence


def test_of_two_workers_only_what_held_in_both_counts() -> None:
    other = ConfinementGuarantees(network=True, files_read=True, means=("a network namespace", "Landlock 7"))
    assert ALL.common(other) == other.common(ALL) == replace(other, means=("a network namespace",))
    assert ALL.common(NO_GUARANTEES) == NO_GUARANTEES


def test_the_record_for_scripts() -> None:
    assert ALL.as_json() == {
        "network": True,
        "files_read": True,
        "files_written": True,
        "processes": True,
        "processes_hidden": True,
        "means": ["a network namespace", "bubblewrap"],
        "sentence": ALL.sentence,
    }
