"""What all records of the contract on disk have in common, and the words for one that cannot be read.

A record of the language that templates declare in, such as a condition, is written like a sentence: the word that
begins it with its value, then further words with theirs, `{"registered": "HT-001", "to": "444455556666/user/dan"}`.
In Python it is a class whose fields have these words as aliases.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, ValidationError


class BookRecord(BaseModel):
    """A record of the contract: frozen, and nothing in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MisspeltFormError(ValueError):
    """Something is written in no form of the language."""

    def __init__(self, problem: str, word: str = "", hint: str = "", known: Collection[str] = ()) -> None:
        super().__init__(problem.replace(_WORD, word))
        self.problem = problem
        """What is wrong, with `_WORD` where the word stands."""
        self.word = word
        """The word or value that is wrong, as it was given: it may be anything."""
        self.hint = hint
        """What to do where no known word is like it."""
        self.known = known
        """The words that can stand in its place."""

    def message(self, quote: Callable[[str], str]) -> str:
        """What is wrong, the word quoted."""
        return self.problem.replace(_WORD, quote(self.word))


_WORD = "\0"
"""Where the wrong word stands in the text of a problem."""


class WordedRecord(BookRecord):
    """One form of the language: the alias of its first field is the word that begins it."""

    model_config = ConfigDict(strict=True)

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """The words that it is written with, the one that begins it first."""
        return tuple(cls.field_names())

    @classmethod
    def field_names(cls) -> Mapping[str, str]:
        """The names of its fields by word: those of the form itself before those that it shares with other forms."""
        return _field_names(cls)

    @classmethod
    def required_words(cls) -> tuple[str, ...]:
        """Those of its words that may not be left out."""
        return tuple(field.alias for field in cls.model_fields.values() if field.alias and field.is_required())

    @classmethod
    def takes(cls, word: str) -> bool:
        """Whether a word may stand in it."""
        return word in cls.words()

    @property
    def sentence(self) -> str:
        """What a reader reads: `registered HT-001 to 444455556666/user/dan`."""
        return " ".join(f"{word} {_text(value)}" for word, value in self.words_with_values())

    def as_written(self) -> dict[str, str | bool]:
        """Its words with their values, in alphabetical order, so that two that say the same are written alike."""
        values = sorted(self.words_with_values(), key=lambda entry: entry[0])
        return {word: value if isinstance(value, bool) else str(value) for word, value in values}

    def words_with_values(self) -> Iterable[tuple[str, object]]:
        """The words that are given, with their values, in the order in which they are read."""
        values = ((word, getattr(self, name)) for word, name in self.field_names().items())
        return [(word, value) for word, value in values if value is not None]


@cache
def _field_names(record: type[WordedRecord]) -> Mapping[str, str]:
    own = inspect.get_annotations(record)
    names = sorted(record.model_fields, key=lambda name: name not in own)
    return {record.model_fields[name].alias or name: name for name in names}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


AsWritten = PlainSerializer(WordedRecord.as_written, return_type=dict[str, str | bool])
"""How a form is written where it is a field of a record."""

_Form = TypeVar("_Form", bound=WordedRecord)


def forms_by_word(*forms: type[_Form]) -> Mapping[str, type[_Form]]:
    """Forms by the word that begins them."""
    return {form.words()[0]: form for form in forms}


def parse_form(what: str, forms: Mapping[str, type[_Form]], written: object) -> _Form:
    """The record that something is written for; `what` it is called is for the error, such as `condition`.

    Raises MisspeltFormError.
    """
    if isinstance(written, WordedRecord):
        same = forms.get(written.words()[0])
        if same is not None and type(written) is same:
            return written
    elif isinstance(written, Mapping):
        form = next((forms[word] for word in written if word in forms), None)
        if form is not None:
            try:
                return form.model_validate(written)
            except ValidationError as error:
                raise _misspelt(what, forms, form, written, error) from None
    raise _no_form(what, forms, written)


def _no_form(what: str, forms: Mapping[str, type[_Form]], written: object) -> MisspeltFormError:
    known = f"a {what} begins with one of {', '.join(forms)}"
    if isinstance(written, Mapping):
        word = next(iter(written), "")
        return MisspeltFormError(f"{_WORD} begins no {what}", str(word), known, tuple(forms))
    return MisspeltFormError(f"a {what} is written in braces, not as {_WORD}", str(written), known)


def _misspelt(
    what: str,
    forms: Mapping[str, type[_Form]],
    form: type[_Form],
    written: Mapping[object, object],
    error: ValidationError,
) -> MisspeltFormError:
    """Why what is written is not of the form: two of them at once, a word too many or too few, a wrong value."""
    first, *others = form.words()
    begins = [str(word) for word in written if word in forms]
    if len(begins) > 1:
        return MisspeltFormError(f"{' and '.join(begins)} begin two {what}s", "", f"write a {what} for each")
    unknown = next((str(word) for word in written if not form.takes(str(word))), None)
    required = form.required_words()
    if unknown is not None:
        hint = f"{first} goes on with {' and '.join(required[1:]) or 'nothing'}"
        return MisspeltFormError(f"the {what} {first} knows no {_WORD}", unknown, hint, (first, *others))
    missing = " and ".join(word for word in required if word not in written)
    if missing:
        return MisspeltFormError(f"the {what} {first} lacks {missing}", "", f"add {missing}")
    return _wrong_value(f"the {what} {first}", error)


def _wrong_value(form: str, error: ValidationError) -> MisspeltFormError:
    problem = error.errors(include_url=False)[0]
    reason = problem["msg"].removeprefix("Value error, ").replace("Input should be", "it must be")
    if not problem["loc"]:
        return MisspeltFormError(f"{form}: {reason}", "", "correct it")
    return MisspeltFormError(f"{form} cannot say {problem['loc'][-1]} {_WORD}", str(problem["input"]), reason)


def first_problem(error: ValidationError) -> str:
    """The first reason why a file is refused, and where in it."""
    problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{problem['msg']} @ {where}" if where else problem["msg"]
