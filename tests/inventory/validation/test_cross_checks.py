"""The tables of the cross checks cover the format: a new day or reference cannot be forgotten."""

from collections.abc import Iterator
from typing import Any

from mfa_binder.inventory.validation.impossible_values import DAY_FORMS
from mfa_binder.inventory.validation.reference_errors import REFERENCES
from mfa_binder.organization.organization import Organization

SCHEMA = Organization.model_json_schema()


def leaves(schema: dict[str, Any], form: tuple[str | None, ...] = ()) -> Iterator[tuple[tuple[str | None, ...], Any]]:
    """Every value of the format by the form of its path: None for an id or an index."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    yield form, schema
    for option in schema.get("anyOf", ()):
        yield from leaves(option, form)
    for name, value in schema.get("properties", {}).items():
        yield from leaves(value, (*form, name))
    for inner in (schema.get("additionalProperties"), schema.get("items")):
        if isinstance(inner, dict):
            yield from leaves(inner, (*form, None))


FORMS = {form for form, _ in leaves(SCHEMA)}


def test_every_day_of_the_format_is_checked() -> None:
    days = {form for form, schema in leaves(SCHEMA) if schema.get("format") == "date"}
    assert len(days) == 11
    assert set(DAY_FORMS) == days


def test_every_reference_is_a_value_of_the_format() -> None:
    assert {reference.form for reference in REFERENCES} <= FORMS


def test_every_value_named_like_a_thing_is_a_reference() -> None:
    """What is called device, model, bag … names one. The exceptions are no references."""
    names = {"device", "devices", "model", "bag", "location", "holder", "holders", "person", "site", "deputy", "owner"}
    names |= {"custodians", "readers", "sealed_by", "mailbox", "phone", "password", "organization", "between"}
    exceptions = {("people", None, "phone")}
    texts = {form for form, schema in leaves(SCHEMA) if schema.get("type") == "string"}
    named = {form for form in texts if (form[-1] or form[-2]) in names and len(form) > 1} - exceptions
    named -= {form for form in named if form[-1] is None and form[0] == form[-2]}
    assert named <= {reference.form for reference in REFERENCES}
    assert len(named) >= 28
