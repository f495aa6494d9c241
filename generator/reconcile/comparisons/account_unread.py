"""What could not be read: of that nothing is claimed, neither good nor bad."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.observation.observation import ObservedAccount
from generator.observation.reading import Failure, Reason, written
from generator.observation.telling import because, part_name, unread
from generator.reconcile.both import Both, Spot
from generator.reconcile.comparison import Comparison, Difference

_HINT = "mend the reason and collect again; until then nobody knows what is there"


def _check(both: Both) -> Iterator[Difference]:
    for part, what in (("organization", "the organization"), ("listed", "the list of accounts")):
        failure = getattr(both.observation, part).failure
        if failure is not None and failure.reason is not Reason.NOT_ASKED:
            message = f"{what} could not be read at {written(failure.at)}: {because(failure)}"
            yield Difference(Spot((part,), observed=True), message, _HINT)
    for pair in both.pairs:
        for told, failure in _grouped(pair.observed):
            severity = Severity.INFO if failure.reason is Reason.NOT_ACTIVE else None
            message = f"{pair.name} could not be read at {written(failure.at)}: {because(failure)}; {told}"
            yield Difference(pair.spot, message, _HINT, severity)


def _grouped(account: ObservedAccount) -> Iterator[tuple[str, Failure]]:
    """One line for each reason, with the parts that it kept from being read and since when they are not known."""
    failures: dict[tuple[Reason, str], Failure] = {}
    parts: dict[tuple[Reason, str], list[str]] = {}
    for part, reading, failure in unread(account):
        reason = (failure.reason, failure.operation)
        failures.setdefault(reason, failure)
        since = f"last known at {written(reading.at)}" if reading.at is not None else "never read"
        parts.setdefault(reason, []).append(f"{part_name(part)} {since}")
    for reason, told in parts.items():
        yield ", ".join(told), failures[reason]


COMPARISON = Comparison(
    "account-unread",
    Severity.WARNING,
    "Something could not be read (information where an account is not active).",
    _check,
)
