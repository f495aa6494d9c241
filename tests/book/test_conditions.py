"""The language of templates: every form is read, written and said; what is misspelt is refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from pydantic import TypeAdapter

from mfa_binder.book.block_failures import BlockFailure
from mfa_binder.book.conditions import CONDITIONS, ConditionField, parse_condition
from mfa_binder.book.policy_verdicts import VERDICTS, PolicyVerdictField, parse_verdict
from mfa_binder.book.records import MisspeltFormError, WordedRecord
from mfa_binder.book.typed_answers import ANSWERS, PromptAnswerField, parse_answer

ACCOUNT = "444455556666"
DAN, ROOT = f"{ACCOUNT}/user/dan", f"{ACCOUNT}/root"
Written = Mapping[str, object]

SENTENCES: list[tuple[Callable[[object], WordedRecord], Written, str]] = [
    (parse_condition, {"registered": "HT-1", "to": DAN}, f"registered HT-1 to {DAN}"),
    (parse_condition, {"to": "identity-center/bob", "registered": "HT-1"}, "registered HT-1 to identity-center/bob"),
    (parse_condition, {"signs_in": DAN, "with": "HT-1"}, f"signs_in {DAN} with HT-1"),
    (parse_condition, {"access_keys": "none", "of": ROOT}, f"access_keys none of {ROOT}"),
    (parse_condition, {"user": DAN, "exists": False}, f"user {DAN} exists false"),
    (parse_condition, {"attached": "P", "to": "Root/A", "in": ACCOUNT}, f"attached P to Root/A in {ACCOUNT}"),
    (parse_condition, {"denied": "iam:ListUsers", "to": DAN}, f"denied iam:ListUsers to {DAN}"),
    (parse_condition, {"with": "HT-1", "denied": "iam:GetUser", "to": DAN}, f"denied iam:GetUser to {DAN} with HT-1"),
    (parse_condition, {"prints_nothing": True}, "prints_nothing true"),
    (parse_verdict, {"denies": "iam:*"}, "denies iam:*"),
    (
        parse_verdict,
        {"without": "mfa", "aws:k": "v", "passes": "iam:*", "on": "arn"},
        "passes iam:* on arn aws:k v without mfa",
    ),
    (parse_verdict, {"lets_in": ACCOUNT, "external_id": "a1", "with": "mfa"}, f"lets_in {ACCOUNT} external_id a1 with mfa"),
    (parse_answer, {"aws_serial": "HT-1", "of": DAN}, f"aws_serial HT-1 of {DAN}"),
    (parse_answer, {"text": ""}, "text "),
]  # fmt: skip


@pytest.mark.parametrize(("parse", "written", "sentence"), SENTENCES)
def test_a_form_is_said_in_one_order_and_written_as_it_was(
    parse: Callable[[object], WordedRecord], written: Written, sentence: str
) -> None:
    record = parse(written)
    assert record.sentence == sentence
    assert record.as_written() == written
    assert list(record.as_written()) == sorted(written)
    assert parse(record) is record


MISSPELT: list[tuple[Callable[[object], WordedRecord], object, str]] = [
    (parse_condition, {"shoes": "x"}, "'shoes' begins no condition"),
    (parse_condition, {}, "'' begins no condition"),
    (parse_condition, "registered", "a condition is written in braces, not as 'registered'"),
    (parse_condition, {"prints": "a", "shows": "b"}, "prints and shows begin two conditions"),
    (parse_condition, {"policy": "x", "an": DAN}, "the condition policy knows no 'an'"),
    (parse_condition, {"registered": "x"}, "the condition registered lacks to"),
    (parse_condition, {"registered": "x", "to": ACCOUNT}, f"the condition registered cannot say to '{ACCOUNT}'"),
    (parse_condition, {"in_group": "g", "of": ROOT}, f"the condition in_group cannot say of '{ROOT}'"),
    (parse_condition, {"access_keys": "gone", "of": DAN}, "the condition access_keys cannot say access_keys 'gone'"),
    (parse_condition, {"root_mfa": "yes", "in": ACCOUNT}, "the condition root_mfa cannot say root_mfa 'yes'"),
    (parse_condition, {"root_mfa": True, "in": "4444"}, "the condition root_mfa cannot say in '4444'"),
    (parse_condition, {"prints_nothing": False}, "the condition prints_nothing cannot say prints_nothing 'False'"),
    (parse_condition, {"prints": 3}, "the condition prints cannot say prints '3'"),
    *(
        (parse_condition, {"denied": action, "to": DAN}, f"the condition denied cannot say denied '{action}'")
        for action in ("iam:CreateUser", "s3:ListAllMyBuckets", "everything")
    ),
    (parse_verdict, {"denies": "iam:*", "withot": "mfa"}, "the verdict denies knows no 'withot'"),
    (parse_verdict, {"denies": "iam:*", "with": "code"}, "the verdict denies cannot say with 'code'"),
    (parse_verdict, {"denies": "iam:*", "external_id": "a1"}, "the verdict denies knows no 'external_id'"),
    (parse_verdict, {"denies": "iam:*", "aws:k": 3}, "the verdict denies: aws:k is no context key with a text as its value"),
    (parse_verdict, {"lets_in": ROOT}, f"the verdict lets_in cannot say lets_in '{ROOT}'"),
    (parse_verdict, {"denies": "iam:*", "with": "mfa", "without": "mfa"}, "the verdict denies: it holds with and without mfa, so leave out both"),
    (parse_answer, {"colour": "red"}, "'colour' begins no answer"),
    (parse_answer, {"text": "one\ntwo"}, "the answer text cannot say text 'one\\ntwo'"),
]  # fmt: skip


@pytest.mark.parametrize(("parse", "written", "message"), MISSPELT)
def test_what_is_misspelt_is_refused(parse: Callable[[object], WordedRecord], written: object, message: str) -> None:
    with pytest.raises(MisspeltFormError) as refused:
        parse(written)
    assert refused.value.message(repr) == message
    assert refused.value.hint


@pytest.mark.parametrize(
    ("field", "written"),
    [
        (ConditionField, {"attached": "P", "to": "Root", "in": ACCOUNT}),
        (PolicyVerdictField, {"denies": "iam:*", "aws:k": "v", "on": "arn", "without": "mfa"}),
        (PromptAnswerField, {"unit_id": "Root", "in": ACCOUNT}),
    ],
)
def test_a_form_on_the_disk_reads_as_it_was_written(field: object, written: Written) -> None:
    adapter: TypeAdapter[WordedRecord] = TypeAdapter(field)
    stored = adapter.dump_json(adapter.validate_python(written))
    assert stored == json.dumps(written, sort_keys=True, separators=(",", ":")).encode()
    assert adapter.validate_json(stored).as_written() == written


def test_every_form_says_what_it_means() -> None:
    forms = [*CONDITIONS.values(), *VERDICTS.values(), *ANSWERS.values()]
    assert [form.__name__ for form in forms if form.__doc__ in (None, WordedRecord.__doc__)] == []
    assert len(forms) > 45, "an empty list proves nothing"


def failure(**members: object) -> BlockFailure:
    return BlockFailure.model_validate({"says": "", "advice": "", **members})


def test_a_cause_names_what_it_is_about_where_there_is_something_to_name() -> None:
    assert failure(cause="wrong_serial", concerns="HT-1").concerns == "HT-1"
    with pytest.raises(ValueError, match="wrong_serial concerns a token: say which"):
        failure(cause="wrong_serial")
    with pytest.raises(ValueError, match="no_network concerns nothing in particular"):
        failure(cause="no_network", concerns="HT-1")
