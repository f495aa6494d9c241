"""How a block fails in front of a reader, and what the page says to do then."""

from __future__ import annotations

from enum import StrEnum

from mfa_binder.book.conditions import Condition
from mfa_binder.book.prompt_answers import Answer
from mfa_binder.book.records import BookRecord


class FailureCause(StrEnum):
    """Why a block fails in front of a reader. `concerns` is the Failure's, and may be empty where it is not named."""

    WRONG_CODE = "wrong_code"
    """Codes are typed that the token does not show."""
    SWAPPED_CODES = "swapped_codes"
    """The second of two codes is typed first."""
    LATE_CODES = "late_codes"
    """Codes are sent ten minutes after the token has shown them."""
    USED_CODE = "used_code"
    """A call before has used the codes up."""
    WRONG_SERIAL = "wrong_serial"
    """The serial of the token `concerns` is typed with a wrong digit."""
    MISTYPED = "mistyped"
    """An option's value or an answer, `concerns`, is typed with another character, so that it names nothing; or the
    failure's answers are typed."""
    DEVICE_LIMIT = "device_limit"
    """The principal `concerns` has as many devices as AWS lets it have."""
    TWICE = "twice"
    """The block has been run, and well, before."""
    OTHERWISE = "otherwise"
    """Something is otherwise than the step expects: `given` holds."""
    ACCESS_DENIED = "access_denied"
    """Whoever is signed in may do nothing but ask for their own identity; or may not do the operation `concerns`."""
    WRONG_ACCOUNT = "wrong_account"
    """An administrator of the account `concerns` is signed in."""
    JUST_MADE = "just_made"
    """The principal `concerns`, or its password, was made moments ago: AWS refuses to change it for some minutes."""
    LATE_REPORT = "late_report"
    """AWS has no credential report to give out, and answers the error `concerns`, such as ReportInProgress."""
    NO_NETWORK = "no_network"
    """Nothing answers at AWS's address."""
    NO_CREDENTIALS = "no_credentials"
    """Nobody is signed in, in this terminal."""
    IN_A_SESSION = "in_a_session"
    """The terminal holds a session of the same user already, got without a code."""
    SESSION_EXPIRED = "session_expired"
    """The terminal holds a session that is over."""
    NO_FILE = "no_file"
    """The file `concerns` does not lie in the folder."""
    SPOILED_FILE = "spoiled_file"
    """The file `concerns` lacks its end."""


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
    """A Remedy, else the id of an earlier block of the page (it and then this block are run), else the id of a
    sheet, whose commands are run until what this block promises holds."""
    concerns: str = ""
    given: tuple[Condition, ...] = ()
    """What is made to hold first."""
    answers: tuple[Answer, ...] = ()
    """What is typed instead; empty: what the block's answers say, and the cause changes."""
    holds: tuple[Condition, ...] = ()
    """What holds afterwards, before the remedy. What the block demands before it holds as well, unless AWS did
    not notice, the block was run twice, or `given` says otherwise."""
