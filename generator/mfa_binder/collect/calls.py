"""Calls to AWS: never more than so many at a time, each counted, each failure with the name of its operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from threading import BoundedSemaphore, Event, Lock
from typing import Any

from botocore import xform_name
from botocore.loaders import Loader
from botocore.paginate import Paginator, PaginatorModel

from mfa_binder.collect.failures import Expected, IncompleteAnswerError, unreadable

_PREFIXES = {"sso-admin": "sso"}
"""Where a service's name in policies is not that in boto3 (Service Authorization Reference)."""

_READINGS = 3
"""How often one asks again for an answer that cannot be read; botocore asks again for other failures only."""

_PROMISED: Mapping[str, tuple[str, ...]] = {
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


class UnansweredError(Exception):
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


class StoppedError(Exception):
    """No more calls are made: the walk was interrupted."""


class Calls:
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
        """Make no more calls: whoever asks gets StoppedError."""
        self._stopped.set()

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises StoppedError as soon as no more calls are made."""
        if self._stopped.wait(seconds):
            raise StoppedError

    def ask(self, client: Any, operation: str, **parameters: Any) -> dict[str, Any]:
        """One answer, with all the members that AWS promises. Raises UnansweredError."""
        for _ in range(_READINGS - 1):
            try:
                return self._asked(client, operation, parameters)
            except UnansweredError as unanswered:
                if not unreadable(unanswered.error):
                    raise
        return self._asked(client, operation, parameters)

    def every(self, client: Any, operation: str, member: str, **parameters: Any) -> Iterator[Any]:
        """Every entry of a list, over all its pages. Raises UnansweredError."""
        for page in self.pages(client, operation, **parameters):
            yield from page[member]

    def pages(self, client: Any, operation: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Every page of a list. Raises UnansweredError."""
        model = client.meta.service_model
        paging = _paging(str(model.service_name), str(model.api_version)).get_paginator(operation)
        asking = partial(self.ask, client, operation)
        whole: Any = Paginator(asking, paging, model.operation_model(operation))  # type: ignore[arg-type]  # the stubs take a name
        yield from whole.paginate(**parameters)

    def _asked(self, client: Any, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        with self._room:
            if self._stopped.is_set():
                raise StoppedError
            with self._lock:
                self._made += 1
            try:
                answer: dict[str, Any] = getattr(client, xform_name(operation))(**parameters)
                _demand_whole(client.meta.service_model.operation_model(operation), answer)
            except Expected as error:
                raise UnansweredError(named(client, operation), error) from error
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                # How botocore's parsers fail at JSON or XML of another form than the model's.
                said = IncompleteAnswerError(f"{type(error).__name__}: {error}")
                raise UnansweredError(named(client, operation), said) from error
        return answer


def named(client: Any, operation: str) -> str:
    """Service and operation as policies name them: `iam:ListMFADevices`."""
    service = str(client.meta.service_model.service_name)
    return f"{_PREFIXES.get(service, service)}:{operation}"


def _demand_whole(model: Any, answer: Mapping[str, Any]) -> None:
    required = () if model.output_shape is None else model.output_shape.required_members
    missing = [member for member in (*required, *_PROMISED.get(model.name, ())) if member not in answer]
    if missing:
        raise IncompleteAnswerError(f"the answer has no {missing[0]}")


@cache
def _paging(service: str, version: str) -> PaginatorModel:
    """How the lists of a service are paged."""
    return PaginatorModel(Loader().load_service_model(service, "paginators-1", version))
