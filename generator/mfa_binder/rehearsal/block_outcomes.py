"""How a block can end other than well: the three errors of this room."""

from __future__ import annotations


class FaultyPageError(Exception):
    """The page is wrong: a condition, an answer, a verdict or a cause that cannot be meant. The message says which."""


class BlockFailedError(Exception):
    """The block did not do what the page says; the message says what it did instead."""


class UnanswerableError(Exception):
    """Nobody can answer: no simulator and no program that is here. It says nothing against the block."""
