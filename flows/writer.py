"""Plain Python values → canonical YAML: block style, one spelling for every value, nothing wrapped.

An emitter of our own, because the same flow must give the same text for years: PyYAML's two disagree on
emoji, on when to wrap and on which words need quotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.scalars import fits_literal, number_text, on_one_line

_STEP = 2
_LONGEST_KEY = 1000
"""YAML readers look for a key's “:” within 1024 characters; longer keys are announced by “? ”."""


def write(value: Mapping[str, Any]) -> str:
    """The document as YAML with a final newline; keys keep their order. `flows.reader.read` gives it back."""
    return "\n".join(_mapping(value, 0)) + "\n"


def _mapping(mapping: Mapping[str, Any], indent: int) -> list[str]:
    lines = []
    for key, value in mapping.items():
        name = on_one_line(key)
        if len(name) > _LONGEST_KEY:
            lines.append(f"{' ' * indent}? {name}")
            name = ""
        first, *rest = _value(value, indent)
        lines.append(f"{' ' * indent}{name}:{first and ' '}{first}")
        lines += rest
    return lines


def _sequence(items: Sequence[Any], indent: int) -> list[str]:
    lines = []
    for item in items:
        if item and isinstance(item, Mapping | list | tuple):
            # The first entry goes on the line of the dash, which is as wide as a step of indentation.
            inner = _block(item, indent + _STEP)
            lines += [f"{' ' * indent}- {inner[0][indent + _STEP :]}", *inner[1:]]
        else:
            first, *rest = _value(item, indent)
            lines += [f"{' ' * indent}- {first}", *rest]
    return lines


def _block(value: Mapping[str, Any] | Sequence[Any], indent: int) -> list[str]:
    return _mapping(value, indent) if isinstance(value, Mapping) else _sequence(value, indent)


def _value(value: Any, indent: int) -> list[str]:
    """What stands after a key or a dash at `indent`: the rest of that line, maybe empty, and lines below."""
    match value:
        case Mapping() | list() | tuple():
            empty = "{}" if isinstance(value, Mapping) else "[]"
            return ["", *_block(value, indent + _STEP)] if value else [empty]
        case str() if "\n" in value and fits_literal(value):
            body, pad = value.removesuffix("\n"), " " * (indent + _STEP)
            below = [pad + line if line else "" for line in body.split("\n")]
            return ["|" if value.endswith("\n") else "|-", *below]
        case str():
            return [on_one_line(value)]
        case None:
            return ["null"]
        case bool():
            return ["true" if value else "false"]
        case _:
            return [number_text(value)]
