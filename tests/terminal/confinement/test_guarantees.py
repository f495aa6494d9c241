"""What a report says of the confinement: what held, what did not, by what."""

from mfa_binder.terminal.confinement.guarantees import NO_GUARANTEES, ConfinementGuarantees

ALL = ConfinementGuarantees(True, True, True, True, ("a network namespace", "bubblewrap", "Landlock 7"))


def test_all_that_held_is_said_with_its_means() -> None:
    assert ALL.sentence == (
        "The blocks were kept from every network, reading your files, changing your files and other processes."
        " By: a network namespace, bubblewrap, Landlock 7."
    )


def test_what_did_not_hold_is_said_too() -> None:
    assert ConfinementGuarantees(
        files_read=True, files_written=True, processes=True, means=("Landlock 7",)
    ).sentence == (
        "The blocks were kept from reading your files, changing your files and other processes."
        " Nothing but an empty environment kept them from every network. By: Landlock 7."
    )


def test_nothing_held() -> None:
    assert NO_GUARANTEES.sentence == (
        "Nothing but an empty environment kept the blocks from this machine and its network."
    )


def test_of_two_workers_only_what_held_in_both_counts() -> None:
    other = ConfinementGuarantees(network=True, files_read=True, means=("a network namespace", "Landlock 7"))
    assert ALL.common(other) == other.common(ALL) == other
    assert ALL.common(NO_GUARANTEES) == NO_GUARANTEES


def test_the_record_for_scripts() -> None:
    assert ALL.as_json() == {
        "network": True,
        "files_read": True,
        "files_written": True,
        "processes": True,
        "means": ["a network namespace", "bubblewrap", "Landlock 7"],
        "sentence": ALL.sentence,
    }
