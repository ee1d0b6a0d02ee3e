"""What no flow may hold, whichever way it comes: as a file, or as a JSON value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from flows.errors import FlowTextError

Step = str | int
Path = tuple[Step, ...]
"""Keys and 0-based positions from the top of a document."""

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_DIGITS = 18
"""Longer whole numbers lose digits where 64 bits hold them: such an identifier belongs in quotes."""

TOO_DEEP = f"The flow is nested more than {MAX_DEPTH} levels deep"
UNSTORABLE = "This text holds a character that can't be stored, such as \\0"
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def check_value(value: Any) -> None:
    """Refuse in a JSON value what could not come from a file. Raises FlowTextError with the path."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, item = waiting.pop()
        if why := TOO_DEEP if len(path) > MAX_DEPTH else _unfit(item):
            where = path_text(path)
            raise FlowTextError(f"{why} ({where}).", path=where)
        if isinstance(item, dict | Mapping):
            waiting.extend([((*path, key), part) for key, part in item.items()])
        elif isinstance(item, list | tuple):
            waiting.extend([((*path, index), part) for index, part in enumerate(item)])


def holds_unstorable(text: str) -> bool:
    """Whether databases and UTF-8 have no place for some character of it."""
    return _UNSTORABLE.search(text) is not None


def is_storable(number: float) -> bool:
    """Whether it is finite, and short enough to keep all its digits everywhere."""
    return abs(number) < 10**MAX_DIGITS if isinstance(number, int) else math.isfinite(number)


def path_text(path: Path) -> str:
    """`transitions[2].trigger`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _unfit(item: Any) -> str:
    """Why no file could hold this item; nothing when one could."""
    match item:
        case str():
            return UNSTORABLE if holds_unstorable(item) else ""
        case bool() | None:
            return ""
        case int() | float():
            return "" if is_storable(item) else "This number has too many digits, or is not finite"
        case dict() | Mapping():  # a dict is known at once, any other mapping is not
            return next(filter(None, map(_unfit_key, item)), "")
        case list() | tuple():
            return ""
        case _:
            return f"A {type(item).__name__} is not something a flow can hold"


def _unfit_key(key: Any) -> str:
    return _unfit(key) if isinstance(key, str) else f"The key {key} is not a text"
