"""Calls to AWS: never more than so many at a time, each counted, each failure with the name of its operation."""

from __future__ import annotations

from collections.abc import Iterator
from threading import BoundedSemaphore, Lock
from typing import Any

from botocore import xform_name

from generator.collect.failures import Expected

_PREFIXES = {"sso-admin": "sso"}
"""Where a service's name in policies is not that in boto3 (Service Authorization Reference)."""


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


class Calls:
    """Makes calls for many threads, at most `at_once` at the same time."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._room = BoundedSemaphore(at_once)
        self._lock = Lock()
        self._made = 0

    @property
    def made(self) -> int:
        """How many calls were made so far, answered or not; what botocore tried again counts once."""
        with self._lock:
            return self._made

    def ask(self, client: Any, operation: str, **parameters: Any) -> dict[str, Any]:
        """One answer. Raises UnansweredError."""
        answer: dict[str, Any] = self._made_one(client, operation, getattr(client, xform_name(operation)), parameters)
        return answer

    def every(self, client: Any, operation: str, member: str, **parameters: Any) -> Iterator[Any]:
        """Every entry of a list, over all its pages. Raises UnansweredError."""
        for page in self.pages(client, operation, **parameters):
            yield from page.get(member, ())

    def pages(self, client: Any, operation: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Every page of a list. Raises UnansweredError."""
        pages = iter(client.get_paginator(xform_name(operation)).paginate(**parameters))
        while True:
            page = self._made_one(client, operation, lambda: next(pages, None), {})
            if page is None:
                return
            yield page

    def _made_one(self, client: Any, operation: str, call: Any, parameters: dict[str, Any]) -> Any:
        with self._room:
            try:
                answer = call(**parameters)
            except Expected as error:
                raise UnansweredError(named(client, operation), error) from error
        with self._lock:
            self._made += answer is not None
        return answer


def named(client: Any, operation: str) -> str:
    """Service and operation as policies name them: `iam:ListMFADevices`."""
    service = str(client.meta.service_model.service_name)
    return f"{_PREFIXES.get(service, service)}:{operation}"
