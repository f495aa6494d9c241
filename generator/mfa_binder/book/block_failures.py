"""How a block fails in front of a reader, and what the page says to do then."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from mfa_binder.book.conditions import ConditionField
from mfa_binder.book.records import BookRecord
from mfa_binder.book.typed_answers import PromptAnswerField


class Concern(StrEnum):
    """Whether a cause says of what it is the cause."""

    NOTHING = "nothing"
    MAYBE = "maybe"
    NEEDED = "needed"


class FailureCause(StrEnum):
    """Why a block fails: its word, what it means, and what the failure's `concerns` names."""

    meaning: str
    concern: Concern
    named: str
    """What `concerns` names, such as `token`; empty where there is nothing to name."""

    def __new__(cls, word: str, meaning: str, concern: Concern = Concern.NOTHING, named: str = "") -> Self:
        """A cause by its word."""
        cause = str.__new__(cls, word)
        cause._value_ = word
        cause.meaning, cause.concern, cause.named = meaning, concern, named
        return cause

    WRONG_CODE = "wrong_code", "Codes are typed that the token does not show.", Concern.MAYBE, "token"
    SWAPPED_CODES = "swapped_codes", "The second of two codes is typed first."
    LATE_CODES = "late_codes", "Codes are sent ten minutes after the token has shown them.", Concern.MAYBE, "token"
    USED_CODE = "used_code", "A call before has used the codes up.", Concern.MAYBE, "token"
    WRONG_SERIAL = "wrong_serial", "The serial of the token is typed with a wrong digit.", Concern.NEEDED, "token"
    MISTYPED = (
        "mistyped",
        "An option's value or an answer is typed with another character, so that it names nothing; or, where the "
        "failure has answers of its own, these are typed.",
        Concern.MAYBE,
        "value",
    )
    DEVICE_LIMIT = (
        "device_limit",
        "The principal has as many devices as AWS lets it have.",
        Concern.NEEDED,
        "principal",
    )
    TWICE = "twice", "The block has been run, and well, before."
    OTHERWISE = "otherwise", "Something is otherwise than the step expects: `given` holds."
    ACCESS_DENIED = (
        "access_denied",
        "Whoever is signed in may do nothing but ask for their own identity; or may not do the operation.",
        Concern.MAYBE,
        "operation",
    )
    WRONG_ACCOUNT = "wrong_account", "An administrator of the account is signed in.", Concern.NEEDED, "account"
    JUST_MADE = (
        "just_made",
        "The principal, or its password, was made moments ago: AWS refuses to change it for some minutes.",
        Concern.NEEDED,
        "principal",
    )
    LATE_REPORT = (
        "late_report",
        "AWS has no credential report to give out, and answers the error, such as ReportInProgress.",
        Concern.NEEDED,
        "error",
    )
    NO_NETWORK = "no_network", "Nothing answers at AWS's address."
    NO_CREDENTIALS = "no_credentials", "Nobody is signed in, in this terminal."
    IN_A_SESSION = "in_a_session", "The terminal holds a session of the same user already, got without a code."
    SESSION_EXPIRED = "session_expired", "The terminal holds a session that is over."
    NO_FILE = "no_file", "The file does not lie in the folder.", Concern.NEEDED, "file"
    SPOILED_FILE = "spoiled_file", "The file lacks its end.", Concern.NEEDED, "file"


class FailureRemedy(StrEnum):
    """What the page says after a failure, where it is not a block or a sheet."""

    AGAIN = "again"
    """Run the block again, rightly this time."""
    STOP = "stop"
    """Run nothing: stop, ask somebody, or look at something."""
    GO_ON = "go_on"
    """Run nothing: the next step follows."""


class BlockFailure(BookRecord):
    """What becomes of a block when it fails, and what the page says of it in the step's "If not"."""

    cause: FailureCause
    says: str
    """What the block prints, on either stream, and the page names. Empty: AWS does not notice, the block ends well."""
    advice: str
    """The words, after `says` on the page, that tell the reader what to do."""
    remedy: str = FailureRemedy.AGAIN
    """A FailureRemedy, else the id of an earlier block of the page (it and then this block are run), else the id of
    a sheet, whose commands are run until what this block promises holds."""
    concerns: str = ""
    """What the cause is about, such as a token or a file."""
    given: tuple[ConditionField, ...] = ()
    """What is made to hold first."""
    answers: tuple[PromptAnswerField, ...] = ()
    """What is typed instead; empty: what the block's answers say, and the cause changes."""
    holds: tuple[ConditionField, ...] = ()
    """What holds afterwards, before the remedy. What the block demands before it holds as well, unless AWS did
    not notice, the block was run twice, or `given` says otherwise."""

    @model_validator(mode="after")
    def _check_concern(self) -> Self:
        if self.cause.concern is Concern.NEEDED and not self.concerns:
            raise ValueError(f"{self.cause} concerns a {self.cause.named}: say which")
        if self.cause.concern is Concern.NOTHING and self.concerns:
            raise ValueError(f"{self.cause} concerns nothing in particular")
        return self
