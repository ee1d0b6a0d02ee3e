"""What a data field's default, limits and choices may be, as people type them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from flows.errors import InvalidValue
from flows.model import DataField, FieldType
from flows.values import parse_value

LENGTHS = frozenset({"string", "text"})
"""Types whose limits count characters."""
MEASURED = frozenset({"integer", "number", "date", "datetime", *LENGTHS})
"""Types that have limits."""

TYPES: Mapping[str, str] = {
    "string": "Short text", "text": "Long text", "integer": "Whole number", "number": "Number",
    "boolean": "Yes or no", "date": "Date", "datetime": "Date and time", "email": "Email address",
    "phone": "Phone number", "file": "File",
}  # fmt: skip
assert set(TYPES) == set(get_args(FieldType))


def read_limit(type_: str, text: str, name: str) -> Any:
    """A lower or upper limit: of a text, a count of characters; else a value of the type. Raises InvalidValue."""
    return read_value("integer" if type_ in LENGTHS else type_, text, name)


def read_value(type_: str, text: Any, name: str) -> Any:
    """A value of the type, as the file writes it. Raises InvalidValue."""
    return parse_value(DataField.model_validate({"type": type_}), text, name)


def retyped(raw: Mapping[str, Any], type_: str) -> dict[str, Any]:
    """The field with another type: what no longer fits is left out."""
    kept = {**raw, "type": type_}
    for key in ("min", "max"):
        if key in kept and (type_ not in MEASURED or not _fits(type_, kept[key], limit=True)):
            del kept[key]
    if "default" in kept and not _fits(type_, kept["default"]):
        del kept["default"]
    if "choices" in kept:
        kept["choices"] = [choice for choice in kept["choices"] if _fits(type_, choice)]
        if not kept["choices"]:
            del kept["choices"]
    if type_ not in ("number", "integer"):
        kept.pop("currency", None)
    return kept


def _fits(type_: str, value: Any, *, limit: bool = False) -> bool:
    try:
        read_limit(type_, value, "") if limit else read_value(type_, value, "")
    except InvalidValue:
        return False
    return True
