"""Values as people type them, both ways: literals, blanks like `{{ data.amount }}`, values of a data field. Pure."""

from __future__ import annotations

import json
from typing import Any

from flows.errors import InvalidValue
from flows.model import DataField
from flows.scalars import UnfitScalar, resolve
from flows.values import parse_value

_TEXTS = frozenset({"string", "text", "email", "phone", "file", "date", "datetime"})


def holds_blanks(text: str) -> bool:
    """Whether it is a template rather than a literal."""
    return "{{" in text or "{%" in text


def literal_text(value: Any) -> str:
    """A value as the form shows it; `read_literal` reads it back. A text that looks like a number is in quotes."""
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def read_literal(text: str) -> Any:
    """A number, yes or no, a list or group in JSON, or else the text itself; quotes make anything a text.

    Raises InvalidValue where brackets or quotes don't close, and for an endless number.
    """
    words = text.strip()
    if words[:1] in ('"', "[") or (words[:1] == "{" and not holds_blanks(words)):
        try:
            return json.loads(words)
        except ValueError as error:
            raise InvalidValue("A bracket or a quotation mark doesn't close.") from error
    if holds_blanks(text):
        return text
    if words.lower() in ("yes", "no", "true", "false"):
        return words.lower() in ("yes", "true")
    try:
        return resolve(words) if words[:1] in set("-+.0123456789") else text
    except UnfitScalar as error:
        raise InvalidValue(f"{error}.") from error


def _is_plain(text: str) -> bool:
    try:
        return bool(text.strip()) and read_literal(text) == text
    except InvalidValue:
        return False


def field_text(value: Any, field: DataField | None) -> str:
    """A data field's value as the form shows it; `read_field` reads it back."""
    if field is not None and field.type in _TEXTS and isinstance(value, str):
        return value
    return literal_text(value)


def read_field(text: str, field: DataField | None, name: str) -> Any:
    """What to put into a data field: a template as it is, else a value of its type. Raises InvalidValue."""
    if field is None:
        return read_literal(text)
    return text if holds_blanks(text) else parse_value(field, text, name)
