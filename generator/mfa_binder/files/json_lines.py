"""JSON with a record a line: a file that a person can read, that git can compare, and that can be added to."""

from __future__ import annotations

import json


def json_line(record: object, *, sort_keys: bool = False) -> str:
    """A record on one line, without its end; letters of every language as they are.

    Without `sort_keys` its keys stand in the order in which it has them.
    """
    return json.dumps(record, sort_keys=sort_keys, ensure_ascii=False)
