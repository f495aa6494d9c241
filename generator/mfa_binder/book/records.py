"""What all records of the contract on disk have in common, and the words for one that cannot be read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError


class BookRecord(BaseModel):
    """A record of the contract: frozen, and nothing in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def first_problem(error: ValidationError) -> str:
    """The first reason why a file is refused, and where in it."""
    problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{problem['msg']} @ {where}" if where else problem["msg"]
