"""The tables of `docs/templates.md`: every form that a template can declare, made from the classes.

To write them again: `python -m mfa_binder.book.language_reference docs/templates.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from mfa_binder.book.block_failures import Concern, FailureCause
from mfa_binder.book.conditions import CONDITIONS, ConditionRecord, OutputCondition, StateCondition
from mfa_binder.book.policy_verdicts import VERDICTS, ActionVerdictRecord
from mfa_binder.book.records import WordedRecord
from mfa_binder.book.typed_answers import ANSWERS

BEGIN, END = "<!-- forms: begin -->", "<!-- forms: end -->"
"""The lines of the document between which the tables stand."""


def with_tables(document: str) -> str:
    """The document with the tables of today between its marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{language_tables()}\n{END}{after}"


def language_tables() -> str:
    """All forms in Markdown, in the order of their registers."""
    return "\n".join(
        (
            "### Conditions\n",
            *_table(("written", "holds when", "asked", "made to hold"), map(_condition_row, CONDITIONS.values())),
            "\n### Verdicts\n",
            *_table(("written", "means"), map(_row, VERDICTS.values())),
            "\n### Answers\n",
            *_table(("written", "what is typed"), map(_row, ANSWERS.values())),
            "\n### Causes\n",
            *_table(("cause", "why the block fails", "`concerns`"), map(_cause_row, FailureCause)),
            "",
        )
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = tuple(head)
    for cells in (columns, ("---",) * len(columns), *rows):
        yield f"| {' | '.join(cells)} |"


def _condition_row(form: type[ConditionRecord]) -> Iterator[str]:
    yield from _row(form)
    yield "only after a block" if issubclass(form, OutputCondition) else "before and after"
    yield "yes" if issubclass(form, StateCondition) else "no"


def _row(form: type[WordedRecord]) -> Iterator[str]:
    words = " ".join(_word(word, name, form.model_fields[name]) for word, name in form.field_names().items())
    context = " [KEY:KEY VALUE …]" if issubclass(form, ActionVerdictRecord) else ""
    yield f"`{words}{context}`".replace("|", "\\|")  # a table of Markdown ends its cells with bars
    yield " ".join((form.__doc__ or "").split())


def _word(word: str, name: str, field: FieldInfo) -> str:
    values = ["true", "false"] if field.annotation is bool else [str(value) for value in _literals(field.annotation)]
    value = "|".join(values).lower() or name.upper()
    return f"{word} {value}" if field.is_required() else f"[{word} {value}]"


def _literals(annotation: object) -> tuple[object, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(value for part in get_args(annotation) for value in _literals(part))


def _cause_row(cause: FailureCause) -> Iterator[str]:
    yield f"`{cause}`"
    yield cause.meaning
    match cause.concern:
        case Concern.NOTHING:
            yield ""
        case Concern.MAYBE:
            yield f"the {cause.named}, or nothing"
        case Concern.NEEDED:
            yield f"the {cause.named}"


def main() -> None:
    """Write the tables into the document that the command line names."""
    document = Path(sys.argv[1])
    document.write_text(with_tables(document.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
