"""What went wrong with a call, in the words of an observation.

The codes are those of the botocore service models and of botocore's own table of retried errors
(botocore/data/_retry.json); a credential that has run out has another code in each service.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.parsers import ResponseParserError

from mfa_binder.observation.reading import Failure, Reason


class IncompleteAnswerError(Exception):
    """An answer that came, and lacks what AWS promises."""


class NotInRegionError(Exception):
    """An empty answer that is no fact: the thing may be in another Region. The message names the one asked."""


Expected = (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    ResponseParserError,
    IncompleteAnswerError,
    NotInRegionError,
)
"""What a call may raise without this program being wrong."""

_CODES: Mapping[str, Reason] = {
    **dict.fromkeys(("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), Reason.ACCESS_DENIED),
    **dict.fromkeys(
        ("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "SlowDown",
         "TooManyRequestsException", "RequestLimitExceeded", "PriorRequestNotComplete", "RequestThrottled",
         "BandwidthLimitExceeded", "ProvisionedThroughputExceededException", "LimitExceeded",
         "LimitExceededException", "429"),
        Reason.THROTTLED,
    ),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired"), Reason.EXPIRED),
    **dict.fromkeys(("SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"), Reason.CLOCK),
    **dict.fromkeys(
        ("RequestTimeout", "RequestTimeoutException", "408", "ReportInProgress", "ReportNotPresent", "ReportExpired"),
        Reason.TIMED_OUT,
    ),
    **dict.fromkeys(
        ("InternalFailure", "InternalError", "ServiceFailure", "ServiceException", "ServiceUnavailable",
         "InternalServerException", "InternalServerError", "500", "502", "503", "504"),
        Reason.SERVICE,
    ),
}  # fmt: skip
"""`LimitExceeded` is no quota here: whoever only reads meets it where AWS has no capacity for another credential
report, and a report that never gets ready is one that AWS did not give in time."""
_OTHER_SIGNATURES = ("Credential should be scoped", "The request signature we calculated")
"""How the message of a refused signature begins if the clock is not to blame: another Region or service, or another
secret key (IAM User Guide, troubleshooting Signature Version 4)."""
_LONGEST = 300


def failure(error: Exception, operation: str, at: datetime) -> Failure:
    """The failure of a call of `operation` (`iam:ListMFADevices`) at a moment. `error` is one of Expected."""
    if isinstance(error, ClientError):
        told = error.response.get("Error", {})
        code, message = told.get("Code", ""), told.get("Message", "")
        return Failure(at=at, reason=_of_code(error, code), operation=operation, code=code, message=message[:_LONGEST])
    return Failure(at=at, reason=_of_exception(error), operation=operation, message=str(error)[:_LONGEST])


def unreadable(error: Exception) -> bool:
    """Whether an answer came that nobody can read; an error of AWS, too, if botocore found but its HTTP status."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "")).isdecimal() and _status(error) < 500
    return isinstance(error, ResponseParserError | IncompleteAnswerError)


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _of_code(error: ClientError, code: str) -> Reason:
    found = _CODES.get(code)
    if found is Reason.CLOCK and str(error.response["Error"].get("Message", "")).startswith(_OTHER_SIGNATURES):
        return Reason.REFUSED
    if found is not None:
        return found
    if unreadable(error):
        return Reason.MALFORMED
    return Reason.SERVICE if _status(error) >= 500 else Reason.REFUSED


def _of_exception(error: Exception) -> Reason:
    if isinstance(error, ReadTimeoutError | ConnectTimeoutError):
        return Reason.TIMED_OUT
    if isinstance(error, ResponseParserError | ResponseStreamingError | IncompleteAnswerError):
        return Reason.MALFORMED
    if isinstance(error, NotInRegionError):
        return Reason.NOT_IN_REGION
    if isinstance(error, ConnectionError | HTTPClientError):
        return Reason.UNREACHABLE
    if isinstance(
        error, NoCredentialsError | CredentialRetrievalError | TokenRetrievalError | UnauthorizedSSOTokenError
    ):
        return Reason.EXPIRED
    return Reason.REFUSED
