"""Calls to AWS: never more than so many at a time, each counted, each failure in the words of an observation.

The error codes are those of the botocore service models and of botocore's own table of retried errors
(botocore/data/_retry.json); a credential that has run out has another code in each service.

The codes are those of the botocore service models and of botocore's own table of retried errors
(botocore/data/_retry.json); a credential that has run out has another code in each service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache, partial
from threading import BoundedSemaphore, Event, Lock
from typing import Any

from botocore import xform_name
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
from botocore.loaders import Loader
from botocore.paginate import Paginator, PaginatorModel
from botocore.parsers import ResponseParserError

from mfa_binder.observation.aws_reading import FailureReason, ReadingFailure


class IncompleteAnswerError(Exception):
    """An answer that came, and lacks what AWS promises."""


class NotInRegionError(Exception):
    """An empty answer that is no fact: the thing may be in another Region. The message names the one asked."""


EXPECTED_ERRORS = (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    ResponseParserError,
    IncompleteAnswerError,
    NotInRegionError,
)
"""What a call may raise without this program being wrong."""

_REASONS_BY_CODE: Mapping[str, FailureReason] = {
    **dict.fromkeys(("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), FailureReason.ACCESS_DENIED),
    **dict.fromkeys(
        ("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "SlowDown",
         "TooManyRequestsException", "RequestLimitExceeded", "PriorRequestNotComplete", "RequestThrottled",
         "BandwidthLimitExceeded", "ProvisionedThroughputExceededException", "LimitExceeded",
         "LimitExceededException", "429"),
        FailureReason.THROTTLED,
    ),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired"), FailureReason.EXPIRED),
    **dict.fromkeys(
        ("SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"), FailureReason.CLOCK
    ),
    **dict.fromkeys(
        ("RequestTimeout", "RequestTimeoutException", "408", "ReportInProgress", "ReportNotPresent", "ReportExpired"),
        FailureReason.TIMED_OUT,
    ),
    **dict.fromkeys(
        ("InternalFailure", "InternalError", "ServiceFailure", "ServiceException", "ServiceUnavailable",
         "InternalServerException", "InternalServerError", "500", "502", "503", "504"),
        FailureReason.SERVICE,
    ),
}  # fmt: skip
"""`LimitExceeded` is no quota here: whoever only reads meets it where AWS has no capacity for another credential
report, and a report that never gets ready is one that AWS did not give in time."""
_SIGNATURES_REFUSED = ("Credential should be scoped", "The request signature we calculated")
"""How the message of a refused signature begins if the clock is not to blame: another Region or service, or another
secret key (IAM User Guide, troubleshooting Signature Version 4)."""
_LONGEST_MESSAGE = 300


def call_failure(error: Exception, operation: str, at: datetime) -> ReadingFailure:
    """The failure of a call of `operation` (`iam:ListMFADevices`) at a moment. `error` is one of EXPECTED_ERRORS."""
    if isinstance(error, ClientError):
        answer = error.response.get("Error", {})
        code, message = answer.get("Code", ""), answer.get("Message", "")
        return ReadingFailure(
            at=at,
            reason=_reason_of_code(error, code),
            operation=operation,
            code=code,
            message=message[:_LONGEST_MESSAGE],
        )
    return ReadingFailure(
        at=at, reason=_reason_of_exception(error), operation=operation, message=str(error)[:_LONGEST_MESSAGE]
    )


def is_unreadable(error: Exception) -> bool:
    """Whether an answer came that nobody can read; an error of AWS, too, if botocore found but its HTTP status."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "")).isdecimal() and _http_status(error) < 500
    return isinstance(error, ResponseParserError | IncompleteAnswerError)


def _http_status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _reason_of_code(error: ClientError, code: str) -> FailureReason:
    reason = _REASONS_BY_CODE.get(code)
    if reason is FailureReason.CLOCK and str(error.response["Error"].get("Message", "")).startswith(
        _SIGNATURES_REFUSED
    ):
        return FailureReason.REFUSED
    if reason is not None:
        return reason
    if is_unreadable(error):
        return FailureReason.MALFORMED
    return FailureReason.SERVICE if _http_status(error) >= 500 else FailureReason.REFUSED


def _reason_of_exception(error: Exception) -> FailureReason:
    if isinstance(error, ReadTimeoutError | ConnectTimeoutError):
        return FailureReason.TIMED_OUT
    if isinstance(error, ResponseParserError | ResponseStreamingError | IncompleteAnswerError):
        return FailureReason.MALFORMED
    if isinstance(error, NotInRegionError):
        return FailureReason.NOT_IN_REGION
    if isinstance(error, ConnectionError | HTTPClientError):
        return FailureReason.UNREACHABLE
    if isinstance(
        error, NoCredentialsError | CredentialRetrievalError | TokenRetrievalError | UnauthorizedSSOTokenError
    ):
        return FailureReason.EXPIRED
    return FailureReason.REFUSED


_SERVICE_PREFIXES = {"sso-admin": "sso"}
"""Where a service's name in policies is not that in boto3 (Service Authorization Reference)."""

_ATTEMPTS_TO_READ = 3
"""How often one asks again for an answer that cannot be read; botocore asks again for other failures only."""

_PROMISED_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "AssumeRole": ("Credentials",),
    "AssumeRoot": ("Credentials",),
    "DescribeOrganization": ("Organization",),
    "GenerateCredentialReport": ("State",),
    "GetAccountAuthorizationDetails": ("IsTruncated",),
    "GetAccountPasswordPolicy": ("PasswordPolicy",),
    "GetAccountSummary": ("SummaryMap",),
    "GetAlternateContact": ("AlternateContact",),
    "GetCallerIdentity": ("Account", "Arn"),
    "GetContactInformation": ("ContactInformation",),
    "GetCredentialReport": ("Content",),
    "GetSessionToken": ("Credentials",),
    "ListAccounts": ("Accounts",),
    "ListAccountsForParent": ("Accounts",),
    "ListInstances": ("Instances",),
    "ListOrganizationalUnitsForParent": ("OrganizationalUnits",),
    "ListRoots": ("Roots",),
    "ListTagsForResource": ("Tags",),
}
"""What an answer has besides the members that its model requires: without them, absence would pass for a finding."""


class UnansweredCallError(Exception):
    """A call that was not answered: `operation` as policies name it, `error` as boto3 raised it."""

    def __init__(self, operation: str, error: Exception) -> None:
        super().__init__(operation)
        self.operation = operation
        self.error = error

    @property
    def code(self) -> str:
        """The error code of AWS; empty if no answer of AWS came."""
        response = getattr(self.error, "response", None)
        return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


class CallsStoppedError(Exception):
    """No more calls are made: the walk was interrupted."""


class AwsCalls:
    """Makes calls for many threads, at most `at_once` at the same time."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._room = BoundedSemaphore(at_once)
        self._lock = Lock()
        self._made = 0
        self._stopped = Event()

    @property
    def made(self) -> int:
        """How many calls were made so far, answered or not; what botocore tried again counts once."""
        with self._lock:
            return self._made

    def stop(self) -> None:
        """Make no more calls: whoever asks gets CallsStoppedError."""
        self._stopped.set()

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises CallsStoppedError as soon as no more calls are made."""
        if self._stopped.wait(seconds):
            raise CallsStoppedError

    def ask(self, client: Any, operation: str, **parameters: Any) -> dict[str, Any]:
        """One answer, with all the members that AWS promises. Raises UnansweredCallError."""
        for _ in range(_ATTEMPTS_TO_READ - 1):
            try:
                return self._ask_once(client, operation, parameters)
            except UnansweredCallError as unanswered:
                if not is_unreadable(unanswered.error):
                    raise
        return self._ask_once(client, operation, parameters)

    def every(self, client: Any, operation: str, member: str, **parameters: Any) -> Iterator[Any]:
        """Every entry of a list, over all its pages. Raises UnansweredCallError."""
        for page in self.pages(client, operation, **parameters):
            yield from page[member]

    def pages(self, client: Any, operation: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Every page of a list. Raises UnansweredCallError."""
        model = client.meta.service_model
        paging = _paginator_model(str(model.service_name), str(model.api_version)).get_paginator(operation)
        asking = partial(self.ask, client, operation)
        paginator: Any = Paginator(asking, paging, model.operation_model(operation))  # type: ignore[arg-type]  # stubs: a name; botocore: a call
        yield from paginator.paginate(**parameters)

    def _ask_once(self, client: Any, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        with self._room:
            if self._stopped.is_set():
                raise CallsStoppedError
            with self._lock:
                self._made += 1
            try:
                answer: dict[str, Any] = getattr(client, xform_name(operation))(**parameters)
                _require_members(client.meta.service_model.operation_model(operation), answer)
            except EXPECTED_ERRORS as error:
                raise UnansweredCallError(operation_name(client, operation), error) from error
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                # How botocore's parsers fail at JSON or XML of another form than the model's.
                incomplete = IncompleteAnswerError(f"{type(error).__name__}: {error}")
                raise UnansweredCallError(operation_name(client, operation), incomplete) from error
        return answer


def operation_name(client: Any, operation: str) -> str:
    """Service and operation as policies name them: `iam:ListMFADevices`."""
    service = str(client.meta.service_model.service_name)
    return f"{_SERVICE_PREFIXES.get(service, service)}:{operation}"


def _require_members(model: Any, answer: Mapping[str, Any]) -> None:
    required = () if model.output_shape is None else model.output_shape.required_members
    missing = [member for member in (*required, *_PROMISED_MEMBERS.get(model.name, ())) if member not in answer]
    if missing:
        raise IncompleteAnswerError(f"the answer has no {missing[0]}")


@cache
def _paginator_model(service: str, version: str) -> PaginatorModel:
    """How the lists of a service are paged."""
    return PaginatorModel(Loader().load_service_model(service, "paginators-1", version))
