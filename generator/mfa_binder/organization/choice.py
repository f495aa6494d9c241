"""Enumerations whose members are written in the inventory as plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Choice(StrEnum):
    """A fixed list of words. The model is strict, but a word of the file is not yet a member."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Accept the word where a strict model would ask for the member."""
        return {**handler(source), "strict": False}
