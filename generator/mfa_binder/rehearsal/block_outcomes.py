"""How asking about a condition can end, other than with yes or no."""

from __future__ import annotations


class UnanswerableError(Exception):
    """A condition about which no simulator can say anything; the message says why."""


class UnknownConditionError(Exception):
    """A condition of none of the forms, or about something that the inventory lacks."""
