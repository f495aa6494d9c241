"""What a template says of a block's failures, noted beside the text."""

from __future__ import annotations

import pytest

from mfa_binder.book.block_failures import BlockFailure, FailureCause
from mfa_binder.book.conditions import Condition
from mfa_binder.book.sections import BashBlock
from mfa_binder.errors import TemplateError
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage
from mfa_binder.rendering.block_recorder import BlockRecorder


def started() -> BlockRecorder:
    recorder = BlockRecorder()
    recorder.start(RunbookPage("P-1", "page", "Page", "organization:main", "page.md", BinderTab.EMERGENCY, object()))
    return recorder


def command(recorder: BlockRecorder, not_rehearsable: str = "") -> None:
    after: list[Condition] = [{"prints_nothing": True}]
    recorder.bash("444455556666", after, not_rehearsable=not_rehearsable, caller=lambda: "true")


def failures(recorder: BlockRecorder) -> list[tuple[str, list[BlockFailure]]]:
    blocks = recorder.section("").blocks
    return [(block.id, list(block.failures)) for block in blocks if isinstance(block, BashBlock)]


def test_a_failure_belongs_to_the_block_before_it_and_prints_nothing() -> None:
    recorder = started()
    command(recorder)
    printed = recorder.fails("wrong_code", "InvalidAuthenticationCode", "run it again")
    command(recorder)
    expected = BlockFailure(
        cause=FailureCause.WRONG_CODE, says="InvalidAuthenticationCode", advice="run it again", remedy="again"
    )
    assert (printed, failures(recorder)) == ("", [("P-1.1", [expected]), ("P-1.2", [])])


def test_the_same_failure_is_noted_once_a_page() -> None:
    recorder = started()
    for advice in ("again", "again", "stop"):
        command(recorder)
        recorder.fails("no_network", "Could not connect", advice)
    assert [len(found) for _, found in failures(recorder)] == [1, 0, 1]
    recorder.start(recorder.page)
    command(recorder)
    recorder.fails("no_network", "Could not connect", "again")
    assert [len(found) for _, found in failures(recorder)] == [1]


def test_a_block_that_no_simulator_answers_fails_in_none() -> None:
    recorder = started()
    command(recorder, not_rehearsable="only version 2 has it")
    recorder.fails("no_network", "Could not connect", "again")
    command(recorder)
    recorder.fails("no_network", "Could not connect", "again")
    assert [len(found) for _, found in failures(recorder)] == [0, 1]


def test_a_failure_without_a_command_before_it_is_a_mistake_of_the_template() -> None:
    recorder = started()
    with pytest.raises(TemplateError, match="stands before the command"):
        recorder.fails("no_network", "Could not connect", "again")
    recorder.console("by hand")
    with pytest.raises(TemplateError, match="stands before the command"):
        recorder.fails("no_network", "Could not connect", "again")


def test_an_unknown_cause_is_a_mistake_of_the_template() -> None:
    recorder = started()
    command(recorder)
    with pytest.raises(TemplateError, match="the_moon is no cause of a failure"):
        recorder.fails("the_moon", "Could not connect", "again")


def test_a_sentence_is_said_once_a_page() -> None:
    recorder = started()
    assert [recorder.once("no network"), recorder.once("no network"), recorder.once("other")] == [True, False, True]
    recorder.start(recorder.page)
    assert recorder.once("no network")


def test_the_last_block_is_known_by_its_id() -> None:
    recorder = started()
    assert recorder.last_block == ""
    command(recorder)
    assert recorder.last_block == "P-1.1"
