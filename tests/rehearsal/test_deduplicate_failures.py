"""Failures that many sheets share: which count as the same, and on how many they are rehearsed."""

from __future__ import annotations

from typing import Any

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.book.sections import BashBlock
from mfa_binder.rehearsal.deduplicate_failures import REHEARSED_PER_SHAPE, deduplicate_failures
from mfa_binder.rehearsal.page_plan import PagePlan, PlannedStep

RESYNC = "aws iam resync-mfa-device --user-name {user} --serial-number {serial}\n"
FAILURE = {"cause": "wrong_code", "says": "InvalidAuthenticationCode", "advice": "wait"}


def sheet(number: int, text: str = RESYNC, **differing: Any) -> PagePlan:
    """The same sheet for another user and token, but for what differs."""
    code = text.format(user=f"user-{number}", serial=f"'GAHT {number}'")
    fence = fenced_blocks(f'```bash title="B.{number}"\n{code}```\n', "page.md")[0]
    record = {"id": f"B.{number}", "sha256": "", "runs_as": "1", "failures": [{**FAILURE, **differing}]}
    return PagePlan(f"{number}.md", (), (PlannedStep(fence, BashBlock.model_validate(record)),))


def rehearsed(*plans: PagePlan) -> list[tuple[int, int]]:
    """For each plan how many failures are rehearsed, and how many only counted."""
    found = []
    for plan in deduplicate_failures(plans):
        (step,) = plan.steps
        assert isinstance(step.block, BashBlock)
        found.append((len(step.block.failures), len(step.only_read)))
    return found


def test_the_first_few_of_many_sheets_rehearse_a_failure_and_the_others_count_it() -> None:
    many = [sheet(number) for number in range(REHEARSED_PER_SHAPE + 3)]
    assert rehearsed(*many) == [(1, 0)] * REHEARSED_PER_SHAPE + [(0, 1)] * 3


def test_other_words_another_cause_and_another_command_are_failures_of_their_own() -> None:
    many = [sheet(number) for number in range(REHEARSED_PER_SHAPE)]
    others = [
        sheet(90, says="EntityAlreadyExists"),
        sheet(91, cause="used_code"),
        sheet(92, advice="stop"),
        sheet(93, remedy="stop"),
        sheet(94, RESYNC.replace("resync-mfa-device", "enable-mfa-device")),
        sheet(95, RESYNC.replace(" --serial-number {serial}", "")),
        sheet(96, RESYNC + "{serial} && true\n"),
    ]
    assert rehearsed(*many, *others)[REHEARSED_PER_SHAPE:] == [(1, 0)] * len(others)


def test_a_sheet_whose_remedy_is_the_sheet_of_its_own_token_is_like_the_others() -> None:
    many = [sheet(number, remedy=f"RS-HT-{number}") for number in range(REHEARSED_PER_SHAPE + 1)]
    assert rehearsed(*many)[-1] == (0, 1)


def test_sheets_whose_failures_were_brought_about_earlier_count_too() -> None:
    (_, enough), (_, few) = (
        (count, [sheet(n) for n in range(count)]) for count in (REHEARSED_PER_SHAPE, REHEARSED_PER_SHAPE - 1)
    )
    left = [len(step.block.failures) for before in (enough, few) for step in after(before)]  # type: ignore[union-attr]
    assert left == [0, 1]


def after(before: list[PagePlan]) -> tuple[PlannedStep, ...]:
    """The steps of one more such sheet, rehearsed after `before`."""
    (plan,) = deduplicate_failures([sheet(99)], before)
    return plan.steps
