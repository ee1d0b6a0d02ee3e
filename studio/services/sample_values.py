"""Values that fields might hold: what a trial starts from, and what stands in the blanks of a previewed message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flows.model import DataField
from flows.words import readable

_BY_TYPE: Mapping[str, object] = {
    "integer": 3, "number": 128.5, "boolean": True, "email": "ana@example.com", "phone": "+34600000000",
    "file": "https://example.com/document.pdf",
}  # fmt: skip
_LINKS = ("link", "url", "page")
_NUMBERED = ("id", "number", "no", "code", "reference")
SOON = timedelta(days=14)
"""How far ahead an invented date lies."""


def sample(name: str, field: DataField, today: date) -> object:
    """A value such as this field would hold: its default or first choice, else one that looks like its name.

    Written as in a flow file, a date as ISO 8601; not yet held to the field's limits (see `parse_value`).
    """
    for given in (field.default, *field.choices):
        if given is not None:
            return given
    match field.type:
        case "date":
            return (today + SOON).isoformat()
        case "datetime":
            return f"{today + SOON}T09:00:00Z"
        case "string" | "text":
            return _worded(name)
    value, low, high = _BY_TYPE[field.type], field.min, field.max
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = max(value, low) if isinstance(low, int | float) else value
        value = min(value, high) if isinstance(high, int | float) else value
    return value


def _worded(name: str) -> str:
    words = name.lower().split("_")
    if words[-1] in _LINKS:
        return f"https://example.com/{words[0]}"
    if words[-1] in _NUMBERED:
        return f"{words[0][:3].upper()}-2048"
    return readable(name).capitalize()
