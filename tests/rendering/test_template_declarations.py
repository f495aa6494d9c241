"""What a template declares is refused where it is misspelt, or stands where nothing can come of it."""

from __future__ import annotations

from typing import Any

import pytest

from mfa_binder.errors import TemplateError
from mfa_binder.rendering.template_declarations import (
    ConditionUse,
    declared_actor,
    declared_answers,
    declared_cause,
    declared_conditions,
    declared_failure,
    declared_verdicts,
)

ACCOUNT = "444455556666"
PRINTED, OBSERVED = {"prints": "x"}, {"root_mfa": True, "in": ACCOUNT}
STATE = {"password": "none", "of": f"{ACCOUNT}/root"}


@pytest.mark.parametrize(
    ("use", "refused"),
    [
        (ConditionUse.ASKED_AFTER, ()),
        (ConditionUse.ASKED_BEFORE, (PRINTED,)),
        (ConditionUse.BROUGHT_ABOUT, (PRINTED, OBSERVED)),
    ],
)
def test_a_condition_stands_where_it_can_be_asked_or_brought_about(use: ConditionUse, refused: tuple[Any, ...]) -> None:
    for written in (PRINTED, OBSERVED, STATE):
        if written in refused:
            with pytest.raises(TemplateError, match=next(iter(written))):
                declared_conditions([written], use)
        else:
            assert declared_conditions([written], use)[0].as_written() == written


def failure(**members: Any) -> object:
    words = {"cause": "otherwise", "says": "", "advice": "", "remedy": "again", "concerns": ""}
    return declared_failure(**{**words, "given": (), "answers": (), "holds": (), **members})


@pytest.mark.parametrize(
    ("declare", "message", "hint"),
    [
        (lambda: declared_conditions([{"registred": "x", "to": "y"}], ConditionUse.ASKED_AFTER), "registred begins no", "did you mean registered?"),
        (lambda: declared_conditions([{"policy": "x", "onn": "y"}], ConditionUse.ASKED_AFTER), "knows no onn", "did you mean on?"),
        (lambda: declared_answers([{"cod": "HT-1"}]), "cod begins no answer", "did you mean code?"),
        (lambda: declared_verdicts([{"deny": "iam:*"}]), "deny begins no verdict", "did you mean denies?"),
        (lambda: declared_cause("wrong_cod"), "wrong_cod is no cause", "did you mean wrong_code?"),
        (lambda: declared_actor(f"{ACCOUNT}/root"), f"{ACCOUNT}/root has no access key", "write ACCOUNT "),
        (lambda: failure(cause="no_file"), "no_file concerns a file", "recorder.fails"),
        (lambda: failure(given=[OBSERVED]), "not made to hold", "declare what brings it about"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_what_was_probably_meant(declare: Any, message: str, hint: str) -> None:
    with pytest.raises(TemplateError) as refused:
        declare()
    assert message in refused.value.message
    assert hint in refused.value.hint
