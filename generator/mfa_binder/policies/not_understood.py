"""What this room does not know of the policy language is said, never guessed."""

from __future__ import annotations


class PolicyNotUnderstoodError(Exception):
    """A part of a policy, or of a request, of which nobody here knows what AWS does with it; the message names it."""
